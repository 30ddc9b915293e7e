//! PostgreSQL: a few connections, each on a thread of its own, and one that writes what runs come to in batches.
//!
//! Several servers may work on one database. A transaction sees what others have committed before each of its statements; whatever
//! reads in order to write locks what it reads, and what people configure is changed by one at a time.

mod link;
mod listen;
pub(crate) mod migrate;
mod pool;
mod saver;
mod session;
pub(crate) mod values;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use crossbeam_channel::Sender;
use link::Link;
use pool::Pool;
pub(crate) use session::{Session, config};
use tokio::sync::{mpsc, oneshot};
use tracing::error;

use crate::{Hint, StoreError, Tx, memory::Memories, runs::Save};

const WRITES: &str = "BEGIN";
const READS: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// The threads, and what they share.
#[derive(Debug)]
pub(crate) struct Backend {
    writes: Pool,
    reads: Pool,
    saves: Sender<saver::Asked>,
    shared: Shared,
}

/// What every thread tells of its commits.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    generation: Arc<AtomicU64>,
    memories: Arc<Memories>,
    hints: mpsc::Sender<Hint>,
    /// Hints for the other servers.
    others: mpsc::UnboundedSender<listen::Note>,
}

impl Backend {
    /// Connects, brings the schema up to date, and starts the threads. They end when the value is gone.
    pub(crate) fn open(
        url: &str,
        readers: usize,
        writers: usize,
        hints: mpsc::Sender<Hint>,
    ) -> Result<Self, StoreError> {
        let config = session::config(url)?;
        let mut first = Session::connect(&config)?;
        migrate::migrate(&mut first)?;
        let generation = first.query("SELECT generation FROM installation", &[])?;
        let generation = generation.first().map_or(Ok(1), |row| row.try_get::<_, i64>(0))?;
        drop(first);
        let generation = Arc::new(AtomicU64::new(generation.cast_unsigned()));
        let others = listen::start(&config, generation.clone(), hints.clone())?;
        let shared = Shared { generation, memories: Arc::default(), hints, others };
        Ok(Self {
            writes: Pool::new("store-writer", writers, &config)?,
            reads: Pool::new("store-reader", readers, &config)?,
            saves: saver::start(&config)?,
            shared,
        })
    }

    pub(crate) fn generation(&self) -> u64 {
        self.shared.generation.load(Ordering::SeqCst)
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
        let shared = self.shared.clone();
        self.writes.queue(Box::new(move |link| shared.write(link, work, reply)))
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
        let memories = self.shared.memories.clone();
        self.reads.queue(Box::new(move |link| read(link, &memories, work, reply)))
    }

    /// Queues what a run has come to, to be written with that of others.
    pub(crate) fn save(&self, save: Save, reply: oneshot::Sender<Result<bool, StoreError>>) -> Result<(), StoreError> {
        if save.is_plain() {
            let asked = saver::Asked { save, reply };
            return self.saves.try_send(asked).map_err(|refused| StoreError::refused(refused.is_full()));
        }
        self.write(move |tx| crate::runs::save(tx, save), reply)
    }
}

fn spawn(name: String, work: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
    let started = thread::Builder::new().name(name).spawn(work);
    started.map(|_| ()).map_err(|error| StoreError::Unavailable(error.to_string()))
}

impl Shared {
    /// Runs a work in a transaction of its own, commits, and answers.
    fn write<T, E>(
        &self,
        link: &mut Link,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
        reply: oneshot::Sender<Result<T, E>>,
    ) where
        E: From<StoreError>,
    {
        // Whoever asked may have gone away; the work is done all the same.
        let _ = reply.send(self.written(link, work));
    }

    fn written<T, E>(&self, link: &mut Link, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        let session = link.session()?;
        session.begin(WRITES);
        let mut tx = Tx::postgres(session, &self.memories);
        let result = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        let (hints, reconfigures) = tx.into_parts();
        let done = match result {
            Ok(Ok(done)) => done,
            Ok(Err(refused)) => {
                session.rollback();
                return Err(refused);
            }
            Err(_) => {
                error!("A work panicked inside a transaction and was undone");
                link.give_up();
                return Err(E::from(StoreError::GivenUp));
            }
        };
        let last =
            if reconfigures { "UPDATE installation SET generation = generation + 1 RETURNING generation;" } else { "" };
        let generation = match session.commit(last) {
            Ok(generation) => generation,
            Err(failed) => {
                link.give_up();
                return Err(E::from(failed));
            }
        };
        if let Some(generation) = generation {
            // Before anybody is answered, so that who changed something sees it.
            self.generation.fetch_max(generation.cast_unsigned(), Ordering::SeqCst);
            let _ = self.others.send(listen::Note::Reconfigured);
        }
        for hint in hints {
            // A lost hint only delays: the reconcilers find the work by themselves.
            let _ = self.hints.try_send(hint);
            let _ = self.others.send(listen::Note::Hint(hint));
        }
        Ok(done)
    }
}

/// Runs a work over a snapshot.
fn read<T, E>(
    link: &mut Link,
    memories: &Memories,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    reply: oneshot::Sender<Result<T, E>>,
) where
    E: From<StoreError>,
{
    let session = match link.session() {
        Ok(session) => session,
        Err(failed) => {
            let _ = reply.send(Err(E::from(failed)));
            return;
        }
    };
    session.begin(READS);
    let result = catch_unwind(AssertUnwindSafe(|| work(&mut Tx::postgres(session, memories)))).unwrap_or_else(|_| {
        error!("A work panicked while reading");
        Err(E::from(StoreError::GivenUp))
    });
    let _ = reply.send(result);
    // Nothing was changed, so there is nothing to keep; nobody waits for this.
    session.rollback();
}
