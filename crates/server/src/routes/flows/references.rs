//! Swapping a connection of one flow.

use app::flows::swap;
use axum::extract::State;
use model::ConnectionId;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named;
use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::{flow::ReferenceUse, reference::BindRequest},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(swap))
}

/// Swap a connection of a flow
///
/// Other flows are not touched. Null takes the choice back, so that the connection reference decides. The answer is all references
/// of the flow.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/flows/{flow}/references/{key}",
    tag = "flows",
    operation_id = "swapConnection",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        ("key" = String, Path, description = "The alias that actions name"),
    ),
    request_body = BindRequest,
    responses((status = 200, body = Page<ReferenceUse>))
)]
async fn swap(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow, key)): Path<(String, String, String)>,
    Json(new): Json<BindRequest>,
) -> ApiResult<Json<Page<ReferenceUse>>> {
    let connection = new.connection.map(ConnectionId);
    let uses = swap::swap(server.steward(), &op, &environment, &named(&flow), &key, connection).await?;
    Ok(Json(Page::all(uses).map(ReferenceUse::from)))
}
