//! How others sign in: their sessions, second factors, and who they are at providers.

use app::sign_in::{provider, second_factor, session};
use axum::{extract::State, http::StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, SignedIn},
    state::Server,
    views::session::SessionView,
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(sessions, end_sessions)).routes(routes!(reset)).routes(routes!(link))
}

/// List somebody's sessions
///
/// Browsers in which somebody is signed in, the newest first. Takes an administrator of the installation.
#[utoipa::path(
    get,
    path = "/api/v1/principals/{principal}/sessions",
    tag = "principals",
    operation_id = "listSessions",
    params(("principal" = String, Path, description = "Id or name of the principal")),
    responses((status = 200, body = Page<SessionView>))
)]
async fn sessions(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<Json<Page<SessionView>>> {
    let sessions = session::list_of(server.steward(), &op, &name).await?;
    Ok(Json(Page::all(sessions.into_iter().map(|it| SessionView::of(it, None)).collect())))
}

/// End somebody's sessions
///
/// All browsers are signed out at once. Takes an administrator of the installation.
#[utoipa::path(
    delete,
    path = "/api/v1/principals/{principal}/sessions",
    tag = "principals",
    operation_id = "endSessions",
    params(("principal" = String, Path, description = "Id or name of the principal")),
    responses((status = 204))
)]
async fn end_sessions(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<StatusCode> {
    session::end_all_of(server.steward(), &op, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reset somebody's second factor
///
/// For somebody who lost it: the password alone signs in again. Takes an administrator of the installation.
#[utoipa::path(
    delete,
    path = "/api/v1/principals/{principal}/second-factor",
    tag = "principals",
    operation_id = "resetSecondFactor",
    params(("principal" = String, Path, description = "Id or name of the user")),
    responses((status = 204))
)]
async fn reset(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<StatusCode> {
    second_factor::reset(server.steward(), &op, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who a user is at a provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProviderUser {
    /// The provider's issuer, as it is configured.
    issuer: String,
    /// What the provider calls the user, for ever: the claim `sub`.
    subject: String,
}

/// Link a user to a provider
///
/// The user may then sign in there. Takes an administrator of the installation.
#[utoipa::path(
    post,
    path = "/api/v1/principals/{principal}/provider-users",
    tag = "principals",
    operation_id = "linkProviderUser",
    params(("principal" = String, Path, description = "Id or name of the user")),
    request_body = ProviderUser,
    responses((status = 204))
)]
async fn link(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
    Json(user): Json<ProviderUser>,
) -> ApiResult<StatusCode> {
    provider::link(server.steward(), &op, &name, &user.issuer, &user.subject).await?;
    Ok(StatusCode::NO_CONTENT)
}
