//! Who may let a flow use a connection.
//!
//! Its owner; whoever made it, where it is a service account's; administrators of the environment. Once a flow was let use it,
//! the flow's owners keep using it there and nowhere else: that is what an admission records.

use model::{Connection, ConnectionId, ConnectorName, EnvironmentId};
use store::{Tx, connections};

use crate::{AppError, Op};

/// Whether the caller may let flows use a connection. `manages` says whether he administers its environment.
pub(crate) fn may_use(op: &Op, manages: bool, connection: &Connection) -> bool {
    manages || connection.owner == op.id() || connection.created_by == op.id()
}

/// The connection of this id in an environment, if the caller may let flows use it for this connector.
///
/// # Errors
/// Not found for a connection of another environment or one that the caller may not know of; invalid for another connector.
pub(crate) fn require_usable(
    tx: &mut Tx<'_>,
    op: &Op,
    environment: EnvironmentId,
    manages: bool,
    id: ConnectionId,
    connector: &ConnectorName,
) -> Result<Connection, AppError> {
    let connection = connections::by_id(tx, environment, id)?
        .filter(|connection| may_use(op, manages, connection))
        .ok_or_else(|| {
            AppError::not_found(format!("connection {id}"))
                .with_hint("Use a connection of this environment that is yours, or add one at Connections.")
                .at("connection")
        })?;
    if connection.connector != *connector {
        let message = format!(
            "`{}` connects to {}, and {connector} is asked for.",
            connection.display_name, connection.connector
        );
        return Err(AppError::invalid(message).at("connection"));
    }
    Ok(connection)
}
