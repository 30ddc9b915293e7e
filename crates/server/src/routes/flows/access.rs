//! Who has access to a flow, and whose connections it uses for those who start it.

use app::flows::{access, run_only};
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named;
use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, Query, SignedIn},
    state::Server,
    views::{
        flow::{AccessParams, FlowAccess, RunOnlyConnection, RunOnlyReport, RunOnlyRequest},
        impact::AskedParams,
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(list)).routes(routes!(choose))
}

/// Say who has access to a flow
///
/// With everything that opens it to each: shares, groups of groups, and roles. For one principal also whose identity the flow's
/// references use when that one starts it, and what has to be connected before.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/flows/{flow}/access",
    tag = "flows",
    operation_id = "getFlowAccess",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        AccessParams,
    ),
    responses((status = 200, body = FlowAccess))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow)): Path<(String, String)>,
    Query(asked): Query<AccessParams>,
) -> ApiResult<Json<FlowAccess>> {
    let found = access::get(server.steward(), &op, &environment, &named(&flow), asked.principal).await?;
    Ok(Json(found.into()))
}

/// List whose connections a flow uses for those who start it
///
/// Each reference that an action uses: the flow's own connection, or that of whoever starts it.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/flows/{flow}/run-only-connections",
    tag = "flows",
    operation_id = "listRunOnlyConnections",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
    ),
    responses((status = 200, body = Page<RunOnlyConnection>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow)): Path<(String, String)>,
) -> ApiResult<Json<Page<RunOnlyConnection>>> {
    let found = run_only::list(server.steward(), &op, &environment, &named(&flow)).await?;
    Ok(Json(Page::all(found).map(RunOnlyConnection::from)))
}

/// Choose whose connection a reference uses for those who start the flow
///
/// The choice is saved in the flow's file as a new version. It is refused where nobody could provide a connection.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/flows/{flow}/references/{key}/run-only",
    tag = "flows",
    operation_id = "setRunOnlyConnection",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        ("key" = String, Path, description = "The alias that actions name"),
        AskedParams,
    ),
    request_body = RunOnlyRequest,
    responses((status = 200, body = RunOnlyReport))
)]
async fn choose(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow, key)): Path<(String, String, String)>,
    Query(asked): Query<AskedParams>,
    Json(new): Json<RunOnlyRequest>,
) -> ApiResult<Json<RunOnlyReport>> {
    let choice = (new.source.into(), asked.into());
    Ok(Json(run_only::choose(server.steward(), &op, &environment, &named(&flow), &key, choice).await?.into()))
}
