//! What happened.

use model::Timestamp;

use crate::{Outcome, Place};

/// One thing that happened, with the facts that the engine may not find out by itself.
#[derive(Clone, Debug)]
pub struct Event {
    /// What.
    pub what: Happening,
    /// When.
    pub at: Timestamp,
    /// Fresh randomness, for `guid()`, `rand()` and the spread of retries.
    pub entropy: u128,
    /// How many entries the step may make before it pauses and asks to be called again.
    pub budget: usize,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Happening {
    /// Nothing new: go on where the last step paused, after a start or a replay too.
    Continue,
    /// The time has come that [`Step::wake_at`](crate::Step::wake_at) asked for.
    Tick,
    /// A call ended.
    CallEnded {
        /// Which.
        place: Place,
        /// How.
        outcome: Box<Outcome>,
    },
    /// Somebody cancelled the run.
    Cancel,
}
