//! The caller, and the caller's tokens.

mod second_factor;
mod sessions;

use app::{environments, sign_in::token};
use axum::{extract::State, http::StatusCode};
use model::TokenId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::principals;
use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::{
        environment::EnvironmentView,
        principal::PrincipalView,
        token::{IssuedToken, TokenRequest, TokenView},
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(me))
        .routes(routes!(tokens, create_token))
        .routes(routes!(revoke_token))
        .merge(sessions::routes())
        .merge(second_factor::routes())
}

/// Who calls.
#[derive(Serialize, ToSchema)]
struct Me {
    /// The caller.
    principal: PrincipalView,
    /// The environments that the caller may enter.
    environments: Vec<EnvironmentView>,
}

/// The caller
///
/// Who is signed in, and where.
#[utoipa::path(
    get,
    path = "/api/v1/me",
    tag = "me",
    operation_id = "getMe",
    responses((status = 200, body = Me))
)]
async fn me(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<Me>> {
    let environments = environments::list(server.steward(), &op).await?;
    Ok(Json(Me {
        principal: principals::view(&server, &op, op.who.principal().clone()).await?,
        environments: environments.into_iter().map(EnvironmentView::from).collect(),
    }))
}

/// The caller's tokens
///
/// Those that are not revoked.
#[utoipa::path(
    get,
    path = "/api/v1/me/tokens",
    tag = "me",
    operation_id = "listMyTokens",
    responses((status = 200, body = Page<TokenView>))
)]
async fn tokens(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<Page<TokenView>>> {
    let tokens = token::list(server.steward(), &op).await?;
    Ok(Json(Page::all(tokens.into_iter().map(TokenView::from).collect())))
}

/// Make a token
///
/// The token signs the caller in and is shown this once. A caller that came with a token cannot make another.
#[utoipa::path(
    post,
    path = "/api/v1/me/tokens",
    tag = "me",
    operation_id = "createMyToken",
    request_body = TokenRequest,
    responses((status = 201, body = IssuedToken))
)]
async fn create_token(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(new): Json<TokenRequest>,
) -> ApiResult<(StatusCode, Json<IssuedToken>)> {
    let issued = token::create(server.steward(), &op, new.into()).await?;
    Ok((StatusCode::CREATED, Json(issued.into())))
}

/// Revoke a token
///
/// The token stops working at once.
#[utoipa::path(
    delete,
    path = "/api/v1/me/tokens/{token}",
    tag = "me",
    operation_id = "revokeMyToken",
    params(("token" = Uuid, Path, description = "The token's id")),
    responses((status = 204))
)]
async fn revoke_token(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    token::revoke(server.steward(), &op, TokenId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
