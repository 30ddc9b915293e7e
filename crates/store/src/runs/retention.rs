//! Removing what is old: runs that ended long ago, with their journals and calls.
//!
//! Ids sort by time, so the oldest runs are read off the primary key, and no index has to be kept for it.

use model::{RunId, Timestamp};
use uuid::Uuid;

use super::{COLUMNS, StoredRun, read};
use crate::{Param, StoreError, Tx, nodes, params};

/// How many runs are looked at, and removed, at a time at most.
pub const BATCH: usize = 256;
/// How many bytes of journals are removed at a time, unless one run has more.
const BYTES: i64 = 4 << 20;
/// What removing a segment costs beside its bytes.
const SEGMENT: i64 = 1 << 10;
/// Whose turn it is to remove.
const TURN: &str = "history.turn";

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

/// Asks for the turn of removing for so many milliseconds, so that servers do not do the same work twice. Whoever has it may ask for
/// more. On a database of its own a server always has it.
pub fn take_turn(tx: &mut Tx<'_>, node: Uuid, millis: i64) -> Result<bool, StoreError> {
    let skipped = tx.dialect().locked_or_skipped();
    if skipped.is_empty() {
        return Ok(true);
    }
    let nobodys = [0; 24];
    tx.execute(
        "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
        params![TURN, nobodys.as_slice()],
    )?;
    let sql = format!("SELECT value FROM settings WHERE name = ?1{skipped}");
    let Some(turn) = tx.query_one(&sql, params![TURN], |row| row.blob(0))? else { return Ok(false) };
    let now = nodes::now(tx)?;
    let is_ours = turn.get(..16) == Some(node.as_bytes().as_slice());
    let until = turn.get(16..).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()).map_or(0, i64::from_be_bytes);
    if !is_ours && until > now.0 {
        return Ok(false);
    }
    let turn = [node.as_bytes().as_slice(), &now.plus_millis(millis).0.to_be_bytes()].concat();
    // Nobody remembers whose turn it is, so this is no change of the configuration.
    tx.execute("UPDATE settings SET value = ?2 WHERE name = ?1", params![TURN, &turn])?;
    Ok(true)
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
