//! SQLite: one writer with group commit, and readers.

mod checkpoint;
mod migrate;
mod open;
mod reader;
mod text;
mod writer;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::{mpsc, oneshot};

use crate::{Hint, StoreError, Tx};

/// Where the data is.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database file.
    pub file: PathBuf,
    /// How many readers may read at a time.
    pub readers: usize,
}

impl Config {
    /// `steward.db` in a folder, with two readers.
    pub fn in_folder(folder: &std::path::Path) -> Self {
        Self { file: folder.join("steward.db"), readers: 2 }
    }
}

type WriteWork = Box<dyn FnOnce(&rusqlite::Connection) -> writer::Done + Send>;
type ReadWork = Box<dyn FnOnce(&rusqlite::Connection) + Send>;

/// A handle to the store. Cheap to clone; the store closes when the last handle is gone.
#[derive(Clone, Debug)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    writes: crossbeam_channel::Sender<WriteWork>,
    reads: crossbeam_channel::Sender<ReadWork>,
    hints: std::sync::Mutex<Option<mpsc::Receiver<Hint>>>,
    generation: Arc<AtomicU64>,
    /// Held while the store is open, so that a second process cannot open the same file.
    _lock: std::fs::File,
}

impl Store {
    /// Opens the database, makes it where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// The folder cannot be used, another process has it open, or a migration fails.
    pub fn open(config: &Config) -> Result<Self, StoreError> {
        let lock = open::lock(&config.file)?;
        let mut connection = open::connection(&config.file)?;
        migrate::migrate(&mut connection)?;
        let (hint_sender, hints) = mpsc::channel(65_536);
        let generation = Arc::new(AtomicU64::new(1));
        let writes = writer::start(connection, config.file.clone(), hint_sender, generation.clone())?;
        let reads = reader::start(&config.file, config.readers)?;
        Ok(Self(Arc::new(Inner { writes, reads, hints: std::sync::Mutex::new(Some(hints)), generation, _lock: lock })))
    }

    /// Runs `work` in a transaction and answers once its commit is durable. Concurrent works share one commit, in the order in which
    /// they came; if `work` fails, what it did is undone and the others are not touched.
    ///
    /// # Errors
    /// What `work` answers, or the store's own error if the commit fails.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let work: WriteWork = Box::new(move |connection| writer::run(connection, work, reply));
        self.0.writes.send(work).map_err(|_| StoreError::GivenUp)?;
        answer.await.map_err(|_| E::from(StoreError::GivenUp))?
    }

    /// Runs `work` over one consistent snapshot. Statements that change something fail.
    ///
    /// # Errors
    /// What `work` answers.
    pub async fn read<T, E>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let work: ReadWork = Box::new(move |connection| reader::run(connection, work, reply));
        self.0.reads.send(work).map_err(|_| StoreError::GivenUp)?;
        answer.await.map_err(|_| E::from(StoreError::GivenUp))?
    }

    /// Counts the commits that changed what caches may hold. An entry made under an older number is to be read anew; take the number
    /// before reading what is to be kept.
    pub fn generation(&self) -> u64 {
        self.0.generation.load(Ordering::SeqCst)
    }

    /// The hints of commits, for the one reconciler that takes them. `None` once taken.
    pub fn take_hints(&self) -> Option<mpsc::Receiver<Hint>> {
        self.0.hints.lock().ok()?.take()
    }
}
