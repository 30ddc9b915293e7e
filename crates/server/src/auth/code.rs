//! The second step of signing in with a password: a code.

use app::sign_in::second_factor;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{cookie, origin, set_cookies};
use crate::{
    error::{ApiResult, ErrorBody},
    extract::{Base, Json, Visiting},
    metrics::SignInResult,
    state::Server,
    views::second_factor::{Code, RecoveryCodes, SecondFactorOffer},
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(send)).routes(routes!(offer))
}

/// Send the code of a sign-in
///
/// After the right password of a user who has a second factor. A recovery code counts, too, once. The first code of all is answered
/// with recovery codes, which are shown this once.
#[utoipa::path(
    post,
    path = "/auth/sign-in/code",
    tag = "sign-in",
    operation_id = "sendCode",
    request_body = Code,
    responses(
        (status = 200, description = "Signed in, and the second factor counts from now on", body = RecoveryCodes),
        (status = 204, description = "Signed in; the cookie is set"),
        (status = 401, description = "The code is wrong, or no sign-in waits for one", body = ErrorBody),
        (status = 429, description = "Too many codes were wrong", body = ErrorBody),
    ),
    security(())
)]
async fn send(
    State(server): State<Server>,
    base: Base,
    Visiting(visitor): Visiting,
    headers: HeaderMap,
    Json(sent): Json<Code>,
) -> ApiResult<Response> {
    origin::check(&headers)?;
    let pending = cookie::read_pending(&headers).unwrap_or_default();
    let entered = second_factor::enter(server.steward(), &pending, &sent.code, &visitor).await;
    server.metrics().signed_in(SignInResult::of(&entered));
    let (session, codes) = entered?;
    let cookies = set_cookies(&server, &session, &base);
    Ok(match codes {
        Some(codes) => (cookies, Json(RecoveryCodes::from(codes))).into_response(),
        None => (StatusCode::NO_CONTENT, cookies).into_response(),
    })
}

/// Get a secret during a sign-in
///
/// After the right password of a user who has no second factor, where the installation requires one. The secret is shown this once; a
/// code that is made with it ends the sign-in.
#[utoipa::path(
    post,
    path = "/auth/sign-in/second-factor",
    tag = "sign-in",
    operation_id = "offerSecondFactorAtSignIn",
    responses(
        (status = 200, body = SecondFactorOffer),
        (status = 401, description = "No sign-in waits for a code", body = ErrorBody),
    ),
    security(())
)]
async fn offer(State(server): State<Server>, headers: HeaderMap) -> ApiResult<Json<SecondFactorOffer>> {
    origin::check(&headers)?;
    let pending = cookie::read_pending(&headers).unwrap_or_default();
    let offer = second_factor::offer_at_sign_in(server.steward(), &pending).await?;
    Ok(Json(SecondFactorOffer::try_from(offer)?))
}
