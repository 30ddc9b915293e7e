//! Continuity: what breaks when people leave.

use app::continuity::{self, person, risks};
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn},
    state::Server,
    views::continuity::{
        EventRequest, SimulationView,
        person::PersonView,
        risk::{ContinuityParams, ContinuityView, FlowAtRiskView, RiskParams},
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(flows))
        .routes(routes!(person))
        .routes(routes!(simulate))
}

/// Get how well flows are looked after
///
/// The score of the flows that the caller may see inside, how many of them are at risk and why, and how it was on each day of the last
/// year.
#[utoipa::path(
    get,
    path = "/api/v1/continuity",
    tag = "continuity",
    operation_id = "getContinuity",
    params(ContinuityParams),
    responses((status = 200, body = ContinuityView))
)]
async fn overview(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(which): Query<ContinuityParams>,
) -> ApiResult<Json<ContinuityView>> {
    Ok(Json(risks::overview(server.steward(), &op, which.environment).await?.into()))
}

/// List flows at risk
///
/// Those that are on and that the caller may see inside, the smallest score first, each with why and what would help.
#[utoipa::path(
    get,
    path = "/api/v1/continuity/flows",
    tag = "continuity",
    operation_id = "listFlowsAtRisk",
    params(RiskParams, PageParams),
    responses((status = 200, body = Page<FlowAtRiskView>))
)]
async fn flows(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(which): Query<RiskParams>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<FlowAtRiskView>>> {
    let wanted = risks::Wanted {
        environment: which.environment,
        reason: which.reason.map(Into::into),
        principal: which.principal,
        after: page.after.clone(),
        // One more than fits says whether there are more.
        limit: page.limit() as usize + 1,
    };
    let found = risks::flows_at_risk(server.steward(), &op, wanted).await?;
    Ok(Json(Page::cut(found, &page, risks::FlowAtRisk::key).map(FlowAtRiskView::from)))
}

/// Get what hangs on a person
///
/// Flows, connections, shares, rows and runs of a user, service account or group: for themselves, for auditors and administrators of the
/// installation, and for those of environments what is there.
#[utoipa::path(
    get,
    path = "/api/v1/continuity/people/{principal}",
    tag = "continuity",
    operation_id = "getPersonContinuity",
    params(("principal" = String, Path, description = "Id or name")),
    responses((status = 200, body = PersonView))
)]
async fn person(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(principal): Path<String>,
) -> ApiResult<Json<PersonView>> {
    Ok(Json(person::person(server.steward(), &op, &principal).await?.into()))
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
