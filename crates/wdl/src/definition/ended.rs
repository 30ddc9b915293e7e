//! What an action may read: actions that have ended before it starts.

use super::{Action, ActionIx, Definition, Kind};

/// The actions that have ended when another starts, or are inside one that has. Later actions, parallel branches, other branches
/// and the blocks around an action have not.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    of: ActionIx,
    marks: Vec<bool>,
}

impl Ended {
    /// Those on the way that `runAfter` leads to an action and to the blocks around it.
    pub(crate) fn before(definition: &Definition, of: ActionIx) -> Self {
        let mut marks = vec![false; definition.actions.len()];
        let predecessors = |action: &Action| action.run_after.iter().map(|before| before.on).collect::<Vec<_>>();
        let mut open: Vec<ActionIx> =
            upward(definition, of).filter_map(|at| definition.action(at)).flat_map(predecessors).collect();
        while let Some(at) = open.pop() {
            if let Some(mark @ false) = marks.get_mut(usize::from(at.0)) {
                *mark = true;
                open.extend(definition.action(at).into_iter().flat_map(predecessors));
            }
        }
        Self { of, marks }
    }

    /// Whether an action is one of them.
    pub(crate) fn has(&self, definition: &Definition, read: ActionIx) -> bool {
        // The condition of an until is looked at when its children have ended.
        let looks_inside = definition.action(self.of).is_some_and(|action| matches!(action.kind, Kind::Until(_)));
        upward(definition, read)
            .any(|at| (looks_inside && at == self.of && at != read) || self.marks.get(usize::from(at.0)) == Some(&true))
    }
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
