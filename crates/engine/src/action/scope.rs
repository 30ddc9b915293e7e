//! `Scope`, and what all actions with branches share.

use wdl::{Value, definition::Status};

use crate::{
    Entry, ErrorInfo, Place,
    journal::{Skip, Started},
    step::{End, FAILED_BLOCK, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place) {
    begin_branch(stepper, place, Some(0), Value::Null);
}

/// Begins the children of one branch and skips those of the others. `None` chooses no branch.
pub(super) fn begin_branch(stepper: &mut Stepper<'_>, place: Place, chosen: Option<usize>, inputs: Value) {
    let flow = stepper.run.flow.clone();
    let how = Started::Branch { chosen: chosen.and_then(|chosen| u16::try_from(chosen).ok()) };
    stepper.record(Entry::Started { place, at: stepper.at, inputs, how });
    stepper.skip_children(place, chosen, Skip::BranchNotTaken);
    let branch = chosen.and_then(|chosen| flow.definition.action(place.action)?.branches.get(chosen));
    match branch.filter(|branch| !branch.actions.is_empty()) {
        Some(branch) => stepper.start_roots(place.frame, &branch.actions),
        None => end(stepper, place, chosen),
    }
}

/// All children of the chosen branch have ended.
pub(super) fn end(stepper: &mut Stepper<'_>, place: Place, chosen: Option<usize>) {
    let flow = stepper.run.flow.clone();
    let branch = chosen.and_then(|chosen| flow.definition.action(place.action)?.branches.get(chosen));
    let status = branch.map_or(Status::Succeeded, |branch| stepper.block_status(place.frame, &branch.actions));
    stepper.end(place, of_status(status));
}

/// How a block with this status ends.
pub(super) fn of_status(status: Status) -> End {
    match status {
        Status::Succeeded | Status::Skipped => End::succeeded("NotSpecified", None, None),
        status => {
            let mut end = End::failed("ActionFailed", ErrorInfo::new("ActionFailed", FAILED_BLOCK), None);
            end.status = status;
            end
        }
    }
}
