//! The readers: a few threads, each with a connection that only reads.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
};

use rusqlite::Connection;
use tokio::sync::oneshot;
use tracing::error;

use super::{ReadWork, open};
use crate::{StoreError, Tx, memory::Memories};

/// Runs one work over a snapshot.
pub(super) fn run<T, E>(
    connection: &Connection,
    memories: (&Memories, u64),
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    reply: oneshot::Sender<Result<T, E>>,
) where
    E: From<StoreError>,
{
    let mut tx = Tx::sqlite(connection, Some(memories));
    let result = catch_unwind(AssertUnwindSafe(|| {
        tx.execute("BEGIN", &[])?;
        let result = work(&mut tx);
        tx.execute("COMMIT", &[])?;
        result
    }))
    .unwrap_or_else(|_| {
        error!("A work panicked while reading");
        let _ = connection.execute_batch("ROLLBACK");
        Err(E::from(StoreError::GivenUp))
    });
    // Whoever asked may have gone away.
    let _ = reply.send(result);
}

/// Starts the readers. They end when the last sender is gone.
pub(super) fn start(file: &Path, readers: usize) -> Result<crossbeam_channel::Sender<ReadWork>, StoreError> {
    let (sender, works) = crossbeam_channel::bounded::<ReadWork>(4_096);
    for number in 0..readers.max(1) {
        let connection = open::reader(file)?;
        let works = works.clone();
        thread::Builder::new()
            .name(format!("store-reader-{number}"))
            .spawn(move || {
                while let Ok(work) = works.recv() {
                    work(&connection);
                }
            })
            .map_err(|error| StoreError::Folder(error.to_string()))?;
    }
    Ok(sender)
}
