//! Hints: what a commit may have made due. Losing one only delays, because reconcilers look for themselves.

use model::RunId;

/// Something that a reconciler may want to look at now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hint {
    /// A run waits to be claimed.
    RunsDue,
    /// A run that somebody holds was told something: it is to be cancelled, or a run that it called has answered.
    RunTold(RunId),
    /// A schedule was added or changed.
    ScheduleChanged,
}
