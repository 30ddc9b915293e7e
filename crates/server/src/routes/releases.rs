//! Releases: what was brought into an environment, and going back to it.

use app::solutions::{Again, releases};
use axum::{extract::State, http::header, response::IntoResponse};
use model::ReleaseId;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::solutions::{done, installed::Asked, shown};
use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::release::{PlanOrRelease, ReleaseView, RollbackRequest},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(get)).routes(routes!(package)).routes(routes!(rollback))
}

/// Which releases.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Only those of this solution.
    solution: Option<String>,
}

/// List releases
///
/// What was brought into the environment, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/releases",
    tag = "solutions",
    operation_id = "listReleases",
    params(("environment" = String, Path, description = "The environment's name"), Which, PageParams),
    responses((status = 200, body = Page<ReleaseView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(which): Query<Which>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<ReleaseView>>> {
    let found = releases::list(server.steward(), &op, &environment, which.solution).await?;
    let views = shown(&server, &op, found).await?;
    // Ids of later releases sort later, and the list is the other way round.
    Ok(Json(paged(views, &page, |view: &ReleaseView| format!("{:032x}", !view.id.as_u128()))))
}

/// Get a release
///
/// With the plan that was carried out.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/releases/{release}",
    tag = "solutions",
    operation_id = "getRelease",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("release" = Uuid, Path, description = "The release's id"),
    ),
    responses((status = 200, body = ReleaseView))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, release)): Path<(String, Uuid)>,
) -> ApiResult<Json<ReleaseView>> {
    let found = releases::get(server.steward(), &op, &environment, ReleaseId(release)).await?;
    Ok(Json(shown(&server, &op, vec![found]).await?.remove(0)))
}

/// Download a release
///
/// The package that was brought in.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/releases/{release}/package",
    tag = "solutions",
    operation_id = "getReleasePackage",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("release" = Uuid, Path, description = "The release's id"),
    ),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip"))
)]
async fn package(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, release)): Path<(String, Uuid)>,
) -> ApiResult<impl IntoResponse> {
    let zip = releases::package(server.steward(), &op, &environment, ReleaseId(release)).await?;
    let disposition = format!("attachment; filename=\"{release}.zip\"");
    Ok(([(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, disposition)], zip))
}

/// Roll back to a release
///
/// Brings the package of the release in again, with its settings. Rows of tables stay as they are.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/releases/{release}/rollback",
    tag = "solutions",
    operation_id = "rollBack",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("release" = Uuid, Path, description = "The release's id"),
        Asked,
    ),
    request_body = RollbackRequest,
    responses((status = 200, body = PlanOrRelease))
)]
async fn rollback(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, release)): Path<(String, Uuid)>,
    Query(asked): Query<Asked>,
    Json(request): Json<RollbackRequest>,
) -> ApiResult<Json<PlanOrRelease>> {
    done(&server, &op, &environment, Again::RollBack { to: ReleaseId(release), note: request.note }, asked).await
}
