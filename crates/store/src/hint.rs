//! Hints: what a commit may have made due. Losing one only delays, because reconcilers look for themselves.

use model::RunId;

/// Something that a reconciler may want to look at now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hint {
    /// A run was accepted and waits to be claimed.
    RunQueued(RunId),
    /// A schedule was added or changed.
    ScheduleChanged,
}
