//! Building a solution, and what is in it.

use app::solutions;
use axum::{extract::State, http::StatusCode};

use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::solution::{NewSolution, SolutionView},
};

/// Create a solution, or change what it is called
///
/// An unmanaged one. What it holds stays. A managed one is refused.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}",
    tag = "solutions",
    operation_id = "setSolution",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
    ),
    request_body = NewSolution,
    responses((status = 200, body = SolutionView))
)]
pub(super) async fn put(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, unique_name)): Path<(String, String)>,
    Json(new): Json<NewSolution>,
) -> ApiResult<Json<SolutionView>> {
    Ok(Json(solutions::put(server.steward(), &op, &environment, &unique_name, new.into()).await?.into()))
}

/// Add a component to a solution
///
/// Of the kind `flow`, `table`, `variable`, `reference` or `role`. A flow takes the right to edit it.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}/components/{kind}/{component}",
    tag = "solutions",
    operation_id = "addComponent",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
        ("kind" = String, Path, description = "What it is"),
        ("component" = String, Path, description = "Id or name of a flow or role, else the name in files"),
    ),
    responses((status = 204))
)]
pub(super) async fn add(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, unique_name, kind, component)): Path<(String, String, String, String)>,
) -> ApiResult<StatusCode> {
    solutions::add(server.steward(), &op, &environment, &unique_name, &kind, &component).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a component out of a solution
///
/// The component itself stays in the environment.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}/components/{kind}/{component}",
    tag = "solutions",
    operation_id = "removeComponent",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
        ("kind" = String, Path, description = "What it is"),
        ("component" = String, Path, description = "Id or name of a flow or role, else the name in files"),
    ),
    responses((status = 204))
)]
pub(super) async fn remove(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, unique_name, kind, component)): Path<(String, String, String, String)>,
) -> ApiResult<StatusCode> {
    solutions::remove(server.steward(), &op, &environment, &unique_name, &kind, &component).await?;
    Ok(StatusCode::NO_CONTENT)
}
