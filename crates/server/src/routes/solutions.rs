//! Solutions: import and export.

mod build;
pub(super) mod installed;
mod preview;
mod replay;
mod upload;

use app::{
    AppError, Op,
    directory::chips,
    lookup::{self, ManageSolutions},
    solutions::{self, Again, ExportHow, How, Mode, Origin, Read, Release, Wish},
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
    error::{ApiError, ApiResult},
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::{
        deployment::{DeploymentPlan, owners},
        release::{PlanOrRelease, ReleaseView},
        solution::SolutionView,
        words::DeploymentMode,
    },
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, import))
        .routes(routes!(plan))
        .routes(routes!(replay::replay))
        .routes(routes!(installed::get, installed::uninstall))
        .routes(routes!(installed::finish))
        .routes(routes!(installed::changes))
        .routes(routes!(build::put))
        .routes(routes!(build::add, build::remove))
        .routes(routes!(package))
        .routes(routes!(envelope))
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

/// How a package is brought in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Brought {
    /// `upgrade` (as it is without), `update` or `stage`.
    mode: Option<DeploymentMode>,
}

/// How a package is brought in, and what was looked at.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Applied {
    /// `upgrade` (as it is without), `update` or `stage`.
    mode: Option<DeploymentMode>,
    /// The digest of the plan that was looked at: where it would be another one now, nothing is done.
    expect: Option<String>,
    /// What there is to say about it.
    note: Option<String>,
}

fn mode(asked: Option<DeploymentMode>) -> ApiResult<Mode> {
    match asked.map_or(Mode::Upgrade, Mode::from) {
        Mode::Uninstall => Err(ApiError::bad_request("A package is brought in by `upgrade`, `update` or `stage`.")),
        mode => Ok(mode),
    }
}

/// Plan a solution
///
/// What bringing the package in would do: it is done and taken back, so the plan is exact. Nothing is changed.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/solutions/plan",
    tag = "solutions",
    operation_id = "planSolution",
    params(("environment" = String, Path, description = "The environment's name"), Brought),
    request_body(content = inline(upload::Form), content_type = "multipart/form-data"),
    responses((status = 200, body = DeploymentPlan))
)]
async fn plan(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(how): Query<Brought>,
    request: Request,
) -> ApiResult<Json<DeploymentPlan>> {
    let how = mode(how.mode)?;
    let read = read(&server, &op, &environment, request).await?;
    let plan = solutions::plan(server.steward(), &op, &environment, read, how).await?;
    let known = chips(server.steward(), &op, owners(&plan).collect()).await?;
    Ok(Json(DeploymentPlan::of(plan, &known)))
}

/// Import a solution
///
/// All or nothing: where something is wrong, nothing was done. A package that changes nothing leaves no release.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/solutions",
    tag = "solutions",
    operation_id = "importSolution",
    params(("environment" = String, Path, description = "The environment's name"), Applied),
    request_body(content = inline(upload::Form), content_type = "multipart/form-data"),
    responses((status = 200, body = ReleaseView))
)]
async fn import(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(how): Query<Applied>,
    request: Request,
) -> ApiResult<Json<ReleaseView>> {
    let origin = Origin { note: how.note, ..Origin::default() };
    let asked = How { mode: mode(how.mode)?, origin };
    let read = read(&server, &op, &environment, request).await?;
    let release = solutions::apply(server.steward(), &op, &environment, read, asked, how.expect).await?;
    Ok(Json(shown(&server, &op, vec![release]).await?.remove(0)))
}

/// A package that somebody uploads who may bring it in: whoever may not does not get one read.
async fn read(server: &Server, op: &Op, environment: &str, request: Request) -> ApiResult<Read> {
    lookup::find_environment::<ManageSolutions>(server.steward(), op, environment).await?;
    let Upload { package, settings, envelope, .. } = Upload::read(request, server).await?;
    Ok(solutions::read(package, settings, envelope).await?)
}

/// Releases with the principals that they mention.
pub(super) async fn shown(server: &Server, op: &Op, found: Vec<Release>) -> ApiResult<Vec<ReleaseView>> {
    let by = found.iter().map(|release| release.record.by);
    let mentioned = found.iter().filter_map(|release| release.plan.as_ref()).flat_map(owners).chain(by).collect();
    let known = chips(server.steward(), op, mentioned).await?;
    Ok(found.into_iter().map(|release| ReleaseView::of(release, &known)).collect())
}

/// Does what is wished for, or says what it would do.
pub(super) async fn done(
    server: &Server,
    op: &Op,
    environment: &str,
    again: Again,
    asked: installed::Asked,
) -> ApiResult<Json<PlanOrRelease>> {
    let wish = Wish::Again(again);
    if asked.dry_run {
        let plan = solutions::foresee(server.steward(), op, environment, wish).await?;
        let known = chips(server.steward(), op, owners(&plan).collect()).await?;
        return Ok(Json(PlanOrRelease::Plan(Box::new(DeploymentPlan::of(plan, &known)))));
    }
    let release = solutions::fulfil(server.steward(), op, environment, wish, asked.expect).await?;
    let release = shown(server, op, vec![release]).await?.remove(0);
    Ok(Json(PlanOrRelease::Release(Box::new(release))))
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

/// Sign an export
///
/// An envelope in which this installation says where the package that the export makes comes from, to lie beside it as a file.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/solutions/{uniqueName}/envelope",
    tag = "solutions",
    operation_id = "getSolutionEnvelope",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("uniqueName" = String, Path, description = "The solution's unique name"),
        Export,
    ),
    responses((status = 200, body = Object, content_type = "application/json"))
)]
async fn envelope(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, unique_name)): Path<(String, String)>,
    Query(how): Query<Export>,
) -> ApiResult<impl IntoResponse> {
    let envelope = solutions::envelope(server.steward(), &op, &environment, &unique_name, how.try_into()?).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], envelope))
}
