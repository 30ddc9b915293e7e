//! Turning flows on and off, and replacing the key of a flow's address.

use app::flows;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named;
use crate::{
    error::ApiResult,
    extract::{Base, Json, Path, SignedIn},
    state::Server,
    views::flow::FlowDetail,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(enable)).routes(routes!(disable)).routes(routes!(renew))
}

/// Turn a flow on
///
/// The trigger is active from then on. What is missing is listed in the error.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/flows/{flow}/enable",
    tag = "flows",
    operation_id = "enableFlow",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
    ),
    responses((status = 200, body = FlowDetail))
)]
async fn enable(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    base: Base,
    Path((environment, flow)): Path<(String, String)>,
) -> ApiResult<Json<FlowDetail>> {
    let detail = flows::enable(server.steward(), &op, &environment, &named(&flow)).await?;
    Ok(Json(FlowDetail::new(detail, &base)))
}

/// Turn a flow off
///
/// Runs that have started go on.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/flows/{flow}/disable",
    tag = "flows",
    operation_id = "disableFlow",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
    ),
    responses((status = 200, body = FlowDetail))
)]
async fn disable(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    base: Base,
    Path((environment, flow)): Path<(String, String)>,
) -> ApiResult<Json<FlowDetail>> {
    let detail = flows::disable(server.steward(), &op, &environment, &named(&flow)).await?;
    Ok(Json(FlowDetail::new(detail, &base)))
}

/// Replace the key of a flow's address
///
/// The old address of its request trigger stops working at once; the answer has the new one.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/flows/{flow}/renew-address",
    tag = "flows",
    operation_id = "renewFlowAddress",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
    ),
    responses((status = 200, body = FlowDetail))
)]
async fn renew(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    base: Base,
    Path((environment, flow)): Path<(String, String)>,
) -> ApiResult<Json<FlowDetail>> {
    flows::address::renew(server.steward(), &op, &environment, &named(&flow)).await?;
    let detail = flows::get(server.steward(), &op, &environment, &named(&flow)).await?;
    Ok(Json(FlowDetail::new(detail, &base)))
}
