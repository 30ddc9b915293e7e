//! Request triggers: `POST /triggers/{trigger id}/{trigger}?sig=...`, with what the trigger's `relativePath` asks for before the query.
//!
//! Whoever has the whole address may start the flow, so nobody signs in here. Whether the id or the signature was wrong is not told.

mod answer;
mod body;
mod outputs;

pub(crate) use outputs::queries;

use axum::{
    Router,
    extract::{Request, State},
    http::{Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use model::ErrorCode;
use uuid::Uuid;

use crate::{
    envelope::Correlation,
    error::{ApiError, ApiResult},
    extract::{Base, Path, read_body},
    state::Server,
};

/// How many parts of an address stand before the relative path: the empty one, `triggers`, the id and the trigger.
const BEFORE_PATH: usize = 4;

pub(crate) fn routes() -> Router<Server> {
    Router::new()
        .route("/triggers/{id}/{trigger}", any(start))
        .route("/triggers/{id}/{trigger}/{*rest}", any(start_below))
}

async fn start(
    State(server): State<Server>,
    base: Base,
    Path((id, trigger)): Path<(String, String)>,
    request: Request,
) -> ApiResult<Response> {
    receive(server, base, &id, &trigger, &[], request).await
}

async fn start_below(
    State(server): State<Server>,
    base: Base,
    Path((id, trigger, _)): Path<(String, String, String)>,
    request: Request,
) -> ApiResult<Response> {
    // Split before it is decoded: a parameter may hold a `/`.
    let segments: Vec<String> = request.uri().path().split('/').skip(BEFORE_PATH).map(outputs::decoded).collect();
    receive(server, base, &id, &trigger, &segments, request).await
}

async fn receive(
    server: Server,
    base: Base,
    id: &str,
    trigger: &str,
    segments: &[String],
    request: Request,
) -> ApiResult<Response> {
    // An id that is none is as unknown as any other.
    let id = Uuid::parse_str(id).unwrap_or(Uuid::nil());
    let queries = outputs::queries(request.uri().query().unwrap_or_default());
    let signature = queries.iter().find(|(name, _)| name == "sig").map_or("", |(_, value)| value.as_str());
    let target = server.runtime().trigger(id, trigger, signature).await?;
    let Some(parameters) = target.parameters_of_path(segments) else {
        let message = "The trigger takes requests at another path. Copy the address from the flow's page, and fill in its parameters.";
        return Err(ApiError::new(StatusCode::NOT_FOUND, ErrorCode::NotFound, message));
    };
    let method = target.method().unwrap_or("POST");
    if !request.method().as_str().eq_ignore_ascii_case(method) {
        return Ok(wrong_method(method, request.method()));
    }
    let correlation = request.extensions().get().copied().unwrap_or(Correlation(Uuid::nil()));
    let tracking = request.headers().get("x-ms-client-tracking-id").cloned();
    let (parts, body) = request.into_parts();
    let bytes = read_body(&parts.headers, body, server.limits().body).await?;
    let outputs = outputs::outputs(&parts.headers, queries, parameters, bytes).await?;
    let accepted = server.runtime().start_http(&target, outputs).await?;
    let place = answer::Place { server: &server, base: &base, target: &target, correlation, tracking };
    answer::answer(accepted, &place).await
}

fn wrong_method(method: &str, given: &Method) -> Response {
    let message = format!("This trigger takes `{method}`, not `{given}`.");
    let error = ApiError::new(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadRequest, message);
    let mut response = error.into_response();
    if let Ok(allowed) = method.parse() {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}
