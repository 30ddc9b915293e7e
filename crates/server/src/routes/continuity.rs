//! Continuity: what breaks when people leave.

use app::continuity;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, SignedIn},
    state::Server,
    views::continuity::{EventRequest, SimulationView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(simulate))
}

/// Simulate an event
///
/// Says which actions of which flows would fail, and did not before, if people were disabled, connections ended or roles were lost.
/// Changes nothing. It looks at the flows that the caller may see inside.
#[utoipa::path(
    post,
    path = "/api/v1/continuity/simulate",
    tag = "continuity",
    operation_id = "simulateEvent",
    request_body = EventRequest,
    responses((status = 200, body = SimulationView))
)]
async fn simulate(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(event): Json<EventRequest>,
) -> ApiResult<Json<SimulationView>> {
    Ok(Json(continuity::simulate(server.steward(), &op, event.into()).await?.into()))
}
