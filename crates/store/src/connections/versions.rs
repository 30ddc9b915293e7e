//! The versions of a connection's secret: the one that is used, the next one, and former ones until they are wiped.
//!
//! Which one is used stands at the connection. A next one waits for its switch; then the former one opens for a while, so that a
//! switch can be taken back, and is wiped.

use model::{Connection, ConnectionId, EnvironmentId, PrincipalId, SecretVersion, Timestamp};

use crate::{Row, StoreError, Tx, params};

const COLUMNS: &str = "version, created_by, created_at, expires_at, switch_at, overlap, wipe_at, sealed IS NULL";

fn read(row: &Row<'_>) -> Result<SecretVersion, StoreError> {
    Ok(SecretVersion {
        version: row.int(0)?,
        created_by: PrincipalId(row.uuid(1)?),
        created_at: row.time(2)?,
        expires_at: row.opt_time(3)?,
        switch_at: row.opt_time(4)?,
        overlap: row.int(5)?,
        wipe_at: row.opt_time(6)?,
        is_wiped: row.bool(7)?,
    })
}

/// Adds the next version of a connection's secret, which is not used yet. Its number is the one that is given back.
pub fn add(tx: &mut Tx<'_>, connection: ConnectionId, new: &SecretVersion, sealed: &[u8]) -> Result<i64, StoreError> {
    let newest = "SELECT coalesce(max(version), 0) FROM connection_secrets WHERE connection = ?1";
    let version = 1 + tx.query_one(newest, params![connection], |row| row.int(0))?.unwrap_or_default();
    tx.configure(
        "INSERT INTO connection_secrets (connection, version, sealed, created_by, created_at, expires_at, switch_at, overlap)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            connection,
            version,
            sealed,
            new.created_by,
            new.created_at,
            new.expires_at,
            new.switch_at,
            new.overlap
        ],
    )?;
    Ok(version)
}

/// All versions, newest first.
pub fn list(tx: &mut Tx<'_>, connection: ConnectionId) -> Result<Vec<SecretVersion>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM connection_secrets WHERE connection = ?1 ORDER BY version DESC"),
        params![connection],
        read,
    )
}

/// The sealed secret of one version, unless it has been wiped.
pub fn sealed(tx: &mut Tx<'_>, connection: ConnectionId, version: i64) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT sealed FROM connection_secrets WHERE connection = ?1 AND version = ?2";
    Ok(tx.query_one(sql, params![connection, version], |row| row.opt_blob(0))?.flatten())
}

/// Has a connection use a version from now on. All others are wiped at an instant, or when they were to be before.
pub fn switch(
    tx: &mut Tx<'_>,
    connection: &Connection,
    version: i64,
    wipe_others_at: Timestamp,
) -> Result<bool, StoreError> {
    let is_open = "SELECT 1 FROM connection_secrets WHERE connection = ?1 AND version = ?2 AND sealed IS NOT NULL";
    if tx.query_one(is_open, params![connection.id, version], |_| Ok(()))?.is_none() {
        return Ok(false);
    }
    tx.configure(
        "UPDATE connection_secrets SET switch_at = NULL, wipe_at = CASE
             WHEN version = ?2 THEN NULL WHEN wipe_at < ?3 THEN wipe_at ELSE ?3 END
         WHERE connection = ?1 AND sealed IS NOT NULL",
        params![connection.id, version, wipe_others_at],
    )?;
    let switched = tx.configure(
        "UPDATE connections SET secret_version = ?2, failing_since = NULL, accepted_at = NULL, expires_at =
             (SELECT expires_at FROM connection_secrets WHERE connection = ?1 AND version = ?2)
         WHERE id = ?1 AND environment = ?3",
        params![connection.id, version, connection.environment],
    )?;
    Ok(switched > 0)
}

/// Has a version wiped at an instant, whatever was said before.
pub fn wipe_at(tx: &mut Tx<'_>, connection: ConnectionId, version: i64, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE connection_secrets SET switch_at = NULL, wipe_at = ?3 WHERE connection = ?1 AND version = ?2";
    tx.configure(sql, params![connection, version, at]).map(drop)
}

/// A version whose time to be used has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due {
    /// Where its connection lives.
    pub environment: EnvironmentId,
    /// Its connection.
    pub connection: ConnectionId,
    /// Its number.
    pub version: i64,
    /// When it was to be used.
    pub switch_at: Timestamp,
    /// How long the former version opens after that, in milliseconds.
    pub overlap: i64,
}

/// The versions that are to be used by now and are not yet.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<Due>, StoreError> {
    tx.query(
        "SELECT c.environment, c.id, s.version, s.switch_at, s.overlap
         FROM connection_secrets s JOIN connections c ON c.id = s.connection
         WHERE s.switch_at <= ?1 ORDER BY s.switch_at, c.id, s.version",
        params![now],
        |row| {
            Ok(Due {
                environment: EnvironmentId(row.int(0)?),
                connection: ConnectionId(row.uuid(1)?),
                version: row.int(2)?,
                switch_at: row.time(3)?,
                overlap: row.int(4)?,
            })
        },
    )
}

/// Leaves a connection without any secret: all are wiped at an instant.
pub fn none(tx: &mut Tx<'_>, connection: &Connection, at: Timestamp) -> Result<(), StoreError> {
    tx.configure(
        "UPDATE connection_secrets SET switch_at = NULL, wipe_at = ?2, sealed = NULL
         WHERE connection = ?1 AND sealed IS NOT NULL",
        params![connection.id, at],
    )?;
    tx.configure(
        "UPDATE connections SET secret_version = 0, expires_at = NULL, failing_since = NULL, accepted_at = NULL
         WHERE id = ?1 AND environment = ?2",
        params![connection.id, connection.environment],
    )
    .map(drop)
}

/// Whether there are secrets whose time to be wiped has come.
pub fn is_to_wipe(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM connection_secrets WHERE wipe_at <= ?1 AND sealed IS NOT NULL LIMIT 1";
    Ok(tx.query_one(sql, params![now], |_| Ok(()))?.is_some())
}

/// Wipes the secrets whose time has come, and says how many they were.
pub fn wipe(tx: &mut Tx<'_>, now: Timestamp) -> Result<usize, StoreError> {
    tx.execute("UPDATE connection_secrets SET sealed = NULL WHERE wipe_at <= ?1 AND sealed IS NOT NULL", params![now])
}
