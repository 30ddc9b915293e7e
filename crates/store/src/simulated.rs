//! A database in memory for simulations: its transactions happen when the simulation says so, and fail as it says.
//!
//! Any number of [`Store`]s, one for each simulated server, share one [`Database`]. They behave as on a database that servers share:
//! leases are checked, and the clock is the database's, which the simulation sets. The verbs and their SQL are those of SQLite.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
};

use model::{RunId, Timestamp};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use crate::{Hint, Store, StoreError, Tx, memory::Memories, runs::Save, sqlite};

/// What a simulation says of its database.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World {
    /// What its clock says.
    pub(crate) now: Timestamp,
    /// Whether leases are taken for granted.
    pub(crate) ignores_leases: bool,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Database(Arc<Shared>);

struct Shared {
    connection: Mutex<rusqlite::Connection>,
    now: AtomicI64,
    ignores_leases: AtomicBool,
    memories: Memories,
    /// As [`Store::generation`].
    generation: AtomicU64,
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

impl Database {
    /// An empty one, with its schema.
    ///
    /// # Errors
    /// No memory.
    pub fn new() -> Result<Self, StoreError> {
        let connection = Mutex::new(sqlite::in_memory()?);
        Ok(Self(Arc::new(Shared {
            connection,
            now: AtomicI64::new(0),
            ignores_leases: AtomicBool::new(false),
            memories: Memories::default(),
            generation: AtomicU64::new(1),
        })))
    }

    /// A store on it. Whatever that is asked to do comes to `desk`, and happens once the simulation [performs](Work::perform) it.
    pub fn store(&self, desk: impl Fn(Work) + Send + Sync + 'static) -> (Store, Hints) {
        let hints = Hints::default();
        let backend = Backend { database: self.clone(), desk: Box::new(desk), hints: hints.clone() };
        (Store::simulated(backend), hints)
    }

    /// Sets its clock.
    pub fn set_clock(&self, now: Timestamp) {
        self.0.now.store(now.0, Ordering::Relaxed);
    }

    /// Whether leases are taken for granted, which is wrong where servers share it: so that a simulation can show that it notices.
    pub fn ignore_leases(&self, ignores: bool) {
        self.0.ignores_leases.store(ignores, Ordering::Relaxed);
    }

    /// Does something to it now, outside of what the servers ask for.
    ///
    /// # Errors
    /// What `work` answers.
    pub fn directly<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let connection = self.connection();
        work(&mut self.tx(&connection))
    }

    fn generation(&self) -> u64 {
        self.0.generation.load(Ordering::Relaxed)
    }

    fn connection(&self) -> MutexGuard<'_, rusqlite::Connection> {
        self.0.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tx<'a>(&'a self, connection: &'a rusqlite::Connection) -> Tx<'a> {
        let world = World {
            now: Timestamp(self.0.now.load(Ordering::Relaxed)),
            ignores_leases: self.0.ignores_leases.load(Ordering::Relaxed),
        };
        Tx::simulated(connection, (&self.0.memories, self.generation()), world)
    }
}

/// The way on which a store's server is told of hints.
#[derive(Clone, Default, Debug)]
pub struct Hints(Arc<Mutex<Option<mpsc::Sender<Hint>>>>);

impl Hints {
    /// Tells the server that took the hints last.
    pub fn tell(&self, hint: Hint) {
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = sender.as_ref().map(|sender| sender.try_send(hint));
    }

    fn take(&self) -> mpsc::Receiver<Hint> {
        let (sender, receiver) = mpsc::channel(1_024);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        receiver
    }
}

/// What becomes of a work.
#[derive(Debug)]
pub enum Fate {
    /// It happens, unless it fails by itself.
    Happens,
    /// It is not begun.
    Refused(StoreError),
    /// It is undone at the commit.
    Undone(StoreError),
    /// It happens, and whoever asked is told this error.
    Unanswered(StoreError),
    /// It is undone, and whoever asked is told that it happened. No database may do this.
    Forgotten,
}

