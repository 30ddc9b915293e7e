//! What a solution is here, and what is done to it.

use app::{
    directory::chips,
    solutions::{self, Again},
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;

use super::done;
use crate::{
    error::ApiResult,
    extract::{Json, Path, Query, SignedIn},
    state::Server,
    views::{
        release::PlanOrRelease,
        solution::detail::{SolutionChanges, SolutionDetail, mentioned},
    },
};

/// Whether to do it, and what was looked at.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Asked {
    /// Only say what it would do.
    #[serde(default)]
    pub(crate) dry_run: bool,
    /// The digest of the plan that was looked at: where it would be another one now, nothing is done.
    pub(crate) expect: Option<String>,
}

/// Get a solution
///
/// With what it holds, what its references are bound to, and the values of its variables.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}",
    tag = "solutions",
    operation_id = "getSolution",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
    ),
    responses((status = 200, body = SolutionDetail))
)]
pub(super) async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, unique_name)): Path<(String, String)>,
) -> ApiResult<Json<SolutionDetail>> {
    let detail = solutions::get(server.steward(), &op, &environment, &unique_name).await?;
    let known = chips(server.steward(), &op, mentioned(&detail)).await?;
    Ok(Json(SolutionDetail::of(detail, &known)))
}

/// Uninstall a solution
///
/// A managed one goes with all that it brought and no other solution has; of an unmanaged one the components stay.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}",
    tag = "solutions",
    operation_id = "uninstallSolution",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
        Asked,
    ),
    responses((status = 200, body = PlanOrRelease))
)]
pub(super) async fn uninstall(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, solution)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> ApiResult<Json<PlanOrRelease>> {
    done(&server, &op, &environment, Again::Uninstall { solution }, asked).await
}

/// Finish an upgrade
///
/// Removes what a staged upgrade left for later.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}/finish-upgrade",
    tag = "solutions",
    operation_id = "finishUpgrade",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
        Asked,
    ),
    responses((status = 200, body = PlanOrRelease))
)]
pub(super) async fn finish(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, solution)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> ApiResult<Json<PlanOrRelease>> {
    done(&server, &op, &environment, Again::FinishUpgrade { solution }, asked).await
}

/// What a solution is compared with.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Compared {
    /// Another environment's name, or the id of a release of this one.
    with: Option<String>,
}

/// Compare a solution
///
/// What it is here against what it is in another environment, or was in a release.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}/changes",
    tag = "solutions",
    operation_id = "compareSolution",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
        Compared,
    ),
    responses((status = 200, body = SolutionChanges))
)]
pub(super) async fn changes(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, unique_name)): Path<(String, String)>,
    Query(asked): Query<Compared>,
) -> ApiResult<Json<SolutionChanges>> {
    let found = solutions::compare(server.steward(), &op, &environment, &unique_name, asked.with).await?;
    Ok(Json(found.into()))
}
