//! Words about promotions.

use serde::{Deserialize, Serialize};

/// What has become of a request to bring a package to a stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PromotionStatus {
    /// Nothing yet: it waits for approvals, or has them all.
    Open,
    /// The package is there.
    Applied,
    /// An approver did not want it.
    Rejected,
    /// It is not wanted any more.
    Withdrawn,
    /// What applying it would do is not what was reviewed.
    Stale,
    /// It could not be applied.
    Failed,
}

impl PromotionStatus {
    /// What people read.
    pub fn words(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Applied => "applied",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Stale => "stale",
            Self::Failed => "failed",
        }
    }
}

/// What an approver says to a promotion.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PromotionDecision {
    /// It may happen.
    Approve,
    /// It may not.
    Reject,
}
