//! Versions of flows. A version never changes.

use model::{FlowKey, PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, params};

/// A version without its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct VersionHeader {
    /// From 1.
    pub number: u32,
    /// Who saved it.
    pub created_by: PrincipalId,
    /// When.
    pub created_at: Timestamp,
}

/// A version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredVersion {
    /// Number, author and time.
    pub header: VersionHeader,
    /// The JSON text as it was saved, in UTF-8: `clientdata`, with unknown parts and key order kept.
    pub clientdata: Vec<u8>,
}

pub(crate) fn number(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|error| StoreError::corrupt("version number", error))
}

fn read(row: &Row<'_>) -> Result<VersionHeader, StoreError> {
    Ok(VersionHeader { number: number(row.int(0)?)?, created_by: PrincipalId(row.uuid(1)?), created_at: row.time(2)? })
}

/// Adds the next version, makes it the current one, and answers its number.
pub fn append(
    tx: &mut Tx<'_>,
    flow: FlowKey,
    clientdata: &str,
    by: PrincipalId,
    at: Timestamp,
) -> Result<u32, StoreError> {
    let last =
        tx.query_one("SELECT max(number) FROM flow_versions WHERE flow = ?1", params![flow], |row| row.opt_int(0))?;
    let next = last.flatten().unwrap_or(0) + 1;
    tx.configure(
        "INSERT INTO flow_versions (flow, number, clientdata, created_by, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![flow, next, clientdata.as_bytes(), by, at],
    )?;
    tx.configure("UPDATE flows SET version = ?2, modified_at = ?3 WHERE key = ?1", params![flow, next, at])?;
    number(next)
}

/// One version.
pub fn get(tx: &mut Tx<'_>, flow: FlowKey, number: u32) -> Result<Option<StoredVersion>, StoreError> {
    tx.query_one(
        "SELECT number, created_by, created_at, clientdata FROM flow_versions WHERE flow = ?1 AND number = ?2",
        params![flow, number],
        |row| Ok(StoredVersion { header: read(row)?, clientdata: row.blob(3)? }),
    )
}

/// All versions of a flow without their content, newest first.
pub fn list(tx: &mut Tx<'_>, flow: FlowKey) -> Result<Vec<VersionHeader>, StoreError> {
    tx.query(
        "SELECT number, created_by, created_at FROM flow_versions WHERE flow = ?1 ORDER BY number DESC",
        params![flow],
        read,
    )
}
