//! What an action may read: actions that have ended before it starts.

use crate::definition::{Action, ActionIx, Definition, Kind};

/// Whether an action has ended, or is inside one that has, when another starts. Later actions, parallel branches, other branches
/// and the blocks around an action have not.
pub(super) fn has_ended_before(definition: &Definition, of: ActionIx, read: ActionIx) -> bool {
    let before = ended_before(definition, of);
    // The condition of an until is looked at when its children have ended.
    let looks_inside = definition.action(of).is_some_and(|action| matches!(action.kind, Kind::Until(_)));
    upward(definition, read)
        .any(|at| (looks_inside && at == of && at != read) || before.get(usize::from(at.0)).copied().unwrap_or(false))
}

/// The loops around an action that are not around the one that reads it, innermost first.
pub(super) fn loops_entered(definition: &Definition, of: ActionIx, read: ActionIx) -> Vec<ActionIx> {
    let around: Vec<ActionIx> = upward(definition, of).collect();
    let is_loop = |at: &ActionIx| definition.action(*at).is_some_and(|action| action.kind.is_loop());
    upward(definition, read).skip(1).filter(|at| is_loop(at) && !around.contains(at)).collect()
}

/// An action and the blocks around it, from the inside out.
fn upward(definition: &Definition, from: ActionIx) -> impl Iterator<Item = ActionIx> {
    std::iter::successors(Some(from), |at| definition.action(*at)?.parent.map(|(parent, _)| parent))
}

/// Which actions have ended when this one starts: those on the way that `runAfter` leads to it and to the blocks around it.
fn ended_before(definition: &Definition, of: ActionIx) -> Vec<bool> {
    let mut ended = vec![false; definition.actions.len()];
    let predecessors = |action: &Action| action.run_after.iter().map(|before| before.on).collect::<Vec<_>>();
    let mut open: Vec<ActionIx> =
        upward(definition, of).filter_map(|at| definition.action(at)).flat_map(predecessors).collect();
    while let Some(at) = open.pop() {
        if let Some(seen) = ended.get_mut(usize::from(at.0)).filter(|seen| !**seen) {
            *seen = true;
            open.extend(definition.action(at).into_iter().flat_map(predecessors));
        }
    }
    ended
}
