//! Claiming: runs that wait on disk are taken into memory when their time comes.

use std::{sync::Arc, time::Duration};

use engine::Happening;
use model::RunId;
use store::{Hint, StoreError, Tx, runs};
use tokio::sync::mpsc;
use tracing::error;

use super::{
    active::Active,
    drive::{Todo, Turn},
};
use crate::runtime::Runtime;

/// How many runs are claimed in one transaction at most.
const BATCH: u32 = 256;
/// How long the dispatcher sleeps without a hint. Hints only make it earlier.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);

/// Claims runs until the runtime stops.
pub(crate) async fn dispatch(runtime: Runtime, hints: Option<mpsc::Receiver<Hint>>) {
    if let Some(mut hints) = hints {
        // It holds no handle, so that the store can close once everybody else has let go of it.
        let runtime = Arc::downgrade(&runtime.0);
        tokio::spawn(async move {
            while hints.recv().await.is_some()
                && let Some(runtime) = runtime.upgrade()
            {
                runtime.work.notify_one();
            }
        });
    }
    while !runtime.is_stopping() {
        let room = runtime.0.config.runs_in_memory.saturating_sub(runtime.in_memory());
        let limit = BATCH.min(u32::try_from(room).unwrap_or(BATCH));
        let claimed = if limit == 0 { Ok(0) } else { runtime.claim(limit).await };
        match claimed {
            Ok(count) if limit > 0 && count == limit => continue,
            Ok(_) => {}
            Err(failed) => error!("Runs could not be claimed: {failed}"),
        }
        let sleep = runtime.until_next().await.unwrap_or(AT_LEAST_EVERY).min(AT_LEAST_EVERY);
        tokio::select! {
            () = runtime.0.work.notified() => {}
            () = tokio::time::sleep(sleep) => {}
        }
    }
}

impl Runtime {
    /// Claims runs whose time has come and drives them. Answers how many.
    async fn claim(&self, limit: u32) -> Result<u32, StoreError> {
        let (runtime, now) = (self.clone(), self.0.steward.now());
        let claimed = self
            .0
            .steward
            .store()
            .write(move |tx| {
                let due = runs::claim(tx, runtime.0.node, now, limit)?;
                due.into_iter()
                    .map(|(run, start)| Ok((run.id, runtime.resume(tx, run, &start))))
                    .collect::<Result<Vec<_>, StoreError>>()
            })
            .await?;
        let count = u32::try_from(claimed.len()).unwrap_or(u32::MAX);
        for (id, active) in claimed {
            self.drive_claimed(id, active, Happening::Tick);
        }
        Ok(count)
    }

    pub(crate) fn resume(&self, tx: &mut Tx<'_>, run: runs::StoredRun, start: &[u8]) -> Result<Active, StoreError> {
        let prepared = self.0.steward.prepared().pinned(tx, run.flow, run.version)?;
        Active::resumed(tx, &self.0.steward, prepared, run, start)
    }

    /// Goes on with a run that was just claimed.
    pub(crate) fn drive_claimed(&self, id: RunId, active: Result<Active, StoreError>, first: Happening) {
        let mut active = match active {
            Ok(active) => active,
            Err(failed) => {
                // It stays held by this start, so that it is not claimed over and over; an administrator finds it in the log.
                error!(run.id = %id, "Run {id} cannot be resumed: {failed}");
                return;
            }
        };
        let now = self.0.steward.now();
        let mailbox = self.remember(id);
        let mut todo = Todo::default();
        for call in active.run.outstanding_calls() {
            todo.call(&active, call);
        }
        let step = active.step(first, now);
        todo.take_in(&active, step);
        self.spawn(Turn { active, todo, under_way: 0 }, mailbox);
    }

    async fn until_next(&self) -> Option<Duration> {
        let next = self.0.steward.store().read(runs::next_due).await.ok()??;
        Some(Duration::from_micros(next.micros_since(self.0.steward.now())).max(Duration::from_millis(5)))
    }
}
