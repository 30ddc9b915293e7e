//! The Dataverse Web API: rows of tables over OData v4, as Dataverse clients speak it.
//!
//! It follows that standard and not ours: names of headers, bodies of errors, answers without bodies. What a request may do is decided
//! by [`app::rows`], the same as for a flow's actions.

mod address;
mod answer;
mod asking;
mod column;
mod metadata;
mod prefer;
mod rows;

use axum::{
    Router,
    extract::{FromRequestParts, Request, State},
    http::Method,
    response::{IntoResponse, Response},
    routing::any,
};
use tables::{ErrorKind, ODataError};

use self::{address::Resource, asking::Asking};
use crate::{
    error::{ApiError, ApiResult},
    extract::SignedIn,
    state::Server,
};

/// Whether an address is the Web API's, so that errors have its shape.
pub(crate) fn is_address(path: &str) -> bool {
    let within = path.strip_prefix("/environments/").and_then(|rest| rest.split_once('/')).map(|(_, rest)| rest);
    path.starts_with("/api/data/") || within.is_some_and(|rest| rest.starts_with("api/data/"))
}

pub(crate) fn routes() -> Router<Server> {
    let mut router = Router::new();
    for root in ["/api/data/{version}", "/environments/{environment}/api/data/{version}"] {
        for path in [root.to_owned(), format!("{root}/"), format!("{root}/{{*path}}")] {
            router = router.route(&path, any(serve));
        }
    }
    router
}

async fn serve(State(server): State<Server>, request: Request) -> ApiResult<Response> {
    let (mut parts, body) = request.into_parts();
    let SignedIn(op) = SignedIn::from_request_parts(&mut parts, &server).await?;
    let asking = Asking::read(&mut parts, &server, op).await?;
    let resource = address::read(&asking.path)?;
    let method = parts.method.clone();
    match (method, resource) {
        (Method::GET, Resource::Service) => metadata::service(&asking).await,
        (Method::GET, Resource::Metadata) => metadata::csdl(&asking).await,
        (Method::GET, Resource::WhoAmI) => metadata::who_am_i(&asking).await,
        (Method::GET, Resource::Definitions { table, attributes }) => {
            metadata::definitions(&asking, table.as_deref(), attributes).await
        }
        (Method::GET, Resource::Set(set)) => rows::list(&asking, set).await,
        (Method::GET, Resource::Count(set)) => rows::count(&asking, set).await,
        (Method::POST, Resource::Set(set)) => rows::create(&asking, set, body).await,
        (Method::GET, Resource::Row { set, id }) => rows::get(&asking, set, id).await,
        (Method::PATCH, Resource::Row { set, id }) => rows::update(&asking, set, id, body).await,
        (Method::DELETE, Resource::Row { set, id }) => rows::delete(&asking, set, id).await,
        (Method::GET, Resource::Column(column)) => column::get(&asking, column).await,
        (Method::PUT, Resource::Column(column)) if !column.raw => column::put(&asking, column, body).await,
        (Method::DELETE, Resource::Column(column)) if !column.raw => column::delete(&asking, column).await,
        (method, _) => Ok(not_allowed(&method)),
    }
}

fn not_allowed(method: &Method) -> Response {
    let message = format!("The HTTP method '{method}' is not supported by this resource.");
    let error = ApiError::from(ODataError::new(ErrorKind::NotSupported, message));
    ApiError { status: axum::http::StatusCode::METHOD_NOT_ALLOWED, ..error }.into_response()
}
