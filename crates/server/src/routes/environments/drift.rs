//! What differs from the packages that were released.

use app::drift;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, Path, Query, SignedIn},
    state::Server,
    views::drift::{AcceptDrift, DriftSummary, DriftView, RevertDrift},
};

pub(super) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(summary))
        .routes(routes!(accept))
        .routes(routes!(revert))
        .routes(routes!(patch))
}

/// List drift
///
/// What differs from the packages that were released: of managed solutions, and of all solutions where the environment is protected. It is
/// computed from what is stored, so what was changed past the product is here, too.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/drift",
    tag = "environments",
    operation_id = "listDrift",
    params(("environment" = String, Path, description = "The environment's name")),
    responses((status = 200, body = Page<DriftView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
) -> ApiResult<Json<Page<DriftView>>> {
    let all = drift::list(server.steward(), &op, &environment).await?;
    Ok(Json(Page::all(all).map(DriftView::from)))
}

/// Count drift
///
/// How many components differ from what was released, for everybody who may enter the environment.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/drift/summary",
    tag = "environments",
    operation_id = "countDrift",
    params(("environment" = String, Path, description = "The environment's name")),
    responses((status = 200, body = DriftSummary))
)]
async fn summary(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
) -> ApiResult<Json<DriftSummary>> {
    Ok(Json(drift::summary(server.steward(), &op, &environment).await?.into()))
}

/// Accept drift
///
/// A component is not what was released, and may be so, as it is now. A later change of it is drift again.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/drift/accept",
    tag = "environments",
    operation_id = "acceptDrift",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = AcceptDrift,
    responses((status = 200, body = DriftView))
)]
async fn accept(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Json(asked): Json<AcceptDrift>,
) -> ApiResult<Json<DriftView>> {
    let wanted = asked.wanted();
    let how = (asked.reason, asked.until.map(|until| until.0));
    Ok(Json(drift::accept(server.steward(), &op, &environment, wanted, how).await?.into()))
}

/// Revert drift
///
/// Makes a component what was released again; a flow gets a new version. Answers what was taken back.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/drift/revert",
    tag = "environments",
    operation_id = "revertDrift",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = RevertDrift,
    responses((status = 200, body = DriftView))
)]
async fn revert(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Json(asked): Json<RevertDrift>,
) -> ApiResult<Json<DriftView>> {
    let reverted = drift::revert(server.steward(), &op, &environment, asked.wanted(), asked.dry_run).await?;
    Ok(Json(reverted.into()))
}

/// Which solution.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Patched {
    /// The solution's unique name.
    #[param(required = true)]
    solution: Option<String>,
}

/// Get a patch
///
/// A solution as it is here, as an unmanaged package: where the solution is made, it brings what was changed here.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/drift/patch",
    tag = "environments",
    operation_id = "getDriftPatch",
    params(("environment" = String, Path, description = "The environment's name"), Patched),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip"))
)]
async fn patch(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(Patched { solution }): Query<Patched>,
) -> ApiResult<impl IntoResponse> {
    let zip = drift::patch(server.steward(), &op, &environment, solution).await?;
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, "application/zip")], zip))
}
