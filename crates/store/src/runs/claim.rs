//! Who drives a run: nobody while it waits for its time, else one node.

use model::{EnvironmentId, RunId, Timestamp};
use uuid::Uuid;

use super::{COLUMNS, Room, StoredRun, read};
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

/// Claims runs that nobody holds and whose time has come. Each environment that has such runs gets its share of `limit`, those that
/// have waited longest first, and of an environment's runs those that were due first, as many as there is `room` for. Runs that
/// another node is claiming now are left to it.
pub fn claim(
    tx: &mut Tx<'_>,
    node: Uuid,
    now: Timestamp,
    limit: u32,
    mut room: Room,
) -> Result<Vec<Claimed>, StoreError> {
    let waiting = waiting(tx, &room)?.into_iter();
    let mut waiting: Vec<_> = waiting.filter(|(due, _)| *due <= now).map(|(_, environment)| environment).collect();
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
            let most = share.min(left).min(room.left_for(environment));
            if most == 0 {
                continue;
            }
            let found = claim_in(tx, environment, node, now, most)?;
            let count = u32::try_from(found.len()).unwrap_or(left);
            if count == most {
                have_more.push(environment);
            }
            room.take(environment, count);
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

/// When the next waiting run that nobody holds is due, in the environments that there is room for.
pub fn next_due(tx: &mut Tx<'_>, room: &Room) -> Result<Option<Timestamp>, StoreError> {
    Ok(waiting(tx, room)?.first().map(|(due, _)| *due))
}

/// The environments that there is room for and that have waiting runs which nobody holds, each with when the first of these is due;
/// what is due first comes first.
fn waiting(tx: &mut Tx<'_>, room: &Room) -> Result<Vec<(Timestamp, EnvironmentId)>, StoreError> {
    let found = tx.query(
        "SELECT e.id, (SELECT min(wake_at) FROM runs WHERE environment = e.id AND ended_at IS NULL AND node IS NULL)
         FROM environments e",
        &[],
        |row| Ok((EnvironmentId(row.int(0)?), row.opt_time(1)?)),
    )?;
    let with_room = found.into_iter().filter(|(environment, _)| room.left_for(*environment) > 0);
    let mut waiting: Vec<_> = with_room.filter_map(|(environment, due)| Some((due?, environment))).collect();
    waiting.sort_unstable_by_key(|(due, environment)| (*due, environment.0));
    Ok(waiting)
}

/// How many runs wait that nobody holds: whose time has come, and whose has not. No more than `most` of each are counted.
pub fn count_waiting(tx: &mut Tx<'_>, now: Timestamp, most: u32) -> Result<(i64, i64), StoreError> {
    let mut count = |when: &str| {
        // Each environment's runs are read off the index in the order of their times, so the joined order matters.
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM environments e CROSS JOIN runs r
             WHERE r.environment = e.id AND r.ended_at IS NULL AND r.node IS NULL AND r.wake_at {when} ?1 LIMIT ?2) AS counted"
        );
        Ok::<_, StoreError>(tx.query_one(&sql, params![now, most], |row| row.int(0))?.unwrap_or(0))
    };
    Ok((count("<=")?, count(">")?))
}
