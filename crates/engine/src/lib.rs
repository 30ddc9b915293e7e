//! Decides what a run does next.
//!
//! Give [`step`] a run and one event; it gives back journal entries to store and effects to perform. It never reads a clock, a
//! database, a socket or an environment variable: those facts arrive inside the event. That is what makes a crashed run resume by
//! replaying its journal ([`Run::replay`]): every change of a run's state is an [`Entry`], and applying the same entries again
//! gives the same state.
//!
//! Start at [`step`], then read one file in `action/`, one for each kind of action. [`simulate()`] runs a whole definition in memory, and
//! [`replay()`] runs another one as a run went that was recorded.

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod action;
mod effect;
mod event;
mod flow;
pub mod history;
pub mod journal;
mod outcome;
mod replay;
mod retry;
mod run;
mod run_after;
mod scope;
mod simulate;
mod state;
mod status;
mod step;
mod track;
mod trigger;

pub use effect::{Asks, Call, Effect, Reply};
pub use event::{Event, Happening};
pub use flow::{Callbacks, Flow};
pub use journal::Entry;
pub use outcome::{ErrorInfo, Outcome, code_of_status, may_retry_status};
pub use replay::{Comparison, Difference, DifferenceKind, NotReplayable, Recording, replay};
pub use retry::wait_before_next;
pub use run::{ANSWER_WITHIN, Awaited, Run, Start};
pub use simulate::{Setup, Simulation, simulate};
pub use state::{FrameNo, Place};
pub use step::{Step, step};
pub use trigger::{check_schema, conditions_hold, evaluate, postponed_until, split, tracking_id, webhook_requests};
