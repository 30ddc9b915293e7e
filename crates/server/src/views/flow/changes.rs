//! What differs between two versions of a flow.

use app::flows::FlowCompared;
use serde::Serialize;
use utoipa::ToSchema;

use crate::views::deployment::Change;

/// What one version of a flow does differently from another.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct FlowChanges {
    /// The number of the version that it is compared with.
    from: u32,
    /// The version's number.
    to: u32,
    /// What differs, from the one to the other.
    changes: Vec<Change>,
    /// The definitions, line by line, in the unified format. Blank where they are the same.
    text: String,
}

impl From<FlowCompared> for FlowChanges {
    fn from(FlowCompared { from, to, changes, text }: FlowCompared) -> Self {
        Self { from, to, changes: changes.into_iter().map(Change::from).collect(), text }
    }
}
