//! The versions of a flow.

use app::flows;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named;
use crate::{
    error::ApiResult,
    extract::{Json, Path, Query, SignedIn},
    state::Server,
    views::flow::{FlowVersion, SupposedParams},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(get))
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
