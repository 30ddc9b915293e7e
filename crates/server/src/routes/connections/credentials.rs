//! Credentials of a connection: given, rotated, switched, and never shown.

use app::connections::credentials;
use axum::extract::State;
use model::ConnectionId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::connection::credentials::{CredentialsView, NewCredentials, Rotation, Switch},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(get, replace)).routes(routes!(rotate)).routes(routes!(switch))
}

/// Get what may be seen of a connection's credentials
///
/// Their versions and when those end. The credentials themselves are never shown.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/connections/{connection}/credentials",
    tag = "connections",
    operation_id = "getCredentials",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    responses((status = 200, body = CredentialsView))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<Json<CredentialsView>> {
    Ok(Json(credentials::get(server.steward(), &op, &environment, ConnectionId(id)).await?.into()))
}

/// Replace a connection's credentials
///
/// All that there were are wiped. Where the connection leads can only be changed together with them.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/connections/{connection}/credentials",
    tag = "connections",
    operation_id = "replaceCredentials",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    request_body = NewCredentials,
    responses((status = 200, body = CredentialsView))
)]
async fn replace(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
    Json(new): Json<NewCredentials>,
) -> ApiResult<Json<CredentialsView>> {
    let new = new.try_into()?;
    Ok(Json(credentials::replace(server.steward(), &op, &environment, ConnectionId(id), new).await?.into()))
}

/// Give a connection its next credentials
///
/// Those that are used stay until the switch, and open for a while after it.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/connections/{connection}/rotate",
    tag = "connections",
    operation_id = "rotateCredentials",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    request_body = Rotation,
    responses((status = 200, body = CredentialsView))
)]
async fn rotate(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
    Json(new): Json<Rotation>,
) -> ApiResult<Json<CredentialsView>> {
    let new = new.try_into()?;
    Ok(Json(credentials::rotate(server.steward(), &op, &environment, ConnectionId(id), new).await?.into()))
}

/// Switch a connection to another version of its credentials
///
/// To the next one, or back to the former one for as long as that opens.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/connections/{connection}/switch",
    tag = "connections",
    operation_id = "switchCredentials",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("connection" = Uuid, Path, description = "The connection's id"),
    ),
    request_body = Switch,
    responses((status = 200, body = CredentialsView))
)]
async fn switch(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
    Json(to): Json<Switch>,
) -> ApiResult<Json<CredentialsView>> {
    let switched = credentials::switch(server.steward(), &op, &environment, ConnectionId(id), to.version).await?;
    Ok(Json(switched.into()))
}
