//! What an action may read: actions that have ended before it starts.

use std::collections::HashSet;

use crate::definition::{ActionIx, Definition, Kind};

/// How many steps back are looked at in one definition, so that a hostile one of tens of thousands of actions is read in time. What is
/// not looked at counts as ended.
const STEPS: usize = 5_000_000;

/// Looks back along `runAfter`.
pub(super) struct Order<'a> {
    definition: &'a Definition,
    left: usize,
}

impl<'a> Order<'a> {
    pub(super) fn new(definition: &'a Definition) -> Self {
        Self { definition, left: STEPS }
    }

    /// Whether an action has ended, or is inside one that has, when another starts: it is on the way that `runAfter` leads to that one
    /// and to the blocks around it. Later actions, parallel branches, other branches and the blocks around an action are not.
    pub(super) fn has_ended_before(&mut self, of: ActionIx, read: ActionIx) -> bool {
        let definition = self.definition;
        let wanted: Vec<ActionIx> = upward(definition, read).collect();
        // The condition of an until is looked at when its children have ended.
        if of != read
            && wanted.contains(&of)
            && definition.action(of).is_some_and(|of| matches!(of.kind, Kind::Until(_)))
        {
            return true;
        }
        let mut seen = HashSet::new();
        let mut open: Vec<ActionIx> = upward(definition, of).collect();
        while let Some(action) = open.pop().and_then(|at| definition.action(at)) {
            for before in &action.run_after {
                if wanted.contains(&before.on) || self.left == 0 {
                    return true;
                }
                self.left -= 1;
                if seen.insert(before.on) {
                    open.push(before.on);
                }
            }
        }
        false
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
