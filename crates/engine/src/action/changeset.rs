//! `Changeset`: calls that happen all, or none of them. They begin together, and whoever performs them does so in one piece.

use wdl::Value;

use crate::{Entry, Place, journal::Started, step::Stepper};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place) {
    let flow = stepper.run.flow.clone();
    let how = Started::Branch { chosen: Some(0) };
    stepper.record(Entry::Started { place, at: stepper.at, inputs: Value::Null, how });
    let calls = flow.definition.action(place.action).and_then(|action| action.branches.first());
    let calls = calls.map_or(&[][..], |branch| &branch.actions);
    if calls.is_empty() {
        return super::scope::end(stepper, place, Some(0));
    }
    // What runs after what says in which order they are performed, and not when they begin.
    for call in calls {
        super::start(stepper, Place { frame: place.frame, action: *call });
    }
}
