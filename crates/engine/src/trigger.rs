//! What is decided about a trigger before there is a run.

use std::cell::Cell;

use model::Timestamp;
use wdl::{Instant, Template};

use crate::{Flow, Place, Run, Start, action, scope::RunScope, step::Stepper};

/// Whether all conditions of the trigger hold. One that cannot be evaluated does not hold.
pub fn conditions_hold(flow: &std::sync::Arc<Flow>, start: &Start) -> bool {
    let Some(trigger) = flow.definition.trigger() else { return true };
    if trigger.conditions.is_empty() {
        return true;
    }
    let mut run = Run::new(flow.clone(), start.clone());
    let at = start.at;
    let stepper = Stepper::before_start(&mut run, at);
    let place = Place { frame: 0, action: wdl::definition::ActionIx(u16::MAX) };
    trigger.conditions.iter().all(|condition| action::holds(&stepper, place, condition).unwrap_or(false))
}

/// The instant that a trigger's `postponeuntil` names, if it names one.
pub fn postponed_until(flow: &std::sync::Arc<Flow>, start: &Start, until: &Template) -> Option<Timestamp> {
    let run = Run::new(flow.clone(), start.clone());
    let entropy = Cell::new(0);
    let scope = RunScope { run: &run, frame: 0, at: start.at, entropy: &entropy };
    let value = until.evaluate(&scope, flow.profile).ok().filter(|value| !value.is_null())?;
    let ticks = wdl::function::apply("ticks", &[value], &scope, flow.profile).ok()?.as_int()?;
    Some(Timestamp((ticks - Instant::UNIX_EPOCH) / 10))
}