/// A transaction that somebody asked for.
pub struct Work {
    /// Whether it may change something.
    pub writes: bool,
    /// The run whose progress it stores, and under which token, where it is nothing but [`Store::save`].
    pub saves: Option<(RunId, Uuid)>,
    perform: Box<dyn FnOnce(Fate) -> Performed + Send>,
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").field("writes", &self.writes).field("saves", &self.saves).finish_non_exhaustive()
    }
}

impl Work {
    /// Lets it happen.
    pub fn perform(self, fate: Fate) -> Performed {
        (self.perform)(fate)
    }
}

/// A transaction that has come to its end.
pub struct Performed {
    /// Whether what it did is there to stay.
    pub is_committed: bool,
    /// The hints of its commit.
    pub hints: Vec<Hint>,
    tell: Box<dyn FnOnce() + Send>,
}

impl fmt::Debug for Performed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Performed").field("is_committed", &self.is_committed).finish_non_exhaustive()
    }
}

impl Performed {
    /// Tells whoever asked.
    pub fn tell(self) {
        (self.tell)();
    }
}

/// A store's way to the database.
pub(crate) struct Backend {
    database: Database,
    desk: Box<dyn Fn(Work) + Send + Sync>,
    hints: Hints,
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend").finish_non_exhaustive()
    }
}

impl Backend {
    pub(crate) fn generation(&self) -> u64 {
        self.database.generation()
    }

    pub(crate) fn take_hints(&self) -> mpsc::Receiver<Hint> {
        self.hints.take()
    }

    pub(crate) fn submit<T, E>(
        &self,
        writes: bool,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        reply: oneshot::Sender<Result<T, E>>,
    ) where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.hand_over(writes, None, work, reply);
    }

    pub(crate) fn save(&self, save: Save, reply: oneshot::Sender<Result<bool, StoreError>>) {
        let saves = Some((save.run, save.node));
        self.hand_over(true, saves, move |tx| crate::runs::save(tx, save), reply);
    }

    fn hand_over<T, E>(
        &self,
        writes: bool,
        saves: Option<(RunId, Uuid)>,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        reply: oneshot::Sender<Result<T, E>>,
    ) where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let database = self.database.clone();
        let perform = Box::new(move |fate| perform(&database, writes, work, fate, reply));
        (self.desk)(Work { writes, saves, perform });
    }
}

fn perform<T, E>(
    database: &Database,
    writes: bool,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    fate: Fate,
    reply: oneshot::Sender<Result<T, E>>,
) -> Performed
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (result, is_committed, hints) = match fate {
        Fate::Refused(why) => (Err(E::from(why)), false, Vec::new()),
        fate => {
            let connection = database.connection();
            let mut tx = database.tx(&connection);
            let keeps = writes && matches!(fate, Fate::Happens | Fate::Unanswered(_));
            let (result, is_committed) = transaction(&mut tx, work, keeps);
            let (hints, reconfigures) = tx.into_parts();
            if is_committed && reconfigures {
                database.0.generation.fetch_add(1, Ordering::Relaxed);
            }
            let result = match fate {
                Fate::Undone(why) | Fate::Unanswered(why) if result.is_ok() => Err(E::from(why)),
                _ => result,
            };
            (result, is_committed, if is_committed { hints } else { Vec::new() })
        }
    };
    // Whoever asked may have gone away.
    let tell = Box::new(move || drop(reply.send(result)));
    Performed { is_committed, hints, tell }
}

fn transaction<T, E: From<StoreError>>(
    tx: &mut Tx<'_>,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    keeps: bool,
) -> (Result<T, E>, bool) {
    let begun = tx.execute("SAVEPOINT work", &[]);
    let result = begun.map_err(E::from).and_then(|_| work(tx));
    let is_committed = keeps && result.is_ok();
    let undone = if is_committed { Ok(0) } else { tx.execute("ROLLBACK TO work", &[]) };
    match undone.and_then(|_| tx.execute("RELEASE work", &[])) {
        Ok(_) => (result, is_committed),
        Err(failed) => (Err(E::from(failed)), false),
    }
}
