//! The handle.

use std::{path::PathBuf, sync::Arc};

use tokio::sync::{mpsc, oneshot};

#[cfg(feature = "simulated")]
use crate::simulated;
use crate::{Hint, StoreError, Tx, postgres, runs, runs::Save, sqlite};

/// Where the data is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Database {
    /// A SQLite file, which one server uses at a time.
    Sqlite(PathBuf),
    /// A PostgreSQL database (`postgres://user@host/name`), which many servers may use.
    Postgres(String),
}

impl Database {
    /// `steward.db` in a folder.
    pub fn in_folder(folder: &std::path::Path) -> Self {
        Self::Sqlite(folder.join("steward.db"))
    }

    /// Reads an address: `sqlite:FILE` or `postgres://...`.
    ///
    /// # Errors
    /// It is neither.
    pub fn parse(address: &str) -> Result<Self, StoreError> {
        if let Some(file) = address.strip_prefix("sqlite:") {
            return Ok(Self::Sqlite(PathBuf::from(file.strip_prefix("//").unwrap_or(file))));
        }
        let is_postgres = address.starts_with("postgres://") || address.starts_with("postgresql://");
        // What it is instead may hold a password, and is not repeated.
        let wrong = || StoreError::Address("it begins with neither sqlite: nor postgres://".to_owned());
        if is_postgres { Ok(Self::Postgres(address.to_owned())) } else { Err(wrong()) }
    }
}

/// Where the data is, and how many connections are used.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database.
    pub database: Database,
    /// How many may read at a time.
    pub readers: usize,
    /// How many may write at a time. SQLite has one writer.
    pub writers: usize,
}

impl Config {
    /// The database with this address, as [`Database::parse`] reads it.
    ///
    /// # Errors
    /// It is no such address.
    pub fn at(address: &str) -> Result<Self, StoreError> {
        Database::parse(address).map(Self::of)
    }

    /// A database, with as many connections as one server needs.
    pub fn of(database: Database) -> Self {
        Self { database, readers: 2, writers: 16 }
    }
}

/// A handle to the store. Cheap to clone; the store closes when the last handle is gone.
#[derive(Clone, Debug)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    backend: Backend,
    hints: std::sync::Mutex<Option<mpsc::Receiver<Hint>>>,
}

#[derive(Debug)]
enum Backend {
    Sqlite(sqlite::Backend),
    Postgres(Box<postgres::Backend>),
    #[cfg(feature = "simulated")]
    Simulated(simulated::Backend),
}

impl Store {
    /// Opens the database, makes it where there is none, and brings its schema up to date. Not to be called by a thread that drives
    /// tasks: it waits.
    ///
    /// # Errors
    /// The database cannot be used or reached, another process has the file open, or a migration fails.
    pub fn open(config: &Config) -> Result<Self, StoreError> {
        let (sender, hints) = mpsc::channel(65_536);
        let backend = match &config.database {
            Database::Sqlite(file) => Backend::Sqlite(sqlite::Backend::open(file, config.readers, sender)?),
            Database::Postgres(url) => {
                // It has a runtime of its own, which must not be started within another.
                let (url, readers, writers) = (url.clone(), config.readers, config.writers);
                let opened = std::thread::spawn(move || postgres::Backend::open(&url, readers, writers, sender)).join();
                Backend::Postgres(Box::new(opened.map_err(|_| StoreError::GivenUp)??))
            }
        };
        Ok(Self(Arc::new(Inner { backend, hints: std::sync::Mutex::new(Some(hints)) })))
    }

    /// Runs `work` in a transaction and answers once its commit is durable; if `work` fails, what it did is undone.
    ///
    /// On SQLite works run one after the other and share commits. On PostgreSQL they run at the same time, and each statement sees
    /// what others have committed before it.
    ///
    /// # Errors
    /// What `work` answers, or the store's own error if the commit fails.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        match &self.0.backend {
            Backend::Sqlite(backend) => backend.write(work, reply)?,
            Backend::Postgres(backend) => backend.write(work, reply)?,
            #[cfg(feature = "simulated")]
            Backend::Simulated(backend) => backend.submit(true, work, reply),
        }
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
        match &self.0.backend {
            Backend::Sqlite(backend) => backend.read(work, reply)?,
            Backend::Postgres(backend) => backend.read(work, reply)?,
            #[cfg(feature = "simulated")]
            Backend::Simulated(backend) => backend.submit(false, work, reply),
        }
        answer.await.map_err(|_| E::from(StoreError::GivenUp))?
    }

    /// Stores how far a run has come, together with other runs. False: another node holds it meanwhile.
    ///
    /// # Errors
    /// As [`runs::save`].
    pub async fn save(&self, save: Save) -> Result<bool, StoreError> {
        let (reply, answer) = oneshot::channel();
        match &self.0.backend {
            Backend::Sqlite(_) => return self.write(move |tx| runs::save(tx, save)).await,
            Backend::Postgres(backend) => backend.save(save, reply)?,
            #[cfg(feature = "simulated")]
            Backend::Simulated(backend) => backend.save(save, reply),
        }
        answer.await.map_err(|_| StoreError::GivenUp)?
    }

    /// Counts the commits that changed what caches may hold. An entry made under an older number is to be read anew; take the number
    /// before reading what is to be kept. What another server changes is counted within about a second.
    pub fn generation(&self) -> u64 {
        match &self.0.backend {
            Backend::Sqlite(backend) => backend.generation(),
            Backend::Postgres(backend) => backend.generation(),
            #[cfg(feature = "simulated")]
            Backend::Simulated(backend) => backend.generation(),
        }
    }

    /// Whether other servers may use the same database.
    pub fn is_shared(&self) -> bool {
        !matches!(self.0.backend, Backend::Sqlite(_))
    }

    /// The hints of commits, for the one reconciler that takes them. `None` once taken.
    pub fn take_hints(&self) -> Option<mpsc::Receiver<Hint>> {
        #[cfg(feature = "simulated")]
        if let Backend::Simulated(backend) = &self.0.backend {
            return Some(backend.take_hints());
        }
        self.0.hints.lock().ok()?.take()
    }

    #[cfg(feature = "simulated")]
    pub(crate) fn simulated(backend: simulated::Backend) -> Self {
        Self(Arc::new(Inner { backend: Backend::Simulated(backend), hints: std::sync::Mutex::default() }))
    }
}
