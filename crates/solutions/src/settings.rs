//! The deployment settings file: what to bind and set in the environment that a solution is imported into.
//!
//! The format is Microsoft's. Source: Pre-populate connection references and environment variables for automated
//! deployments.

mod parse;
mod template;

use model::FlowId;
use serde::{Deserialize, Serialize};

pub use parse::SettingsError;

use crate::text::fold;

/// A settings file. Keys that it does not know are ignored.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Settings {
    /// `EnvironmentVariables`
    pub variables: Vec<VariableSetting>,
    /// `ConnectionReferences`
    pub references: Vec<ReferenceSetting>,
    /// `ActivateFlowConfiguration`, which the ALM accelerator adds to the format.
    pub flows: Vec<FlowSetting>,
    /// `Owners`, which Steward adds to the format.
    pub owners: Vec<OwnersSetting>,
}

/// The value of an environment variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VariableSetting {
    /// `SchemaName`, compared without case.
    pub schema_name: String,
    /// `Value`, as text. Nothing where it is blank, as it is in a template.
    pub value: Option<String>,
    /// Where the entry stands.
    pub place: Place,
}

/// What a connection reference is bound to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferenceSetting {
    /// `LogicalName`, compared without case.
    pub logical_name: String,
    /// `ConnectionId`. Nothing where it is blank, as it is in a template.
    pub connection: Option<String>,
    /// `ConnectorId`, a path such as `/providers/Microsoft.PowerApps/apis/shared_x`.
    pub connector: Option<String>,
    /// Where the entry stands.
    pub place: Place,
}

/// Whether a flow is turned on, whatever it was before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowSetting {
    /// `solutionComponentUniqueName`, the flow's id, or `solutionComponentName`, its name. Compared without case.
    pub flow: String,
    /// `activate`
    pub on: bool,
    /// Where the entry stands.
    pub place: Place,
}

/// Who owns a flow besides those who own it already.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnersSetting {
    /// `Flow`, its id or its name. Compared without case.
    pub flow: String,
    /// `PrimaryOwner`, the name or id of a principal. Nothing where it is blank, as it is in a template.
    pub primary_owner: Option<String>,
    /// `CoOwners`, the names or ids of users, service accounts and groups.
    pub co_owners: Vec<String>,
    /// Where the entry stands.
    pub place: Place,
}

impl Settings {
    /// What the settings say about who owns a flow.
    pub fn owners_of(&self, id: FlowId, name: &str) -> impl Iterator<Item = &OwnersSetting> {
        self.owners.iter().filter(move |setting| is_flow(&setting.flow, id, name))
    }
}

/// Whether settings mean a flow with what they call it: its id or its name.
pub(crate) fn is_flow(called: &str, id: FlowId, name: &str) -> bool {
    called.parse().is_ok_and(|called: FlowId| called == id) || fold(called) == fold(name)
}

/// A place in a text, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

impl Default for Place {
    /// The start of the text, for settings that never were one.
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
