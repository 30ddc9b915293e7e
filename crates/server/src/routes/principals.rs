//! Users, service accounts and groups.

mod members;
mod sign_in;
mod tokens;

use app::{AppError, Op, principals};
use axum::{extract::State, http::StatusCode};
use model::Principal;
use serde::Deserialize;
use store::Secret;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn},
    state::Server,
    views::principal::{NewPrincipal, PrincipalChanges, PrincipalView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update))
        .routes(routes!(disable))
        .routes(routes!(enable))
        .routes(routes!(set_password))
        .merge(sign_in::routes())
        .merge(tokens::routes())
        .merge(members::routes())
}

/// Whom to look for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Search {
    /// A part of a name, a displayed name or a mail address.
    #[serde(default)]
    search: String,
}

/// List principals
///
/// In the order of their names. Everybody who is signed in may look somebody up, to share with.
#[utoipa::path(
    get,
    path = "/api/v1/principals",
    tag = "principals",
    operation_id = "listPrincipals",
    params(Search, PageParams),
    responses((status = 200, body = Page<PrincipalView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(search): Query<Search>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<PrincipalView>>> {
    let more = page.limit() + 1;
    let found = principals::list(server.steward(), &op, &search.search, page.after.as_deref(), more).await?;
    let Page { value, next } = Page::cut(found, &page, |last| last.name.clone());
    Ok(Json(Page { value: views(&server, &op, value).await?, next }))
}

/// Create a principal
///
/// Takes an administrator of the installation.
#[utoipa::path(
    post,
    path = "/api/v1/principals",
    tag = "principals",
    operation_id = "createPrincipal",
    request_body = NewPrincipal,
    responses((status = 201, body = PrincipalView))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(new): Json<NewPrincipal>,
) -> ApiResult<(StatusCode, Json<PrincipalView>)> {
    let principal = principals::create(server.steward(), &op, new.into()).await?;
    Ok((StatusCode::CREATED, Json(view(&server, &op, principal).await?)))
}

/// Get a principal
///
/// By id or by name.
#[utoipa::path(
    get,
    path = "/api/v1/principals/{principal}",
    tag = "principals",
    operation_id = "getPrincipal",
    params(("principal" = String, Path, description = "Id or name")),
    responses((status = 200, body = PrincipalView))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(principal): Path<String>,
) -> ApiResult<Json<PrincipalView>> {
    let principal = principals::get(server.steward(), &op, &principal).await?;
    Ok(Json(view(&server, &op, principal).await?))
}

/// Change what is known about a principal
///
/// Who answers for it, and until when it is there. Takes an administrator of the installation.
#[utoipa::path(
    patch,
    path = "/api/v1/principals/{principal}",
    tag = "principals",
    operation_id = "updatePrincipal",
    params(("principal" = String, Path, description = "Id or name")),
    request_body = PrincipalChanges,
    responses((status = 200, body = PrincipalView))
)]
async fn update(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(principal): Path<String>,
    Json(changes): Json<PrincipalChanges>,
) -> ApiResult<Json<PrincipalView>> {
    let principal = principals::update(server.steward(), &op, &principal, changes.into()).await?;
    Ok(Json(view(&server, &op, principal).await?))
}

/// All that is known about a principal.
pub(super) async fn view(server: &Server, op: &Op, principal: Principal) -> ApiResult<PrincipalView> {
    let found = views(server, op, vec![principal]).await?.pop();
    found.ok_or_else(|| AppError::internal("no view of a principal").into())
}

async fn views(server: &Server, op: &Op, of: Vec<Principal>) -> ApiResult<Vec<PrincipalView>> {
    let views = principals::views(server.steward(), op, of).await?;
    Ok(views.into_iter().map(PrincipalView::from).collect())
}

/// Disable a principal
///
/// Sessions end; tokens and connections are invalid at once. Nothing is deleted.
#[utoipa::path(
    post,
    path = "/api/v1/principals/{principal}/disable",
    tag = "principals",
    operation_id = "disablePrincipal",
    params(("principal" = String, Path, description = "Id or name")),
    responses((status = 200, body = PrincipalView))
)]
async fn disable(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(principal): Path<String>,
) -> ApiResult<Json<PrincipalView>> {
    let principal = principals::disable(server.steward(), &op, &principal).await?;
    Ok(Json(view(&server, &op, principal).await?))
}

/// Enable a principal
///
/// Its connections are valid again; its earlier tokens stay revoked.
#[utoipa::path(
    post,
    path = "/api/v1/principals/{principal}/enable",
    tag = "principals",
    operation_id = "enablePrincipal",
    params(("principal" = String, Path, description = "Id or name")),
    responses((status = 200, body = PrincipalView))
)]
async fn enable(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(principal): Path<String>,
) -> ApiResult<Json<PrincipalView>> {
    let principal = principals::enable(server.steward(), &op, &principal).await?;
    Ok(Json(view(&server, &op, principal).await?))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordRequest {
    /// The password.
    #[schema(format = Password)]
    password: String,
}

/// Set a password
///
/// One's own, or as an administrator of the installation anybody's. All sessions of the user end.
#[utoipa::path(
    post,
    path = "/api/v1/principals/{principal}/password",
    tag = "principals",
    operation_id = "setPassword",
    params(("principal" = String, Path, description = "Id or name")),
    request_body = PasswordRequest,
    responses((status = 204))
)]
async fn set_password(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(principal): Path<String>,
    Json(new): Json<PasswordRequest>,
) -> ApiResult<StatusCode> {
    principals::set_password(server.steward(), &op, &principal, &Secret::new(new.password)).await?;
    Ok(StatusCode::NO_CONTENT)
}
