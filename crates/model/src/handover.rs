//! Words about hand-over plans.

use serde::{Deserialize, Serialize};

/// Where a hand-over plan stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HandoverStatus {
    /// It is being written.
    Draft,
    /// An administrator has approved it, and its content is frozen.
    Approved,
    /// The same, and its time is set.
    Scheduled,
    /// Everything in it has happened.
    Applied,
    /// It had happened, and was taken back.
    Undone,
}

impl HandoverStatus {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "a draft",
            Self::Approved => "approved",
            Self::Scheduled => "scheduled",
            Self::Applied => "applied",
            Self::Undone => "undone",
        }
    }
}

/// What somebody answered to a version of a hand-over plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum HandoverAnswer {
    /// An administrator: it may happen.
    Approved,
    /// Somebody who gets something: it is taken over.
    Accepted,
}
