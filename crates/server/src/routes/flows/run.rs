//! Starting flows.

use app::flows;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::flow::StartableView,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(startable))
}

/// List the flows that the caller may start
///
/// Those that are on and have a button, with the JSON schema of what it asks for.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/startable",
    tag = "flows",
    operation_id = "listStartable",
    params(("environment" = String, Path, description = "The environment's name"), PageParams),
    responses((status = 200, body = Page<StartableView>))
)]
async fn startable(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<StartableView>>> {
    let found = flows::startable(server.steward(), &op, &environment).await?;
    let views = found.into_iter().map(StartableView::from).collect();
    Ok(Json(paged(views, &page, |view: &StartableView| format!("{}/{}", view.name.to_lowercase(), view.id))))
}
