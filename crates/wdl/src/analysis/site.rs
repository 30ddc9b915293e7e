//! Where an expression stands, and what can be read there.

use std::cell::OnceCell;

use super::{flow::Flow, types::Type};
use crate::definition::{Action, ActionIx, Ended, Kind};

/// Where an expression stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place<'a> {
    /// Nowhere in particular: every action has ended, and no loop is around it.
    Anywhere,
    /// In an action.
    Action {
        /// The action's name.
        name: &'a str,
        /// The place below the action (`inputs/where`).
        path: &'a str,
    },
    /// In the trigger, at a place below it (`conditions/0/expression`).
    Trigger {
        /// The place below the trigger.
        path: &'a str,
    },
}

/// A place in a definition.
#[derive(Debug)]
pub(super) struct Site {
    /// The action it is in.
    pub(super) action: Option<ActionIx>,
    /// Whether it is in the trigger, which comes before all actions.
    pub(super) in_trigger: bool,
    /// Whether the trigger's outputs are read as they came, before `splitOn` takes them apart.
    pub(super) sees_whole: bool,
    /// Worked out when it is first asked for.
    ended: OnceCell<Option<Ended>>,
    /// The list whose items a data operation works through here.
    data: Option<ActionIx>,
}

impl Site {
    /// The place in a definition; `None` if there is no such action.
    pub(super) fn find(flow: &Flow<'_>, place: Place<'_>) -> Option<Self> {
        match place {
            Place::Anywhere => Some(Self::new(None, None)),
            Place::Trigger { path } => {
                Some(Self { in_trigger: true, sees_whole: path == "splitOn", ..Self::new(None, None) })
            }
            Place::Action { name, path } => {
                let at = flow.definition.find(name)?;
                let action = flow.definition.action(at)?;
                Some(Self::new(Some(at), works_through(action, path).then_some(at)))
            }
        }
    }

    /// The place of an action's own inputs.
    pub(super) fn of(at: ActionIx) -> Self {
        Self::new(Some(at), None)
    }

    /// The place inside an action where `item()` is an item of its list.
    pub(super) fn within(at: ActionIx) -> Self {
        Self::new(Some(at), Some(at))
    }

    /// The place of the trigger's `splitOn`.
    pub(super) fn split() -> Self {
        Self { in_trigger: true, sees_whole: true, ..Self::new(None, None) }
    }

    fn new(action: Option<ActionIx>, data: Option<ActionIx>) -> Self {
        Self { action, in_trigger: false, sees_whole: false, ended: OnceCell::new(), data }
    }

    /// Whether an action has ended here, or is inside one that has.
    pub(super) fn has_ended(&self, flow: &Flow<'_>, read: ActionIx) -> bool {
        let ended = self.ended.get_or_init(|| self.action.map(|at| Ended::before(flow.definition, at)));
        match ended {
            Some(ended) => ended.has(flow.definition, read),
            None => !self.in_trigger,
        }
    }

    /// The loops around this place, innermost first.
    pub(super) fn loops<'a>(&self, flow: &Flow<'a>) -> impl Iterator<Item = (ActionIx, &'a Action)> + use<'a> {
        let definition = flow.definition;
        let here = self.action.and_then(|at| definition.action(at).map(|action| (at, action)));
        // The condition of an until belongs to its iterations.
        let own = here.filter(|(_, action)| matches!(action.kind, Kind::Until(_)));
        let mut next = here.and_then(|(_, action)| action.parent);
        let around = std::iter::from_fn(move || {
            let (at, _) = next?;
            let action = definition.action(at)?;
            next = action.parent;
            Some((at, action))
        });
        own.into_iter().chain(around).filter(|(_, action)| action.kind.is_loop())
    }

    /// The foreach that repeats an action and is not around this place, so that the action's outputs are a list here.
    pub(super) fn repeated_by<'a>(&self, flow: &Flow<'a>, read: ActionIx) -> Option<(ActionIx, &'a Action)> {
        let definition = flow.definition;
        let around: Vec<ActionIx> = self.loops(flow).map(|(at, _)| at).collect();
        let mut up = definition.action(read)?.parent;
        while let Some((at, _)) = up.filter(|(at, _)| !around.contains(at)) {
            let action = definition.action(at)?;
            if matches!(action.kind, Kind::Foreach(_)) {
                return Some((at, action));
            }
            up = action.parent;
        }
        None
    }

    /// What `item()` is here; `None` where there is no list.
    pub(super) fn item(&self, flow: &Flow<'_>) -> Option<Type> {
        if let Some(at) = self.data {
            return Some(flow.item_of(at));
        }
        let (at, _) = self.loops(flow).find(|(_, action)| matches!(action.kind, Kind::Foreach(_)))?;
        Some(flow.item_of(at))
    }
}

/// Whether a data operation evaluates what stands at a place below it once for each item of its list.
fn works_through(action: &Action, path: &str) -> bool {
    let below = match action.kind {
        Kind::Query(_) => "inputs/where",
        Kind::Select(_) => "inputs/select",
        Kind::Table(_) => "inputs/columns",
        _ => return false,
    };
    path.strip_prefix(below).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
