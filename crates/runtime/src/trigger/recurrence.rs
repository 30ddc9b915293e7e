//! Schedules: each due one starts one run and moves on, in one transaction, so that it fires exactly once.

use std::time::Duration;

use app::start::{Occasion, prepare_run};
use model::StartKind;
use store::{StoreError, flows, triggers};
use tracing::error;
use wdl::{Object, Value, definition::TriggerKind};

use crate::{runtime::Runtime, tasks};

/// How long it sleeps at most, if it is not told of a schedule that was added.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);
/// How many schedules fire in one transaction at most.
const BATCH: u32 = 64;

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
        let (steward, now) = (self.0.steward.clone(), self.0.steward.now());
        let any = self.0.steward.store().read(move |tx| triggers::due(tx, now, 1)).await?;
        if any.is_empty() {
            return Ok(false);
        }
        self.0
            .steward
            .store()
            .write(move |tx| {
                let due = triggers::due(tx, now, BATCH)?;
                let more = due.len() >= BATCH as usize;
                for schedule in due {
                    let flow = flows::by_key(tx, schedule.flow)?.filter(|flow| flow.is_on);
                    let Some(flow) = flow else {
                        triggers::advance(tx, schedule.flow, schedule.next_at, None)?;
                        continue;
                    };
                    let prepared = steward.prepared().get(tx, &flow)?;
                    let Some(TriggerKind::Recurrence(recurrence)) =
                        prepared.flow.definition.trigger().map(|trigger| &trigger.kind)
                    else {
                        triggers::advance(tx, schedule.flow, schedule.next_at, None)?;
                        continue;
                    };
                    // Missed occurrences are not made up for: one run now, then the next one that is still to come.
                    let next = recurrence.next_after(schedule.anchor.0, now.0).map(model::Timestamp);
                    if !triggers::advance(tx, schedule.flow, schedule.next_at, next)? {
                        continue;
                    }
                    let scheduled =
                        Object::from([("scheduledTime", Value::from(engine::history::instant(schedule.next_at)))]);
                    let occasion = Occasion {
                        trigger_inputs: Value::Object(scheduled),
                        ..Occasion::new(StartKind::Recurrence, Value::Object(Object::new()))
                    };
                    // The clock gives no list to split, so nothing can fail here.
                    for pending in prepare_run(tx, &steward, &flow, occasion, now)?.runs().unwrap_or_default() {
                        pending.queue(tx, None)?;
                    }
                }
                Ok(more)
            })
            .await
    }
}
