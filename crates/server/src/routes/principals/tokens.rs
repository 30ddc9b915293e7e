//! Tokens of others.

use app::{principals, sign_in::token};
use axum::{extract::State, http::StatusCode};
use model::TokenId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::token::{IssuedToken, TokenRequest, TokenView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

/// List somebody's tokens
///
/// Those that are not revoked. Takes an administrator of the installation.
#[utoipa::path(
    get,
    path = "/api/v1/principals/{principal}/tokens",
    tag = "principals",
    operation_id = "listTokens",
    params(("principal" = String, Path, description = "Id or name of the principal")),
    responses((status = 200, body = Page<TokenView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<Json<Page<TokenView>>> {
    let tokens = token::list_of(server.steward(), &op, &name).await?;
    Ok(Json(Page::all(tokens.into_iter().map(TokenView::from).collect())))
}

/// Make a token for a service account
///
/// The token is shown this once. Takes an administrator of the installation.
#[utoipa::path(
    post,
    path = "/api/v1/principals/{principal}/tokens",
    tag = "principals",
    operation_id = "createServiceAccountToken",
    params(("principal" = String, Path, description = "Id or name of the service account")),
    request_body = TokenRequest,
    responses((status = 201, body = IssuedToken))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(account): Path<String>,
    Json(new): Json<TokenRequest>,
) -> ApiResult<(StatusCode, Json<IssuedToken>)> {
    let account = principals::get(server.steward(), &op, &account).await?;
    let issued = token::create_for_service_account(server.steward(), &op, account.id, new.into()).await?;
    Ok((StatusCode::CREATED, Json(issued.into())))
}

/// Revoke somebody's token
///
/// The token stops working at once. Takes an administrator of the installation.
#[utoipa::path(
    delete,
    path = "/api/v1/principals/{principal}/tokens/{token}",
    tag = "principals",
    operation_id = "revokeToken",
    params(
        ("principal" = String, Path, description = "Id or name of the principal"),
        ("token" = Uuid, Path, description = "The token's id"),
    ),
    responses((status = 204))
)]
async fn revoke(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((name, id)): Path<(String, Uuid)>,
) -> ApiResult<StatusCode> {
    let whose = principals::get(server.steward(), &op, &name).await?;
    token::revoke_for(server.steward(), &op, whose.id, TokenId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
