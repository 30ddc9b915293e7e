//! Connection references.

use model::{ConnectionId, ConnectionReference, ConnectorName, EnvironmentId};

use crate::{
    Row, StoreError, Tx,
    connections::{UsedBy, read_used_by},
    params,
};

const COLUMNS: &str = "environment, logical_name, display_name, connector, connection";

fn read(row: &Row<'_>) -> Result<ConnectionReference, StoreError> {
    Ok(ConnectionReference {
        environment: EnvironmentId(row.int(0)?),
        logical_name: row.text(1)?,
        display_name: row.text(2)?,
        connector: ConnectorName::new(&row.text(3)?),
        connection: row.opt_uuid(4)?.map(ConnectionId),
    })
}

/// Adds a reference, or changes display name and connector of the one with its name. What it is bound to stays, unless the
/// new one says.
pub fn put(tx: &mut Tx<'_>, reference: &ConnectionReference) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO connection_references (environment, logical_name, display_name, connector, connection)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (environment, logical_name) DO UPDATE SET display_name = excluded.display_name,
             connector = excluded.connector, connection = coalesce(excluded.connection, connection_references.connection)",
        params![
            reference.environment,
            &reference.logical_name,
            &reference.display_name,
            reference.connector.as_str(),
            reference.connection
        ],
    )?;
    Ok(())
}

/// The reference with this name, ignoring case.
pub fn by_name(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    logical_name: &str,
) -> Result<Option<ConnectionReference>, StoreError> {
    tx.query_one(
        &format!("SELECT {COLUMNS} FROM connection_references WHERE environment = ?1 AND logical_name = ?2"),
        params![environment, logical_name],
        read,
    )
}

/// The references of an environment, by name.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<ConnectionReference>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM connection_references WHERE environment = ?1 ORDER BY logical_name"),
        params![environment],
        read,
    )
}

/// Binds a reference to a connection, or to none. Answers whether there is such a reference.
pub fn bind(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    logical_name: &str,
    connection: Option<ConnectionId>,
) -> Result<bool, StoreError> {
    let changed = tx.configure(
        "UPDATE connection_references SET connection = ?3 WHERE environment = ?1 AND logical_name = ?2",
        params![environment, logical_name, connection],
    )?;
    Ok(changed > 0)
}

/// The flows whose current version uses a reference, by name.
pub fn used_by(tx: &mut Tx<'_>, environment: EnvironmentId, logical_name: &str) -> Result<Vec<UsedBy>, StoreError> {
    tx.query(
        "SELECT DISTINCT f.key, f.id, f.name FROM flow_uses u JOIN flows f ON f.key = u.flow
         WHERE f.environment = ?1 AND u.logical_name = ?2 ORDER BY f.name, f.key",
        params![environment, logical_name],
        read_used_by,
    )
}

/// Removes a reference. Flows that use it have no connection then.
pub fn delete(tx: &mut Tx<'_>, environment: EnvironmentId, logical_name: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM connection_references WHERE environment = ?1 AND logical_name = ?2";
    Ok(tx.configure(sql, params![environment, logical_name])? > 0)
}
