//! Promotions.

use app::{
    Op,
    directory::chips,
    promotions::{self, Filter, PromotionView as Promotion, apply, decide, replay, request},
};
use axum::{extract::State, http::StatusCode};
use model::{PromotionDecision, PromotionId};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::{ApiError, ApiResult},
    extract::{Json, Page, PageParams, Path, Query, SignedIn},
    state::Server,
    views::{
        deployment::{Known, owners},
        promotion::{NewPromotion, PromotionAnswer, PromotionSettings, PromotionView, PromotionsWanted},
        replay::{ReplayReport, RunsToReplay},
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get))
        .routes(routes!(set_settings))
        .routes(routes!(approve))
        .routes(routes!(reject))
        .routes(routes!(withdraw))
        .routes(routes!(refresh))
        .routes(routes!(replay_promotion))
        .routes(routes!(apply_promotion))
}

/// List promotions
///
/// Those that concern the caller, and those to environments whose components the caller may see; newest first. Without plans.
#[utoipa::path(
    get,
    path = "/api/v1/promotions",
    tag = "pipelines",
    operation_id = "listPromotions",
    params(PromotionsWanted, PageParams),
    responses((status = 200, body = Page<PromotionView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(wanted): Query<PromotionsWanted>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<PromotionView>>> {
    let not_given = |_| ApiError::bad_request("`after` is what the page before gave as `next`.");
    let before = page.after.as_deref().map(str::parse).transpose().map_err(not_given)?;
    let filter = Filter { before, limit: page.limit() + 1, ..Filter::from(wanted) };
    let found = promotions::list(server.steward(), &op, filter).await?;
    let views = found.into_iter().map(|it| PromotionView::of(it, &Known::new())).collect();
    Ok(Json(Page::cut(views, &page, |last: &PromotionView| last.id.to_string())))
}

/// Ask for a promotion
///
/// Freezes the package and plans it at the stage. At the first stage the solution is exported from the pipeline's source; later ones take
/// what the pipeline has brought to the stage before. Takes somebody who may export solutions from the source.
#[utoipa::path(
    post,
    path = "/api/v1/promotions",
    tag = "pipelines",
    operation_id = "createPromotion",
    request_body = NewPromotion,
    responses((status = 201, body = PromotionView))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(new): Json<NewPromotion>,
) -> ApiResult<(StatusCode, Json<PromotionView>)> {
    let (new, dry_run) = new.into_parts()?;
    let made = request::request(server.steward(), &op, new, dry_run).await?;
    let status = if dry_run { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, shown(&server, &op, made).await?))
}

/// Get a promotion
///
/// With its plan: what applying it would do, or did.
#[utoipa::path(
    get,
    path = "/api/v1/promotions/{promotion}",
    tag = "pipelines",
    operation_id = "getPromotion",
    params(("promotion" = Uuid, Path, description = "The promotion's id")),
    responses((status = 200, body = PromotionView))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<PromotionView>> {
    let found = promotions::get(server.steward(), &op, PromotionId(id)).await?;
    shown(&server, &op, found).await
}

/// Change the settings of a promotion
///
/// It is planned anew, and what was said to another plan does not count. Only who asked for it.
#[utoipa::path(
    put,
    path = "/api/v1/promotions/{promotion}/settings",
    tag = "pipelines",
    operation_id = "setPromotionSettings",
    params(("promotion" = Uuid, Path, description = "The promotion's id")),
    request_body = PromotionSettings,
    responses((status = 200, body = PromotionView))
)]
async fn set_settings(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
    Json(new): Json<PromotionSettings>,
) -> ApiResult<Json<PromotionView>> {
    let set = promotions::set_settings(server.steward(), &op, PromotionId(id), Some(new.into_text())).await?;
    shown(&server, &op, set).await
}

/// Approve a promotion
///
/// Its plan, known by its digest. Neither who asked for it nor who wrote what it changes.
#[utoipa::path(
    post,
    path = "/api/v1/promotions/{promotion}/approve",
    tag = "pipelines",
    operation_id = "approvePromotion",
    params(("promotion" = Uuid, Path, description = "The promotion's id")),
    request_body = PromotionAnswer,
    responses((status = 200, body = PromotionView))
)]
async fn approve(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
    Json(answer): Json<PromotionAnswer>,
) -> ApiResult<Json<PromotionView>> {
    decided(&server, &op, id, PromotionDecision::Approve, answer).await
}

