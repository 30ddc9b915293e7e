//! Runs and what starts them.

use serde::Serialize;
use utoipa::ToSchema;
use wdl::definition::Status;

words! {
    /// What started a run.
    StartKind ("camelCase") = model::StartKind {
        /// A row was added, modified or deleted.
        RowChanged,
        /// Somebody pressed the button.
        Button,
        /// An HTTP request.
        HttpRequest,
        /// The clock.
        Recurrence,
        /// An owner resubmitted an earlier run.
        Resubmit,
    }

    /// What came of a firing of a trigger.
    FiringStatus ("PascalCase") = model::FiringStatus {
        /// It started a run.
        Succeeded,
        /// It was to start none.
        Skipped,
        /// It went wrong.
        Failed,
    }

    /// Where a run stands.
    RunStatus ("PascalCase") = model::RunStatus {
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
}

/// Where an action of a run stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) enum ActionStatus {
    /// Under way.
    Running,
    /// Waits for time or for somebody.
    Waiting,
    /// Did what it should.
    Succeeded,
    /// Did not.
    Failed,
    /// Was never started.
    Skipped,
    /// Took too long.
    TimedOut,
    /// Was stopped.
    Cancelled,
}

impl From<Status> for ActionStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Succeeded => Self::Succeeded,
            Status::Failed => Self::Failed,
            Status::Skipped => Self::Skipped,
            Status::TimedOut => Self::TimedOut,
            Status::Cancelled => Self::Cancelled,
        }
    }
}
