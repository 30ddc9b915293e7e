//! The versions of a flow.

use app::flows;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named;
use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::flow::FlowVersion,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Show a version of a flow
///
/// What a run did can be read beside the version to which it is pinned.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/flows/{flow}/versions/{version}",
    tag = "flows",
    operation_id = "getFlowVersion",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        ("version" = u32, Path, description = "Its number, from 1"),
    ),
    responses((status = 200, body = FlowVersion))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow, version)): Path<(String, String, u32)>,
) -> ApiResult<Json<FlowVersion>> {
    let definition = flows::version(server.steward(), &op, &environment, &named(&flow), version).await?;
    Ok(Json(FlowVersion { number: version, definition }))
}
