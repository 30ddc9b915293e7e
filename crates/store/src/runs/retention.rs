//! Removing what is old: runs that ended long ago, with their journals and calls.
//!
//! Ids sort by time, so the oldest runs are read off the primary key, and no index has to be kept for it.

use model::{RunId, Timestamp};
use uuid::Uuid;

use super::{COLUMNS, StoredRun, read};
use crate::{Param, StoreError, Tx, params, settings};

/// How many runs are looked at, and removed, at a time at most.
pub const BATCH: usize = 256;
/// How many bytes of journals are removed at a time, unless one run has more.
const BYTES: i64 = 4 << 20;
/// What removing a segment costs beside its bytes.
const SEGMENT: i64 = 1 << 10;
/// Before when runs ended that have been removed.
const REMOVED_BEFORE: &str = "history.removedBefore";

/// What a look at the oldest runs has found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Old {
    /// Runs to remove.
    pub runs: Vec<StoredRun>,
    /// The last one that was looked at; `None` where no run is old enough to be looked at.
    pub last: Option<RunId>,
}

/// Looks at the oldest runs after `after`, and finds those that ended before an instant. A run whose caller has not ended stays: its
/// answer may still be asked for.
pub fn old(tx: &mut Tx<'_>, after: Option<RunId>, before: Timestamp) -> Result<Old, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, (SELECT coalesce(sum(octet_length(segment) + {SEGMENT}), 0) FROM journal WHERE run = runs.id), EXISTS
             (SELECT 1 FROM child_calls JOIN runs caller ON caller.id = child_calls.parent
              WHERE child_calls.child = runs.id AND caller.ended_at IS NULL)
         FROM runs WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT {BATCH}"
    );
    let after = after.map_or(Uuid::nil(), |run| run.0);
    let looked_at =
        tx.query(&sql, params![after, first_of(before)], |row| Ok((read(row)?, row.int(14)?, row.bool(15)?)))?;
    let mut found = Old::default();
    let mut bytes = 0;
    for (run, weight, is_awaited) in looked_at {
        let goes = run.progress.ended_at.is_some_and(|ended| ended < before) && !is_awaited;
        bytes += if goes { weight } else { 0 };
        if bytes > BYTES && !found.runs.is_empty() {
            break;
        }
        found.last = Some(run.id);
        if goes {
            found.runs.push(run);
        }
    }
    Ok(found)
}

/// The smallest id that a run of this instant may have.
pub(crate) fn first_of(at: Timestamp) -> Uuid {
    let millis = u64::try_from(at.0.div_euclid(1_000)).unwrap_or(0);
    let mut bytes = [0; 16];
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    Uuid::from_bytes(bytes)
}

/// Before when runs ended that have been removed, at the latest.
pub fn removed_before(tx: &mut Tx<'_>) -> Result<Timestamp, StoreError> {
    let bytes =
        tx.query_one("SELECT value FROM settings WHERE name = ?1", params![REMOVED_BEFORE], |row| row.blob(0))?;
    let bytes = bytes.and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    Ok(Timestamp(bytes.map_or(i64::MIN, i64::from_be_bytes)))
}

/// Says that runs which ended before an instant are being removed.
pub fn removes_before(tx: &mut Tx<'_>, before: Timestamp) -> Result<(), StoreError> {
    if before <= removed_before(tx)? {
        return Ok(());
    }
    settings::keep(tx, REMOVED_BEFORE, &before.0.to_be_bytes())
}

/// Removes ended runs with their journals and calls, at most [`BATCH`]. Those that another transaction holds stay. Answers how many
/// went.
pub fn remove(tx: &mut Tx<'_>, runs: &[RunId]) -> Result<usize, StoreError> {
    let locked = tx.dialect().locked_or_skipped();
    let ended = format!("SELECT id FROM runs WHERE id IN {} AND ended_at IS NOT NULL{locked}", places());
    let Some(ids) = padded(runs.iter().map(|run| run.0)) else { return Ok(0) };
    let found = tx.query(&ended, &ids, |row| row.uuid(0))?;
    let Some(ids) = padded(found.into_iter()) else { return Ok(0) };
    for column in ["journal WHERE run", "child_calls WHERE parent", "child_calls WHERE child"] {
        tx.execute(&format!("DELETE FROM {column} IN {}", places()), &ids)?;
    }
    tx.execute(&format!("DELETE FROM runs WHERE id IN {}", places()), &ids)
}

/// Always as many, so that there is one statement to prepare.
fn places() -> String {
    let places: Vec<String> = (1..=BATCH).map(|place| format!("?{place}")).collect();
    format!("({})", places.join(", "))
}

/// The ids, with the last one repeated.
fn padded(ids: impl Iterator<Item = Uuid>) -> Option<Vec<Param<'static>>> {
    let mut ids: Vec<Param<'static>> = ids.take(BATCH).map(Param::Uuid).collect();
    let last = ids.last()?.clone();
    ids.resize(BATCH, last);
    Some(ids)
}
