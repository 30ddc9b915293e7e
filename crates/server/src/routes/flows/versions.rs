//! The versions of a flow.

use app::flows;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named;
use crate::{
    error::ApiResult,
    extract::{Json, Path, Query, SignedIn},
    state::Server,
    views::flow::{FlowChanges, FlowVersion, SupposedParams},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(get)).routes(routes!(changes))
}

/// Show a version of a flow
///
/// What a run did can be read beside the version to which it is pinned. Whose identity its actions would use is said as its connection
/// references are bound now.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/flows/{flow}/versions/{version}",
    tag = "flows",
    operation_id = "getFlowVersion",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        ("version" = u32, Path, description = "Its number, from 1"),
        SupposedParams,
    ),
    responses((status = 200, body = FlowVersion))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow, version)): Path<(String, String, u32)>,
    Query(supposed): Query<SupposedParams>,
) -> ApiResult<Json<FlowVersion>> {
    let (flow, supposed) = (named(&flow), supposed.into());
    let detail = flows::version(server.steward(), &op, &environment, &flow, version, supposed).await?;
    Ok(Json(FlowVersion::new(version, detail)))
}

/// What a version is compared with.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Compared {
    /// Another version of the flow; the one before, where it is absent.
    with: Option<u32>,
}

/// Compare a version of a flow
///
/// What it does differently from another version, in words and line by line.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/flows/{flow}/versions/{version}/changes",
    tag = "flows",
    operation_id = "compareFlowVersion",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        ("version" = u32, Path, description = "Its number, from 1"),
        Compared,
    ),
    responses((status = 200, body = FlowChanges))
)]
async fn changes(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow, version)): Path<(String, String, u32)>,
    Query(Compared { with }): Query<Compared>,
) -> ApiResult<Json<FlowChanges>> {
    let found = flows::compare(server.steward(), &op, &environment, &named(&flow), (version, with)).await?;
    Ok(Json(found.into()))
}
