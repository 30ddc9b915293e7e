//! Pipelines.

use app::pipelines;
use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::pipeline::{NewPipeline, PipelineContent, PipelineView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(get, update, delete))
}

/// List pipelines
///
/// Those with an environment whose components the caller may see, and those at which the caller approves.
#[utoipa::path(
    get,
    path = "/api/v1/pipelines",
    tag = "pipelines",
    operation_id = "listPipelines",
    params(PageParams),
    responses((status = 200, body = Page<PipelineView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<PipelineView>>> {
    let found = pipelines::list(server.steward(), &op).await?;
    let views = found.into_iter().map(PipelineView::from).collect();
    Ok(Json(paged(views, &page, |view: &PipelineView| view.name.clone())))
}

/// Make a pipeline
///
/// Takes an administrator of the installation: a pipeline lends the rights of its deployers to what is approved.
#[utoipa::path(
    post,
    path = "/api/v1/pipelines",
    tag = "pipelines",
    operation_id = "createPipeline",
    request_body = NewPipeline,
    responses((status = 201, body = PipelineView))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Json(new): Json<NewPipeline>,
) -> ApiResult<(StatusCode, Json<PipelineView>)> {
    let (new, dry_run) = new.into_parts();
    let made = pipelines::create(server.steward(), &op, new, dry_run).await?;
    Ok((if dry_run { StatusCode::OK } else { StatusCode::CREATED }, Json(made.into())))
}

/// Get a pipeline
///
/// With its stages in order.
#[utoipa::path(
    get,
    path = "/api/v1/pipelines/{pipeline}",
    tag = "pipelines",
    operation_id = "getPipeline",
    params(("pipeline" = String, Path, description = "The pipeline's name")),
    responses((status = 200, body = PipelineView))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<Json<PipelineView>> {
    Ok(Json(pipelines::get(server.steward(), &op, &name).await?.into()))
}

/// Change a pipeline
///
/// In place of what it was. A stage with an open promotion stays.
#[utoipa::path(
    put,
    path = "/api/v1/pipelines/{pipeline}",
    tag = "pipelines",
    operation_id = "updatePipeline",
    params(("pipeline" = String, Path, description = "The pipeline's name")),
    request_body = PipelineContent,
    responses((status = 200, body = PipelineView))
)]
async fn update(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
    Json(content): Json<PipelineContent>,
) -> ApiResult<Json<PipelineView>> {
    let dry_run = content.dry_run;
    Ok(Json(pipelines::update(server.steward(), &op, content.named(name), dry_run).await?.into()))
}

/// Delete a pipeline
///
/// What was promoted through it stays known.
#[utoipa::path(
    delete,
    path = "/api/v1/pipelines/{pipeline}",
    tag = "pipelines",
    operation_id = "deletePipeline",
    params(("pipeline" = String, Path, description = "The pipeline's name")),
    responses((status = 204))
)]
async fn delete(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(name): Path<String>,
) -> ApiResult<StatusCode> {
    pipelines::delete(server.steward(), &op, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
