//! Who goes on with a connection when its owner may not act any more, named ahead of time.

use model::{ConnectionId, EnvironmentId, PrincipalId};

use crate::{StoreError, Tx, params};

/// Names the successors of a connection, the first one first, in place of those that it had.
pub fn set(tx: &mut Tx<'_>, connection: ConnectionId, successors: &[PrincipalId]) -> Result<(), StoreError> {
    tx.configure("DELETE FROM connection_successors WHERE connection = ?1", params![connection])?;
    for (place, principal) in (0_i64..).zip(successors) {
        tx.configure(
            "INSERT INTO connection_successors (connection, place, principal) VALUES (?1, ?2, ?3)",
            params![connection, place, *principal],
        )?;
    }
    Ok(())
}

/// The successors of a connection, the first one first.
pub fn list(tx: &mut Tx<'_>, connection: ConnectionId) -> Result<Vec<PrincipalId>, StoreError> {
    tx.query(
        "SELECT principal FROM connection_successors WHERE connection = ?1 ORDER BY place",
        params![connection],
        |row| Ok(PrincipalId(row.uuid(0)?)),
    )
}

/// The successors of all connections of an environment, for each the first one first.
pub fn of_environment(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
) -> Result<Vec<(ConnectionId, PrincipalId)>, StoreError> {
    tx.query(
        "SELECT s.connection, s.principal FROM connection_successors s JOIN connections c ON c.id = s.connection
         WHERE c.environment = ?1 ORDER BY s.connection, s.place",
        params![environment],
        |row| Ok((ConnectionId(row.uuid(0)?), PrincipalId(row.uuid(1)?))),
    )
}
