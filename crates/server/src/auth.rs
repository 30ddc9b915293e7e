//! Signing in and out, and what keeps a session to its browser.

pub(crate) mod cookie;
pub(crate) mod origin;

use app::sign_in;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};
use serde::Deserialize;
use store::Secret;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::{ApiResult, ErrorBody},
    extract::{Base, Json},
    state::Server,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(sign_in)).routes(routes!(sign_out))
}

/// Name and password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Credentials {
    /// The user's name.
    #[schema(example = "soul.s")]
    name: String,
    /// The user's password.
    #[schema(format = Password)]
    password: String,
}

/// Sign in with name and password
///
/// The answer's cookie is the session. Programs use tokens instead.
#[utoipa::path(
    post,
    path = "/auth/sign-in",
    tag = "sign-in",
    operation_id = "signIn",
    request_body = Credentials,
    responses(
        (status = 204, description = "Signed in; the cookie is set"),
        (status = 401, description = "The name or the password is wrong", body = ErrorBody),
        (status = 429, description = "Sign-in failed too often", body = ErrorBody),
    ),
    security(())
)]
async fn sign_in(
    State(server): State<Server>,
    base: Base,
    headers: HeaderMap,
    Json(credentials): Json<Credentials>,
) -> ApiResult<impl IntoResponse> {
    origin::check(&headers)?;
    let password = Secret::new(credentials.password);
    let session = sign_in::session::sign_in(server.steward(), &credentials.name, &password).await?;
    let cookie = cookie::set(&session, server.steward().now(), &base);
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

/// Sign out
///
/// Ends the session of the cookie. Signing out without one is no error.
#[utoipa::path(
    post,
    path = "/auth/sign-out",
    tag = "sign-in",
    operation_id = "signOut",
    responses((status = 204, description = "Signed out; the cookie is gone")),
    security(())
)]
async fn sign_out(State(server): State<Server>, base: Base, headers: HeaderMap) -> ApiResult<impl IntoResponse> {
    origin::check(&headers)?;
    if let Some(token) = cookie::read(&headers) {
        sign_in::session::sign_out(server.steward(), &token).await?;
    }
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie::remove(&base))])))
}
