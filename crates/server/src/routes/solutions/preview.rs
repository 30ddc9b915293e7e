//! What an export would be, and the settings to fill in for it.

use app::solutions;
use axum::{extract::State, http::header, response::IntoResponse};

use crate::{
    error::ApiResult,
    extract::{Json, Path, SignedIn},
    state::Server,
    views::solution::preview::ExportPreview,
};

/// Preview an export
///
/// Of an unmanaged solution: what is in it, what it needs and does not hold, and which version it should have, by what changed since it
/// was last brought to another environment that you may see.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}/export",
    tag = "solutions",
    operation_id = "previewExport",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
    ),
    responses((status = 200, body = ExportPreview))
)]
pub(super) async fn preview(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, unique_name)): Path<(String, String)>,
) -> ApiResult<Json<ExportPreview>> {
    Ok(Json(solutions::preview(server.steward(), &op, &environment, &unique_name).await?.into()))
}

/// Get a settings template
///
/// Deployment settings in Microsoft's JSON, with blank values, to fill in for the environment that the solution goes to.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}/settings",
    tag = "solutions",
    operation_id = "getSettingsTemplate",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
    ),
    responses((status = 200, body = Object, content_type = "application/json"))
)]
pub(super) async fn settings(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, unique_name)): Path<(String, String)>,
) -> ApiResult<impl IntoResponse> {
    let text = solutions::settings(server.steward(), &op, &environment, &unique_name).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text))
}
