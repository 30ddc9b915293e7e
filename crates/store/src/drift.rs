//! What was changed by hand of what solutions bring, and which of that somebody accepts.

use model::{BreakGlassId, EnvironmentId, PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, params, solutions::components::Component};

/// Who changed a component by hand the last time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HandChange {
    /// Of what it was then.
    pub digest: Vec<u8>,
    /// Who.
    pub by: PrincipalId,
    /// When.
    pub at: Timestamp,
    /// The break-glass that made it possible.
    pub break_glass: Option<BreakGlassId>,
}

/// Drift that somebody accepts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Accepted {
    /// Of what it was then: what changes later is not accepted.
    pub digest: Vec<u8>,
    /// Who.
    pub by: PrincipalId,
    /// When.
    pub at: Timestamp,
    /// Why it may be.
    pub reason: String,
    /// Until when, if not for good.
    pub until: Option<Timestamp>,
}

fn read_change(row: &Row<'_>) -> Result<HandChange, StoreError> {
    Ok(HandChange {
        digest: row.blob(0)?,
        by: PrincipalId(row.uuid(1)?),
        at: row.time(2)?,
        break_glass: row.opt_uuid(3)?.map(BreakGlassId),
    })
}

fn read_accepted(row: &Row<'_>) -> Result<Accepted, StoreError> {
    Ok(Accepted {
        digest: row.blob(0)?,
        by: PrincipalId(row.uuid(1)?),
        at: row.time(2)?,
        reason: row.text(3)?,
        until: row.opt_time(4)?,
    })
}

/// Stores who changed a component by hand, in place of when the same one did before.
pub fn put_change(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    component: &Component,
    change: &HandChange,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO hand_changes (environment, kind, key, digest, changed_by, changed_at, break_glass)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (environment, kind, key, changed_by) DO UPDATE SET digest = excluded.digest, changed_at = excluded.changed_at, break_glass = excluded.break_glass",
        params![environment, &component.kind, &component.key, &change.digest, change.by, change.at, change.break_glass],
    )?;
    Ok(())
}

/// Who changed a component by hand the last time.
pub fn change(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    component: &Component,
) -> Result<Option<HandChange>, StoreError> {
    tx.query_one(
        "SELECT digest, changed_by, changed_at, break_glass FROM hand_changes
         WHERE environment = ?1 AND kind = ?2 AND key = ?3 ORDER BY changed_at DESC LIMIT 1",
        params![environment, &component.kind, &component.key],
        read_change,
    )
}

/// Who changed which components of an environment by hand, and when each did the last time.
pub fn changers(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
) -> Result<Vec<(Component, PrincipalId, Timestamp)>, StoreError> {
    tx.query(
        "SELECT kind, key, changed_by, changed_at FROM hand_changes WHERE environment = ?1 ORDER BY kind, key, changed_at, changed_by",
        params![environment],
        |row| {
            let component = Component { kind: row.text(0)?, key: row.text(1)? };
            Ok((component, PrincipalId(row.uuid(2)?), row.time(3)?))
        },
    )
}

/// Accepts how a component of a solution drifts, in place of what was accepted of it before.
pub fn accept(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    solution: &str,
    component: &Component,
    accepted: &Accepted,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO accepted_drift (environment, solution, kind, key, digest, accepted_by, accepted_at, reason, ends_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (environment, solution, kind, key) DO UPDATE SET digest = excluded.digest,
             accepted_by = excluded.accepted_by, accepted_at = excluded.accepted_at, reason = excluded.reason,
             ends_at = excluded.ends_at",
        params![
            environment,
            solution,
            &component.kind,
            &component.key,
            &accepted.digest,
            accepted.by,
            accepted.at,
            &accepted.reason,
            accepted.until
        ],
    )?;
    Ok(())
}

/// What was accepted of a component of a solution last, whether that still holds or not.
pub fn accepted(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    solution: &str,
    component: &Component,
) -> Result<Option<Accepted>, StoreError> {
    tx.query_one(
        "SELECT digest, accepted_by, accepted_at, reason, ends_at FROM accepted_drift
         WHERE environment = ?1 AND solution = ?2 AND kind = ?3 AND key = ?4",
        params![environment, solution, &component.kind, &component.key],
        read_accepted,
    )
}
