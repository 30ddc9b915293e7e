//! What is remembered: the entries of a run's journal, and their stored form.

mod bytes;
mod decode;
mod encode;
mod words;

use std::{borrow::Cow, sync::Arc};

pub use decode::{DecodeError, decode, decode_value};
pub use encode::{encode, encode_value};
use model::{ActingIdentity, RunStatus, Timestamp};
use wdl::{
    Value,
    definition::{ActionIx, Status},
};

use crate::{ErrorInfo, Place, Reply};

/// One change of a run's state. Applying the same entries in the same order always gives the same state.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    /// An action that takes time or has children began. A call's intent is durable before the call is made.
    Started {
        /// Which.
        place: Place,
        /// When.
        at: Timestamp,
        /// What it was told.
        inputs: Value,
        /// What it does.
        how: Started,
    },
    /// An attempt of a call failed, and another will follow.
    AttemptFailed {
        /// Whose.
        place: Place,
        /// Which, from 1.
        attempt: u32,
        /// When it ended.
        at: Timestamp,
        /// When the next one is due.
        retry_at: Timestamp,
        /// How it ended.
        code: Cow<'static, str>,
        /// What went wrong.
        message: Option<String>,
        /// Whose identity was used.
        acting: Option<ActingIdentity>,
    },
    /// A target has accepted a call, and is to be asked at an address what has become of it.
    Accepted {
        /// Whose.
        place: Place,
        /// When.
        at: Timestamp,
        /// When it is asked.
        poll_at: Timestamp,
        /// Where.
        poll: Arc<str>,
    },
    /// A service has agreed to call back.
    Subscribed {
        /// The action that waits for it.
        place: Place,
        /// When.
        at: Timestamp,
        /// How the service answered.
        code: Cow<'static, str>,
    },
    /// The next attempt of a call begins, or the first to ask what has become of one that was accepted.
    AttemptStarted {
        /// Whose.
        place: Place,
        /// Which: from 2, and from 1 where it asks.
        attempt: u32,
        /// When.
        at: Timestamp,
    },
    /// An iteration of a loop began, in a frame of its own with the next number.
    IterationStarted {
        /// The loop.
        place: Place,
        /// Which, from 0.
        index: u32,
    },
    /// An iteration ended.
    IterationEnded {
        /// The loop.
        place: Place,
        /// Its frame.
        frame: u32,
        /// How.
        status: Status,
    },
    /// An action ended. One that takes no time has no `Started` before it.
    Ended {
        /// Which.
        place: Place,
        /// When it began.
        started_at: Timestamp,
        /// When it ended.
        at: Timestamp,
        /// How.
        status: Status,
        /// The platform's code.
        code: Cow<'static, str>,
        /// What went wrong.
        error: Option<ErrorInfo>,
        /// What it was told; `None` where `Started` has it or it was told nothing.
        inputs: Option<Value>,
        /// What it made.
        outputs: Option<Value>,
        /// Whose identity was used.
        acting: Option<ActingIdentity>,
    },
    /// An action was skipped.
    Skipped {
        /// Which.
        place: Place,
        /// When.
        at: Timestamp,
        /// Why.
        why: Skip,
    },
    /// An action that has ended is remembered with these properties.
    Tracked {
        /// Which.
        place: Place,
        /// The properties.
        properties: Value,
    },
    /// A variable has a new value.
    VariableSet {
        /// Its place in the definition's variables.
        variable: u16,
        /// The value.
        value: Value,
    },
    /// A list or text variable became longer.
    VariableAppended {
        /// Its place in the definition's variables.
        variable: u16,
        /// What was put at the end.
        value: Value,
    },
    /// The caller was answered.
    Replied(Reply),
    /// The run ended.
    RunEnded {
        /// When.
        at: Timestamp,
        /// How.
        status: RunStatus,
        /// The platform's code.
        code: Cow<'static, str>,
        /// What went wrong.
        error: Option<ErrorInfo>,
    },
}

/// What a started action does.
#[derive(Clone, PartialEq, Debug)]
pub enum Started {
    /// It makes a call.
    Call,
    /// It waits for an instant.
    Wait {
        /// Which.
        until: Timestamp,
    },
    /// It runs the children of a branch, or of none.
    Branch {
        /// Which, in the action's branches.
        chosen: Option<u16>,
    },
    /// It goes through the list that its inputs are.
    Foreach,
    /// It repeats.
    Until,
}

/// Why an action was skipped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Skip {
    /// A predecessor ended in a status that `runAfter` does not list.
    RunAfter {
        /// Which.
        on: ActionIx,
    },
    /// The action that holds it was skipped, or failed before it chose a branch.
    Parent,
    /// The other branch was taken.
    BranchNotTaken,
    /// The run ended before it could start.
    RunEnded,
}
