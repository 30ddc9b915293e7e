//! What the world is asked to do.

use std::sync::Arc;

use wdl::Value;

use crate::Place;

/// Something to do outside. It is performed only after the entries of its step are durable.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Call a connector's operation or an address, and report with [`Happening::CallEnded`](crate::Happening::CallEnded).
    Call(Call),
    /// Answer whoever started the run and waits.
    Reply(Reply),
    /// Let a place be called back, from the commit of the step's entries on.
    Listen(Place),
    /// Let a place be called back no more, from the commit of the step's entries on.
    Unlisten {
        /// Which.
        place: Place,
        /// A call that is owed to the service from then on, whatever becomes of the run.
        unsubscribe: Option<Value>,
    },
}

/// What a call is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asks {
    /// What the action is told to call.
    Itself,
    /// What has become of a call that was accepted: asks at this address.
    Poll(Arc<str>),
    /// What somebody has told the action by calling back; nothing until somebody has.
    Callback,
}

/// A call. What is called stands in the definition, at the place's action.
#[derive(Clone, PartialEq, Debug)]
pub struct Call {
    /// Whose call it is.
    pub place: Place,
    /// From 1.
    pub attempt: u32,
    /// The evaluated inputs.
    pub inputs: Value,
    /// What it is for.
    pub what: Asks,
    /// The same for every repetition of this call that a crash may cause: (run, action, iteration, attempt).
    pub idempotency_key: String,
    /// A crash made the outcome of an earlier performance of this same call unknown.
    pub repeated: bool,
}

/// An answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// The body; `None` for none.
    pub body: Option<Value>,
}
