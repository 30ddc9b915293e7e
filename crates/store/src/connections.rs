//! Connections. Secrets are sealed before they come here.

pub mod grants;
pub mod probes;
pub mod versions;

use model::{Connection, ConnectionId, ConnectorName, EnvironmentId, FlowId, FlowKey, PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, params};

const COLUMNS: &str = "id, environment, connector, owner, created_by, display_name, private, created_at, parameters, secret_version, expires_at, failing_since, accepted_at";

fn read(row: &Row<'_>) -> Result<Connection, StoreError> {
    Ok(Connection {
        id: ConnectionId(row.uuid(0)?),
        environment: EnvironmentId(row.int(1)?),
        connector: ConnectorName::new(&row.text(2)?),
        owner: PrincipalId(row.uuid(3)?),
        created_by: PrincipalId(row.uuid(4)?),
        display_name: row.text(5)?,
        private: row.bool(6)?,
        created_at: row.time(7)?,
        parameters: serde_json::from_str(&row.text(8)?).map_err(|error| StoreError::corrupt("connection", error))?,
        secret_version: row.int(9)?,
        expires_at: row.opt_time(10)?,
        failing_since: row.opt_time(11)?,
        accepted_at: row.opt_time(12)?,
    })
}

/// Adds a connection, without a secret.
///
/// # Errors
/// [`StoreError::Exists`] if the id is taken.
pub fn insert(tx: &mut Tx<'_>, connection: &Connection) -> Result<(), StoreError> {
    let parameters = json(connection);
    let added = tx.configure(
        "INSERT INTO connections (id, environment, connector, owner, created_by, display_name, private, parameters, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        params![
            connection.id,
            connection.environment,
            connection.connector.as_str(),
            connection.owner,
            connection.created_by,
            &connection.display_name,
            connection.private,
            &parameters,
            connection.created_at
        ],
    )?;
    StoreError::unless_added(added, || format!("a connection with the id {}", connection.id))
}

/// The connection with this id, in one environment.
pub fn by_id(tx: &mut Tx<'_>, environment: EnvironmentId, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
    tx.remembered(
        "connection",
        || format!("{environment} {id}"),
        |tx| {
            tx.query_one(
                &format!("SELECT {COLUMNS} FROM connections WHERE id = ?1 AND environment = ?2"),
                params![id, environment],
                read,
            )
        },
    )
}

/// The connections of an environment, oldest first.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<Connection>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM connections WHERE environment = ?1 ORDER BY created_at, id"),
        params![environment],
        read,
    )
}

/// The connections of one principal in all environments, oldest first.
pub fn of_owner(tx: &mut Tx<'_>, owner: PrincipalId) -> Result<Vec<Connection>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM connections WHERE owner = ?1 ORDER BY created_at, id"),
        params![owner],
        read,
    )
}

/// The newest connection that a principal has for a connector in an environment: what a run-only user provides.
pub fn of_owner_for(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    owner: PrincipalId,
    connector: &ConnectorName,
) -> Result<Option<Connection>, StoreError> {
    tx.query_one(
        &format!(
            "SELECT {COLUMNS} FROM connections WHERE owner = ?2 AND environment = ?1 AND connector = ?3
             ORDER BY created_at DESC, id DESC LIMIT 1"
        ),
        params![environment, owner, connector.as_str()],
        read,
    )
}

/// Removes a connection from everything that is bound to it, and then itself.
pub fn delete(tx: &mut Tx<'_>, environment: EnvironmentId, id: ConnectionId) -> Result<bool, StoreError> {
    if tx.configure("DELETE FROM connections WHERE id = ?1 AND environment = ?2", params![id, environment])? == 0 {
        return Ok(false);
    }
    tx.configure(
        "UPDATE connection_references SET connection = NULL WHERE connection = ?1 AND environment = ?2",
        params![id, environment],
    )?;
    tx.configure("DELETE FROM connection_secrets WHERE connection = ?1", params![id])?;
    tx.configure("DELETE FROM flow_connections WHERE connection = ?1", params![id])?;
    tx.configure("DELETE FROM flow_admissions WHERE connection = ?1", params![id])?;
    tx.configure("DELETE FROM connection_grants WHERE connection = ?1", params![id])?;
    tx.execute("DELETE FROM connection_probes WHERE connection = ?1", params![id])?;
    Ok(true)
}

/// Says what a connection is made with besides its secret.
pub fn set_parameters(tx: &mut Tx<'_>, connection: &Connection) -> Result<bool, StoreError> {
    let sql = "UPDATE connections SET parameters = ?3 WHERE id = ?1 AND environment = ?2";
    Ok(tx.configure(sql, params![connection.id, connection.environment, &json(connection)])? > 0)
}

/// Keeps what was heard of the target: since when it refuses the connection, and when it first accepted it.
pub fn set_heard(tx: &mut Tx<'_>, connection: &Connection) -> Result<bool, StoreError> {
    let sql = "UPDATE connections SET failing_since = ?3, accepted_at = ?4
         WHERE id = ?1 AND environment = ?2 AND secret_version = ?5";
    let heard = params![
        connection.id,
        connection.environment,
        connection.failing_since,
        connection.accepted_at,
        connection.secret_version
    ];
    Ok(tx.configure(sql, heard)? > 0)
}

fn json(connection: &Connection) -> String {
    serde_json::json!(connection.parameters).to_string()
}

/// Makes a connection another principal's. Nothing of the former owner's stays: no secret, no rights that were given, no flow that was
/// let use it, no word on how trying it went. Answers whether there is such a connection.
pub fn hand_over(
    tx: &mut Tx<'_>,
    connection: &Connection,
    owner: PrincipalId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE connections SET owner = ?3, created_by = ?3 WHERE id = ?1 AND environment = ?2";
    if tx.configure(sql, params![connection.id, connection.environment, owner])? == 0 {
        return Ok(false);
    }
    versions::none(tx, connection, at)?;
    tx.configure("DELETE FROM connection_grants WHERE connection = ?1", params![connection.id])?;
    tx.configure("DELETE FROM flow_admissions WHERE connection = ?1", params![connection.id])?;
    tx.execute("DELETE FROM connection_probes WHERE connection = ?1", params![connection.id])?;
    Ok(true)
}

/// A flow that a connection or a connection reference serves.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsedBy {
    /// Its key.
    pub flow: FlowKey,
    /// Its id.
    pub id: FlowId,
    /// Its name.
    pub name: String,
}

pub(crate) fn read_used_by(row: &Row<'_>) -> Result<UsedBy, StoreError> {
    Ok(UsedBy { flow: FlowKey(row.int(0)?), id: FlowId(row.uuid(1)?), name: row.text(2)? })
}

/// The flows whose current version uses a connection, by name.
pub fn used_by(tx: &mut Tx<'_>, environment: EnvironmentId, id: ConnectionId) -> Result<Vec<UsedBy>, StoreError> {
    tx.query(
        "SELECT DISTINCT f.key, f.id, f.name
         FROM flow_uses u
         JOIN flows f ON f.key = u.flow
         LEFT JOIN flow_connections c ON c.flow = u.flow AND c.reference_key = u.reference_key
         LEFT JOIN connection_references r ON r.environment = f.environment AND r.logical_name = u.logical_name
         WHERE f.environment = ?1 AND coalesce(c.connection, r.connection) = ?2
         ORDER BY f.name, f.key",
        params![environment, id],
        read_used_by,
    )
}
