//! Sharing a flow.

use app::flows::sharing::{self, NewGrant};
use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::named;
use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::flow::{GrantRequest, GrantView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(set, remove))
}

/// List whom a flow is shared with
///
/// The primary owner first. Shares that have ended are listed as such.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/flows/{flow}/grants",
    tag = "flows",
    operation_id = "listGrants",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
    ),
    responses((status = 200, body = Page<GrantView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow)): Path<(String, String)>,
) -> ApiResult<Json<Page<GrantView>>> {
    let grants = sharing::list(server.steward(), &op, &environment, &named(&flow)).await?;
    Ok(Json(Page::all(grants).map(GrantView::from)))
}

/// Share a flow
///
/// Or change what it is shared as, until when, and why. Sharing as primary owner makes the former primary owner a co-owner.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/flows/{flow}/grants/{principal}",
    tag = "flows",
    operation_id = "setGrant",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        ("principal" = String, Path, description = "Id or name"),
    ),
    request_body = GrantRequest,
    responses((status = 200, body = GrantView))
)]
async fn set(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow, principal)): Path<(String, String, String)>,
    Json(new): Json<GrantRequest>,
) -> ApiResult<Json<GrantView>> {
    let new = NewGrant::try_from(new)?;
    Ok(Json(sharing::set(server.steward(), &op, &environment, &named(&flow), &principal, new).await?.into()))
}

/// End a share
///
/// The primary owner cannot be removed; make somebody else the primary owner first.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/flows/{flow}/grants/{principal}",
    tag = "flows",
    operation_id = "removeGrant",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        ("principal" = String, Path, description = "Id or name"),
    ),
    responses((status = 204))
)]
async fn remove(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow, principal)): Path<(String, String, String)>,
) -> ApiResult<StatusCode> {
    sharing::remove(server.steward(), &op, &environment, &named(&flow), &principal).await?;
    Ok(StatusCode::NO_CONTENT)
}
