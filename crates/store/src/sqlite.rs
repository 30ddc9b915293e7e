//! SQLite: one writer with group commit, and readers.

mod checkpoint;
pub(crate) mod migrate;
pub(crate) mod open;
mod reader;
mod text;
mod values;
mod writer;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::{mpsc, oneshot};

use crate::{Hint, StoreError, Tx, memory::Memories};

type WriteWork = Box<dyn FnOnce(&rusqlite::Connection, Option<(&Memories, u64)>) -> writer::Done + Send>;
type ReadWork = Box<dyn FnOnce(&rusqlite::Connection) + Send>;

/// A database that nobody else sees and that ends with the value.
#[cfg(feature = "simulated")]
pub(crate) fn in_memory() -> Result<rusqlite::Connection, StoreError> {
    let mut connection = open::in_memory()?;
    migrate::migrate(&mut connection)?;
    Ok(connection)
}

/// The threads, and what they share. They end when the value is gone.
#[derive(Debug)]
pub(crate) struct Backend {
    writes: crossbeam_channel::Sender<WriteWork>,
    reads: crossbeam_channel::Sender<ReadWork>,
    generation: Arc<AtomicU64>,
    memories: Arc<Memories>,
    /// Held while the store is open, so that a second process cannot open the same file.
    _lock: std::fs::File,
}

impl Backend {
    pub(crate) fn open(file: &Path, readers: usize, hints: mpsc::Sender<Hint>) -> Result<Self, StoreError> {
        let lock = open::lock(file)?;
        let mut connection = open::connection(file)?;
        migrate::migrate(&mut connection)?;
        let generation = Arc::new(AtomicU64::new(1));
        let memories = Arc::<Memories>::default();
        let writes = writer::start(connection, file.to_owned(), hints, generation.clone(), memories.clone())?;
        let reads = reader::start(file, readers)?;
        Ok(Self { writes, reads, generation, memories, _lock: lock })
    }

    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    /// Queues a work that changes something.
    pub(crate) fn write<T, E>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        reply: oneshot::Sender<Result<T, E>>,
    ) -> Result<(), StoreError>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let work: WriteWork = Box::new(move |connection, memories| writer::run(connection, memories, work, reply));
        self.writes.try_send(work).map_err(|refused| StoreError::refused(refused.is_full()))
    }

    /// Queues a work that only reads.
    pub(crate) fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        reply: oneshot::Sender<Result<T, E>>,
    ) -> Result<(), StoreError>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (memories, generation) = (self.memories.clone(), self.generation.clone());
        let work: ReadWork = Box::new(move |connection| {
            // Taken before the snapshot, so that what is remembered is at least as new.
            let generation = generation.load(Ordering::SeqCst);
            reader::run(connection, (&memories, generation), work, reply);
        });
        self.reads.try_send(work).map_err(|refused| StoreError::refused(refused.is_full()))
    }
}
