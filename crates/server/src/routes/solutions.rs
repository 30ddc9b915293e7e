//! Solutions: import and export.

mod build;
mod preview;
mod upload;

use app::{
    AppError,
    lookup::{self, ManageSolutions},
    solutions::{self, ExportHow},
};
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    response::IntoResponse,
};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use self::upload::Upload;
use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::solution::{ImportReport, SolutionView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, import))
        .routes(routes!(build::put))
        .routes(routes!(build::add, build::remove))
        .routes(routes!(package))
        .routes(routes!(preview::preview))
        .routes(routes!(preview::settings))
}

/// List solutions
///
/// Those that are installed in the environment.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/solutions",
    tag = "solutions",
    operation_id = "listSolutions",
    params(("environment" = String, Path, description = "The environment's name"), PageParams),
    responses((status = 200, body = Page<SolutionView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<SolutionView>>> {
    let found = solutions::list(server.steward(), &op, &environment).await?;
    let views = found.into_iter().map(SolutionView::from).collect();
    Ok(Json(paged(views, &page, |view: &SolutionView| view.unique_name.to_lowercase())))
}

/// Whether to do it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
struct How {
    /// Only say what it would do.
    #[serde(default)]
    dry_run: bool,
}

/// Import a solution
///
/// All or nothing: where something is wrong, nothing was done.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/solutions",
    tag = "solutions",
    operation_id = "importSolution",
    params(("environment" = String, Path, description = "The environment's name"), How),
    request_body(content = inline(upload::Form), content_type = "multipart/form-data"),
    responses((status = 200, body = ImportReport))
)]
async fn import(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(how): Query<How>,
    request: Request,
) -> ApiResult<Json<ImportReport>> {
    // Whoever may not import does not get a package read.
    lookup::find_environment::<ManageSolutions>(server.steward(), &op, &environment).await?;
    let Upload { package, settings } = Upload::read(request, &server).await?;
    let report = solutions::import(server.steward(), &op, &environment, package, settings, how.dry_run).await?;
    Ok(Json(report.into()))
}

/// How a solution is exported.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
struct Export {
    /// Whether the package may not be changed where it is installed.
    #[serde(default)]
    managed: bool,
    /// The version that the package says, such as 1.1.0.0; else the solution's own.
    version: Option<String>,
}

impl TryFrom<Export> for ExportHow {
    type Error = AppError;

    fn try_from(asked: Export) -> Result<Self, AppError> {
        let version = asked.version.map(|text| solutions::version(&text)).transpose()?;
        Ok(Self { managed: asked.managed, version })
    }
}

/// Export a solution
///
/// As a zip that other environments and installations import. Values, connections, shares and runs do not travel.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}/package",
    tag = "solutions",
    operation_id = "exportSolution",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
        Export,
    ),
    responses((status = 200, body = Vec<u8>, content_type = "application/zip"))
)]
async fn package(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, unique_name)): Path<(String, String)>,
    Query(how): Query<Export>,
) -> ApiResult<impl IntoResponse> {
    let zip = solutions::package(server.steward(), &op, &environment, &unique_name, how.try_into()?).await?;
    // Unique names are letters, digits and underscores; anything else is left out of the file's name.
    let file: String = unique_name.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '_').collect();
    let disposition = format!("attachment; filename=\"{file}.zip\"");
    let headers = [(header::CONTENT_TYPE, "application/zip".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((StatusCode::OK, headers, zip))
}
