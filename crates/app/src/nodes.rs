//! Servers that are up.

use access::TenantAction;
use store::nodes::{self, Node};

use crate::{AppError, Op, Steward, lookup};

/// A server that is up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeView {
    /// The server.
    pub node: Node,
    /// For how many milliseconds it holds its runs unless it renews its lease; nothing where it has the database to itself.
    pub lease_left: Option<u64>,
    /// How many runs it holds.
    pub runs: i64,
}

/// The servers of the installation, oldest first.
///
/// # Errors
/// The caller does not administer the installation.
pub async fn list(steward: &Steward, op: &Op) -> Result<Vec<NodeView>, AppError> {
    lookup::tenant(op, TenantAction::SeeNodes)?;
    let is_shared = steward.store().is_shared();
    steward
        .read(move |_, tx| {
            let now = nodes::now(tx)?;
            let mut views = Vec::new();
            for node in nodes::list(tx)? {
                let lease_left = is_shared.then(|| node.lease_until.micros_since(now) / 1_000);
                views.push(NodeView { lease_left, runs: nodes::count_held(tx, node.id)?, node });
            }
            Ok(views)
        })
        .await
}
