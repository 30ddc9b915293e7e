//! What an action may read: actions that have ended before it starts.

use crate::definition::{ActionIx, Definition, Kind};

/// Whether an action has ended, or is inside one that has, when another starts. Later actions, parallel branches, other branches
/// and the blocks around an action have not.
pub(super) fn has_ended_before(definition: &Definition, of: ActionIx, read: ActionIx) -> bool {
    let before = ended_before(definition, of);
    let mut up = Some(read);
    while let Some(at) = up {
        let Some(action) = definition.action(at) else { break };
        // The condition of an until is looked at when its children have ended.
        let looks_inside = at == of && at != read && matches!(action.kind, Kind::Until(_));
        if looks_inside || before.contains(&at) {
            return true;
        }
        up = action.parent.map(|(parent, _)| parent);
    }
    false
}

/// The actions that have ended when this one starts: those on the way that `runAfter` leads to it and to the blocks around it.
fn ended_before(definition: &Definition, of: ActionIx) -> Vec<ActionIx> {
    let mut before: Vec<ActionIx> = Vec::new();
    let mut inner = Some(of);
    while let Some(action) = inner.and_then(|at| definition.action(at)) {
        let mut open: Vec<ActionIx> = action.run_after.iter().map(|before| before.on).collect();
        while let Some(at) = open.pop() {
            if !before.contains(&at) {
                before.push(at);
                let further = definition.action(at).map_or(&[][..], |action| &action.run_after);
                open.extend(further.iter().map(|before| before.on));
            }
        }
        inner = action.parent.map(|(parent, _)| parent);
    }
    before
}
