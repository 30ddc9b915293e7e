//! The audit log.

use app::audit;
use axum::extract::State;
use serde::Deserialize;
use store::audit::Verified;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::{ApiError, ApiResult},
    extract::{Json, Page, PageParams, Query, SignedIn},
    state::Server,
    views::audit::{AuditView, VerifiedView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(verify))
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Within {
    /// Only those of this environment.
    environment: Option<String>,
}

/// List what was done
///
/// Newest first. Takes an auditor or an administrator, of the environment where one is given, else of the installation.
#[utoipa::path(
    get,
    path = "/api/v1/audit",
    tag = "audit",
    operation_id = "listAudit",
    params(Within, PageParams),
    responses((status = 200, body = Page<AuditView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(within): Query<Within>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<AuditView>>> {
    let before = page.after.as_deref().map(str::parse).transpose();
    let before = before.map_err(|_| ApiError::bad_request("`after` is what the page before gave as `next`."))?;
    let more = page.limit() + 1;
    let found = audit::list(server.steward(), &op, within.environment.as_deref(), before, more).await?;
    let views = found.into_iter().map(AuditView::from).collect();
    Ok(Json(Page::cut(views, &page, |last: &AuditView| last.seq.to_string())))
}

/// Verify the audit log
///
/// Reads the whole log and compares every hash. Takes an auditor or an administrator of the installation.
#[utoipa::path(
    get,
    path = "/api/v1/audit/verification",
    tag = "audit",
    operation_id = "verifyAudit",
    responses((status = 200, body = VerifiedView))
)]
async fn verify(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<VerifiedView>> {
    Ok(Json(match audit::verify(server.steward(), &op).await? {
        Verified::Whole { entries, .. } => VerifiedView { entries, broken_at: None },
        Verified::BrokenAt { seq } => VerifiedView { entries: seq - 1, broken_at: Some(seq) },
    }))
}
