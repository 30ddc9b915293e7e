//! Threads that take works off one queue, each with a connection. A thread is started when work waits for one.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use crossbeam_channel::{Receiver, Sender};
use tokio_postgres::Config;
use tracing::error;

use super::{link::Link, spawn};
use crate::StoreError;

/// How many works may wait.
const QUEUE: usize = 8_192;

pub(super) type Work = Box<dyn FnOnce(&mut Link) + Send>;

/// The threads. They end when the value is gone.
#[derive(Debug)]
pub(super) struct Pool {
    name: &'static str,
    config: Config,
    most: usize,
    started: AtomicUsize,
    idle: Arc<AtomicUsize>,
    sender: Sender<Work>,
    works: Receiver<Work>,
}

impl Pool {
    /// A pool of so many threads at most, with the first one started.
    pub(super) fn new(name: &'static str, most: usize, config: &Config) -> Result<Self, StoreError> {
        let (sender, works) = crossbeam_channel::bounded(QUEUE);
        let (config, started, idle) = (config.clone(), AtomicUsize::new(0), Arc::default());
        let pool = Self { name, config, most: most.max(1), started, idle, sender, works };
        pool.start(0)?;
        Ok(pool)
    }

    /// Queues a work.
    pub(super) fn queue(&self, work: Work) -> Result<(), StoreError> {
        self.sender.try_send(work).map_err(|refused| StoreError::refused(refused.is_full()))?;
        let started = self.started.load(Ordering::Relaxed);
        if started < self.most && self.idle.load(Ordering::Relaxed) < self.works.len() {
            // The work is done without it too, later.
            let _ = self.start(started).inspect_err(|failed| error!("No further thread could be started: {failed}"));
        }
        Ok(())
    }

    /// Starts one more thread, unless somebody else has meanwhile.
    fn start(&self, started: usize) -> Result<(), StoreError> {
        let claimed = self.started.compare_exchange(started, started + 1, Ordering::Relaxed, Ordering::Relaxed);
        if claimed.is_err() {
            return Ok(());
        }
        let (works, idle, mut link) = (self.works.clone(), self.idle.clone(), Link::new(self.config.clone()));
        spawn(format!("{}-{started}", self.name), move || {
            loop {
                idle.fetch_add(1, Ordering::Relaxed);
                let work = works.recv();
                idle.fetch_sub(1, Ordering::Relaxed);
                let Ok(work) = work else { return };
                work(&mut link);
            }
        })
    }
}
