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
    /// The call was accepted before, and this asks at an address what has become of it.
    pub poll: Option<Arc<str>>,
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
