//! Who goes on with a connection when its owner leaves.

use app::connections::successors;
use axum::extract::State;
use model::ConnectionId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::{connection::SuccessorsRequest, principal::PrincipalChip},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list, set))
}

/// List the successors of a connection
///
/// Who may sign in anew for it, and let flows use it, once its owner may not act any more: the first of them who is active.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/connections/{connection}/successors",
    tag = "connections",
    operation_id = "listConnectionSuccessors",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    responses((status = 200, body = Page<PrincipalChip>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<Json<Page<PrincipalChip>>> {
    let found = successors::list(server.steward(), &op, &environment, ConnectionId(id)).await?;
    Ok(Json(Page::all(found).map(PrincipalChip::from)))
}

/// Name the successors of a connection
///
/// Users, service accounts or groups, the first one first, in place of those that it had. It takes the right to manage the connection.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/connections/{connection}/successors",
    tag = "connections",
    operation_id = "setConnectionSuccessors",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    request_body = SuccessorsRequest,
    responses((status = 200, body = Page<PrincipalChip>))
)]
async fn set(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
    Json(new): Json<SuccessorsRequest>,
) -> ApiResult<Json<Page<PrincipalChip>>> {
    let set = successors::set(server.steward(), &op, &environment, ConnectionId(id), new.successors).await?;
    Ok(Json(Page::all(set).map(PrincipalChip::from)))
}
