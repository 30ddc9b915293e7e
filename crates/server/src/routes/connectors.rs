//! Connectors: what can be connected to.

use axum::extract::State;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, Page, SignedIn},
    state::Server,
    views::connector::ConnectorView,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list))
}

/// List connectors
///
/// With what each one asks for when somebody connects to it.
#[utoipa::path(
    get,
    path = "/api/v1/connectors",
    tag = "connections",
    operation_id = "listConnectors",
    responses((status = 200, body = Page<ConnectorView>))
)]
async fn list(State(server): State<Server>, SignedIn(_op): SignedIn) -> ApiResult<Json<Page<ConnectorView>>> {
    let catalogue = server.steward().catalogue();
    Ok(Json(Page::all(catalogue.all().iter().map(|name| ConnectorView::of(catalogue, name)).collect())))
}
