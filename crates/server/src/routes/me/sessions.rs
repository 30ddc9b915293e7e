//! The caller's sessions.

use app::{op::SignedInBy, sign_in::session};
use axum::{extract::State, http::StatusCode};
use model::SessionId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::session::SessionView,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(end))
}

/// The caller's sessions
///
/// Browsers in which the caller is signed in, the newest first.
#[utoipa::path(
    get,
    path = "/api/v1/me/sessions",
    tag = "me",
    operation_id = "listMySessions",
    responses((status = 200, body = Page<SessionView>))
)]
async fn list(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<Page<SessionView>>> {
    let current = match op.who.how() {
        SignedInBy::Session(id) => Some(id),
        SignedInBy::Token(_) | SignedInBy::Operator => None,
    };
    let sessions = session::list(server.steward(), &op).await?;
    Ok(Json(Page::all(sessions.into_iter().map(|it| SessionView::of(it, current)).collect())))
}

/// End a session
///
/// The browser is signed out at once.
#[utoipa::path(
    delete,
    path = "/api/v1/me/sessions/{session}",
    tag = "me",
    operation_id = "endMySession",
    params(("session" = Uuid, Path, description = "The session's id")),
    responses((status = 204))
)]
async fn end(State(server): State<Server>, SignedIn(op): SignedIn, Path(id): Path<Uuid>) -> ApiResult<StatusCode> {
    session::end(server.steward(), &op, SessionId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
