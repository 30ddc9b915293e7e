//! Hours in which a protected environment may be changed by hand.

use model::{BreakGlass, BreakGlassId, EnvironmentId, PrincipalId};

use crate::{Row, StoreError, Tx, params};

const COLUMNS: &str = "id, environment, reason, minutes, asked_by, asked_at, approved_by, ends_at, ended_by, ended_at";

fn read(row: &Row<'_>) -> Result<BreakGlass, StoreError> {
    Ok(BreakGlass {
        id: BreakGlassId(row.uuid(0)?),
        environment: EnvironmentId(row.int(1)?),
        reason: row.text(2)?,
        minutes: u32::try_from(row.int(3)?).map_err(|error| StoreError::corrupt("number of minutes", error))?,
        asked_by: PrincipalId(row.uuid(4)?),
        asked_at: row.time(5)?,
        approved_by: row.opt_uuid(6)?.map(PrincipalId),
        until: row.opt_time(7)?,
        ended_by: row.opt_uuid(8)?.map(PrincipalId),
        ended_at: row.opt_time(9)?,
    })
}

/// Adds what somebody asks for, or replaces how it stands.
pub fn put(tx: &mut Tx<'_>, it: &BreakGlass) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO break_glass (id, environment, reason, minutes, asked_by, asked_at, approved_by, ends_at, ended_by, ended_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (id) DO UPDATE SET approved_by = excluded.approved_by, ends_at = excluded.ends_at,
             ended_by = excluded.ended_by, ended_at = excluded.ended_at",
        params![
            it.id,
            it.environment,
            &it.reason,
            it.minutes,
            it.asked_by,
            it.asked_at,
            it.approved_by,
            it.until,
            it.ended_by,
            it.ended_at
        ],
    )?;
    Ok(())
}

/// The one with this id, in one environment.
pub fn by_id(tx: &mut Tx<'_>, environment: EnvironmentId, id: BreakGlassId) -> Result<Option<BreakGlass>, StoreError> {
    tx.query_one(
        &format!("SELECT {COLUMNS} FROM break_glass WHERE environment = ?1 AND id = ?2"),
        params![environment, id],
        read,
    )
}

/// What was asked for in an environment last, which is the only one that may not have ended.
pub fn newest(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Option<BreakGlass>, StoreError> {
    tx.query_one(
        &format!("SELECT {COLUMNS} FROM break_glass WHERE environment = ?1 ORDER BY asked_at DESC, id DESC LIMIT 1"),
        params![environment],
        read,
    )
}

/// All of an environment, newest first.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<BreakGlass>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM break_glass WHERE environment = ?1 ORDER BY asked_at DESC, id DESC"),
        params![environment],
        read,
    )
}
