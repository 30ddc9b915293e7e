//! Changing a protected environment by hand, for a while.

use app::break_glass;
use axum::{extract::State, http::StatusCode};
use model::BreakGlassId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::break_glass::{BreakGlassView, NewBreakGlass},
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list, ask)).routes(routes!(approve)).routes(routes!(end))
}

/// List break-glass
///
/// When the environment was changed by hand, what for, and who agreed; newest first.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/break-glass",
    tag = "environments",
    operation_id = "listBreakGlass",
    params(("environment" = String, Path, description = "The environment's name")),
    responses((status = 200, body = Page<BreakGlassView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
) -> ApiResult<Json<Page<BreakGlassView>>> {
    let all = break_glass::list(server.steward(), &op, &environment).await?;
    Ok(Json(Page::all(all).map(BreakGlassView::from)))
}

/// Ask for break-glass
///
/// Nothing is open before another person approves it, which has to happen within a day.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/break-glass",
    tag = "environments",
    operation_id = "askForBreakGlass",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = NewBreakGlass,
    responses((status = 201, body = BreakGlassView))
)]
async fn ask(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Json(new): Json<NewBreakGlass>,
) -> ApiResult<(StatusCode, Json<BreakGlassView>)> {
    let asked = break_glass::ask(server.steward(), &op, &environment, &new.reason, new.minutes).await?;
    Ok((StatusCode::CREATED, Json(asked.into())))
}

/// Approve break-glass
///
/// The environment may be changed by hand from now on, for as long as was asked. Nobody approves what he asked for himself.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/break-glass/{breakGlass}/approve",
    tag = "environments",
    operation_id = "approveBreakGlass",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("breakGlass" = Uuid, Path, description = "Its id"),
    ),
    responses((status = 200, body = BreakGlassView))
)]
async fn approve(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<Json<BreakGlassView>> {
    Ok(Json(break_glass::approve(server.steward(), &op, &environment, BreakGlassId(id)).await?.into()))
}

/// End break-glass
///
/// Before its time, or before anybody has approved it.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/break-glass/{breakGlass}/end",
    tag = "environments",
    operation_id = "endBreakGlass",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("breakGlass" = Uuid, Path, description = "Its id"),
    ),
    responses((status = 200, body = BreakGlassView))
)]
async fn end(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, id)): Path<(String, Uuid)>,
) -> ApiResult<Json<BreakGlassView>> {
    Ok(Json(break_glass::end(server.steward(), &op, &environment, BreakGlassId(id)).await?.into()))
}
