//! Starting flows.

use app::{
    flows,
    lookup::{Run, find_flow},
};
use axum::{extract::State, http::StatusCode};
use runtime::Answered;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named;
use crate::{
    error::{ApiError, ApiResult},
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::flow::{ResponseView, RunRequest, StartableView, StartedRun},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(startable)).routes(routes!(run))
}

/// List the flows that the caller may start
///
/// Those that are on and have a button, with the JSON schema of what it asks for.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/startable",
    tag = "flows",
    operation_id = "listStartable",
    params(("environment" = String, Path, description = "The environment's name"), PageParams),
    responses((status = 200, body = Page<StartableView>))
)]
async fn startable(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<StartableView>>> {
    let found = flows::startable(server.steward(), &op, &environment).await?;
    let views = found.into_iter().map(StartableView::from).collect();
    Ok(Json(paged(views, &page, |view: &StartableView| format!("{}/{}", view.name.to_lowercase(), view.id))))
}

/// Start a flow
///
/// Presses its button, or runs it now though the clock would. The run is durable when this is answered. Where the flow has a Response
/// action, the answer waits for it.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/flows/{flow}/run",
    tag = "flows",
    operation_id = "runFlow",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
    ),
    request_body = RunRequest,
    responses((status = 202, body = StartedRun))
)]
async fn run(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow)): Path<(String, String)>,
    Json(start): Json<RunRequest>,
) -> ApiResult<(StatusCode, Json<StartedRun>)> {
    let flow = find_flow::<Run>(server.steward(), &op, &environment, &named(&flow)).await?;
    let accepted = server.runtime().start_button(&op, flow, start.inputs).await?;
    let response = match accepted.reply {
        Answered::With(reply) => Some(ResponseView::from(reply)),
        Answered::Refused(why) => return Err(ApiError::bad_request(format!("{}: {}", why.code, why.message))),
        Answered::Accepted | Answered::NoResponse | Answered::TimedOut => None,
    };
    Ok((StatusCode::ACCEPTED, Json(StartedRun { run: accepted.run.map(|run| run.0), response })))
}
