//! Rights on a connection.

use app::connections::grants;
use axum::{extract::State, http::StatusCode};
use model::{ConnectionAction, ConnectionId};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::connection::{ConnectionGrantRequest, ConnectionGrantView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(set, remove))
}

/// List the rights on a connection
///
/// What others than its owner may do with it: all of it for those who may manage it, for others what reaches them.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/connections/{connection}/grants",
    tag = "connections",
    operation_id = "listConnectionGrants",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    responses((status = 200, body = Page<ConnectionGrantView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<Json<Page<ConnectionGrantView>>> {
    let found = grants::list(server.steward(), &op, &environment, ConnectionId(id)).await?;
    Ok(Json(Page::all(found).map(ConnectionGrantView::from)))
}

/// Give rights on a connection
///
/// In place of those that the principal had. It takes the right to manage the connection, and each right that is given.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/connections/{connection}/grants/{principal}",
    tag = "connections",
    operation_id = "setConnectionGrant",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
        ("principal" = String, Path, description = "Id or name"),
    ),
    request_body = ConnectionGrantRequest,
    responses((status = 200, body = ConnectionGrantView))
)]
async fn set(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id, principal)): Path<(String, Uuid, String)>,
    Json(new): Json<ConnectionGrantRequest>,
) -> ApiResult<Json<ConnectionGrantView>> {
    let actions = new.actions.into_iter().map(ConnectionAction::from).collect();
    Ok(Json(grants::set(server.steward(), &op, &environment, ConnectionId(id), &principal, actions).await?.into()))
}

/// Take rights on a connection back
///
/// Flows that were let use it go on using it.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/connections/{connection}/grants/{principal}",
    tag = "connections",
    operation_id = "removeConnectionGrant",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
        ("principal" = String, Path, description = "Id or name"),
    ),
    responses((status = 204))
)]
async fn remove(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id, principal)): Path<(String, Uuid, String)>,
) -> ApiResult<StatusCode> {
    grants::remove(server.steward(), &op, &environment, ConnectionId(id), &principal).await?;
    Ok(StatusCode::NO_CONTENT)
}
