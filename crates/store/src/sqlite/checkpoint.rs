//! Checkpoints: the log is copied into the database off the path of an acknowledgement, and kept from growing.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use rusqlite::Connection;
use tracing::{debug, error};

/// How often the log is copied into the database while it is written.
const EVERY: Duration = Duration::from_millis(500);
/// From this many pages (64 MiB) on the writer is asked to begin the log anew. Under constant load it never would by itself, because
/// new pages come while old ones are copied.
const LONG: i64 = 16_384;

/// Copies until the writer has ended. `PASSIVE` waits for nobody and keeps nobody waiting.
pub(super) fn run(connection: &Connection, stopped: &crossbeam_channel::Receiver<()>, log_is_long: &AtomicBool) {
    loop {
        let ended = !matches!(stopped.recv_timeout(EVERY), Err(crossbeam_channel::RecvTimeoutError::Timeout));
        if ended {
            checkpoint(connection, "TRUNCATE");
            return;
        }
        if checkpoint(connection, "PASSIVE") > LONG {
            log_is_long.store(true, Ordering::Relaxed);
        }
    }
}

/// Begins the log anew, on the writer between two commits. Nearly everything has been copied already, so it is short; readers of an
/// old snapshot make it give up until the next time.
pub(super) fn begin_anew(connection: &Connection) {
    let patience = |millis| connection.busy_timeout(Duration::from_millis(millis));
    let pages = patience(20).map(|()| checkpoint(connection, "RESTART"));
    let pages = pages.and_then(|pages| patience(super::open::BUSY_MILLIS).map(|()| pages)).unwrap_or(0);
    debug!(pages, "The log of {pages} pages begins anew");
}

/// Runs one checkpoint and answers how many pages the log has.
fn checkpoint(connection: &Connection, mode: &str) -> i64 {
    connection.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| row.get(1)).unwrap_or_else(|failed| {
        error!("A checkpoint failed: {failed}");
        0
    })
}
