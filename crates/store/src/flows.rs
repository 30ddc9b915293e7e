//! Flows, their versions, who they are shared with, and which connections they use.

pub mod connections;
pub mod grants;
pub mod versions;

use model::{EnvironmentId, FlowId, FlowKey, PrincipalId, Timestamp};
use uuid::Uuid;

use crate::{Row, StoreError, Tx, params};

/// A flow as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredFlow {
    /// Its key here.
    pub key: FlowKey,
    /// Where it lives.
    pub environment: EnvironmentId,
    /// Its id in files, unique in the environment.
    pub id: FlowId,
    /// What people read.
    pub name: String,
    /// Whether its trigger is active.
    pub is_on: bool,
    /// Why it is off, where something other than a person's wish keeps it off.
    pub off_reason: Option<String>,
    /// The one owner that is named first.
    pub primary_owner: PrincipalId,
    /// The number of the current version.
    pub version: u32,
    /// The id in the address of its request trigger.
    pub trigger_id: Uuid,
    /// The sealed key that signs the address of its request trigger.
    pub trigger_key: Vec<u8>,
    /// The solution that it belongs to.
    pub solution: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its definition, name or state last changed.
    pub modified_at: Timestamp,
}

impl std::fmt::Debug for StoredFlow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredFlow").field("key", &self.key).field("name", &self.name).finish_non_exhaustive()
    }
}

/// What makes a flow.
#[derive(Clone, PartialEq, Eq)]
pub struct NewFlow {
    /// Where it will live.
    pub environment: EnvironmentId,
    /// Its id in files.
    pub id: FlowId,
    /// What people read.
    pub name: String,
    /// The one owner that is named first.
    pub primary_owner: PrincipalId,
    /// The id in the address of its request trigger.
    pub trigger_id: Uuid,
    /// The sealed key that signs the address of its request trigger.
    pub trigger_key: Vec<u8>,
    /// The solution that it belongs to.
    pub solution: Option<String>,
}

impl std::fmt::Debug for NewFlow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewFlow").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

const COLUMNS: &str =
    "key, environment, id, name, is_on, off_reason, primary_owner, version, trigger_id, trigger_key, solution,
     created_at, modified_at";

fn read(row: &Row<'_>) -> Result<StoredFlow, StoreError> {
    Ok(StoredFlow {
        key: FlowKey(row.int(0)?),
        environment: EnvironmentId(row.int(1)?),
        id: FlowId(row.uuid(2)?),
        name: row.text(3)?,
        is_on: row.bool(4)?,
        off_reason: row.opt_text(5)?,
        primary_owner: PrincipalId(row.uuid(6)?),
        version: versions::number(row.int(7)?)?,
        trigger_id: row.uuid(8)?,
        trigger_key: row.blob(9)?,
        solution: row.opt_text(10)?,
        created_at: row.time(11)?,
        modified_at: row.time(12)?,
    })
}

/// Adds a flow with no version yet, off.
///
/// # Errors
/// [`StoreError::Exists`] if the environment has a flow with this id.
pub fn insert(tx: &mut Tx<'_>, new: &NewFlow, at: Timestamp) -> Result<FlowKey, StoreError> {
    tx.reconfigures();
    let key = tx
        .query_one(
            "INSERT INTO flows (environment, id, name, primary_owner, version, trigger_id, trigger_key, solution, created_at, modified_at)
             VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?8) ON CONFLICT DO NOTHING RETURNING key",
            params![
                new.environment,
                new.id,
                &new.name,
                new.primary_owner,
                new.trigger_id,
                &new.trigger_key,
                new.solution.as_deref(),
                at
            ],
            |row| row.int(0),
        )?;
    key.map(FlowKey).ok_or_else(|| StoreError::Exists(format!("a flow with the id {}", new.id)))
}

/// The flow with this id, in one environment.
pub fn by_id(tx: &mut Tx<'_>, environment: EnvironmentId, id: FlowId) -> Result<Option<StoredFlow>, StoreError> {
    tx.query_one(
        &format!("SELECT {COLUMNS} FROM flows WHERE environment = ?1 AND id = ?2"),
        params![environment, id],
        read,
    )
}

