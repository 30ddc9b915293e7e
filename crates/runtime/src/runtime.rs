//! The handle: what others may ask of the runtime.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use app::{AppError, Steward};
use connectors::{guard::Policy, http};
use model::{ErrorCode, RunId};
use tokio::sync::{Notify, mpsc, watch};
use uuid::Uuid;

use crate::{
    run::{self, drive::Mail},
    trigger,
};

/// What an administrator may choose.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which hosts may be called beyond the public internet.
    pub outbound: Policy,
    /// How many runs may be in memory at a time. Beyond it, callers are told to try again and queued runs wait on disk.
    pub runs_in_memory: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self { outbound: Policy::default(), runs_in_memory: 10_000 }
    }
}

/// A handle to the runtime. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runtime(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) steward: Steward,
    pub(crate) http: http::Caller,
    /// This start of this server. Runs that it holds carry it; another start's are taken over.
    pub(crate) node: Uuid,
    pub(crate) config: Config,
    /// Where to reach the tasks that drive runs.
    pub(crate) mailboxes: Mutex<HashMap<RunId, mpsc::UnboundedSender<Mail>>>,
    pub(crate) in_memory: AtomicUsize,
    /// Wakes the dispatcher.
    pub(crate) work: Notify,
    pub(crate) stopping: watch::Sender<bool>,
    pub(crate) targets: run::target::Targets,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").field("node", &self.node).finish_non_exhaustive()
    }
}

impl Runtime {
    /// Starts it: takes over what an earlier start left unfinished, then claims and drives runs and fires schedules until
    /// [`stop`](Self::stop).
    ///
    /// # Errors
    /// The store's.
    pub async fn start(steward: Steward, config: Config) -> Result<Self, AppError> {
        let http = http::Caller::new(config.outbound.clone());
        let hints = steward.store().take_hints();
        let runtime = Self(Arc::new(Inner {
            steward,
            http,
            node: Uuid::now_v7(),
            config,
            mailboxes: Mutex::default(),
            in_memory: AtomicUsize::new(0),
            work: Notify::new(),
            stopping: watch::Sender::new(false),
            targets: run::target::Targets::default(),
        }));
        let node = runtime.0.node;
        let left = runtime
            .0
            .steward
            .store()
            .write(move |tx| store::runs::release_others(tx, node).map_err(AppError::from))
            .await?;
        if left > 0 {
            tracing::info!(runs = left, "Taking over {left} runs that the last start left unfinished");
        }
        tokio::spawn(run::claim::dispatch(runtime.clone(), hints));
        tokio::spawn(trigger::recurrence::fire(runtime.clone()));
        Ok(runtime)
    }

    /// The use cases that it works with.
    pub fn steward(&self) -> &Steward {
        &self.0.steward
    }

    /// How many runs are in memory.
    pub fn in_memory(&self) -> usize {
        self.0.in_memory.load(Ordering::Relaxed)
    }

    /// Stops claiming and firing, and waits until no run is in the middle of something, at most as long as `patience`. What is not
    /// finished goes on at the next start.
    pub async fn stop(&self, patience: std::time::Duration) {
        let _ = self.0.stopping.send(true);
        self.0.work.notify_one();
        let quiet = async {
            while self.in_memory() > 0 {
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(patience, quiet).await.is_err() {
            tracing::warn!(
                runs = self.in_memory(),
                "Stopping with {} runs unfinished; they go on at the next start",
                self.in_memory()
            );
        }
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.0.stopping.borrow()
    }

    /// Refuses new work when too much is in memory already.
    pub(crate) fn has_room(&self) -> Result<(), AppError> {
        if self.in_memory() < self.0.config.runs_in_memory && !self.is_stopping() {
            return Ok(());
        }
        Err(AppError::new(
            app::ErrorKind::Busy { retry_after_seconds: 1 },
            ErrorCode::Busy,
            "Too many runs are waiting for their turn.",
        )
        .with_hint("Try again after the time that Retry-After says."))
    }

    pub(crate) fn mail(&self, run: RunId, mail: Mail) -> bool {
        let mailboxes = self.0.mailboxes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        mailboxes.get(&run).is_some_and(|mailbox| mailbox.send(mail).is_ok())
    }
}
