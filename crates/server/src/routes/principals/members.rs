//! Members of groups.

use app::principals;
use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::principal::PrincipalView,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(add, remove))
}

/// List the members of a group
///
/// So that one knows whom sharing with the group reaches.
#[utoipa::path(
    get,
    path = "/api/v1/principals/{group}/members",
    tag = "principals",
    operation_id = "listGroupMembers",
    params(("group" = String, Path, description = "Id or name of the group")),
    responses((status = 200, body = Page<PrincipalView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(group): Path<String>,
) -> ApiResult<Json<Page<PrincipalView>>> {
    let members = principals::group_members(server.steward(), &op, &group).await?;
    Ok(Json(Page::all(super::views(&server, &op, members).await?)))
}

/// Add a member to a group
///
/// Takes an administrator of the installation.
#[utoipa::path(
    put,
    path = "/api/v1/principals/{group}/members/{member}",
    tag = "principals",
    operation_id = "addGroupMember",
    params(
        ("group" = String, Path, description = "Id or name of the group"),
        ("member" = String, Path, description = "Id or name of the member"),
    ),
    responses((status = 204))
)]
async fn add(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((group, member)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    principals::set_group_member(server.steward(), &op, &group, &member, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a member out of a group
///
/// Takes an administrator of the installation.
#[utoipa::path(
    delete,
    path = "/api/v1/principals/{group}/members/{member}",
    tag = "principals",
    operation_id = "removeGroupMember",
    params(
        ("group" = String, Path, description = "Id or name of the group"),
        ("member" = String, Path, description = "Id or name of the member"),
    ),
    responses((status = 204))
)]
async fn remove(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((group, member)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    principals::set_group_member(server.steward(), &op, &group, &member, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
