//! Connections: somebody's credentials for one connector in one environment.

mod credentials;
mod grants;
mod probes;

use app::{
    connections,
    connections::{impact::Choice, reauthenticate, replace},
};
use axum::{extract::State, http::StatusCode};
use model::ConnectionId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::{
        connection::{ConnectionView, NewConnection, credentials::NewCredentials},
        impact::{AskedParams, ConnectionUses, Reauthenticated, Replaced},
        reference::BindRequest,
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, delete))
        .merge(credentials::routes())
        .routes(routes!(uses))
        .routes(routes!(reauthenticate))
        .routes(routes!(replace))
        .merge(grants::routes())
        .merge(probes::routes())
}

/// List connections
///
/// Those that the caller has a right on, and those that flows of the caller use; all of them for administrators of the environment.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/connections",
    tag = "connections",
    operation_id = "listConnections",
    params(("environment" = String, Path, description = "The environment's name"), PageParams),
    responses((status = 200, body = Page<ConnectionView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<ConnectionView>>> {
    let found = connections::list(server.steward(), &op, &environment).await?;
    let views = found.into_iter().map(ConnectionView::from).collect();
    Ok(Json(paged(views, &page, |view: &ConnectionView| format!("{}/{}", view.display_name.to_lowercase(), view.id))))
}

/// Create a connection
///
/// The caller owns it, or a service account where the caller administers the environment. A private one is for runs that the caller
/// starts, and takes no more than membership.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/connections",
    tag = "connections",
    operation_id = "createConnection",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = NewConnection,
    responses((status = 201, body = ConnectionView))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Json(new): Json<NewConnection>,
) -> ApiResult<(StatusCode, Json<ConnectionView>)> {
    let connection = connections::create(server.steward(), &op, &environment, new.try_into()?).await?;
    Ok((StatusCode::CREATED, Json(connection.into())))
}

/// Get a connection
///
/// Its secret is never shown.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/connections/{connection}",
    tag = "connections",
    operation_id = "getConnection",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    responses((status = 200, body = ConnectionView))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<Json<ConnectionView>> {
    Ok(Json(connections::get(server.steward(), &op, &environment, ConnectionId(id)).await?.into()))
}

/// Delete a connection
///
/// What uses it has none then. It takes the right to manage it.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/connections/{connection}",
    tag = "connections",
    operation_id = "deleteConnection",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    responses((status = 204))
)]
async fn delete(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<StatusCode> {
    connections::delete(server.steward(), &op, &environment, ConnectionId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Get what uses a connection
///
/// References, and flows with the actions that use it, their next firing and their newest run.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/connections/{connection}/uses",
    tag = "connections",
    operation_id = "getConnectionUses",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    responses((status = 200, body = ConnectionUses))
)]
async fn uses(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<Json<ConnectionUses>> {
    let found = connections::uses::uses_of(server.steward(), &op, &environment, ConnectionId(id)).await?;
    Ok(Json(found.into()))
}

/// Sign in anew for a connection
///
/// What uses the connection goes on with the caller's credentials; the former ones are never read. Its owner renews it. Whoever has the
/// right to rebind it takes it over, and so do owners of all flows that use it once its owner is gone: it keeps its id. Owners of some
/// of the flows get a connection of their own, which their flows use instead.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/connections/{connection}/reauthenticate",
    tag = "connections",
    operation_id = "reauthenticateConnection",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
        AskedParams,
    ),
    request_body = NewCredentials,
    responses((status = 200, body = Reauthenticated))
)]
async fn reauthenticate(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
    Query(asked): Query<AskedParams>,
    Json(new): Json<NewCredentials>,
) -> ApiResult<Json<Reauthenticated>> {
    let (steward, id, new) = (server.steward(), ConnectionId(id), new.try_into()?);
    let done = reauthenticate::reauthenticate(steward, &op, &environment, id, new, asked.into()).await?;
    Ok(Json(done.into()))
}

/// Use another connection wherever one is used
///
/// In all flows whose connections the caller may swap. References follow that no other's flow uses; else the caller's flows choose for
/// themselves. Asking for the contrary undoes it.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/connections/{connection}/replace",
    tag = "connections",
    operation_id = "replaceConnection",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
        AskedParams,
    ),
    request_body = BindRequest,
    responses((status = 200, body = Replaced))
)]
async fn replace(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
    Query(asked): Query<AskedParams>,
    Json(new): Json<BindRequest>,
) -> ApiResult<Json<Replaced>> {
    let choice = Choice { connection: new.connection.map(ConnectionId), asked: asked.into() };
    Ok(Json(replace::replace(server.steward(), &op, &environment, ConnectionId(id), choice).await?.into()))
}
