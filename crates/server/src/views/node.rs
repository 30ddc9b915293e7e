//! Servers that are up.

use app::nodes::NodeView as Node;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Instant;

/// A server that is up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NodeView {
    /// This start of it.
    id: Uuid,
    /// Where it listens.
    #[schema(example = "10.0.0.7:8080")]
    name: String,
    /// What it does: `api`, `worker`, `scheduler`.
    roles: Vec<String>,
    /// The program's version.
    version: String,
    /// When it started.
    started_at: Instant,
    /// For how many milliseconds it holds its runs unless it renews its lease. A server that has the database to itself has no lease.
    #[serde(skip_serializing_if = "Option::is_none")]
    lease_left_ms: Option<u64>,
    /// How many runs it holds.
    runs: i64,
}

impl From<Node> for NodeView {
    fn from(view: Node) -> Self {
        let Node { node, lease_left, runs } = view;
        Self {
            id: node.id,
            name: node.name,
            roles: node.roles.split(',').filter(|role| !role.is_empty()).map(str::to_owned).collect(),
            version: node.version,
            started_at: node.started_at.into(),
            lease_left_ms: lease_left,
            runs,
        }
    }
}
