//! Flows as far as identities go, and what becomes of their actions.

use std::sync::Arc;

use model::{
    ActingIdentity, Connection, ConnectionId, ConnectionMode, ConnectorName, EnvironmentId, FlowKey, PrincipalId,
    RunAs, Tier, Verb, run::RowOwner,
};

use super::World;
use crate::{acting::Refusal, preview::TriggerKind, resolve::resolve};

/// What a flow version says, whatever its references are bound to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shape {
    /// What starts it.
    pub trigger: Trigger,
    /// The connection references that it names.
    pub uses: Vec<Use>,
    /// The actions that use one, in document order.
    pub actions: Vec<Action>,
}

/// A flow's trigger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trigger {
    /// Its name in the definition.
    pub name: String,
    /// Its kind.
    pub kind: TriggerKind,
    /// Its run as.
    pub run_as: Option<RunAs>,
    /// Which of the uses is its own.
    pub used: Option<usize>,
}

/// A connection reference as a flow version uses it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Use {
    /// The alias that actions name.
    pub key: String,
    /// What people call it: the connection reference behind it, else the alias.
    pub name: String,
    /// What it is for.
    pub connector: ConnectorName,
    /// How it is used.
    pub mode: ConnectionMode,
}

/// An action that uses a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// Its name in the definition.
    pub name: String,
    /// Where it stands in the definition.
    pub path: String,
    /// Which of the uses it names.
    pub used: usize,
    /// What it does with which table, by entity set name, where the definition says so.
    pub needs: Option<(Verb, String)>,
}

/// A flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow {
    /// Its key.
    pub key: FlowKey,
    /// Where it lives.
    pub environment: EnvironmentId,
    /// Whether its trigger is active.
    pub is_on: bool,
    /// The one owner that is named first.
    pub primary_owner: PrincipalId,
    /// Who it is shared with, and as what.
    pub grants: Vec<(PrincipalId, Tier)>,
    /// Its current version.
    pub shape: Arc<Shape>,
    /// What its uses are bound to, in the order of the shape's.
    pub bound: Vec<Option<ConnectionId>>,
}

/// Who starts a flow and whose row it is. What is not given is somebody else, who is active and may do everything.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Case {
    /// Who presses the button, or changes the row.
    pub invoker: Option<PrincipalId>,
    /// Who owns the row.
    pub row_owner: Option<RowOwner>,
}

/// Why an action fails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Failure {
    /// It has no identity to act with, or may not use it.
    Refused(Refusal),
    /// Its identity lacks a privilege.
    Lacks {
        /// Who lacks it: the acting identity, else who acts on its behalf.
        principal: PrincipalId,
        /// What is to be done with a row.
        verb: Verb,
        /// The table's logical name.
        table: Arc<str>,
    },
}

/// What becomes of an action that is reached.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Fate {
    /// As whom it acts, where that is known.
    pub acting: Option<ActingIdentity>,
    /// The privilege that it takes, on the table with this logical name; `None` where none of ours is asked, or none is known.
    pub needs: Option<(Verb, Arc<str>)>,
    /// Why it fails; `None` as far as its identity goes.
    pub failure: Option<Failure>,
}

impl World {
    /// The connection that answers for one of a flow's uses.
    pub fn bound(&self, flow: &Flow, used: usize) -> Option<&Connection> {
        let id = flow.bound.get(used).copied().flatten()?;
        self.connections.get(&id).filter(|it| it.environment == flow.environment)
    }

    /// What becomes of an action in a case.
    pub fn fate(&self, flow: &Flow, action: &Action, case: Case) -> Fate {
        let Ok(fate) = resolve(&mut &*self, flow, action, case);
        fate
    }
}
