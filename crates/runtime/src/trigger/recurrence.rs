//! Schedules: each due one starts one run and moves on, in one transaction, so that it fires exactly once.

use std::time::Duration;

use app::start::{Occasion, Prepared, note, prepare_run};
use engine::ErrorInfo;
use model::{FiringStatus, StartKind, Timestamp};
use store::{
    StoreError, Tx,
    firings::{self, NewFiring},
    flows,
    flows::StoredFlow,
    runs::limits::Admission,
    triggers::{self, Schedule},
};
use tracing::error;
use wdl::{
    Object, Value,
    definition::{Recurrence, TriggerKind},
};

use super::poll::{self, Poll};
use crate::{runtime::Runtime, tasks};

/// How long it sleeps at most, if it is not told of a schedule that was added.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);
/// How many schedules fire in one transaction at most.
const BATCH: u32 = 64;
/// How late a run may start, in milliseconds. What is later was missed while no server was up, and is not made up for.
const LATEST: i64 = 300_000;

/// Fires schedules until the runtime stops.
pub(crate) async fn fire(runtime: Runtime) {
    while !runtime.is_stopping() {
        match runtime.fire_due().await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(failed) => error!("Schedules could not be fired: {failed}"),
        }
        let next = runtime.0.steward.store().read(triggers::next_due).await.ok().flatten();
        let sleep = next.map_or(AT_LEAST_EVERY, |at| Duration::from_micros(at.micros_since(runtime.0.steward.now())));
        let mut stopping = runtime.0.stopping.subscribe();
        tokio::select! {
            biased;
            () = tasks::sleep(sleep.clamp(Duration::from_millis(10), AT_LEAST_EVERY)) => {}
            () = runtime.0.schedules.notified() => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

impl Runtime {
    /// Fires what is due. Answers whether there may be more.
    async fn fire_due(&self) -> Result<bool, StoreError> {
        let (runtime, now) = (self.clone(), self.0.steward.now());
        let any = self.0.steward.store().read(move |tx| triggers::due(tx, now, 1)).await?;
        if any.is_empty() {
            return Ok(false);
        }
        let work = move |tx: &mut Tx<'_>| {
            let due = triggers::due(tx, now, BATCH)?;
            let more = due.len() >= BATCH as usize;
            let mut polls = Vec::new();
            for schedule in due {
                polls.extend(runtime.fire_one(tx, schedule, now)?);
            }
            Ok::<_, StoreError>((more, polls))
        };
        let (more, polls) = self.0.steward.store().write(work).await?;
        for poll in polls {
            tasks::spawn(poll::perform(self.clone(), poll));
        }
        Ok(more)
    }

    /// Fires a schedule and moves it on. Where somebody is to be asked first, it answers what.
    fn fire_one(&self, tx: &mut Tx<'_>, schedule: Schedule, now: Timestamp) -> Result<Option<Poll>, StoreError> {
        let flow = flows::by_key(tx, schedule.flow)?.filter(|flow| flow.is_on);
        let Some(flow) = flow else {
            triggers::advance(tx, schedule.flow, schedule.next_at, None)?;
            return Ok(None);
        };
        let prepared = self.0.steward.prepared().get(tx, &flow)?;
        match prepared.flow.definition.trigger().map(|trigger| &trigger.kind) {
            Some(TriggerKind::Recurrence(recurrence)) if recurrence.sliding.is_some() => {
                self.fire_window(tx, &flow, &schedule, recurrence, now)?;
            }
            Some(TriggerKind::Recurrence(recurrence)) => {
                self.fire_tick(tx, &flow, &prepared, &schedule, recurrence, now)?;
            }
            Some(TriggerKind::Poll(_)) => return poll::take(tx, self, &flow, prepared, schedule, now),
            _ => {
                triggers::advance(tx, schedule.flow, schedule.next_at, None)?;
            }
        }
        Ok(None)
    }

    fn fire_tick(
        &self,
        tx: &mut Tx<'_>,
        flow: &StoredFlow,
        prepared: &Prepared,
        schedule: &Schedule,
        recurrence: &Recurrence,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let next = recurrence.next_after(schedule.anchor.0, now.0).map(Timestamp);
        if !triggers::advance(tx, schedule.flow, schedule.next_at, next)? {
            return Ok(());
        }
        if schedule.next_at.plus_millis(LATEST) < now {
            let why = ErrorInfo::new(
                "Missed",
                "No server was up when the flow was to start. Missed times are not made up for.",
            );
            return skip(tx, prepared, schedule, why, now);
        }
        let occasion = occasion(schedule, Object::new());
        for pending in prepare_run(tx, &self.0.steward, flow, occasion, now)?.runs(tx, prepared, now)? {
            if pending.enter(tx, None)? == Admission::Full {
                skip(tx, prepared, schedule, full(), now)?;
            }
        }
        Ok(())
    }

    /// One run for each window, however late it is.
    fn fire_window(
        &self,
        tx: &mut Tx<'_>,
        flow: &StoredFlow,
        schedule: &Schedule,
        recurrence: &Recurrence,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let window = recurrence.window_looked_at(schedule.next_at.0);
        let next = window.and_then(|window| recurrence.window_after(schedule.anchor.0, Some(window.ends)));
        if !triggers::advance(tx, schedule.flow, schedule.next_at, next.map(|next| Timestamp(next.looked_at)))? {
            return Ok(());
        }
        let Some(window) = window else { return Ok(()) };
        let instant = |at| Value::from(engine::history::instant(Timestamp(at)));
        let outputs =
            Object::from([("windowStartTime", instant(window.begins)), ("windowEndTime", instant(window.ends))]);
        let prepared = self.0.steward.prepared().get(tx, flow)?;
        let firing = prepare_run(tx, &self.0.steward, flow, occasion(schedule, outputs), now)?;
        for pending in firing.runs(tx, &prepared, now)? {
            pending.queue(tx, None)?;
        }
        Ok(())
    }
}

fn occasion(schedule: &Schedule, outputs: Object) -> Occasion {
    let scheduled = Object::from([("scheduledTime", Value::from(engine::history::instant(schedule.next_at)))]);
    Occasion {
        trigger_inputs: Value::Object(scheduled),
        ..Occasion::new(StartKind::Recurrence, Value::Object(outputs))
    }
}

/// Why nothing is started while as many runs are under way, or wait, as may.
pub(super) fn full() -> ErrorInfo {
    ErrorInfo::new(
        "ConcurrencyLimitReached",
        "As many runs of the flow are under way or wait for their turn as its trigger allows.",
    )
}

/// Keeps that a schedule has started nothing.
pub(super) fn skip(
    tx: &mut Tx<'_>,
    prepared: &Prepared,
    schedule: &Schedule,
    why: ErrorInfo,
    now: Timestamp,
) -> Result<(), StoreError> {
    let skipped = note(prepared, FiringStatus::Skipped, why, now);
    firings::insert(tx, &NewFiring { scheduled_at: Some(schedule.next_at), ..skipped })
}
