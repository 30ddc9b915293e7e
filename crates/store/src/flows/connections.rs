//! Which connections a flow uses: what its current version asks for, and what answers in its environment.

use model::{ConnectionId, ConnectionMode, ConnectorName, EnvironmentId, FlowKey, PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, code::Code, params};

/// One connection reference key of a flow's current version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferenceUse {
    /// The alias that actions name.
    pub key: String,
    /// The connection reference behind it, where it names one.
    pub logical_name: Option<String>,
    /// What it is for.
    pub connector: ConnectorName,
    /// How it is used.
    pub mode: ConnectionMode,
}

/// A reference key with the connection that answers for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    /// What the flow asks for.
    pub reference: ReferenceUse,
    /// What answers: the flow's own choice, else what the connection reference is bound to.
    pub connection: Option<ConnectionId>,
    /// Whether it is the flow's own choice.
    pub of_flow: bool,
}

fn read(row: &Row<'_>) -> Result<ReferenceUse, StoreError> {
    Ok(ReferenceUse {
        key: row.text(0)?,
        logical_name: row.opt_text(1)?,
        connector: ConnectorName::new(&row.text(2)?),
        mode: Code::from_code(row.int(3)?)?,
    })
}

/// Records what the current version asks for, in place of what the former one asked for.
pub fn set_uses(tx: &mut Tx<'_>, flow: FlowKey, uses: &[ReferenceUse]) -> Result<(), StoreError> {
    tx.configure("DELETE FROM flow_uses WHERE flow = ?1", params![flow])?;
    for used in uses {
        tx.configure(
            "INSERT INTO flow_uses (flow, reference_key, logical_name, connector, mode) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (flow, reference_key) DO UPDATE SET logical_name = excluded.logical_name, connector = excluded.connector, mode = excluded.mode",
            params![flow, &used.key, used.logical_name.as_deref(), used.connector.as_str(), used.mode.code()],
        )?;
    }
    Ok(())
}

/// What the current version asks for, each with what answers in the flow's environment.
pub fn bindings(tx: &mut Tx<'_>, flow: FlowKey) -> Result<Vec<Binding>, StoreError> {
    tx.query(
        "SELECT u.reference_key, u.logical_name, u.connector, u.mode, coalesce(c.connection, r.connection), c.connection IS NOT NULL
         FROM flow_uses u
         JOIN flows f ON f.key = u.flow
         LEFT JOIN flow_connections c ON c.flow = u.flow AND c.reference_key = u.reference_key
         LEFT JOIN connection_references r ON r.environment = f.environment AND r.logical_name = u.logical_name
         WHERE u.flow = ?1 ORDER BY u.reference_key",
        params![flow],
        |row| {
            Ok(Binding {
                reference: read(row)?,
                connection: row.opt_uuid(4)?.map(ConnectionId),
                of_flow: row.bool(5)?,
            })
        },
    )
}

/// The connection that answers for one key of a flow, for a version that need not be the current one.
pub fn connection_for(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    flow: FlowKey,
    key: &str,
    logical_name: Option<&str>,
) -> Result<Option<ConnectionId>, StoreError> {
    tx.remembered(
        "connection of a flow",
        || format!("{environment} {flow} {key} {}", logical_name.unwrap_or_default()),
        |tx| {
            let found = tx.query_one(
                "SELECT coalesce(
             (SELECT connection FROM flow_connections WHERE flow = ?2 AND reference_key = ?3),
             (SELECT connection FROM connection_references WHERE environment = ?1 AND logical_name = ?4))",
                params![environment, flow, key, logical_name],
                |row| row.opt_uuid(0),
            )?;
            Ok(found.flatten().map(ConnectionId))
        },
    )
}

/// Chooses a connection for one key of one flow, or takes the choice back.
pub fn choose(tx: &mut Tx<'_>, flow: FlowKey, key: &str, connection: Option<ConnectionId>) -> Result<(), StoreError> {
    match connection {
        Some(connection) => tx.configure(
            "INSERT INTO flow_connections (flow, reference_key, connection) VALUES (?1, ?2, ?3)
             ON CONFLICT (flow, reference_key) DO UPDATE SET connection = excluded.connection",
            params![flow, key, connection],
        )?,
        None => {
            tx.configure("DELETE FROM flow_connections WHERE flow = ?1 AND reference_key = ?2", params![flow, key])?
        }
    };
    Ok(())
}

/// Records that somebody who may use a connection let a flow use it. The first record stays.
pub fn admit(
    tx: &mut Tx<'_>,
    flow: FlowKey,
    connection: ConnectionId,
    by: PrincipalId,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO flow_admissions (flow, connection, admitted_by, since) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        params![flow, connection, by, at],
    )?;
    Ok(())
}

/// Who let a flow use a connection.
pub fn admitted_by(
    tx: &mut Tx<'_>,
    flow: FlowKey,
    connection: ConnectionId,
) -> Result<Option<PrincipalId>, StoreError> {
    tx.query_one(
        "SELECT admitted_by FROM flow_admissions WHERE flow = ?1 AND connection = ?2",
        params![flow, connection],
        |row| Ok(PrincipalId(row.uuid(0)?)),
    )
}

/// Takes back that a flow may use a connection. Answers whether it could.
pub fn expel(tx: &mut Tx<'_>, flow: FlowKey, connection: ConnectionId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM flow_admissions WHERE flow = ?1 AND connection = ?2";
    Ok(tx.configure(sql, params![flow, connection])? > 0)
}

/// The choices of flows for a connection: each flow with its key.
pub fn choices_of(tx: &mut Tx<'_>, connection: ConnectionId) -> Result<Vec<(FlowKey, String)>, StoreError> {
    tx.query(
        "SELECT flow, reference_key FROM flow_connections WHERE connection = ?1 ORDER BY flow, reference_key",
        params![connection],
        |row| Ok((FlowKey(row.int(0)?), row.text(1)?)),
    )
}

/// What a flow itself chose for one key.
pub fn choice(tx: &mut Tx<'_>, flow: FlowKey, key: &str) -> Result<Option<ConnectionId>, StoreError> {
    tx.query_one(
        "SELECT connection FROM flow_connections WHERE flow = ?1 AND reference_key = ?2",
        params![flow, key],
        |row| Ok(ConnectionId(row.uuid(0)?)),
    )
}

/// Whether a flow was let use a connection.
pub fn is_admitted(tx: &mut Tx<'_>, flow: FlowKey, connection: ConnectionId) -> Result<bool, StoreError> {
    let found = tx.query_one(
        "SELECT 1 FROM flow_admissions WHERE flow = ?1 AND connection = ?2",
        params![flow, connection],
        |row| row.int(0),
    )?;
    Ok(found.is_some())
}

/// What answers for which key of all flows of an environment, where anything does.
pub fn answering(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
) -> Result<Vec<(FlowKey, String, ConnectionId)>, StoreError> {
    tx.query(
        "SELECT u.flow, u.reference_key, coalesce(c.connection, r.connection)
         FROM flows f
         JOIN flow_uses u ON u.flow = f.key
         LEFT JOIN flow_connections c ON c.flow = u.flow AND c.reference_key = u.reference_key
         LEFT JOIN connection_references r ON r.environment = f.environment AND r.logical_name = u.logical_name
         WHERE f.environment = ?1 AND coalesce(c.connection, r.connection) IS NOT NULL",
        params![environment],
        |row| Ok((FlowKey(row.int(0)?), row.text(1)?, ConnectionId(row.uuid(2)?))),
    )
}
