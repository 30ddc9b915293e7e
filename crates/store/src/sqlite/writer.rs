//! The writer: one thread, one connection, many works in one commit.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};
use tracing::error;

use super::{WriteWork, checkpoint, open};
use crate::{Hint, StoreError, Tx, memory::Memories};

/// How many works share one commit at most.
const BATCH: usize = 512;

/// A work that has run and waits for the commit.
pub(super) struct Done {
    hints: Vec<Hint>,
    reconfigures: bool,
    answer: Box<dyn FnOnce(Option<StoreError>) + Send>,
}

/// Runs one work inside the open transaction. A work that fails leaves no trace.
pub(super) fn run<T, E>(
    connection: &Connection,
    memories: Option<(&Memories, u64)>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    reply: oneshot::Sender<Result<T, E>>,
) -> Done
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let mut tx = Tx::sqlite(connection, memories);
    let result = catch_unwind(AssertUnwindSafe(|| {
        tx.execute("SAVEPOINT work", &[])?;
        let result = work(&mut tx);
        if result.is_err() {
            tx.execute("ROLLBACK TO work", &[])?;
        }
        tx.execute("RELEASE work", &[])?;
        result
    }))
    .unwrap_or_else(|_| {
        error!("A work panicked inside a transaction and was undone");
        let _ = connection.execute_batch("ROLLBACK TO work; RELEASE work");
        Err(E::from(StoreError::GivenUp))
    });
    let (hints, reconfigures) = tx.into_parts();
    let hints = if result.is_ok() { hints } else { Vec::new() };
    let answer = Box::new(move |failed: Option<StoreError>| {
        let result = match failed {
            Some(failed) => Err(E::from(failed)),
            None => result,
        };
        // Whoever asked may have gone away; the work is done all the same.
        let _ = reply.send(result);
    });
    Done { hints, reconfigures, answer }
}

/// Starts the writer and the checkpointer. They end when the last sender is gone.
pub(super) fn start(
    connection: Connection,
    file: PathBuf,
    hints: mpsc::Sender<Hint>,
    generation: Arc<AtomicU64>,
    memories: Arc<Memories>,
) -> Result<crossbeam_channel::Sender<WriteWork>, StoreError> {
    let (sender, works) = crossbeam_channel::bounded::<WriteWork>(65_536);
    let (stop, stopped) = crossbeam_channel::bounded::<()>(0);
    let checkpoints = open::connection(&file)?;
    let log_is_long = Arc::new(AtomicBool::new(false));
    let wanted = log_is_long.clone();
    let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
        thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|error| StoreError::Folder(error.to_string()))
    };
    spawn(
        "store-writer",
        Box::new(move || {
            while let Ok(first) = works.recv() {
                commit(&connection, first, &works, &hints, &generation, &memories);
                if wanted.swap(false, Ordering::Relaxed) {
                    checkpoint::begin_anew(&connection);
                }
            }
            drop(stop);
        }),
    )?;
    spawn("store-checkpoint", Box::new(move || checkpoint::run(&checkpoints, &stopped, &log_is_long)))?;
    Ok(sender)
}

/// Runs what has come meanwhile as one transaction, commits it, and answers.
fn commit(
    connection: &Connection,
    first: WriteWork,
    works: &crossbeam_channel::Receiver<WriteWork>,
    hints: &mpsc::Sender<Hint>,
    generation: &AtomicU64,
    memories: &Memories,
) {
    if let Err(failed) = connection.execute_batch("BEGIN IMMEDIATE") {
        error!("No transaction could be begun: {failed}");
        // The work is dropped, and whoever asked is told that it was given up.
        return;
    }
    let (seen, mut is_reconfigured) = (generation.load(Ordering::SeqCst), false);
    let mut done = vec![first(connection, Some((memories, seen)))];
    while done.len() < BATCH
        && let Ok(next) = works.try_recv()
    {
        // What one of this commit has reconfigured is in no generation yet.
        is_reconfigured |= done.last().is_some_and(|done| done.reconfigures);
        done.push(next(connection, (!is_reconfigured).then_some((memories, seen))));
    }
    let committed = connection.execute_batch("COMMIT").map_err(|failed| {
        error!("A commit failed: {failed}");
        let _ = connection.execute_batch("ROLLBACK");
        failed.to_string()
    });
    if done.iter().any(|done| done.reconfigures) {
        // Before anybody is answered, so that who changed something sees it.
        generation.fetch_add(1, Ordering::SeqCst);
    }
    for Done { hints: due, answer, .. } in done {
        match &committed {
            Ok(()) => {
                answer(None);
                for hint in due {
                    // A full channel loses the hint, and the reconcilers find the work by themselves.
                    let _ = hints.try_send(hint);
                }
            }
            Err(why) => answer(Some(StoreError::Folder(format!("a commit failed: {why}")))),
        }
    }
}
