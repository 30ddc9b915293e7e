//! This server among others on the same database: its lease, and taking over from those whose lease has ended.
//!
//! On SQLite there are no others: the server takes the database for its own, and no lease is kept.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use app::AppError;
use model::RunId;
use store::nodes::{self, Node};
use tracing::{error, info, warn};
use uuid::Uuid;

use crate::{
    run::drive::Mail,
    runtime::Runtime,
    tasks::{self, Instant},
};

/// Every so many looks is a close one.
const THOROUGH: u32 = 5;

/// The lease that this server holds.
#[derive(Debug)]
pub(crate) struct Lease(Mutex<Held>);

#[derive(Clone, Copy, Debug)]
struct Held {
    node: Uuid,
    /// Until when it is certainly ours, by this machine's steady clock. `None` where nobody could take it.
    until: Option<Instant>,
}

impl Lease {
    pub(crate) fn new(node: Uuid) -> Self {
        Self(Mutex::new(Held { node, until: None }))
    }

    fn held(&self) -> Held {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, node: Uuid, until: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Held { node, until: Some(until) };
    }
}

impl Runtime {
    /// The fencing token of what this server stores now.
    pub(crate) fn node(&self) -> Uuid {
        self.0.lease.held().node
    }

    /// Whether runs that are held under this token are certainly still ours.
    pub(crate) fn holds(&self, node: Uuid) -> bool {
        let held = self.0.lease.held();
        held.node == node && held.until.is_none_or(|until| Instant::now() < until)
    }

    /// Whether this server may take work: its lease has not run out.
    pub fn is_live(&self) -> bool {
        self.holds(self.node())
    }

    /// Makes this server known to the others and takes over what ended servers have left. On a database of its own it takes over
    /// whatever an earlier start has left.
    pub(crate) async fn join(&self) -> Result<(), AppError> {
        let (node, lease) = (self.this_node(self.node()), self.lease_millis());
        let is_shared = self.0.steward.store().is_shared();
        let asked = Instant::now();
        let left = self
            .0
            .steward
            .store()
            .write(move |tx| {
                if !is_shared {
                    nodes::join_alone(tx, &node)?;
                    return store::runs::release_others(tx, node.id).map_err(AppError::from);
                }
                nodes::join(tx, &node, lease)?;
                nodes::take_over(tx, true).map_err(AppError::from)
            })
            .await?;
        if left > 0 {
            info!(runs = left, "Taking over {left} runs that another start left unfinished");
        }
        if is_shared {
            self.0.lease.set(self.node(), asked + self.0.config.lease);
            tasks::spawn(keep(self.clone()));
            tasks::spawn(look_after(self.clone()));
        }
        Ok(())
    }

    /// Takes this server out in good order, so that others go on with its runs at once.
    pub(crate) async fn leave(&self) {
        let node = self.node();
        let left = self.0.steward.store().write(move |tx| nodes::leave(tx, node)).await;
        match left {
            Ok(0) => {}
            Ok(left) => info!(runs = left, "{left} unfinished runs are left to others"),
            Err(failed) => {
                warn!("The server could not say that it leaves; its runs wait for the lease to end: {failed}");
            }
        }
    }

    fn this_node(&self, id: Uuid) -> Node {
        let config = &self.0.config;
        Node {
            id,
            name: config.name.clone(),
            roles: config.roles.to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            keys: self.0.steward.keys().names().join(","),
            started_at: self.0.steward.now(),
            lease_until: self.0.steward.now(),
        }
    }

    fn lease_millis(&self) -> i64 {
        i64::try_from(self.0.config.lease.as_millis()).unwrap_or(i64::MAX)
    }

    /// Waits. Answers whether the server goes on after that.
    async fn goes_on(&self, wait: Duration) -> bool {
        let mut stopped = self.0.stopped.subscribe();
        tokio::select! {
            biased;
            () = tasks::sleep(wait) => true,
            _ = stopped.wait_for(|stopped| *stopped) => false,
        }
    }

    /// Renews the lease. One that others have ended is replaced by a new one: what was held under the old one is theirs.
    async fn renew(&self) -> Result<(), store::StoreError> {
        let (node, lease, asked) = (self.node(), self.lease_millis(), Instant::now());
        let (fresh, runtime) = (self.this_node(Uuid::now_v7()), self.clone());
        let held = self
            .0
            .steward
            .store()
            .write(move |tx| {
                // A server that stops may have left already, and does not come back.
                if nodes::renew(tx, node, lease)? || runtime.is_stopping() {
                    return Ok(node);
                }
                nodes::join(tx, &fresh, lease)?;
                Ok::<_, store::StoreError>(fresh.id)
            })
            .await?;
        if held != node {
            warn!("The lease had ended, and others have taken over the runs of this server; it goes on with a new one");
        }
        self.0.lease.set(held, asked + self.0.config.lease);
        Ok(())
    }

    /// Makes runs due that servers which are gone have left.
    async fn take_over(&self, thorough: bool) -> Result<(), store::StoreError> {
        let left = self.0.steward.store().write(move |tx| nodes::take_over(tx, thorough)).await?;
        if left > 0 {
            info!(runs = left, "{left} runs of servers that are gone are due");
            self.0.work.notify_one();
        }
        Ok(())
    }

    /// Looks for what hints have not told: runs to cancel, and runs that this server holds and does not drive. Those that were held
    /// without being driven the last time too are let go of.
    async fn reconcile(&self, before: &BTreeSet<RunId>) -> Result<BTreeSet<RunId>, store::StoreError> {
        let node = self.node();
        let work = move |tx: &mut store::Tx<'_>| {
            Ok::<_, store::StoreError>((store::runs::to_cancel(tx, node)?, nodes::holdings(tx, node)?))
        };
        let (to_cancel, held) = self.0.steward.store().read(work).await?;
        for run in to_cancel {
            self.mail(run, Mail::Look);
        }
        let driven: BTreeSet<RunId> = self.0.mailboxes.runs().into_iter().collect();
        let idle: BTreeSet<RunId> = held.into_iter().filter(|run| !driven.contains(run)).collect();
        for run in idle.intersection(before) {
            warn!(run.id = %run, "Run {run} is held and not driven; it is let go of");
            self.release(*run, node).await;
        }
        Ok(idle)
    }
}

/// Keeps the lease until the server stops. It does nothing else, so that nothing else can cost the lease.
async fn keep(runtime: Runtime) {
    while runtime.goes_on(runtime.0.config.lease / 4).await {
        if let Err(failed) = runtime.renew().await {
            error!("The lease could not be renewed: {failed}");
            tasks::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Looks after what servers that are gone have left, and now and then after what this one holds, until it stops.
async fn look_after(runtime: Runtime) {
    let (mut round, mut idle) = (0_u32, BTreeSet::new());
    while runtime.goes_on(runtime.0.config.lease / 4).await {
        round = round.wrapping_add(1);
        let thorough = round % THOROUGH == 0;
        if let Err(failed) = runtime.take_over(thorough).await {
            warn!("The runs of servers that are gone could not be taken over: {failed}");
        }
        if thorough {
            match runtime.reconcile(&idle).await {
                Ok(found) => idle = found,
                Err(failed) => warn!("What this server holds could not be looked at: {failed}"),
            }
        }
    }
}
