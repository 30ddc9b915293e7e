//! The facts about an environment that a plan needs. Whoever calls has looked them up.

use std::collections::HashSet;

use model::{ConnectionId, ConnectorName, FlowId, PrincipalId, Privilege, RoleId, VariableKind, table::Table};
use wdl::Value;

use super::{ComponentKey, ComponentKind};
use crate::SolutionVersion;

/// The environment that a solution is imported into. An empty one by default.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Target {
    /// The same solution as it is installed here now.
    pub solution: Option<InstalledSolution>,
    /// The version here of the solution that the package is a patch of.
    pub patched: Option<SolutionVersion>,
    /// The patches of the same solution that are installed here.
    pub patches: Vec<InstalledPatch>,
    /// All connections of the environment.
    pub connections: Vec<TargetConnection>,
    /// All connection references of the environment.
    pub references: Vec<TargetReference>,
    /// All environment variables of the environment.
    pub variables: Vec<TargetVariable>,
    /// All flows of the environment.
    pub flows: Vec<TargetFlow>,
    /// All tables of the environment, the standard ones among them.
    pub tables: Vec<Table>,
    /// All security roles of the environment.
    pub roles: Vec<TargetRole>,
    /// The names of all connectors that can be used here, built in and custom.
    pub connectors: Vec<ConnectorName>,
    /// The custom connectors that came with the solution as it is installed here.
    pub definitions: Vec<TargetConnector>,
    /// What belongs to other solutions of the environment but those patches, and so stays when this one no longer has it.
    pub elsewhere: HashSet<(ComponentKind, String)>,
}

/// A custom connector that came with a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetConnector {
    /// Its name in files.
    pub name: String,
    /// What its files hold.
    pub digest: String,
}

/// A solution that is installed.
#[derive(Clone, PartialEq, Debug)]
pub struct InstalledSolution {
    /// Its version.
    pub version: SolutionVersion,
    /// Whether it was installed from a managed package.
    pub managed: bool,
    /// What it brought. An upgrade of a managed solution removes what its next version no longer has.
    pub components: Vec<ComponentKey>,
}

/// A patch that is installed: a solution of its own, which changes another one.
#[derive(Clone, PartialEq, Debug)]
pub struct InstalledPatch {
    /// Its name in files.
    pub unique_name: String,
    /// Its version.
    pub version: SolutionVersion,
    /// What it brought.
    pub components: Vec<ComponentKey>,
}

impl InstalledPatch {
    /// Whether a version of the solution takes its place: a later one, or one that it is no patch of.
    pub(super) fn is_replaced_by(&self, version: SolutionVersion) -> bool {
        self.version < version || self.version.minor() != version.minor()
    }
}

/// A connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetConnection {
    /// Its id.
    pub id: ConnectionId,
    /// What it connects to.
    pub connector: ConnectorName,
    /// What people read.
    pub display_name: String,
    /// The name of its owner.
    pub owner: String,
    /// Whether whoever imports owns it or may use it.
    pub usable: bool,
}

/// A connection reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetReference {
    /// Its name in files.
    pub logical_name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub connector: ConnectorName,
    /// What it is bound to.
    pub connection: Option<ConnectionId>,
}

/// An environment variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetVariable {
    /// Its name in files.
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// Its type.
    pub kind: VariableKind,
    /// What holds where no value is set.
    pub default_value: Option<String>,
    /// The environment's own value.
    pub value: Option<String>,
}

/// A flow.
#[derive(Clone, PartialEq, Debug)]
pub struct TargetFlow {
    /// Its id.
    pub id: FlowId,
    /// What people read.
    pub name: String,
    /// Whether it is on, and if not, why.
    pub state: FlowState,
    /// Who owns it, the primary owner first.
    pub owners: Vec<PrincipalId>,
    /// The whole JSON of its current version, to see whether it changes.
    pub clientdata: Value,
}

/// Whether a flow is on, and if not, who decided that.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlowState {
    /// It is on.
    On,
    /// It was never turned on here: something was missing when it was imported.
    NeverOn,
    /// Somebody here turned it off.
    TurnedOff,
}

/// A security role.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetRole {
    /// Its id.
    pub id: RoleId,
    /// What people read.
    pub name: String,
    /// Whether it allows acting on behalf of others.
    pub may_act_on_behalf: bool,
    /// What it allows on tables.
    pub privileges: Vec<Privilege>,
}
