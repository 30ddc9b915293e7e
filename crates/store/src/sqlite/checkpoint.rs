//! Checkpoints: the log is copied into the database off the path of an acknowledgement, and kept from growing.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use rusqlite::Connection;
use tracing::{debug, error};

/// How often the log is copied into the database while it is written. Often, because a large copy delays the commits beside it.
const EVERY: Duration = Duration::from_millis(100);
/// From this many pages (64 MiB) on the writer is asked to begin the log anew. Under constant load it never would by itself, because
/// new pages come while old ones are copied.
const LONG: i64 = 16_384;
/// Before the writer is asked, copies follow each other until one has found no more pages than this, so that it is left with few.
const FEW: i64 = 512;
/// How many copies follow each other at most.
const ROUNDS: usize = 8;

/// Copies until the writer has ended. `PASSIVE` waits for nobody and keeps nobody waiting.
pub(super) fn run(connection: &Connection, stopped: &crossbeam_channel::Receiver<()>, log_is_long: &AtomicBool) {
    loop {
        let ended = !matches!(stopped.recv_timeout(EVERY), Err(crossbeam_channel::RecvTimeoutError::Timeout));
        if ended {
            checkpoint(connection, "TRUNCATE");
            return;
        }
        let log = checkpoint(connection, "PASSIVE");
        if log.pages > LONG {
            catch_up(connection, log);
            log_is_long.store(true, Ordering::Relaxed);
        }
    }
}

/// Copies what came while others were copied.
fn catch_up(connection: &Connection, mut log: Log) {
    for _ in 0..ROUNDS {
        let before = std::mem::replace(&mut log, checkpoint(connection, "PASSIVE"));
        if log.copied - before.copied <= FEW {
            return;
        }
    }
}

/// Begins the log anew, on the writer between two commits. Nearly everything has been copied already, so it is short; readers of an
/// old snapshot make it give up until the next time.
pub(super) fn begin_anew(connection: &Connection) {
    let patience = |millis| connection.busy_timeout(Duration::from_millis(millis));
    let log = patience(20).map(|()| checkpoint(connection, "RESTART"));
    let log = log.and_then(|log| patience(super::open::BUSY_MILLIS).map(|()| log)).unwrap_or_default();
    debug!(pages = log.pages, "The log of {} pages begins anew", log.pages);
}

/// What a checkpoint has found and done.
#[derive(Default)]
struct Log {
    /// How many pages the log has.
    pages: i64,
    /// How many of them are in the database now.
    copied: i64,
}

/// Runs one checkpoint.
fn checkpoint(connection: &Connection, mode: &str) -> Log {
    let log = |row: &rusqlite::Row<'_>| Ok(Log { pages: row.get(1)?, copied: row.get(2)? });
    connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], log).unwrap_or_else(|failed| {
        error!("A checkpoint failed: {failed}");
        Log::default()
    })
}
