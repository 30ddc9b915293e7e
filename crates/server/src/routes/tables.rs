//! Tables.

mod copy;
mod define;

use app::rows;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::table::TableView,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, define::create))
        .routes(routes!(define::get, define::delete))
        .routes(routes!(define::add_columns))
        .routes(routes!(copy::copy))
}

/// List tables
///
/// Every member of the environment may know which there are; security roles decide about rows.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/tables",
    tag = "tables",
    operation_id = "listTables",
    params(("environment" = String, Path, description = "The environment's name"), PageParams),
    responses((status = 200, body = Page<TableView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<TableView>>> {
    let found = rows::list_tables(server.steward(), &op, &environment).await?;
    let views = found.iter().map(|table| TableView::from(&**table)).collect();
    Ok(Json(paged(views, &page, |view: &TableView| view.logical_name.clone())))
}
