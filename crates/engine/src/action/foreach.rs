//! `Foreach`.

use wdl::{
    Profile,
    definition::{Foreach, Kind, Status},
};

use super::scope::of_status;
use crate::{
    Entry, ErrorInfo, FrameNo, Place,
    journal::Started,
    run::Due,
    state::{Doing, Slot},
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &Foreach) {
    let items = match stepper.evaluate_looked_at(&it.items, place, "foreach") {
        Ok(items) => items,
        Err(error) => return stepper.end(place, End::failed("ExpressionEvaluationFailed", error, None)),
    };
    let refused = match items.as_array() {
        None => Some(format!("is of type '{}'. The result must be a valid array.", items.type_name())),
        Some(list) if list.len() > wdl::limits::FOREACH_ITEMS => {
            Some(format!("has {} items; the limit is {}.", list.len(), wdl::limits::FOREACH_ITEMS))
        }
        Some(_) => None,
    };
    if let Some(why) = refused {
        let name = stepper.run.flow.definition.action(place.action).map_or("", |action| &action.name);
        let message = format!(
            "The execution of template action '{name}' failed: the result of the evaluation of 'foreach' action expression '{}' {why}",
            it.items.source()
        );
        return stepper.end(
            place,
            End::failed("ExpressionEvaluationFailed", ErrorInfo::new("ExpressionEvaluationFailed", message), None),
        );
    }
    stepper.record(Entry::Started { place, at: stepper.at, inputs: items, how: Started::Foreach });
    go_on(stepper, place);
}

/// Begins the next iteration, or ends the loop. Each call begins one, so that a long loop can pause between two.
pub(super) fn go_on(stepper: &mut Stepper<'_>, place: Place) {
    let Some(Slot::Running(running)) = stepper.run.slot(place) else { return };
    let Doing::Foreach { items, next, in_flight, worst, .. } = &running.what else { return };
    let (next, in_flight, worst, more) = (*next, *in_flight, *worst, (*next as usize) < items.len());
    if more && in_flight < concurrency(stepper, place) {
        stepper.record(Entry::IterationStarted { place, index: next });
        stepper.run.due.insert(Due::Control(place));
    } else if !more && in_flight == 0 {
        stepper.end(place, of_status(worst));
    }
}

pub(super) fn iteration_ended(stepper: &mut Stepper<'_>, place: Place, frame: FrameNo, status: Status) {
    stepper.record(Entry::IterationEnded { place, frame, status });
    go_on(stepper, place);
}

/// How many iterations may run at a time: what the loop says, else the profile's default. A loop inside a loop goes through its list
/// in order.
fn concurrency(stepper: &Stepper<'_>, place: Place) -> u32 {
    let said = match stepper.run.flow.definition.action(place.action).map(|action| &action.kind) {
        Some(Kind::Foreach(it)) => it.concurrency,
        _ => None,
    };
    said.unwrap_or(match stepper.run.flow.profile {
        Profile::Standard if place.frame == 0 => 20,
        Profile::Standard | Profile::PowerAutomate => 1,
    })
}
