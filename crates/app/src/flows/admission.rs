//! Letting a flow use a connection.
//!
//! Editing a flow must not be a way to somebody else's credentials: naming a connection reference that is bound to a colleague's
//! connection is not enough. Somebody who may use the connection lets the flow use it, by choosing it, by binding the reference,
//! or by turning the flow on; from then on the flow's owners may use it in that flow.

use access::may_with_connection;
use model::{Connection, ConnectionAction, ConnectionId, FlowKey};
use store::{Tx, flows::connections};

use crate::{
    AppError, Op,
    lookup::{self, Enter, FlowFor},
};

/// Records that the caller, who may use the connection, lets the flow use it.
pub(crate) fn admit(tx: &mut Tx<'_>, flow: FlowKey, connection: ConnectionId, op: &Op) -> Result<(), AppError> {
    Ok(connections::admit(tx, flow, connection, op.id(), op.at)?)
}

/// Whether the flow may use a connection when the caller turns it on.
pub(crate) fn is_admitted<R>(
    tx: &mut Tx<'_>,
    op: &Op,
    proof: &FlowFor<R>,
    connection: &Connection,
) -> Result<bool, AppError> {
    let within = lookup::environment_by_id::<Enter>(tx, op, connection.environment)?;
    let standing = lookup::connection_standing(tx, op, &within, connection)?;
    Ok(may_with_connection(&standing, ConnectionAction::Use)
        || connections::is_admitted(tx, proof.key(), connection.id)?)
}
