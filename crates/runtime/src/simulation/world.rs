//! The world that flows call.

use std::{cell::RefCell, future::Future};

use engine::{Call, Outcome};
use tokio::sync::oneshot;

use super::executor;

/// A call that a server makes.
pub(crate) struct Made {
    pub(crate) server: usize,
    pub(crate) call: Call,
    pub(crate) answer: oneshot::Sender<Outcome>,
}

thread_local! {
    static MADE: RefCell<Vec<Made>> = const { RefCell::new(Vec::new()) };
}

/// Takes a call from a server. Whoever plays decides what it comes to.
pub(crate) fn called(call: &Call) -> Option<impl Future<Output = Outcome> + Send + use<>> {
    let (answer, answered) = oneshot::channel();
    MADE.with(|made| made.borrow_mut().push(Made { server: executor::server(), call: call.clone(), answer }));
    Some(async move { answered.await.unwrap_or_else(|_| Outcome::failed("NoAnswer", "The simulation ended.")) })
}

/// The calls that were made since this was asked last.
pub(crate) fn made() -> Vec<Made> {
    MADE.with(RefCell::take)
}
