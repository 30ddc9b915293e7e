//! The status of a block: that of its leaves.

use wdl::definition::{ActionIx, Definition, Status};

/// The status of a block whose actions have all finished. Leaves are the actions that nobody runs after; a skipped leaf stands
/// for its predecessors; a skipped root drops out. Any failure fails the block, else a timeout, else a cancellation.
pub(crate) fn of_block(
    definition: &Definition,
    block: &[ActionIx],
    status: impl Fn(ActionIx) -> Option<Status>,
) -> Status {
    let mut worst = Status::Succeeded;
    let mut seen = Vec::new();
    let mut leaves: Vec<ActionIx> = block
        .iter()
        .copied()
        .filter(|at| definition.action(*at).is_some_and(|action| action.dependents.is_empty()))
        .collect();
    while let Some(at) = leaves.pop() {
        match status(at) {
            Some(Status::Skipped) => {
                let before = definition.action(at).map_or(&[][..], |action| &action.run_after);
                for before in before {
                    if !seen.contains(&before.on) {
                        seen.push(before.on);
                        leaves.push(before.on);
                    }
                }
            }
            Some(status) => worst = worse(worst, status),
            None => {}
        }
    }
    worst
}

/// The worse of two: Failed, then TimedOut, then Cancelled, then Succeeded.
pub(crate) fn worse(a: Status, b: Status) -> Status {
    let rank = |status| match status {
        Status::Failed => 3,
        Status::TimedOut => 2,
        Status::Cancelled => 1,
        Status::Succeeded | Status::Skipped => 0,
    };
    if rank(b) > rank(a) { b } else { a }
}
