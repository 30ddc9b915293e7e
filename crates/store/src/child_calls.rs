//! Calls of other flows: which run each has started, and what that run has answered.

use model::RunId;

use crate::{StoreError, Tx, params};

/// One attempt of a call of another flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChildCall {
    /// The run that calls.
    pub parent: RunId,
    /// The frame of the calling action.
    pub frame: u32,
    /// The calling action.
    pub action: u16,
    /// From 1.
    pub attempt: u32,
}

/// What a call has come to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Called {
    /// The run that it started.
    pub child: RunId,
    /// What that run answered, encoded.
    pub answer: Option<Vec<u8>>,
}

/// Records the run that a call starts. A second one for the same call is refused.
pub fn insert(tx: &mut Tx<'_>, call: &ChildCall, child: RunId) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO child_calls (parent, frame, action, attempt, child) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![call.parent, call.frame, i64::from(call.action), call.attempt, child],
    )?;
    Ok(())
}

/// The run that a call has started, and what it has answered.
pub fn get(tx: &mut Tx<'_>, call: &ChildCall) -> Result<Option<Called>, StoreError> {
    tx.query_one(
        "SELECT child, answer FROM child_calls WHERE parent = ?1 AND frame = ?2 AND action = ?3 AND attempt = ?4",
        params![call.parent, call.frame, i64::from(call.action), call.attempt],
        |row| Ok(Called { child: RunId(row.uuid(0)?), answer: row.opt_blob(1)? }),
    )
}

/// Records what a run answers to the run that called it, which it gives back. Only the first answer counts.
pub fn answer(tx: &mut Tx<'_>, child: RunId, answer: &[u8]) -> Result<Option<RunId>, StoreError> {
    let changed =
        tx.execute("UPDATE child_calls SET answer = ?2 WHERE child = ?1 AND answer IS NULL", params![child, answer])?;
    if changed == 0 {
        return Ok(None);
    }
    tx.query_one("SELECT parent FROM child_calls WHERE child = ?1", params![child], |row| Ok(RunId(row.uuid(0)?)))
}

/// Whether a call has been answered. If not, nobody answers it before this transaction has ended.
pub fn is_answered(tx: &mut Tx<'_>, call: &ChildCall) -> Result<bool, StoreError> {
    let sql = format!(
        "SELECT answer FROM child_calls WHERE parent = ?1 AND frame = ?2 AND action = ?3 AND attempt = ?4{}",
        tx.dialect().locked()
    );
    let answer = tx.query_one(&sql, params![call.parent, call.frame, i64::from(call.action), call.attempt], |row| {
        row.opt_blob(0)
    })?;
    Ok(answer.flatten().is_some())
}