/// Reject a promotion
///
/// That ends it.
#[utoipa::path(
    post,
    path = "/api/v1/promotions/{promotion}/reject",
    tag = "pipelines",
    operation_id = "rejectPromotion",
    params(("promotion" = Uuid, Path, description = "The promotion's id")),
    request_body = PromotionAnswer,
    responses((status = 200, body = PromotionView))
)]
async fn reject(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
    Json(answer): Json<PromotionAnswer>,
) -> ApiResult<Json<PromotionView>> {
    decided(&server, &op, id, PromotionDecision::Reject, answer).await
}

/// Withdraw a promotion
///
/// Who asked for it, or who may ask for promotions.
#[utoipa::path(
    post,
    path = "/api/v1/promotions/{promotion}/withdraw",
    tag = "pipelines",
    operation_id = "withdrawPromotion",
    params(("promotion" = Uuid, Path, description = "The promotion's id")),
    responses((status = 200, body = PromotionView))
)]
async fn withdraw(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<PromotionView>> {
    let withdrawn = decide::withdraw(server.steward(), &op, PromotionId(id)).await?;
    shown(&server, &op, withdrawn).await
}

/// Refresh a promotion
///
/// It is planned anew: one that is stale or failed waits again.
#[utoipa::path(
    post,
    path = "/api/v1/promotions/{promotion}/refresh",
    tag = "pipelines",
    operation_id = "refreshPromotion",
    params(("promotion" = Uuid, Path, description = "The promotion's id")),
    responses((status = 200, body = PromotionView))
)]
async fn refresh(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<PromotionView>> {
    let refreshed = promotions::refresh(server.steward(), &op, PromotionId(id)).await?;
    shown(&server, &op, refreshed).await
}

/// Replay runs with a promotion
///
/// Says what recorded runs of the stage would have done with its flows. Nobody is called. What is told is kept with the promotion and its
/// plan, without values; runs that you may not see are not replayed. Whoever may have it applied once it is approved.
#[utoipa::path(
    post,
    path = "/api/v1/promotions/{promotion}/replay",
    tag = "pipelines",
    operation_id = "replayPromotion",
    params(("promotion" = Uuid, Path, description = "The promotion's id")),
    request_body = RunsToReplay,
    responses((status = 200, body = ReplayReport))
)]
async fn replay_promotion(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
    Json(runs): Json<RunsToReplay>,
) -> ApiResult<Json<ReplayReport>> {
    let report = replay::replay(server.steward(), &op, PromotionId(id), runs.try_into()?).await?;
    Ok(Json(report.into()))
}

/// Apply a promotion
///
/// Exactly the plan that was approved, with the deployer's rights, all or nothing. Where something else would happen now, nothing is done and
/// the promotion is stale.
#[utoipa::path(
    post,
    path = "/api/v1/promotions/{promotion}/apply",
    tag = "pipelines",
    operation_id = "applyPromotion",
    params(("promotion" = Uuid, Path, description = "The promotion's id")),
    responses((status = 200, body = PromotionView))
)]
async fn apply_promotion(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<PromotionView>> {
    let applied = apply::apply(server.steward(), &op, PromotionId(id)).await?;
    shown(&server, &op, applied).await
}

async fn decided(
    server: &Server,
    op: &Op,
    id: Uuid,
    decision: PromotionDecision,
    answer: PromotionAnswer,
) -> ApiResult<Json<PromotionView>> {
    let PromotionAnswer { plan_digest, comment } = answer;
    let decided = decide::decide(server.steward(), op, PromotionId(id), decision, &plan_digest, comment).await?;
    shown(server, op, decided).await
}

/// A promotion with the principals that its plan mentions.
async fn shown(server: &Server, op: &Op, promotion: Promotion) -> ApiResult<Json<PromotionView>> {
    let mentioned = promotion.plan.iter().flat_map(owners).collect();
    let known = chips(server.steward(), op, mentioned).await?;
    Ok(Json(PromotionView::of(promotion, &known)))
}
