//! Members of environments.

use app::environments;
use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::environment::{MemberRequest, MemberView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(set, remove))
}

/// List members
///
/// Every member may see who the others are.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/members",
    tag = "environments",
    operation_id = "listMembers",
    params(("environment" = String, Path, description = "The environment's name")),
    responses((status = 200, body = Page<MemberView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
) -> ApiResult<Json<Page<MemberView>>> {
    let members = environments::members(server.steward(), &op, &environment).await?;
    Ok(Json(Page::all(members).map(MemberView::from)))
}

/// Make somebody a member
///
/// Or change a member's role. Takes the role admin there.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/members/{principal}",
    tag = "environments",
    operation_id = "setMember",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("principal" = String, Path, description = "Id or name"),
    ),
    request_body = MemberRequest,
    responses((status = 200, body = MemberView))
)]
async fn set(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, principal)): Path<(String, String)>,
    Json(new): Json<MemberRequest>,
) -> ApiResult<Json<MemberView>> {
    let member = environments::set_member(server.steward(), &op, &environment, &principal, new.role.into()).await?;
    Ok(Json(member.into()))
}

/// End a membership
///
/// What the member owns stays. Takes the role admin there.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/members/{principal}",
    tag = "environments",
    operation_id = "removeMember",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("principal" = String, Path, description = "Id or name"),
    ),
    responses((status = 204))
)]
async fn remove(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, principal)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    environments::remove_member(server.steward(), &op, &environment, &principal).await?;
    Ok(StatusCode::NO_CONTENT)
}
