//! The handle: what others may ask of the runtime.

use std::{sync::Arc, time::Duration};

use app::{AppError, Steward};
use connectors::{
    guard::Policy,
    http,
    mail::Mailer,
    sink::{Address, Sink},
    sources::Sources,
};
use model::{EnvironmentId, ErrorCode};
use store::runs::Room;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::{
    Archive, audit, connector, continuity, credentials, errand, handover, mail, node::Lease, retention, roles::Roles,
    run, tasks, trigger,
};

/// What an administrator may choose.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which hosts may be called beyond the public internet.
    pub outbound: Policy,
    /// How many runs may be in memory at a time. Beyond it, callers are told to try again and queued runs wait on disk.
    pub runs_in_memory: usize,
    /// What this server does.
    pub roles: Roles,
    /// What people call it among others.
    pub name: String,
    /// How long others wait before they take its runs over when it falls silent.
    pub lease: Duration,
    /// How long a run is kept after it has ended; `None` is for ever.
    pub history: Option<Duration>,
    /// Where runs are written before they are removed.
    pub archive: Option<Archive>,
    /// Who gets every entry of the audit log.
    pub audit_to: Vec<Address>,
    /// Where secrets may be fetched that connections refer to.
    pub secrets: Sources,
    /// How connections are tried.
    pub probes: Probes,
    /// What sends mails; `None` where none are sent.
    pub mailer: Option<Mailer>,
}

/// How connections are tried.
#[derive(Clone, Copy, Debug)]
pub struct Probes {
    /// How long a target may take to answer.
    pub timeout: Duration,
    /// How long nobody has tried a connection that flows rely on until the server does; `None` is for ever.
    pub every: Option<Duration>,
}

impl Default for Probes {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(10), every: None }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            outbound: Policy::default(),
            runs_in_memory: 10_000,
            roles: Roles::default(),
            name: String::new(),
            lease: Duration::from_secs(10),
            history: None,
            archive: None,
            audit_to: Vec::new(),
            secrets: Sources::default(),
            probes: Probes::default(),
            mailer: None,
        }
    }
}

/// A handle to the runtime. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runtime(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) steward: Steward,
    pub(crate) http: http::Caller,
    /// Runs that this server holds carry its lease's token.
    pub(crate) lease: Lease,
    pub(crate) config: Config,
    /// Where to reach the tasks that drive runs.
    pub(crate) mailboxes: run::mailbox::Mailboxes,
    /// Wakes the dispatcher.
    pub(crate) work: Notify,
    /// Wakes whoever fires schedules.
    pub(crate) schedules: Notify,
    /// No new work is taken.
    pub(crate) stopping: watch::Sender<bool>,
    /// Nothing is done any more.
    pub(crate) stopped: watch::Sender<bool>,
    pub(crate) targets: run::target::Targets,
    pub(crate) history: retention::Counts,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime").field("lease", &self.lease).finish_non_exhaustive()
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
            lease: Lease::new(Uuid::now_v7()),
            config,
            mailboxes: run::mailbox::Mailboxes::default(),
            work: Notify::new(),
            schedules: Notify::new(),
            stopping: watch::Sender::new(false),
            stopped: watch::Sender::new(false),
            targets: run::target::Targets::default(),
            history: retention::Counts::default(),
        }));
        runtime.join().await?;
        if let Some(hints) = hints {
            tasks::spawn(run::claim::hear(Arc::downgrade(&runtime.0), hints));
        }
        if runtime.0.config.roles.worker {
            tasks::spawn(run::claim::dispatch(runtime.clone()));
            tasks::spawn(errand::run(runtime.clone()));
        }
        if runtime.0.config.roles.scheduler {
            tasks::spawn(trigger::recurrence::fire(runtime.clone()));
            tasks::spawn(retention::keep(runtime.clone()));
            tasks::spawn(handover::apply(runtime.clone()));
            tasks::spawn(continuity::record(runtime.clone()));
            tasks::spawn(audit::seal::keep(runtime.clone()));
            for address in &runtime.0.config.audit_to {
                let sink = Sink::new(address.clone(), &runtime.0.config.name);
                tasks::spawn(audit::stream::send(runtime.clone(), sink));
            }
            if let Some(mailer) = runtime.0.config.mailer.clone() {
                tasks::spawn(mail::send(runtime.clone(), mailer));
            }
            tasks::spawn(credentials::keep(runtime.clone()));
            tasks::spawn(connector::probe::keep(runtime.clone()));
        }
        Ok(runtime)
    }

    /// The use cases that it works with.
    pub fn steward(&self) -> &Steward {
        &self.0.steward
    }

    /// What this server does.
    pub fn roles(&self) -> Roles {
        self.0.config.roles
    }

    /// How many runs are in memory.
    pub fn in_memory(&self) -> usize {
        self.0.mailboxes.in_memory()
    }

    /// Stops claiming and firing, and waits until no run is in the middle of something, at most as long as `patience`. What is not
    /// finished goes on at the next start.
    pub async fn stop(&self, patience: std::time::Duration) {
        let _ = self.0.stopping.send(true);
        self.0.work.notify_one();
        let quiet = async {
            while self.in_memory() > 0 {
                tasks::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        if tasks::timeout(patience, quiet).await.is_err() {
            tracing::warn!(
                runs = self.in_memory(),
                "Stopping with {} runs unfinished; others go on with them, or the next start does",
                self.in_memory()
            );
        }
        // The lease's keeper must not take the server in again once it has left.
        let _ = self.0.stopped.send(true);
        self.leave().await;
    }

    pub(crate) fn is_stopping(&self) -> bool {
        *self.0.stopping.borrow()
    }

    /// What may come into memory.
    pub(crate) fn room(&self) -> Room {
        self.0.mailboxes.room(self.0.config.runs_in_memory)
    }

    /// Refuses new work when too much is in memory already, in all or of this environment.
    pub(crate) fn has_room(&self, environment: EnvironmentId) -> Result<(), AppError> {
        if self.room().left_for(environment) > 0 && !self.is_stopping() {
            return if self.is_live() { Ok(()) } else { Err(store::StoreError::LeaseEnded.into()) };
        }
        Err(AppError::new(
            app::ErrorKind::Busy { retry_after_seconds: 1 },
            ErrorCode::Busy,
            "Too many runs are waiting for their turn.",
        )
        .with_hint("Try again after the time that Retry-After says."))
    }
}
