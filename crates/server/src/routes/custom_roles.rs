//! Roles that an environment makes for itself.

use app::custom_roles;
use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::custom_role::{CustomRoleRequest, CustomRoleView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(set, remove)).routes(routes!(give, take))
}

/// List custom roles
///
/// With their privileges and members. Every member of the environment may see them: they explain what was refused.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/custom-roles",
    tag = "roles",
    operation_id = "listCustomRoles",
    params(("environment" = String, Path, description = "The environment's name")),
    responses((status = 200, body = Page<CustomRoleView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
) -> ApiResult<Json<Page<CustomRoleView>>> {
    let found = custom_roles::list(server.steward(), &op, &environment).await?;
    Ok(Json(Page::all(found).map(CustomRoleView::from)))
}

/// Make a custom role
///
/// Or replace what it allows; its members stay. Takes the right to manage members, and each privilege of the role.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/custom-roles/{customRole}",
    tag = "roles",
    operation_id = "setCustomRole",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("customRole" = String, Path, description = "The role's name"),
    ),
    request_body = CustomRoleRequest,
    responses((status = 200, body = CustomRoleView))
)]
async fn set(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, name)): Path<(String, String)>,
    Json(new): Json<CustomRoleRequest>,
) -> ApiResult<Json<CustomRoleView>> {
    Ok(Json(custom_roles::put(server.steward(), &op, &environment, new.named(name)).await?.into()))
}

/// Remove a custom role
///
/// Whoever has it has it no more. Takes the right to manage members.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/custom-roles/{customRole}",
    tag = "roles",
    operation_id = "removeCustomRole",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("customRole" = String, Path, description = "The role's name"),
    ),
    responses((status = 204))
)]
async fn remove(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, name)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    custom_roles::remove(server.steward(), &op, &environment, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Give somebody a custom role
///
/// Takes the right to manage members, and each privilege of the role.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/custom-roles/{customRole}/members/{principal}",
    tag = "roles",
    operation_id = "giveCustomRole",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("customRole" = String, Path, description = "The role's name"),
        ("principal" = String, Path, description = "Id or name of the principal"),
    ),
    responses((status = 204))
)]
async fn give(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, name, principal)): Path<(String, String, String)>,
) -> ApiResult<StatusCode> {
    custom_roles::set_member(server.steward(), &op, &environment, &name, &principal, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a custom role away
///
/// Takes the right to manage members.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/custom-roles/{customRole}/members/{principal}",
    tag = "roles",
    operation_id = "takeCustomRole",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("customRole" = String, Path, description = "The role's name"),
        ("principal" = String, Path, description = "Id or name of the principal"),
    ),
    responses((status = 204))
)]
async fn take(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, name, principal)): Path<(String, String, String)>,
) -> ApiResult<StatusCode> {
    custom_roles::set_member(server.steward(), &op, &environment, &name, &principal, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
