//! Signing in and out, and what keeps a session to its browser.

mod code;
pub(crate) mod cookie;
mod oidc;
pub(crate) mod origin;
pub(crate) mod provider;
mod return_to;

use app::sign_in::{
    self,
    second_factor::Pending,
    session::{Entered, SignedIn},
};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use store::Secret;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::{ApiResult, ErrorBody},
    extract::{Base, Json, Visiting},
    metrics::SignInResult,
    state::Server,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(sign_in)).routes(routes!(sign_out)).merge(code::routes()).merge(oidc::routes())
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

/// The password was right, and there is no session yet.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CodeWanted {
    /// Whether the user has to set a second factor up first, because the installation requires one.
    is_first: bool,
}

/// Sign in with name and password
///
/// The answer's cookie is the session, or what to send along with a code where the user has a second factor. Programs use tokens
/// instead.
#[utoipa::path(
    post,
    path = "/auth/sign-in",
    tag = "sign-in",
    operation_id = "signIn",
    request_body = Credentials,
    responses(
        (status = 202, description = "A code is wanted; the cookie is not a session yet", body = CodeWanted),
        (status = 204, description = "Signed in; the cookie is set"),
        (status = 401, description = "The name or the password is wrong", body = ErrorBody),
        (status = 429, description = "Sign-in failed too often", body = ErrorBody),
    ),
    security(())
)]
async fn sign_in(
    State(server): State<Server>,
    base: Base,
    Visiting(visitor): Visiting,
    headers: HeaderMap,
    Json(credentials): Json<Credentials>,
) -> ApiResult<Response> {
    origin::check(&headers)?;
    let password = Secret::new(credentials.password);
    let entered = sign_in::session::sign_in(server.steward(), &credentials.name, &password, &visitor).await;
    server.metrics().signed_in(SignInResult::of(&entered));
    Ok(match entered? {
        Entered::SignedIn(session) => (StatusCode::NO_CONTENT, set_cookies(&server, &session, &base)).into_response(),
        Entered::Pending(pending) => {
            let cookie = cookie::set_pending(&pending.token, seconds_until(&server, &pending), &base);
            let wanted = CodeWanted { is_first: pending.is_first };
            (StatusCode::ACCEPTED, AppendHeaders([(header::SET_COOKIE, cookie)]), Json(wanted)).into_response()
        }
    })
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

/// The cookies of a browser whose sign-in is done: the session's, and none of the sign-in's.
fn set_cookies(server: &Server, session: &SignedIn, base: &Base) -> AppendHeaders<[(header::HeaderName, String); 2]> {
    let session = cookie::set(session, server.steward().now(), base);
    AppendHeaders([(header::SET_COOKIE, session), (header::SET_COOKIE, cookie::remove_pending(base))])
}

fn seconds_until(server: &Server, pending: &Pending) -> u64 {
    pending.expires_at.micros_since(server.steward().now()) / 1_000_000
}
