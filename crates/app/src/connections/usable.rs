//! A connection that the caller lets a flow use.
//!
//! Once a flow was let use it, the flow's owners keep using it there and nowhere else: that is what an admission records.

use model::{Connection, ConnectionId, ConnectorName};
use store::Tx;

use crate::{
    AppError, ErrorKind, Op,
    lookup::{self, UseConnection},
};

/// The connection of this id in an environment, if the caller may let flows use it for this connector.
///
/// # Errors
/// Not found for a connection of another environment or one that the caller may not know of; forbidden for one that he may not use;
/// invalid for another connector.
pub(crate) fn require_usable(
    tx: &mut Tx<'_>,
    op: &Op,
    environment: &str,
    id: ConnectionId,
    connector: &ConnectorName,
) -> Result<Connection, AppError> {
    let proof = lookup::connection::<UseConnection>(tx, op, environment, id).map_err(|error| {
        let hint = "Use a connection of this environment that is yours, or add one at Connections.";
        let error = if error.kind == ErrorKind::NotFound { error.with_hint(hint) } else { error };
        error.at("connection")
    })?;
    let connection = proof.connection();
    if connection.connector != *connector {
        let message = format!(
            "`{}` connects to {}, and {connector} is asked for.",
            connection.display_name, connection.connector
        );
        return Err(AppError::invalid(message).at("connection"));
    }
    Ok(connection.clone())
}
