//! Who drives a run: nobody while it waits for its time, else one node.

use model::{EnvironmentId, RunId, Timestamp};
use uuid::Uuid;

use super::{COLUMNS, StoredRun, read};
use crate::{Hint, Row, StoreError, Tx, nodes, params};

/// A run that was claimed, with what it goes on from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimed {
    /// The run.
    pub run: StoredRun,
    /// What it started with, encoded.
    pub start: Vec<u8>,
    /// Whether it has a journal.
    pub has_journal: bool,
    /// Whether somebody wants it cancelled.
    pub is_to_be_cancelled: bool,
}

const CLAIMED: &str = "start, cancel, (SELECT count(*) FROM journal WHERE run = runs.id)";

fn read_claimed(row: &Row<'_>) -> Result<Claimed, StoreError> {
    Ok(Claimed {
        run: read(row)?,
        start: row.blob(14)?,
        is_to_be_cancelled: row.bool(15)?,
        has_journal: row.int(16)? > 0,
    })
}

/// Claims runs that nobody holds and whose time has come. Each environment that has such runs gets its share of `limit`, and of an
/// environment's runs those that were due first. Runs that another node is claiming now are left to it.
pub fn claim(tx: &mut Tx<'_>, node: Uuid, now: Timestamp, limit: u32) -> Result<Vec<Claimed>, StoreError> {
    let mut waiting = tx.query(
        "SELECT id FROM environments e WHERE EXISTS
             (SELECT 1 FROM runs WHERE environment = e.id AND ended_at IS NULL AND node IS NULL AND wake_at <= ?1)",
        params![now],
        |row| row.int(0).map(EnvironmentId),
    )?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    nodes::assert_lease(tx, node)?;
    let mut claimed = Vec::new();
    let mut left = limit;
    while left > 0 && !waiting.is_empty() {
        let share = left.div_ceil(u32::try_from(waiting.len()).unwrap_or(u32::MAX));
        let mut have_more = Vec::new();
        for environment in waiting {
            let found = claim_in(tx, environment, node, now, share.min(left))?;
            let count = u32::try_from(found.len()).unwrap_or(left);
            if count == share {
                have_more.push(environment);
            }
            left = left.saturating_sub(count);
            claimed.extend(found);
        }
        waiting = have_more;
    }
    Ok(claimed)
}

fn claim_in(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    node: Uuid,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Claimed>, StoreError> {
    let sql = format!(
        "WITH due AS MATERIALIZED (
             SELECT id AS due_id FROM runs WHERE environment = ?1 AND ended_at IS NULL AND node IS NULL AND wake_at <= ?3
             ORDER BY wake_at, id LIMIT ?4{})
         UPDATE runs SET node = ?2, wake_at = NULL FROM due WHERE id = due_id RETURNING {COLUMNS}, {CLAIMED}",
        tx.dialect().locked_or_skipped()
    );
    tx.query(&sql, params![environment, node, now, limit], read_claimed)
}

/// Claims one run, if nobody holds it and it has not ended. Its time need not have come.
pub fn claim_one(tx: &mut Tx<'_>, run: RunId, node: Uuid) -> Result<Option<Claimed>, StoreError> {
    nodes::assert_lease(tx, node)?;
    tx.query_one(
        &format!(
            "UPDATE runs SET node = ?2, wake_at = NULL WHERE id = ?1 AND node IS NULL AND ended_at IS NULL
             RETURNING {COLUMNS}, {CLAIMED}"
        ),
        params![run, node],
        read_claimed,
    )
}

/// Makes a run that nobody holds due now; whoever holds it is told to look.
pub fn wake(tx: &mut Tx<'_>, run: RunId) -> Result<(), StoreError> {
    let changed =
        tx.execute("UPDATE runs SET wake_at = 0 WHERE id = ?1 AND node IS NULL AND ended_at IS NULL", params![run])?;
    tx.hint(if changed > 0 { Hint::RunsDue } else { Hint::RunTold(run) });
    Ok(())
}

/// Asks whoever holds a run, or will hold it next, to cancel it. Answers whether there was a run to cancel.
pub fn request_cancel(tx: &mut Tx<'_>, run: RunId) -> Result<bool, StoreError> {
    let changed = tx.execute("UPDATE runs SET cancel = 1 WHERE id = ?1 AND ended_at IS NULL", params![run])?;
    if changed == 0 {
        return Ok(false);
    }
    wake(tx, run)?;
    Ok(true)
}

/// Whether somebody wants a run cancelled.
pub fn is_to_be_cancelled(tx: &mut Tx<'_>, run: RunId) -> Result<bool, StoreError> {
    let cancel = tx.query_one("SELECT cancel FROM runs WHERE id = ?1", params![run], |row| row.bool(0))?;
    Ok(cancel.unwrap_or(false))
}

/// Runs that `node` holds and somebody wants cancelled.
pub fn to_cancel(tx: &mut Tx<'_>, node: Uuid) -> Result<Vec<RunId>, StoreError> {
    tx.query("SELECT id FROM runs WHERE ended_at IS NULL AND cancel = 1 AND node = ?1", params![node], |row| {
        row.uuid(0).map(RunId)
    })
}

/// Lets go of all runs that nodes other than `node` hold, in a database that no other server uses. Answers how many.
pub fn release_others(tx: &mut Tx<'_>, node: Uuid) -> Result<usize, StoreError> {
    tx.execute(
        "UPDATE runs SET node = NULL, wake_at = 0 WHERE ended_at IS NULL AND node IS NOT NULL AND node <> ?1",
        params![node],
    )
}

/// When the next waiting run that nobody holds is due.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let next = tx.query_one(
        "SELECT min(due) FROM (SELECT (SELECT min(wake_at) FROM runs WHERE environment = e.id AND ended_at IS NULL AND node IS NULL) AS due
         FROM environments e) AS dues",
        &[],
        |row| row.opt_time(0),
    )?;
    Ok(next.flatten())
}
