//! Environment variables.

mod define;

use app::variables;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::variable::{ValueRequest, VariableView},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list, define::create)).routes(routes!(set, define::delete))
}

/// List environment variables
///
/// With their values; secrets are never shown.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/variables",
    tag = "variables",
    operation_id = "listVariables",
    params(("environment" = String, Path, description = "The environment's name"), PageParams),
    responses((status = 200, body = Page<VariableView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<VariableView>>> {
    let found = variables::list(server.steward(), &op, &environment).await?;
    let views = found.into_iter().map(VariableView::from).collect();
    Ok(Json(paged(views, &page, |view: &VariableView| view.schema_name.clone())))
}

/// Set an environment variable
///
/// Runs that start from then on use the value. Null takes it back, so that the default holds.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/variables/{schemaName}",
    tag = "variables",
    operation_id = "setVariable",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("schemaName" = String, Path, description = "The variable's schema name"),
    ),
    request_body = ValueRequest,
    responses((status = 200, body = VariableView))
)]
async fn set(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, schema_name)): Path<(String, String)>,
    Json(new): Json<ValueRequest>,
) -> ApiResult<Json<VariableView>> {
    Ok(Json(variables::set(server.steward(), &op, &environment, &schema_name, new.value).await?.into()))
}
