//! Tokens of service accounts.

use app::{principals, sign_in::token};
use axum::{extract::State, http::StatusCode};
use model::TokenId;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::token::{IssuedToken, TokenRequest},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(revoke))
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
    let issued =
        token::create_for_service_account(server.steward(), &op, account.id, &new.name, new.expires_in_days).await?;
    Ok((StatusCode::CREATED, Json(issued.into())))
}

/// Revoke a token of a service account
///
/// The token stops working at once. Takes an administrator of the installation.
#[utoipa::path(
    delete,
    path = "/api/v1/principals/{principal}/tokens/{token}",
    tag = "principals",
    operation_id = "revokeServiceAccountToken",
    params(
        ("principal" = String, Path, description = "Id or name of the service account"),
        ("token" = Uuid, Path, description = "The token's id"),
    ),
    responses((status = 204))
)]
async fn revoke(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((account, id)): Path<(String, Uuid)>,
) -> ApiResult<StatusCode> {
    let account = principals::get(server.steward(), &op, &account).await?;
    token::revoke_for_service_account(server.steward(), &op, account.id, TokenId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
