//! Connection references: which connection answers for a name.

mod define;

use app::{connections::impact::Choice, references};
use axum::extract::State;
use model::ConnectionId;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::{
        impact::{AskedParams, BindReport},
        reference::{BindRequest, ConnectionReferenceView},
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list, define::create)).routes(routes!(bind, define::delete))
}

/// List connection references
///
/// With what they are bound to.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/connection-references",
    tag = "connections",
    operation_id = "listConnectionReferences",
    params(("environment" = String, Path, description = "The environment's name"), PageParams),
    responses((status = 200, body = Page<ConnectionReferenceView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<ConnectionReferenceView>>> {
    let found = references::list(server.steward(), &op, &environment).await?;
    let views = found.into_iter().map(ConnectionReferenceView::from).collect();
    Ok(Json(paged(views, &page, |view: &ConnectionReferenceView| view.logical_name.clone())))
}

/// Bind a connection reference
///
/// Every flow that uses the reference uses that connection from then on, so it takes the right to swap connections on each.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/connection-references/{logicalName}",
    tag = "connections",
    operation_id = "bindConnectionReference",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("logicalName" = String, Path, description = "The reference's logical name"),
        AskedParams,
    ),
    request_body = BindRequest,
    responses((status = 200, body = BindReport))
)]
async fn bind(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, logical_name)): Path<(String, String)>,
    Query(asked): Query<AskedParams>,
    Json(new): Json<BindRequest>,
) -> ApiResult<Json<BindReport>> {
    let choice = Choice { connection: new.connection.map(ConnectionId), asked: asked.into() };
    Ok(Json(references::bind(server.steward(), &op, &environment, &logical_name, choice).await?.into()))
}
