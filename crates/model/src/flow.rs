//! Words about flows.

use serde::{Deserialize, Serialize};

/// The trigger's choice of whose identity "invoker" actions use. The numbers are those of `subscriptionRequest/runas`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RunAs {
    /// 1: who changed the row.
    TriggeringUser,
    /// 2: who owns the row.
    RowOwner,
    /// 3: the principal of the trigger's connection.
    ProcessOwner,
}

impl RunAs {
    /// The choice that a file's number names; `None` for a number that names none.
    pub fn from_code(code: i64) -> Option<Self> {
        match code {
            1 => Some(Self::TriggeringUser),
            2 => Some(Self::RowOwner),
            3 => Some(Self::ProcessOwner),
            _ => None,
        }
    }

    /// The words that the designer uses.
    pub fn label(self) -> &'static str {
        match self {
            Self::TriggeringUser => "Triggering user",
            Self::RowOwner => "Row owner",
            Self::ProcessOwner => "Process owner",
        }
    }
}

/// How an action uses its connection reference.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionMode {
    /// The bound connection acts as itself (`runtimeSource: embedded`).
    Own,
    /// The bound connection acts on behalf of the run-as user, inside the tables (`impersonation.source: invoker`).
    Impersonate,
    /// The caller of a button or app flow supplies a connection of his own (`runtimeSource: invoker`).
    RunOnlyUser,
}

/// What somebody may do with a flow, smallest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Tier {
    /// Starts the flow and sees nothing inside.
    RunOnlyUser,
    /// Sees runs.
    Viewer,
    /// Edits, shares, rebinds, deletes.
    CoOwner,
    /// The one owner that the platform names first.
    PrimaryOwner,
}
