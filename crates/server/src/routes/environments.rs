//! Environments.

mod break_glass;
mod drift;
mod members;

use app::environments;
use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::environment::{EnvironmentChanges, EnvironmentView, NewEnvironment},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update))
        .merge(members::routes())
        .merge(break_glass::routes())
        .merge(drift::routes())
}

/// List environments
///
/// Those that the caller may enter.
#[utoipa::path(
    get,
    path = "/api/v1/environments",
    tag = "environments",
    operation_id = "listEnvironments",
    params(PageParams),
    responses((status = 200, body = Page<EnvironmentView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<EnvironmentView>>> {
    let found = environments::list(server.steward(), &op).await?;
    let views = found.into_iter().map(EnvironmentView::from).collect();
    Ok(Json(paged(views, &page, |view: &EnvironmentView| view.name.clone())))
}

/// Create an environment
///
/// Takes an administrator of the installation.
#[utoipa::path(
    post,
    path = "/api/v1/environments",
    tag = "environments",
    operation_id = "createEnvironment",
    request_body = NewEnvironment,
    responses((status = 201, body = EnvironmentView))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(new): Json<NewEnvironment>,
) -> ApiResult<(StatusCode, Json<EnvironmentView>)> {
    let environment = environments::create(server.steward(), &op, new.into()).await?;
    Ok((StatusCode::CREATED, Json(environment.into())))
}

/// Get an environment
///
/// With the caller's role there.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}",
    tag = "environments",
    operation_id = "getEnvironment",
    params(("environment" = String, Path, description = "The environment's name")),
    responses((status = 200, body = EnvironmentView))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<Json<EnvironmentView>> {
    Ok(Json(environments::get(server.steward(), &op, &name).await?.into()))
}

/// Change an environment
///
/// What people read of it; how long a share of one of its flows may last, and whether it says why it is given; and what guards it, which is the
/// business of the installation's administrators. Shares that there are stay as they are. Guarding a protected environment less takes
/// break-glass.
#[utoipa::path(
    patch,
    path = "/api/v1/environments/{environment}",
    tag = "environments",
    operation_id = "updateEnvironment",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = EnvironmentChanges,
    responses((status = 200, body = EnvironmentView))
)]
async fn update(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
    Json(changes): Json<EnvironmentChanges>,
) -> ApiResult<Json<EnvironmentView>> {
    Ok(Json(environments::update(server.steward(), &op, &name, changes.into()).await?.into()))
}
