//! What all actions have: a name, when they run, options, and children.

mod collect;
mod options;

use std::sync::Arc;

pub(super) use collect::{Collector, lay_out};
pub use options::{Options, StaticResult};

use super::{
    ChildFlow, Compose, Condition, ConnectorAction, ExpressionKind, Foreach, Http, InitializeVariable, Join, Opaque,
    ParseJson, Query, Response, Select, StatusSet, Switch, Table, Terminate, Until, UpdateVariable, Wait, Webhook,
};
use crate::Template;

/// The place of an action in [`Definition::actions`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ActionIx(pub u16);

impl ActionIx {
    pub(super) fn from_usize(at: usize) -> Self {
        Self(u16::try_from(at).unwrap_or(u16::MAX))
    }
}

/// The place of a region in [`Definition::regions`]; 0 is the top level.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct RegionIx(pub u16);

/// The top level or a loop's body, without the bodies of loops inside it.
#[derive(Clone, Debug)]
pub struct Region {
    /// The loop whose body it is; none for the top level.
    pub of: Option<ActionIx>,
    /// The region that the loop itself is in.
    pub parent: RegionIx,
    /// The actions in it, in document order: an action's place here is its slot.
    pub actions: Vec<ActionIx>,
}

/// An action.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its name, unique in the definition without case.
    pub name: Arc<str>,
    /// Its type as the file spells it.
    pub type_name: Arc<str>,
    /// What it does.
    pub kind: Kind,
    /// What it waits for. Empty: it starts with its block.
    pub run_after: Vec<RunAfter>,
    /// The actions that wait for it.
    pub dependents: Vec<ActionIx>,
    /// The control action that holds it, and in which of its branches.
    pub parent: Option<(ActionIx, usize)>,
    /// Its children, for control actions.
    pub branches: Vec<Branch>,
    /// The region it is in.
    pub region: RegionIx,
    /// Its place in its region.
    pub slot: u16,
    /// Its body's region, for loops.
    pub body: Option<RegionIx>,
    /// What it may be told besides.
    pub options: Options,
    /// Where it stands in the document.
    pub path: String,
}

/// Children of a control action that start together.
#[derive(Clone, Debug)]
pub struct Branch {
    /// What it is called in the file: `actions`, `else`, `default`, or a case's name.
    pub name: Arc<str>,
    /// Its actions, in document order.
    pub actions: Vec<ActionIx>,
}

/// One predecessor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RunAfter {
    /// Who must have finished.
    pub on: ActionIx,
    /// How it must have ended.
    pub statuses: StatusSet,
}
/// What an action does.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Makes a value.
    Compose(Compose),
    /// Declares variables, in most files one.
    InitializeVariable(Vec<InitializeVariable>),
    /// Sets, counts up or down, or appends to a variable.
    UpdateVariable(UpdateVariable),
    /// Chooses one of two branches.
    If(Condition),
    /// Chooses one of several branches.
    Switch(Switch),
    /// Once for each item.
    Foreach(Foreach),
    /// Until a condition holds.
    Until(Until),
    /// A group.
    Scope,
    /// Changes of rows that happen all, or none of them.
    Changeset,
    /// Ends the run.
    Terminate(Terminate),
    /// Waits for a time.
    Wait(Wait),
    /// Answers the caller.
    Response(Response),
    /// Calls an operation of a connector.
    Connector(ConnectorAction),
    /// Calls an address.
    Http(Http),
    /// Asks a service to call back.
    Webhook(Webhook),
    /// Runs another flow.
    ChildFlow(ChildFlow),
    /// Filters a list.
    Query(Query),
    /// Reshapes a list.
    Select(Select),
    /// Makes a list one text.
    Join(Join),
    /// Makes a list a CSV or HTML table.
    Table(Table),
    /// Reads JSON text.
    ParseJson(ParseJson),
    /// Date and number helpers.
    Expression(ExpressionKind),
    /// Kept, shown, and refused when the flow is turned on.
    Opaque(Opaque),
}

impl Kind {
    /// Whether it repeats its children.
    pub fn is_loop(&self) -> bool {
        matches!(self, Self::Foreach(_) | Self::Until(_))
    }

    /// Shows every template in it, not those of its children.
    pub fn templates(&self, visitor: &mut dyn FnMut(&Template)) {
        match self {
            Self::Compose(it) => visitor(&it.inputs),
            Self::InitializeVariable(them) => them.iter().for_each(|it| visitor(&it.value)),
            Self::UpdateVariable(it) => it.value.iter().for_each(visitor),
            Self::If(it) => it.templates(visitor),
            Self::Switch(it) => visitor(&it.expression),
            Self::Foreach(it) => visitor(&it.items),
            Self::Until(it) => {
                it.expression.templates(visitor);
                it.count.iter().for_each(&mut *visitor);
                it.timeout.iter().for_each(visitor);
            }
            Self::Terminate(it) => {
                visitor(&it.run_status);
                it.run_error.iter().for_each(visitor);
            }
            Self::Wait(Wait::For { count, unit }) => {
                visitor(count);
                visitor(unit);
            }
            Self::Wait(Wait::Until(at)) => visitor(at),
            Self::Response(it) => visitor(&it.inputs),
            Self::Connector(it) => visitor(&it.parameters),
            Self::Http(it) => visitor(&it.inputs),
            Self::Webhook(it) => visitor(&it.inputs),
            Self::ChildFlow(it) => visitor(&it.inputs),
            Self::Query(it) => {
                visitor(&it.from);
                visitor(&it.where_);
            }
            Self::Select(it) => {
                visitor(&it.from);
                visitor(&it.select);
            }
            Self::Join(it) => {
                visitor(&it.from);
                visitor(&it.join_with);
            }
            Self::Table(it) => {
                visitor(&it.from);
                for column in it.columns.iter().flatten() {
                    visitor(&column.header);
                    visitor(&column.value);
                }
            }
            Self::ParseJson(it) => {
                visitor(&it.content);
                it.schema.iter().for_each(visitor);
            }
            Self::Expression(it) => it.arguments.iter().for_each(visitor),
            Self::Scope | Self::Changeset | Self::Opaque(_) => {}
        }
    }

    /// Whether its inputs hold what lets somebody in: credentials, or the address at which it is called back.
    pub fn carries_secrets(&self) -> bool {
        match self {
            Self::Http(it) => it.authenticates,
            Self::Webhook(_) => true,
            _ => false,
        }
    }

    /// Whether it has children.
    pub fn is_control(&self) -> bool {
        matches!(
            self,
            Self::If(_) | Self::Switch(_) | Self::Foreach(_) | Self::Until(_) | Self::Scope | Self::Changeset
        )
    }
}
