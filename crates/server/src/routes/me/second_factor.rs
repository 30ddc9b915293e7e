//! The caller's second factor.

use app::sign_in::second_factor;
use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, SignedIn},
    state::Server,
    views::second_factor::{Code, RecoveryCodes, SecondFactorOffer, SecondFactorView},
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(get, offer)).routes(routes!(confirm)).routes(routes!(remove))
}

/// The caller's second factor
///
/// Whether there is one, and whether there has to be.
#[utoipa::path(
    get,
    path = "/api/v1/me/second-factor",
    tag = "me",
    operation_id = "getMySecondFactor",
    responses((status = 200, body = SecondFactorView))
)]
async fn get(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<SecondFactorView>> {
    Ok(Json(second_factor::status(server.steward(), &op).await?.into()))
}

/// Get a secret for a second factor
///
/// The secret is shown this once, and counts when a code that is made with it has confirmed it. A caller that came with a token cannot
/// get one.
#[utoipa::path(
    post,
    path = "/api/v1/me/second-factor",
    tag = "me",
    operation_id = "offerMySecondFactor",
    responses((status = 200, body = SecondFactorOffer))
)]
async fn offer(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<SecondFactorOffer>> {
    let offer = second_factor::offer(server.steward(), &op).await?;
    Ok(Json(SecondFactorOffer::try_from(offer)?))
}

/// Confirm a second factor
///
/// With the first code. From now on signing in takes a code. The recovery codes are shown this once.
#[utoipa::path(
    post,
    path = "/api/v1/me/second-factor/confirm",
    tag = "me",
    operation_id = "confirmMySecondFactor",
    request_body = Code,
    responses((status = 200, body = RecoveryCodes))
)]
async fn confirm(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(sent): Json<Code>,
) -> ApiResult<Json<RecoveryCodes>> {
    Ok(Json(second_factor::confirm(server.steward(), &op, &sent.code).await?.into()))
}

/// Remove a second factor
///
/// With a code of it. Where the installation requires one, it cannot be removed.
#[utoipa::path(
    post,
    path = "/api/v1/me/second-factor/remove",
    tag = "me",
    operation_id = "removeMySecondFactor",
    request_body = Code,
    responses((status = 204))
)]
async fn remove(State(server): State<Server>, SignedIn(op): SignedIn, Json(sent): Json<Code>) -> ApiResult<StatusCode> {
    second_factor::remove(server.steward(), &op, &sent.code).await?;
    Ok(StatusCode::NO_CONTENT)
}
