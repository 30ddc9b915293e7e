//! What an action may read: actions that have ended before it starts.

use crate::definition::{ActionIx, Definition, Kind};

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
        let mut inner = Some(of);
        while let Some(action) = inner.and_then(|at| definition.action(at)) {
            let mut open: Vec<ActionIx> = action.run_after.iter().map(|before| before.on).collect();
            while let Some(at) = open.pop() {
                if let Some(mark @ false) = marks.get_mut(usize::from(at.0)) {
                    *mark = true;
                    let further = definition.action(at).map_or(&[][..], |action| &action.run_after);
                    open.extend(further.iter().map(|before| before.on));
                }
            }
            inner = action.parent.map(|(parent, _)| parent);
        }
        Self { of, marks }
    }

    /// Whether an action is one of them.
    pub(crate) fn has(&self, definition: &Definition, read: ActionIx) -> bool {
        let mut up = Some(read);
        while let Some(at) = up {
            let Some(action) = definition.action(at) else { break };
            // The condition of an until is looked at when its children have ended.
            let looks_inside = at == self.of && at != read && matches!(action.kind, Kind::Until(_));
            if looks_inside || self.marks.get(usize::from(at.0)) == Some(&true) {
                return true;
            }
            up = action.parent.map(|(parent, _)| parent);
        }
        false
    }
}
