//! Security roles: who may do what with rows.

use app::roles;
use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::role::{NewRole, RoleView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(update))
        .routes(routes!(add_member, remove_member))
}

/// List security roles
///
/// With their privileges and members. Every member of the environment may see them: they explain what was refused.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/roles",
    tag = "roles",
    operation_id = "listRoles",
    params(("environment" = String, Path, description = "The environment's name"), PageParams),
    responses((status = 200, body = Page<RoleView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<RoleView>>> {
    let found = roles::list(server.steward(), &op, &environment).await?;
    let views = found.into_iter().map(RoleView::from).collect();
    Ok(Json(paged(views, &page, |view: &RoleView| view.name.clone())))
}

/// Create a security role
///
/// Takes the role admin in the environment.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/roles",
    tag = "roles",
    operation_id = "createRole",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = NewRole,
    responses((status = 201, body = RoleView))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Json(new): Json<NewRole>,
) -> ApiResult<(StatusCode, Json<RoleView>)> {
    let role = roles::create(server.steward(), &op, &environment, new.into()).await?;
    Ok((StatusCode::CREATED, Json(role.into())))
}

/// Replace a security role
///
/// Its name and privileges; its members stay. Takes the role admin in the environment.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/roles/{role}",
    tag = "roles",
    operation_id = "updateRole",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("role" = String, Path, description = "Id or name of the role"),
    ),
    request_body = NewRole,
    responses((status = 200, body = RoleView))
)]
async fn update(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, role)): Path<(String, String)>,
    Json(new): Json<NewRole>,
) -> ApiResult<Json<RoleView>> {
    Ok(Json(roles::update(server.steward(), &op, &environment, &role, new.into()).await?.into()))
}

/// Give somebody a security role
///
/// Takes the role admin in the environment.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/roles/{role}/members/{principal}",
    tag = "roles",
    operation_id = "addRoleMember",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("role" = String, Path, description = "Id or name of the role"),
        ("principal" = String, Path, description = "Id or name of the principal"),
    ),
    responses((status = 204))
)]
async fn add_member(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, role, principal)): Path<(String, String, String)>,
) -> ApiResult<StatusCode> {
    roles::set_member(server.steward(), &op, &environment, &role, &principal, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a security role away
///
/// Takes the role admin in the environment.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/roles/{role}/members/{principal}",
    tag = "roles",
    operation_id = "removeRoleMember",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("role" = String, Path, description = "Id or name of the role"),
        ("principal" = String, Path, description = "Id or name of the principal"),
    ),
    responses((status = 204))
)]
async fn remove_member(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, role, principal)): Path<(String, String, String)>,
) -> ApiResult<StatusCode> {
    roles::set_member(server.steward(), &op, &environment, &role, &principal, false).await?;
    Ok(StatusCode::NO_CONTENT)
}
