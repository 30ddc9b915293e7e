//! Claiming: runs that wait on disk are taken into memory when their time comes.

use std::time::Duration;

use engine::Happening;
use model::RunId;
use store::{
    Hint, StoreError, Tx,
    runs::{self, Room},
};
use tokio::sync::mpsc;
use tracing::error;
use uuid::Uuid;

use super::{
    active::Active,
    drive::{Mail, Todo, Turn},
};
use crate::{
    runtime::{Inner, Runtime},
    tasks,
};

/// How many runs are claimed in one transaction at most.
const BATCH: u32 = 256;
/// How long the dispatcher sleeps without a hint. Hints only make it earlier.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);
/// How long it waits after the database has refused, which it rarely does for a moment only.
const AFTER_A_FAILURE: Duration = Duration::from_millis(100);

/// Takes hints until the store closes.
pub(crate) async fn hear(runtime: std::sync::Weak<Inner>, mut hints: mpsc::Receiver<Hint>) {
    // It holds no handle, so that the store can close once everybody else has let go of it.
    while let Some(hint) = hints.recv().await
        && let Some(inner) = runtime.upgrade()
    {
        match hint {
            Hint::RunTold(run) => {
                Runtime(inner).mail(run, Mail::Look);
            }
            Hint::RunsDue => inner.work.notify_one(),
            Hint::ScheduleChanged => inner.schedules.notify_one(),
        }
    }
}

/// Claims runs until the runtime stops.
pub(crate) async fn dispatch(runtime: Runtime) {
    while !runtime.is_stopping() {
        let room = runtime.room();
        let limit = BATCH.min(room.left());
        let claimed = if limit == 0 { Ok(0) } else { runtime.claim(limit, room).await };
        match claimed {
            Ok(count) if limit > 0 && count == limit => continue,
            Ok(_) => {}
            Err(failed) => {
                error!("Runs could not be claimed: {failed}");
                tasks::sleep(AFTER_A_FAILURE).await;
            }
        }
        let sleep = runtime.until_next().await.unwrap_or(AT_LEAST_EVERY).min(AT_LEAST_EVERY);
        tokio::select! {
            biased;
            () = runtime.0.work.notified() => {}
            () = tasks::sleep(sleep) => {}
        }
    }
}

impl Runtime {
    /// Claims runs whose time has come and drives them. Answers how many.
    async fn claim(&self, limit: u32, room: Room) -> Result<u32, StoreError> {
        let (runtime, node, now) = (self.clone(), self.node(), self.0.steward.now());
        let claimed = self
            .0
            .steward
            .store()
            .write(move |tx| {
                let due = runs::claim(tx, node, now, limit, room)?;
                let resumed = due.into_iter().map(|claimed| {
                    let first = if claimed.is_to_be_cancelled { Happening::Cancel } else { Happening::Tick };
                    (claimed.run.id, runtime.resume(tx, node, claimed), first)
                });
                Ok::<_, StoreError>(resumed.collect::<Vec<_>>())
            })
            .await?;
        let count = u32::try_from(claimed.len()).unwrap_or(u32::MAX);
        for (id, active, first) in claimed {
            self.drive_claimed(id, active, first);
        }
        Ok(count)
    }

    fn resume(&self, tx: &mut Tx<'_>, node: Uuid, claimed: runs::Claimed) -> Result<Active, StoreError> {
        let prepared = self.0.steward.prepared().pinned(tx, claimed.run.flow, claimed.run.version)?;
        Active::resumed(tx, &self.0.steward, prepared, node, claimed)
    }

    /// Goes on with a run that was just claimed.
    fn drive_claimed(&self, id: RunId, active: Result<Active, StoreError>, first: Happening) {
        let mut active = match active {
            Ok(active) => active,
            Err(failed) => {
                // It stays held by this start, so that it is not claimed over and over; an administrator finds it in the log.
                error!(run.id = %id, "Run {id} cannot be resumed: {failed}");
                return;
            }
        };
        let now = self.0.steward.now();
        let mailbox = self.remember(id, active.prepared.environment);
        let mut todo = Todo::default();
        for call in active.run.outstanding_calls() {
            todo.call(&active, call);
        }
        let step = active.step(first, now);
        todo.take_in(&active, step);
        let turn = Turn { active, todo, under_way: 0, mail: Some(mailbox.sender()) };
        self.spawn(turn, mailbox);
    }

    /// How long it is until a run is due that there is room for. Where there is none, a run that leaves memory wakes the dispatcher.
    async fn until_next(&self) -> Option<Duration> {
        let room = self.room();
        let next = self.0.steward.store().read(move |tx| runs::next_due(tx, &room)).await.ok()??;
        Some(Duration::from_micros(next.micros_since(self.0.steward.now())).max(Duration::from_millis(5)))
    }
}
