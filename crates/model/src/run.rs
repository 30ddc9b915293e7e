//! Words about runs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, PrincipalId, RunAs};

/// Where a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum RunStatus {
    /// Accepted, or between two actions.
    Running,
    /// Waits for time or for somebody.
    Waiting,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
    /// Was stopped.
    Cancelled,
    /// Took longer than a run may.
    TimedOut,
}

impl RunStatus {
    /// All, in the order of their stored numbers.
    pub const ALL: [Self; 6] =
        [Self::Running, Self::Waiting, Self::Succeeded, Self::Failed, Self::Cancelled, Self::TimedOut];

    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Running | Self::Waiting)
    }

    /// The word that files, expressions and the API use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Waiting => "Waiting",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Cancelled => "Cancelled",
            Self::TimedOut => "TimedOut",
        }
    }
}

impl fmt::Display for RunStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What came of a firing of a trigger.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum FiringStatus {
    /// It started a run.
    Succeeded,
    /// It was to start none.
    Skipped,
    /// It went wrong.
    Failed,
}

impl FiringStatus {
    /// The word that the API uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "Succeeded",
            Self::Skipped => "Skipped",
            Self::Failed => "Failed",
        }
    }
}

/// What started a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StartKind {
    /// A row was added, modified or deleted.
    RowChanged,
    /// Somebody pressed the button, or an app or parent flow called.
    Button,
    /// An HTTP request.
    HttpRequest,
    /// The clock.
    Recurrence,
    /// An owner resubmitted an earlier run.
    Resubmit,
}

/// What is frozen when a run starts and decides whose identity its actions use.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RunFacts {
    /// What started it.
    pub start: StartKind,
    /// Who caused it; the clock is nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoker: Option<PrincipalId>,
    /// The owner of the row whose change fired the trigger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_owner: Option<RowOwner>,
    /// The principal of the trigger's connection when the trigger fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger_connection: Option<PrincipalId>,
    /// The trigger's run as, as the flow version says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_as: Option<RunAs>,
    /// The flow's primary owner when the trigger fired.
    pub primary_owner: PrincipalId,
}

/// Who owns the row that fired the trigger.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RowOwner {
    /// A user.
    User(PrincipalId),
    /// A team. Run as "Row owner" then falls back to the process owner, with a warning.
    Team(PrincipalId),
}

/// Which line of the decision table chose an acting identity. The words are shown to people.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ActingRule {
    /// Run as Triggering user, the action impersonates: who changed the row.
    TriggeringUser,
    /// Run as Row owner, the action impersonates: who owns the row.
    RowOwner,
    /// Run as Row owner, but a team owns the row: as Process owner.
    RowOwnedByTeam,
    /// Run as Process owner, the action impersonates: the principal of the trigger's connection.
    ProcessOwner,
    /// Run as Process owner, where the environment takes the flow's primary owner for it.
    PrimaryOwner,
    /// Run as blank, the action impersonates: who changed the row.
    BlankTriggeringUser,
    /// Run as blank, where the environment takes the process owner for it.
    BlankProcessOwner,
    /// The action uses its own connection.
    OwnConnection,
    /// The caller's own connection.
    RunOnlyUser,
}

impl ActingRule {
    /// One sentence for people.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::TriggeringUser => {
                "Run as is Triggering user and the action uses the invoker's connection: it acts as the user who changed the row."
            }
            Self::RowOwner => {
                "Run as is Row owner and the action uses the invoker's connection: it acts as the owner of the row."
            }
            Self::RowOwnedByTeam => "Run as is Row owner, but a team owns the row: it acts as the process owner.",
            Self::ProcessOwner => {
                "Run as is Process owner and the action uses the invoker's connection: it acts as the principal of the trigger's connection."
            }
            Self::PrimaryOwner => {
                "Run as is Process owner and the action uses the invoker's connection: it acts as the flow's primary owner, as this environment's settings say."
            }
            Self::BlankTriggeringUser => {
                "Run as is blank and the action uses the invoker's connection: it acts as the user who changed the row."
            }
            Self::BlankProcessOwner => {
                "Run as is blank and the action uses the invoker's connection: it acts as the process owner, as this environment's settings say."
            }
            Self::OwnConnection => "The action uses its own connection: it acts as that connection's owner.",
            Self::RunOnlyUser => {
                "The connection is provided by the run-only user: the action acts as the caller, through the caller's own connection."
            }
        }
    }
}

/// The principal and connection that an action used, and the rule that chose them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ActingIdentity {
    /// Whose identity the target sees.
    pub principal: PrincipalId,
    /// Whose connection makes the call.
    pub connection: ConnectionId,
    /// The connection's principal, where the call is on behalf of another.
    pub impersonator: Option<PrincipalId>,
    /// Which rule decided.
    pub rule: ActingRule,
    /// Which version of the connection's secret was used, from 1; 0 where there is none, and in history that does not tell.
    #[serde(default)]
    pub secret_version: i64,
}
