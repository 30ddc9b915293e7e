//! How many runs of a flow are under way at a time, where its trigger has a limit.
//!
//! Each such run that has not ended has a row beside it, which says whether it is admitted. Whoever adds or removes one locks the
//! flow's limit first, so that on many servers there are never more. A run that ends admits those that wait in the transaction that
//! stores its end. Flows without a limit have none of this.

use model::{FlowKey, RunId, RunStatus, Timestamp};
use uuid::Uuid;

use super::{NewRun, Progress, save};
use crate::{Hint, StoreError, Tx, code::Code, nodes, params};

/// When a run that waits for its turn is due.
pub(crate) const NOT_YET: Timestamp = Timestamp(i64::MAX);

/// How many runs of a flow may be under way, and how many more may wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// Under way.
    pub runs: u32,
    /// Waiting for their turn.
    pub waiting: u32,
}

/// What comes of a run that wants to start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admission {
    /// It may start.
    Admitted,
    /// It is stored, and waits for its turn.
    Waits,
    /// As many wait as may; nothing is stored.
    Full,
}

/// Sets the limit of a flow, or takes it away. Runs that wait start if they now may.
pub fn set(tx: &mut Tx<'_>, flow: FlowKey, limit: Option<&Limit>) -> Result<(), StoreError> {
    match limit {
        Some(limit) => tx.configure(
            "INSERT INTO run_limits (flow, runs, waiting) VALUES (?1, ?2, ?3)
             ON CONFLICT (flow) DO UPDATE SET runs = excluded.runs, waiting = excluded.waiting",
            params![flow, limit.runs, limit.waiting],
        )?,
        None => tx.configure("DELETE FROM run_limits WHERE flow = ?1", params![flow])?,
    };
    admit(tx, flow, limit.copied())
}

/// The limit of a flow, which stays as it is until the transaction ends.
pub fn of(tx: &mut Tx<'_>, flow: FlowKey) -> Result<Option<Limit>, StoreError> {
    let sql = format!("SELECT runs, waiting FROM run_limits WHERE flow = ?1{}", tx.dialect().locked());
    tx.query_one(&sql, params![flow], |row| {
        let count = |number| u32::try_from(number).map_err(|error| StoreError::corrupt("limit", error));
        Ok(Limit { runs: count(row.int(0)?)?, waiting: count(row.int(1)?)? })
    })
}

/// Whether another run of a flow could neither start nor wait for its turn.
pub fn is_full(tx: &mut Tx<'_>, flow: FlowKey) -> Result<bool, StoreError> {
    let Some(limit) = of(tx, flow)? else { return Ok(false) };
    let (admitted, waiting) = (count(tx, flow, true)?, count(tx, flow, false)?);
    Ok(admitted >= i64::from(limit.runs) && waiting >= i64::from(limit.waiting))
}

/// Adds a run of a flow that has a limit: it starts at once or at an instant, or waits for its turn, however many wait already.
pub fn queue(tx: &mut Tx<'_>, new: &NewRun, not_before: Option<Timestamp>) -> Result<Admission, StoreError> {
    add(tx, new, not_before, None, false)
}

/// Adds a run of a flow that has a limit, unless as many wait as may. One that is admitted is held by `node`, if there is one.
pub fn enter(tx: &mut Tx<'_>, new: &NewRun, node: Option<Uuid>) -> Result<Admission, StoreError> {
    add(tx, new, None, node, true)
}

fn add(
    tx: &mut Tx<'_>,
    new: &NewRun,
    not_before: Option<Timestamp>,
    node: Option<Uuid>,
    is_bounded: bool,
) -> Result<Admission, StoreError> {
    let limit = of(tx, new.flow)?;
    // A server of a version without limits that was not stopped in time leaves what it ends.
    let left = "DELETE FROM limited_runs WHERE flow = ?1 AND run IN (SELECT id FROM runs WHERE id = run AND ended_at IS NOT NULL)";
    if tx.execute(left, params![new.flow])? > 0 {
        admit(tx, new.flow, limit)?;
    }
    let (admitted, waiting) = (count(tx, new.flow, true)?, count(tx, new.flow, false)?);
    let admission = match limit {
        None => Admission::Admitted,
        Some(limit) if waiting == 0 && admitted < i64::from(limit.runs) => Admission::Admitted,
        Some(limit) if is_bounded && waiting >= i64::from(limit.waiting) => return Ok(Admission::Full),
        Some(_) => Admission::Waits,
    };
    let due_at = not_before.unwrap_or(new.started_at);
    let is_admitted = admission == Admission::Admitted;
    tx.execute(
        "INSERT INTO limited_runs (run, flow, admitted, due_at) VALUES (?1, ?2, ?3, ?4)",
        params![new.id, new.flow, is_admitted, due_at],
    )?;
    let (status, wake_at) = if is_admitted { (RunStatus::Running, due_at) } else { (RunStatus::Waiting, NOT_YET) };
    let progress = Progress { status, wake_at: Some(wake_at), ..Progress::running() };
    let holder = node.filter(|_| is_admitted);
    if let Some(node) = holder {
        nodes::assert_lease(tx, node)?;
    } else {
        tx.hint(Hint::RunsDue);
    }
    save::insert(tx, new, &progress, holder)?;
    Ok(admission)
}

fn count(tx: &mut Tx<'_>, flow: FlowKey, admitted: bool) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM limited_runs WHERE flow = ?1 AND admitted = ?2";
    Ok(tx.query_one(sql, params![flow, admitted], |row| row.int(0))?.unwrap_or(0))
}

/// Takes a run that has ended off its flow's limit, so that those that wait have their turn.
pub(super) fn leave(tx: &mut Tx<'_>, flow: FlowKey, run: RunId) -> Result<(), StoreError> {
    let limit = of(tx, flow)?;
    if tx.execute("DELETE FROM limited_runs WHERE run = ?1", params![run])? > 0 {
        admit(tx, flow, limit)?;
    }
    Ok(())
}

/// Lets those start that have waited longest, as many as may.
fn admit(tx: &mut Tx<'_>, flow: FlowKey, limit: Option<Limit>) -> Result<(), StoreError> {
    let room = match limit {
        Some(limit) => i64::from(limit.runs) - count(tx, flow, true)?,
        None => i64::MAX,
    };
    if room <= 0 {
        return Ok(());
    }
    let next = tx.query(
        "SELECT run, due_at FROM limited_runs WHERE flow = ?1 AND admitted = 0 ORDER BY run LIMIT ?2",
        params![flow, room],
        |row| Ok((RunId(row.uuid(0)?), row.time(1)?)),
    )?;
    for (run, due_at) in &next {
        tx.execute("UPDATE limited_runs SET admitted = 1 WHERE run = ?1", params![*run])?;
        // One that is to be cancelled is due already.
        tx.execute(
            "UPDATE runs SET status = ?2, wake_at = ?3 WHERE id = ?1 AND node IS NULL AND ended_at IS NULL AND wake_at > ?3",
            params![*run, RunStatus::Running.code(), *due_at],
        )?;
    }
    if !next.is_empty() {
        tx.hint(Hint::RunsDue);
    }
    Ok(())
}
