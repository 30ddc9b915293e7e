//! Users, service accounts and groups.

mod members;
mod sign_in;
mod tokens;

use app::principals;
use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use store::Secret;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn},
    state::Server,
    views::principal::{NewPrincipal, PrincipalView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get))
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
    Ok(Json(Page::cut(found, &page, |last| last.name.clone()).map(PrincipalView::from)))
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
    Ok((StatusCode::CREATED, Json(principal.into())))
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
    Ok(Json(principals::get(server.steward(), &op, &principal).await?.into()))
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
    Ok(Json(principals::disable(server.steward(), &op, &principal).await?.into()))
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
    Ok(Json(principals::enable(server.steward(), &op, &principal).await?.into()))
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
