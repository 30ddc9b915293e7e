//! Swapping a connection of one flow.

use app::{connections::impact::Choice, flows::swap};
use axum::extract::State;
use model::ConnectionId;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named;
use crate::{
    error::ApiResult,
    extract::{Json, Path, Query, SignedIn},
    state::Server,
    views::{
        impact::{AskedParams, SwapReport},
        reference::BindRequest,
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(swap))
}

/// Swap a connection of a flow
///
/// Other flows are not touched. Null takes the choice back, so that the connection reference decides. The answer is all references
/// of the flow, and what the swap changes.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/flows/{flow}/references/{key}",
    tag = "flows",
    operation_id = "swapConnection",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        ("key" = String, Path, description = "The alias that actions name"),
        AskedParams,
    ),
    request_body = BindRequest,
    responses((status = 200, body = SwapReport))
)]
async fn swap(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow, key)): Path<(String, String, String)>,
    Query(asked): Query<AskedParams>,
    Json(new): Json<BindRequest>,
) -> ApiResult<Json<SwapReport>> {
    let choice = Choice { connection: new.connection.map(ConnectionId), asked: asked.into() };
    Ok(Json(swap::swap(server.steward(), &op, &environment, &named(&flow), &key, choice).await?.into()))
}
