//! When an action may start.

use wdl::definition::ActionIx;

use crate::{Place, Run, state::Slot};

/// What a predecessor check says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verdict {
    /// A predecessor has not finished.
    Wait,
    /// Every predecessor ended in a listed status.
    Go,
    /// This one did not.
    Skip(ActionIx),
}

/// Every named predecessor must have finished, in a status that is listed for it. The decision falls when all have finished,
/// even if one already makes the start impossible.
pub(crate) fn verdict(run: &Run, place: Place) -> Verdict {
    let Some(action) = run.flow.definition.action(place.action) else { return Verdict::Wait };
    let mut unmet = None;
    for before in &action.run_after {
        match run.slot(Place { frame: place.frame, action: before.on }).and_then(Slot::status) {
            None => return Verdict::Wait,
            Some(status) if !before.statuses.contains(status) => unmet = unmet.or(Some(before.on)),
            Some(_) => {}
        }
    }
    unmet.map_or(Verdict::Go, Verdict::Skip)
}
