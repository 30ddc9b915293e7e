//! Replaying recorded runs with the flows of a package.

use app::{
    lookup::{self, ManageSolutions},
    solutions,
};
use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use model::ErrorCode;
use utoipa::ToSchema;

use super::upload::Upload;
use crate::{
    error::{ApiError, ApiResult},
    extract::{Json, Path, SignedIn},
    state::Server,
    views::replay::{ReplayReport, RunsToReplay},
};

/// The form, as the API's description shows it.
#[derive(ToSchema)]
#[schema(as = ReplayForm)]
#[expect(dead_code, reason = "it only describes the form")]
pub(super) struct Form {
    /// The solution's zip.
    #[schema(value_type = String, format = Binary)]
    package: Vec<u8>,
    /// Deployment settings, in Microsoft's JSON.
    #[schema(value_type = Option<String>, format = Binary)]
    settings: Option<Vec<u8>>,
    /// Which runs.
    runs: RunsToReplay,
}

/// Replay runs
///
/// Says what recorded runs of the environment would have done with the flows of the package, with the values and connections that they would
/// have there. Nothing is stored and nobody is called: a call gets the answer that was recorded. Runs that you may not see are not replayed.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/solutions/replay",
    tag = "solutions",
    operation_id = "replaySolution",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body(content = inline(Form), content_type = "multipart/form-data"),
    responses((status = 200, body = ReplayReport))
)]
pub(super) async fn replay(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    request: Request,
) -> ApiResult<Json<ReplayReport>> {
    lookup::find_environment::<ManageSolutions>(server.steward(), &op, &environment).await?;
    let Upload { package, settings, envelope, runs } = Upload::read(request, &server).await?;
    let asked: RunsToReplay = serde_json::from_slice(runs.as_deref().unwrap_or(b"{}")).map_err(|error| {
        let message = format!("Which runs are replayed cannot be read: {error}.");
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::ReplayInvalid, message)
    })?;
    let runs = asked.try_into()?;
    let read = solutions::read(package, settings, envelope).await?;
    Ok(Json(solutions::replay::replay(server.steward(), &op, &environment, read, runs).await?.into()))
}
