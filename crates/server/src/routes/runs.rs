//! Runs and their history.

use app::{
    lookup::{Cancel, Resubmit, find_flow_of_run},
    runs,
};
use axum::{extract::State, http::StatusCode};
use model::RunId;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::{ApiError, ApiResult},
    extract::{Json, Page, PageParams, Path, Query, SignedIn},
    state::Server,
    views::{
        flow::StartedRun,
        run::{ActionView, RunDetail, RunView},
        words::RunStatus,
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(actions))
        .routes(routes!(cancel))
        .routes(routes!(resubmit))
}

/// Which runs.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// Only those of this flow, by id or name.
    flow: Option<String>,
    /// Only those with this status.
    #[param(inline)]
    status: Option<RunStatus>,
}

/// List runs
///
/// Those that the caller may see, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/runs",
    tag = "runs",
    operation_id = "listRuns",
    params(("environment" = String, Path, description = "The environment's name"), Wanted, PageParams),
    responses((status = 200, body = Page<RunView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(wanted): Query<Wanted>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<RunView>>> {
    let wanted = runs::RunsWanted {
        flow: wanted.flow.as_deref().map(super::flows::named),
        status: wanted.status.map(model::RunStatus::from),
        after: page.after.as_deref().map(after).transpose()?,
        limit: page.limit() + 1,
    };
    let found = runs::list(server.steward(), &op, &environment, wanted).await?;
    let views = found.into_iter().map(RunView::from).collect();
    Ok(Json(Page::cut(views, &page, |last: &RunView| last.id.to_string())))
}

fn after<T: std::str::FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_| ApiError::bad_request("`after` is what the page before gave as `next`."))
}

/// Get a run
///
/// With what it started with, and who decides about identities.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/runs/{run}",
    tag = "runs",
    operation_id = "getRun",
    params(("environment" = String, Path, description = "The environment's name"), ("run" = Uuid, Path, description = "The run's id")),
    responses((status = 200, body = RunDetail))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, run)): Path<(String, Uuid)>,
) -> ApiResult<Json<RunDetail>> {
    let detail = runs::get(server.steward(), &op, &environment, RunId(run)).await?;
    Ok(Json(RunDetail::new(detail, environment)))
}

/// Which actions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Inside {
    /// Only those directly inside this action; those at the top level, where there is none.
    parent: Option<String>,
    /// Only those in this iteration: numbers from 0 of the loops around, outermost first, with commas between. Empty: in no loop.
    iteration: Option<String>,
    /// All actions, wherever they are.
    #[serde(default)]
    all: bool,
}

/// List the actions of a run
///
/// In the order in which they began, with whose identity each used.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/runs/{run}/actions",
    tag = "runs",
    operation_id = "listActions",
    params(("environment" = String, Path, description = "The environment's name"), ("run" = Uuid, Path, description = "The run's id"), Inside, PageParams),
    responses((status = 200, body = Page<ActionView>))
)]
async fn actions(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, run)): Path<(String, Uuid)>,
    Query(inside): Query<Inside>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<ActionView>>> {
    let start = page.after.as_deref().map(after).transpose()?.unwrap_or(0);
    let iteration = inside.iteration.as_deref().map(path_of).transpose()?;
    let iteration = match (&inside.parent, iteration) {
        // In no iteration of no loop: at the top level.
        (None, None) if !inside.all => Some(Vec::new()),
        (_, iteration) => iteration,
    };
    let found = runs::actions(server.steward(), &op, &environment, RunId(run), inside.parent, iteration, start).await?;
    let limit = page.limit() as usize;
    let next = if found.actions.len() > limit { Some(start + limit) } else { found.next };
    let value = found.actions.into_iter().take(limit).map(ActionView::from).collect();
    Ok(Json(Page { value, next: next.map(|next| next.to_string()) }))
}

fn path_of(text: &str) -> Result<Vec<u32>, ApiError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = text.split(',').map(|number| number.trim().parse());
    numbers.collect::<Result<_, _>>().map_err(|_| {
        ApiError::bad_request("`iteration` is a list of numbers from 0, outermost loop first: `0`, or `3,1`.")
    })
}

/// Cancel a run
///
/// Calls that are under way are not undone.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/runs/{run}/cancel",
    tag = "runs",
    operation_id = "cancelRun",
    params(("environment" = String, Path, description = "The environment's name"), ("run" = Uuid, Path, description = "The run's id")),
    responses((status = 202, description = "It will stop"))
)]
async fn cancel(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, run)): Path<(String, Uuid)>,
) -> ApiResult<StatusCode> {
    let flow = find_flow_of_run::<Cancel>(server.steward(), &op, &environment, RunId(run)).await?;
    server.runtime().cancel(&op, flow, RunId(run)).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Resubmit a run
///
/// A new run with the same trigger outputs and persons, of the flow's current version.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/runs/{run}/resubmit",
    tag = "runs",
    operation_id = "resubmitRun",
    params(("environment" = String, Path, description = "The environment's name"), ("run" = Uuid, Path, description = "The run's id")),
    responses((status = 202, body = StartedRun))
)]
async fn resubmit(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, run)): Path<(String, Uuid)>,
) -> ApiResult<(StatusCode, Json<StartedRun>)> {
    let flow = find_flow_of_run::<Resubmit>(server.steward(), &op, &environment, RunId(run)).await?;
    let run = server.runtime().resubmit(&op, flow, RunId(run)).await?;
    Ok((StatusCode::ACCEPTED, Json(StartedRun { run: Some(run.0), response: None })))
}
