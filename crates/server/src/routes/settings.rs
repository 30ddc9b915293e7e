//! How the installation works.

use app::sign_in::settings;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, SignedIn},
    state::Server,
    views::session::SignInSettingsView,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(sign_in, set_sign_in))
}

/// How people sign in
///
/// Everybody who is signed in may ask.
#[utoipa::path(
    get,
    path = "/api/v1/settings/sign-in",
    tag = "settings",
    operation_id = "getSignInSettings",
    responses((status = 200, body = SignInSettingsView))
)]
async fn sign_in(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<SignInSettingsView>> {
    Ok(Json(settings::get(server.steward(), &op).await?.into()))
}

/// Set how people sign in
///
/// Takes an administrator of the installation.
#[utoipa::path(
    put,
    path = "/api/v1/settings/sign-in",
    tag = "settings",
    operation_id = "setSignInSettings",
    request_body = SignInSettingsView,
    responses((status = 200, body = SignInSettingsView))
)]
async fn set_sign_in(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(new): Json<SignInSettingsView>,
) -> ApiResult<Json<SignInSettingsView>> {
    settings::set(server.steward(), &op, new.into()).await?;
    Ok(Json(new))
}
