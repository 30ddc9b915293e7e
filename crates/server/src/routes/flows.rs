//! Flows.

mod access;
mod grants;
mod histories;
mod references;
mod run;
mod state;
mod versions;

use app::{FlowName, flows};
use axum::{extract::State, http::StatusCode};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Base, Json, Page, PageParams, Path, Query, SignedIn, paged},
    state::Server,
    views::flow::{FlowChange, FlowDetail, FlowView, NewFlow, SupposedParams},
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, update, delete))
        .merge(access::routes())
        .merge(state::routes())
        .merge(grants::routes())
        .merge(histories::routes())
        .merge(references::routes())
        .merge(run::routes())
        .merge(versions::routes())
}

/// A flow's name in an address: its id, or a name that only one flow has.
pub(crate) fn named(text: &str) -> FlowName {
    match text.parse() {
        Ok(name) => name,
        Err(never) => match never {},
    }
}

/// List flows
///
/// Those that the caller may know of.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/flows",
    tag = "flows",
    operation_id = "listFlows",
    params(("environment" = String, Path, description = "The environment's name"), PageParams),
    responses((status = 200, body = Page<FlowView>))
)]
async fn list(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path(environment): Path<String>,
    Query(page): Query<PageParams>,
) -> ApiResult<Json<Page<FlowView>>> {
    let found = flows::list(server.steward(), &op, &environment).await?;
    let views = found.into_iter().map(FlowView::from).collect();
    Ok(Json(paged(views, &page, |view: &FlowView| format!("{}/{}", view.name.to_lowercase(), view.id))))
}

/// Create a flow
///
/// It is off, and the caller is its primary owner.
#[utoipa::path(
    post,
    path = "/api/v1/environments/{environment}/flows",
    tag = "flows",
    operation_id = "createFlow",
    params(("environment" = String, Path, description = "The environment's name")),
    request_body = NewFlow,
    responses((status = 201, body = FlowDetail))
)]
async fn create(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    base: Base,
    Path(environment): Path<String>,
    Json(new): Json<NewFlow>,
) -> ApiResult<(StatusCode, Json<FlowDetail>)> {
    let detail = flows::create(server.steward(), &op, &environment, new.into()).await?;
    Ok((StatusCode::CREATED, Json(FlowDetail::new(detail, &base))))
}

/// Get a flow
///
/// Everything about it, for those who may see inside.
#[utoipa::path(
    get,
    path = "/api/v1/environments/{environment}/flows/{flow}",
    tag = "flows",
    operation_id = "getFlow",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
        SupposedParams,
    ),
    responses((status = 200, body = FlowDetail))
)]
async fn get(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    base: Base,
    Path((environment, flow)): Path<(String, String)>,
    Query(supposed): Query<SupposedParams>,
) -> ApiResult<Json<FlowDetail>> {
    let supposed = supposed.into();
    let detail = flows::get_supposing(server.steward(), &op, &environment, &named(&flow), supposed).await?;
    Ok(Json(FlowDetail::new(detail, &base)))
}

/// Change a flow
///
/// Renames it, saves a new version of its definition, or both.
#[utoipa::path(
    put,
    path = "/api/v1/environments/{environment}/flows/{flow}",
    tag = "flows",
    operation_id = "updateFlow",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
    ),
    request_body = FlowChange,
    responses((status = 200, body = FlowDetail))
)]
async fn update(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    base: Base,
    Path((environment, flow)): Path<(String, String)>,
    Json(change): Json<FlowChange>,
) -> ApiResult<Json<FlowDetail>> {
    let text = change.text();
    let detail = flows::update(server.steward(), &op, &environment, &named(&flow), change.name, text).await?;
    Ok(Json(FlowDetail::new(detail, &base)))
}

/// Delete a flow
///
/// The history of its runs stays.
#[utoipa::path(
    delete,
    path = "/api/v1/environments/{environment}/flows/{flow}",
    tag = "flows",
    operation_id = "deleteFlow",
    params(
        ("environment" = String, Path, description = "The environment's name"),
        ("flow" = String, Path, description = "Id, or a name that only one flow has"),
    ),
    responses((status = 204))
)]
async fn delete(
    State(server): State<Server>,
    SignedIn(op): SignedIn,
    Path((environment, flow)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    flows::delete(server.steward(), &op, &environment, &named(&flow)).await?;
    Ok(StatusCode::NO_CONTENT)
}
