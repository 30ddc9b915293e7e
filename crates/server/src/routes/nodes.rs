//! Servers that are up.

use app::nodes;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    error::ApiResult,
    extract::{Json, SignedIn},
    state::Server,
    views::node::NodeView,
};

pub(crate) fn routes() -> OpenApiRouter<Server> {
    OpenApiRouter::new().routes(routes!(list))
}

/// The servers.
#[derive(Serialize, ToSchema)]
struct NodeList {
    /// Oldest first.
    value: Vec<NodeView>,
}

/// List servers
///
/// Those that are up, oldest first. Takes an administrator of the installation.
#[utoipa::path(
    get,
    path = "/api/v1/nodes",
    tag = "nodes",
    operation_id = "listNodes",
    responses((status = 200, body = NodeList))
)]
async fn list(State(server): State<Server>, SignedIn(op): SignedIn) -> ApiResult<Json<NodeList>> {
    let found = nodes::list(server.steward(), &op).await?;
    Ok(Json(NodeList { value: found.into_iter().map(NodeView::from).collect() }))
}
