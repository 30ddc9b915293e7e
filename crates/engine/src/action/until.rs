//! `Until`.

use wdl::{
    Value,
    definition::{Duration, Kind, Status, Until},
};

use super::{condition, scope::of_status};
use crate::{
    Entry, ErrorInfo, Place,
    journal::Started,
    state::{Doing, Slot},
    step::{End, Stepper},
};

/// Iterations where `limit.count` is left out.
const COUNT: u64 = 60;
/// Milliseconds where `limit.timeout` is left out.
const TIMEOUT: i64 = 3_600_000;

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place) {
    stepper.record(Entry::Started { place, at: stepper.at, inputs: Value::Null, how: Started::Until });
    next(stepper, place, 0);
}

pub(super) fn next(stepper: &mut Stepper<'_>, place: Place, index: u32) {
    stepper.record(Entry::IterationStarted { place, index });
}

/// Looks at the condition after an iteration. The loop's status is that of its last iteration.
pub(super) fn iteration_ended(stepper: &mut Stepper<'_>, place: Place, status: Status) {
    let flow = stepper.run.flow.clone();
    let Some(Kind::Until(it)) = flow.definition.action(place.action).map(|action| &action.kind) else { return };
    let Some(Slot::Running(running)) = stepper.run.slot(place) else { return };
    let Doing::Until { iteration, frame } = running.what else { return };
    let elapsed = stepper.at.micros_since(running.started_at) / 1_000;
    // The condition sees the iteration that has just ended, from inside.
    match condition::holds(stepper, Place { frame, ..place }, &it.expression) {
        Ok(true) => stepper.end(place, of_status(status)),
        Ok(false) => {
            let is_late = i64::try_from(elapsed).unwrap_or(i64::MAX) >= timeout(stepper, place, it);
            if !is_late && u64::from(iteration) + 1 < count(stepper, place, it) {
                next(stepper, place, iteration.saturating_add(1));
            } else if it.fail_at_limit {
                let what = if is_late { "the timeout" } else { "the count" };
                let error = ErrorInfo::new(
                    "ActionFailed",
                    format!("The until loop reached {what} of its limit before its condition held."),
                );
                stepper.end(place, End::failed("ActionFailed", error, None));
            } else {
                stepper.end(place, of_status(status));
            }
        }
        Err(error) => stepper.end(place, End::failed("ExpressionEvaluationFailed", error, None)),
    }
}

/// `limit.timeout` in milliseconds.
fn timeout(stepper: &Stepper<'_>, place: Place, it: &Until) -> i64 {
    let said = it.timeout.as_ref().and_then(|timeout| stepper.evaluate(timeout, place).ok());
    said.and_then(|said| Duration::parse(said.as_str()?)).map_or(TIMEOUT, Duration::as_millis)
}

fn count(stepper: &Stepper<'_>, place: Place, it: &Until) -> u64 {
    let said = it.count.as_ref().and_then(|count| stepper.evaluate(count, place).ok());
    let said = said.and_then(|count| count.as_int().or_else(|| count.as_str()?.parse().ok()));
    said.and_then(|count| u64::try_from(count).ok()).unwrap_or(COUNT).clamp(1, wdl::limits::UNTIL_COUNT)
}
