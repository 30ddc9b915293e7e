//! What others than its owner may do with a connection.

use model::{ConnectionAction, ConnectionId, PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, code::Code, params};

/// Rights of one principal on a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// Whose.
    pub principal: PrincipalId,
    /// What they allow.
    pub actions: Vec<ConnectionAction>,
    /// Who gave them.
    pub granted_by: PrincipalId,
    /// Since when.
    pub since: Timestamp,
}

/// The sum of the actions' numbers, which are powers of two.
fn sum(actions: &[ConnectionAction]) -> i64 {
    actions.iter().fold(0, |sum, action| sum | action.code())
}

fn actions(sum: i64) -> Vec<ConnectionAction> {
    ConnectionAction::ALL.into_iter().filter(|action| sum & action.code() != 0).collect()
}

fn read(row: &Row<'_>) -> Result<Grant, StoreError> {
    Ok(Grant {
        principal: PrincipalId(row.uuid(0)?),
        actions: actions(row.int(1)?),
        granted_by: PrincipalId(row.uuid(2)?),
        since: row.time(3)?,
    })
}

/// Gives rights on a connection, in place of what the principal had.
pub fn set(tx: &mut Tx<'_>, connection: ConnectionId, grant: &Grant) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO connection_grants (connection, principal, actions, granted_by, since) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (connection, principal) DO UPDATE SET actions = excluded.actions, granted_by = excluded.granted_by, since = excluded.since",
        params![connection, grant.principal, sum(&grant.actions), grant.granted_by, grant.since],
    )?;
    Ok(())
}

/// Takes a principal's rights back. Answers whether it had any.
pub fn remove(tx: &mut Tx<'_>, connection: ConnectionId, principal: PrincipalId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM connection_grants WHERE connection = ?1 AND principal = ?2";
    Ok(tx.configure(sql, params![connection, principal])? > 0)
}

/// The grants on a connection, oldest first.
pub fn list(tx: &mut Tx<'_>, connection: ConnectionId) -> Result<Vec<Grant>, StoreError> {
    tx.query(
        "SELECT principal, actions, granted_by, since FROM connection_grants WHERE connection = ?1 ORDER BY since, principal",
        params![connection],
        read,
    )
}

/// What grants to any of these principals allow.
pub fn of(
    tx: &mut Tx<'_>,
    connection: ConnectionId,
    principals: &[PrincipalId],
) -> Result<Vec<ConnectionAction>, StoreError> {
    let found = list(tx, connection)?.into_iter().filter(|grant| principals.contains(&grant.principal));
    Ok(actions(found.fold(0, |all, grant| all | sum(&grant.actions))))
}