/// The flow with this key.
pub fn by_key(tx: &mut Tx<'_>, key: FlowKey) -> Result<Option<StoredFlow>, StoreError> {
    tx.remembered(
        "flow",
        || key.to_string(),
        |tx| tx.query_one(&format!("SELECT {COLUMNS} FROM flows WHERE key = ?1"), params![key], read),
    )
}

/// The flow whose request trigger has this id in its address.
pub fn by_trigger_id(tx: &mut Tx<'_>, trigger_id: Uuid) -> Result<Option<StoredFlow>, StoreError> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM flows WHERE trigger_id = ?1"), params![trigger_id], read)
}

/// The flows of an environment that have this name. Names need not be unique.
pub fn by_name(tx: &mut Tx<'_>, environment: EnvironmentId, name: &str) -> Result<Vec<StoredFlow>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM flows WHERE environment = ?1 AND name = ?2 ORDER BY key"),
        params![environment, name],
        read,
    )
}

/// The flows of an environment, by name.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<StoredFlow>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM flows WHERE environment = ?1 ORDER BY name, key"),
        params![environment],
        read,
    )
}

/// The flows that name a principal as primary owner, by environment and name.
pub fn of_primary_owner(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<Vec<StoredFlow>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM flows WHERE primary_owner = ?1 ORDER BY environment, name, key"),
        params![principal],
        read,
    )
}

/// Turns a flow on or off, whatever kept it off before. Its triggers are registered apart from this.
pub fn set_state(
    tx: &mut Tx<'_>,
    key: FlowKey,
    is_on: bool,
    off_reason: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.configure(
        "UPDATE flows SET is_on = ?2, off_reason = ?3, modified_at = ?4 WHERE key = ?1",
        params![key, is_on, off_reason, at],
    )?;
    tx.configure("DELETE FROM suspended_flows WHERE flow = ?1", params![key])?;
    Ok(())
}

/// Renames a flow.
pub fn rename(tx: &mut Tx<'_>, key: FlowKey, name: &str, at: Timestamp) -> Result<(), StoreError> {
    tx.configure("UPDATE flows SET name = ?2, modified_at = ?3 WHERE key = ?1", params![key, name, at])?;
    Ok(())
}

/// Names the solution that a flow belongs to.
pub fn set_solution(tx: &mut Tx<'_>, key: FlowKey, solution: Option<&str>) -> Result<(), StoreError> {
    tx.configure("UPDATE flows SET solution = ?2 WHERE key = ?1", params![key, solution])?;
    Ok(())
}

/// Makes another principal the primary owner.
pub fn set_primary_owner(tx: &mut Tx<'_>, key: FlowKey, owner: PrincipalId, at: Timestamp) -> Result<(), StoreError> {
    tx.configure("UPDATE flows SET primary_owner = ?2, modified_at = ?3 WHERE key = ?1", params![key, owner, at])?;
    Ok(())
}

/// Replaces the key that signs the address of a flow's request trigger; the old address stops working.
pub fn set_trigger_key(tx: &mut Tx<'_>, key: FlowKey, sealed: &[u8]) -> Result<(), StoreError> {
    tx.configure("UPDATE flows SET trigger_key = ?2 WHERE key = ?1", params![key, sealed])?;
    Ok(())
}

/// Removes a flow with its triggers, versions, grants and connections. The history of its runs stays.
pub fn delete(tx: &mut Tx<'_>, key: FlowKey) -> Result<(), StoreError> {
    crate::triggers::remove(tx, key)?;
    crate::runs::limits::set(tx, key, None)?;
    for sql in [
        "DELETE FROM flow_versions WHERE flow = ?1",
        "DELETE FROM flow_grants WHERE flow = ?1",
        "DELETE FROM flow_connections WHERE flow = ?1",
        "DELETE FROM flow_uses WHERE flow = ?1",
        "DELETE FROM flow_admissions WHERE flow = ?1",
        "DELETE FROM suspended_flows WHERE flow = ?1",
        "DELETE FROM flows WHERE key = ?1",
    ] {
        tx.configure(sql, params![key])?;
    }
    Ok(())
}
