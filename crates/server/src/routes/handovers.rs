//! Hand-over plans.

use app::handover::{
    answer,
    apply::{self, Applied},
    plan, simulate as simulation,
};
use axum::{extract::State, http::StatusCode};
use model::HandoverId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::handover::{
        HandoverApply, HandoverContent, HandoverDecline, HandoverDone, HandoverFailure, HandoverUndo, HandoverView,
        NewHandover,
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update, delete))
        .routes(routes!(simulate))
        .routes(routes!(approve))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .routes(routes!(withdraw))
        .routes(routes!(apply))
        .routes(routes!(undo))
}

/// List hand-over plans
///
/// Those that the caller may write or gets something in, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/handovers",
    tag = "handovers",
    operation_id = "listHandovers",
    responses((status = 200, body = Page<HandoverView>))
)]
async fn list(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<Page<HandoverView>>> {
    let plans = plan::list(server.steward(), &op).await?;
    Ok(Json(Page::all(plans).map(HandoverView::from)))
}

/// Make a hand-over plan
///
/// A draft that lists everything that resolves to its leavers. Takes an administrator of the installation, or of the environment that it
/// is about; everybody may hand over what is their own.
#[utoipa::path(
    post,
    path = "/api/v1/handovers",
    tag = "handovers",
    operation_id = "createHandover",
    request_body = NewHandover,
    responses((status = 201, body = HandoverView))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(new): Json<NewHandover>,
) -> ApiResult<(StatusCode, Json<HandoverView>)> {
    let dry_run = new.dry_run;
    let made = plan::create(server.steward(), &op, new.into(), dry_run).await?;
    Ok((if dry_run { StatusCode::OK } else { StatusCode::CREATED }, Json(made.into())))
}

/// Get a hand-over plan
///
/// Who only gets something in it sees the rows about that.
#[utoipa::path(
    get,
    path = "/api/v1/handovers/{handover}",
    tag = "handovers",
    operation_id = "getHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    responses((status = 200, body = HandoverView))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<HandoverView>> {
    Ok(Json(plan::get(server.steward(), &op, HandoverId(id)).await?.into()))
}

/// Change a hand-over plan
///
/// Of a draft, in place of what it said. What resolves to its leavers is listed anew.
#[utoipa::path(
    put,
    path = "/api/v1/handovers/{handover}",
    tag = "handovers",
    operation_id = "updateHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    request_body = HandoverContent,
    responses((status = 200, body = HandoverView))
)]
async fn update(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
    Json(content): Json<HandoverContent>,
) -> ApiResult<Json<HandoverView>> {
    let (name, content) = content.into_parts();
    Ok(Json(plan::update(server.steward(), &op, HandoverId(id), name, content).await?.into()))
}

/// Delete a hand-over plan
///
/// Drafts only.
#[utoipa::path(
    delete,
    path = "/api/v1/handovers/{handover}",
    tag = "handovers",
    operation_id = "deleteHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    responses((status = 204))
)]
async fn delete(State(server): State<Server>, SignedIn(op): SignedIn, Path(id): Path<Uuid>) -> ApiResult<StatusCode> {
    plan::delete(server.steward(), &op, HandoverId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Simulate a hand-over plan
///
/// What would fail once it is applied and its leavers have gone, and does not fail now. Nothing is changed.
#[utoipa::path(
    post,
    path = "/api/v1/handovers/{handover}/simulate",
    tag = "handovers",
    operation_id = "simulateHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    responses((status = 200, body = Page<HandoverFailure>))
)]
async fn simulate(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Page<HandoverFailure>>> {
    let expected = simulation::simulate(server.steward(), &op, HandoverId(id)).await?;
    Ok(Json(Page::all(expected).map(HandoverFailure::from)))
}

/// Approve a hand-over plan
///
/// It is frozen from then on, and who gets something is asked to accept. Takes an administrator of the installation, or of the
/// environment that it is about.
#[utoipa::path(
    post,
    path = "/api/v1/handovers/{handover}/approve",
    tag = "handovers",
    operation_id = "approveHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    responses((status = 200, body = HandoverView))
)]
async fn approve(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<HandoverView>> {
    Ok(Json(answer::approve(server.steward(), &op, HandoverId(id)).await?.into()))
}

/// Accept what one gets in a hand-over plan
///
/// To own it, and to let flows use one's connections.
#[utoipa::path(
    post,
    path = "/api/v1/handovers/{handover}/accept",
    tag = "handovers",
    operation_id = "acceptHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    responses((status = 200, body = HandoverView))
)]
async fn accept(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<HandoverView>> {
    Ok(Json(answer::accept(server.steward(), &op, HandoverId(id)).await?.into()))
}

/// Decline what one gets in a hand-over plan
///
/// It is a draft again, and says who declined and why.
#[utoipa::path(
    post,
    path = "/api/v1/handovers/{handover}/decline",
    tag = "handovers",
    operation_id = "declineHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    request_body = HandoverDecline,
    responses((status = 204))
)]
async fn decline(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
    Json(why): Json<HandoverDecline>,
) -> ApiResult<StatusCode> {
    answer::decline(server.steward(), &op, HandoverId(id), why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraw a hand-over plan
///
/// One that is approved or scheduled is a draft again, and what was answered is forgotten.
#[utoipa::path(
    post,
    path = "/api/v1/handovers/{handover}/withdraw",
    tag = "handovers",
    operation_id = "withdrawHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    responses((status = 200, body = HandoverView))
)]
async fn withdraw(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<HandoverView>> {
    Ok(Json(answer::withdraw(server.steward(), &op, HandoverId(id)).await?.into()))
}

/// Apply a hand-over plan
///
/// Now, in one transaction, or at a date. With `dryRun` it answers what would happen.
#[utoipa::path(
    post,
    path = "/api/v1/handovers/{handover}/apply",
    tag = "handovers",
    operation_id = "applyHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    request_body = HandoverApply,
    responses((status = 200, body = HandoverDone))
)]
async fn apply(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
    Json(when): Json<HandoverApply>,
) -> ApiResult<Json<HandoverDone>> {
    let id = HandoverId(id);
    let done: Applied = match when.instant()? {
        Some(at) if !when.dry_run => (apply::schedule(server.steward(), &op, id, at).await?, Default::default()),
        _ => apply::apply(server.steward(), &op, id, when.dry_run).await?,
    };
    Ok(Json(done.into()))
}

/// Undo a hand-over plan
///
/// Within thirty days, wherever nobody has changed since what it changed; the rest is answered. With `dryRun` it answers what would
/// happen.
#[utoipa::path(
    post,
    path = "/api/v1/handovers/{handover}/undo",
    tag = "handovers",
    operation_id = "undoHandover",
    params(("handover" = Uuid, Path, description = "The plan's id")),
    request_body = HandoverUndo,
    responses((status = 200, body = HandoverDone))
)]
async fn undo(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
    Json(how): Json<HandoverUndo>,
) -> ApiResult<Json<HandoverDone>> {
    Ok(Json(apply::undo(server.steward(), &op, HandoverId(id), how.dry_run).await?.into()))
}
