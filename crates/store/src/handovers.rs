//! Hand-over plans: their versions, what was answered to them, and what applying them has changed.

use model::{HandoverAnswer, HandoverId, HandoverStatus, PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, code::Code, params};

/// A hand-over plan without its content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredHandover {
    /// Its id.
    pub id: HandoverId,
    /// What people read.
    pub name: String,
    /// Whose rights it is applied with.
    pub author: PrincipalId,
    /// Where it stands.
    pub status: HandoverStatus,
    /// The number of its newest version, from 1.
    pub version: u32,
    /// When it is to be applied; only while it is scheduled.
    pub due_at: Option<Timestamp>,
    /// Why it could not be applied when it was last tried, or why somebody sent it back.
    pub problem: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was applied.
    pub applied_at: Option<Timestamp>,
}

/// A version of a plan. Versions are never changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredVersion {
    /// Its number, from 1.
    pub number: u32,
    /// The content as JSON, written and read by the use cases.
    pub document: String,
    /// SHA-256 of the content.
    pub digest: Vec<u8>,
    /// Who made it.
    pub made_by: PrincipalId,
    /// When.
    pub made_at: Timestamp,
}

/// What somebody answered to a version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Who.
    pub principal: PrincipalId,
    /// What.
    pub kind: HandoverAnswer,
    /// When.
    pub at: Timestamp,
}

const COLUMNS: &str = "id, name, author, status, version, due_at, problem, created_at, applied_at";

fn read(row: &Row<'_>) -> Result<StoredHandover, StoreError> {
    Ok(StoredHandover {
        id: HandoverId(row.uuid(0)?),
        name: row.text(1)?,
        author: PrincipalId(row.uuid(2)?),
        status: Code::from_code(row.int(3)?)?,
        version: number(row.int(4)?)?,
        due_at: row.opt_time(5)?,
        problem: row.opt_text(6)?,
        created_at: row.time(7)?,
        applied_at: row.opt_time(8)?,
    })
}

fn number(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|error| StoreError::corrupt("version of a hand-over plan", error))
}

/// Stores a plan, in place of the one with its id.
pub fn put(tx: &mut Tx<'_>, plan: &StoredHandover) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO handovers (id, name, author, status, version, due_at, problem, created_at, applied_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, author = excluded.author, status = excluded.status, version = excluded.version,
             due_at = excluded.due_at, problem = excluded.problem, applied_at = excluded.applied_at",
        params![
            plan.id,
            &plan.name,
            plan.author,
            plan.status.code(),
            plan.version,
            plan.due_at,
            plan.problem.as_deref(),
            plan.created_at,
            plan.applied_at
        ],
    )?;
    Ok(())
}

/// The plan with this id.
pub fn by_id(tx: &mut Tx<'_>, id: HandoverId) -> Result<Option<StoredHandover>, StoreError> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM handovers WHERE id = ?1"), params![id], read)
}

/// All plans, newest first. There are never many.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<StoredHandover>, StoreError> {
    tx.query(&format!("SELECT {COLUMNS} FROM handovers ORDER BY id DESC"), params![], read)
}

/// The plans whose time has come, longest due first.
pub fn due(tx: &mut Tx<'_>, at: Timestamp) -> Result<Vec<HandoverId>, StoreError> {
    tx.query("SELECT id FROM handovers WHERE due_at <= ?1 ORDER BY due_at, id", params![at], |row| {
        Ok(HandoverId(row.uuid(0)?))
    })
}

/// Removes a plan with everything about it.
pub fn delete(tx: &mut Tx<'_>, id: HandoverId) -> Result<bool, StoreError> {
    for sql in [
        "DELETE FROM handover_versions WHERE handover = ?1",
        "DELETE FROM handover_answers WHERE handover = ?1",
        "DELETE FROM handover_changes WHERE handover = ?1",
    ] {
        tx.execute(sql, params![id])?;
    }
    Ok(tx.execute("DELETE FROM handovers WHERE id = ?1", params![id])? > 0)
}

/// Adds a version.
pub fn add_version(tx: &mut Tx<'_>, id: HandoverId, version: &StoredVersion) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO handover_versions (handover, number, document, digest, made_by, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![id, version.number, &version.document, &version.digest, version.made_by, version.made_at],
    )?;
    Ok(())
}

/// The versions of a plan, oldest first.
pub fn versions(tx: &mut Tx<'_>, id: HandoverId) -> Result<Vec<StoredVersion>, StoreError> {
    tx.query(
        "SELECT number, document, digest, made_by, made_at FROM handover_versions WHERE handover = ?1 ORDER BY number",
        params![id],
        |row| {
            Ok(StoredVersion {
                number: number(row.int(0)?)?,
                document: row.text(1)?,
                digest: row.blob(2)?,
                made_by: PrincipalId(row.uuid(3)?),
                made_at: row.time(4)?,
            })
        },
    )
}

/// Keeps what somebody answered to a version. The first such answer stays.
pub fn answer(tx: &mut Tx<'_>, id: HandoverId, version: u32, answer: Answer) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO handover_answers (handover, number, principal, kind, at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        params![id, version, answer.principal, answer.kind.code(), answer.at],
    )?;
    Ok(())
}

/// Forgets what was answered to a version.
pub fn forget_answers(tx: &mut Tx<'_>, id: HandoverId, version: u32) -> Result<(), StoreError> {
    tx.execute("DELETE FROM handover_answers WHERE handover = ?1 AND number = ?2", params![id, version])?;
    Ok(())
}

/// What was answered to a version, oldest first.
pub fn answers(tx: &mut Tx<'_>, id: HandoverId, version: u32) -> Result<Vec<Answer>, StoreError> {
    tx.query(
        "SELECT principal, kind, at FROM handover_answers WHERE handover = ?1 AND number = ?2 ORDER BY at, principal",
        params![id, version],
        |row| {
            Ok(Answer { principal: PrincipalId(row.uuid(0)?), kind: Code::from_code(row.int(1)?)?, at: row.time(2)? })
        },
    )
}

/// Keeps what applying a plan has changed: JSON, written and read by the use cases.
pub fn record(tx: &mut Tx<'_>, id: HandoverId, number: usize, change: &str) -> Result<(), StoreError> {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO handover_changes (handover, number, change) VALUES (?1, ?2, ?3)",
        params![id, number, change],
    )?;
    Ok(())
}

/// What applying a plan has changed, in the order in which it did.
pub fn changes(tx: &mut Tx<'_>, id: HandoverId) -> Result<Vec<String>, StoreError> {
    tx.query("SELECT change FROM handover_changes WHERE handover = ?1 ORDER BY number", params![id], |row| row.text(0))
}
