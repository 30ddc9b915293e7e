//! The history of a flow's trigger.

use app::firings;
use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::named;
use crate::{
    error::{ApiError, ApiResult},
    extract::{Base, Json, Page, PageParams, Path, Query, SignedIn},
    state::Server,
    views::firing::FiringView,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list))
}

/// List what came of the firings of a flow's trigger
///
/// Newest first: those that started a run, those that were to start none, and those that went wrong.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/flows/{flow}/triggers/histories",
    tag = "flows",
    operation_id = "listTriggerHistories",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        PageParams,
    ),
    responses((status = 200, body = Page<FiringView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    base: Base,
    Path((environment, flow)): Path<(String, String)>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<FiringView>>> {
    let wrong = |_| ApiError::bad_request("`after` is what the page before gave as `next`.");
    let after = page.after.as_deref().map(str::parse::<Uuid>).transpose().map_err(wrong)?;
    let found = firings::list(server.steward(), &op, &environment, &named(&flow), after, page.limit() + 1).await?;
    let views = found.into_iter().map(|firing| FiringView::new(firing, &base, &environment)).collect();
    Ok(Json(Page::cut(views, &page, |last: &FiringView| last.name.to_string())))
}
