//! Trying a connection, and how it went.

use app::connections::probes;
use axum::extract::State;
use model::ConnectionId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::connection::probes::{ConnectionTest, Probe},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(test)).routes(routes!(list))
}

/// Try a connection
///
/// One call with its credentials, where it leads to others. It takes the right to use it.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/connections/{connection}/test",
    tag = "connections",
    operation_id = "testConnection",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    responses((status = 200, body = ConnectionTest))
)]
async fn test(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<Json<ConnectionTest>> {
    let (probe, connection) = server.runtime().try_connection(&op, &environment, ConnectionId(id)).await?;
    Ok(Json(ConnectionTest { probe: probe.into(), connection: connection.into() }))
}

/// List how trying a connection went
///
/// The newest ten, newest first. What the target said is told to those who may use the connection.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/connections/{connection}/probes",
    tag = "connections",
    operation_id = "listProbes",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    responses((status = 200, body = Page<Probe>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<Json<Page<Probe>>> {
    let found = probes::list(server.steward(), &op, &environment, ConnectionId(id)).await?;
    Ok(Json(Page::all(found).map(Probe::from)))
}
