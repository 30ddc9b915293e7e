//! How the calls of a scenario end.

use engine::{ErrorInfo, Outcome};
use wdl::{Object, Value, definition::Status};

/// How one call of an action ends. Each answer is for one call; calls after the last answer succeed with an empty body.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) action: String,
    pub(crate) outcome: Outcome,
    /// In seconds; none never ends.
    pub(crate) takes: Option<i64>,
}

/// The call is answered with 200 and this JSON.
pub fn succeeds(action: &str, body: &str) -> Answer {
    let body = Value::from_json(body.as_bytes()).expect("the body is JSON");
    answered(action, 200, body)
}

/// The call is answered with an HTTP status of 400 or above.
pub fn fails(action: &str, status: u16) -> Answer {
    answered(action, status, Value::Object(Object::new()))
}

/// The call is not answered at all, and may be tried again.
pub fn breaks(action: &str, code: &'static str) -> Answer {
    let mut outcome = Outcome::failed(code, "There was no answer.");
    outcome.may_retry = true;
    outcome.error = Some(ErrorInfo::new(code, "There was no answer."));
    Answer { action: action.to_owned(), outcome, takes: Some(0) }
}

/// The call is accepted; what becomes of it is told at an address.
pub fn accepted(action: &str, address: &str) -> Answer {
    let mut answer = answered(action, 202, Value::Null);
    answer.outcome.poll = Some(address.into());
    answer
}

/// The call never ends.
pub fn never(action: &str) -> Answer {
    Answer { takes: None, ..fails(action, 500) }
}

fn answered(action: &str, status: u16, body: Value) -> Answer {
    let outputs = Object::from([
        ("statusCode", Value::Int(status.into())),
        ("headers", Value::Object(Object::new())),
        ("body", body),
    ]);
    Answer { action: action.to_owned(), outcome: Outcome::answered(status, Value::Object(outputs)), takes: Some(0) }
}

impl Answer {
    /// It comes after so many seconds.
    #[must_use]
    pub fn after(mut self, seconds: i64) -> Self {
        self.takes = Some(seconds);
        self
    }

    /// It asks to wait so many seconds before the next attempt.
    #[must_use]
    pub fn retry_after(mut self, seconds: i64) -> Self {
        self.outcome.retry_after = Some(seconds * 1_000);
        self
    }

    /// The call took too long for whoever made it.
    #[must_use]
    pub fn timed_out(mut self) -> Self {
        self.outcome.status = Status::TimedOut;
        self.outcome.may_retry = false;
        self.outcome.code = "ActionTimedOut".into();
        self
    }
}
