//! The key with which this installation signs.

use app::signing_key;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, SignedIn},
    state::Server,
    views::environment::Signer,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(get))
}

/// Get the installation's signing key
///
/// The public key that tells what this installation has signed: packages that it exports for its pipelines, and those for which somebody asks.
#[utoipa::path(
    get,
    path = "/api/v1/signing-key",
    tag = "solutions",
    operation_id = "getSigningKey",
    responses((status = 200, body = Signer))
)]
async fn get(State(server): State<Server>, _caller: SignedIn) -> ApiResult<Json<Signer>> {
    Ok(Json(signing_key::get(server.steward()).await?.into()))
}
