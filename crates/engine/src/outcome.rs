//! How a call or an action ended.

mod http_status;

use std::{borrow::Cow, sync::Arc};

pub use http_status::{code_of_status, may_retry_status};
use model::ActingIdentity;
use wdl::{Value, definition::Status};

/// A code and a message, as the history shows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ErrorInfo {
    /// The platform's code.
    pub code: Cow<'static, str>,
    /// The platform's message.
    pub message: String,
}

impl ErrorInfo {
    /// An error.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}

/// How a call ended.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// Succeeded, Failed or TimedOut.
    pub status: Status,
    /// `OK`, `NotFound`, `AuthenticationFailed` ...
    pub code: Cow<'static, str>,
    /// What went wrong, where the code does not say it all.
    pub error: Option<ErrorInfo>,
    /// `{statusCode, headers, body}`, for failed calls too.
    pub outputs: Option<Value>,
    /// Whose identity was used, and why.
    pub acting: Option<ActingIdentity>,
    /// Whether the same call may succeed later: 408, 429, 5xx, no connection.
    pub may_retry: bool,
    /// How long the target asked to wait, in milliseconds.
    pub retry_after: Option<i64>,
    /// The target has only accepted the call, and says at this address what becomes of it.
    pub poll: Option<Arc<str>>,
}

impl Outcome {
    /// A call that ended well.
    pub fn succeeded(code: impl Into<Cow<'static, str>>, outputs: Value) -> Self {
        Self {
            status: Status::Succeeded,
            code: code.into(),
            error: None,
            outputs: Some(outputs),
            acting: None,
            may_retry: false,
            retry_after: None,
            poll: None,
        }
    }

    /// A call that failed for good.
    pub fn failed(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        let code = code.into();
        let error = Some(ErrorInfo::new(code.clone(), message));
        Self {
            status: Status::Failed,
            code,
            error,
            outputs: None,
            acting: None,
            may_retry: false,
            retry_after: None,
            poll: None,
        }
    }

    /// How a call ended that was answered with an HTTP status: 400 and above is a failure, and some may be tried again.
    pub fn answered(status: u16, outputs: Value) -> Self {
        let failed = status >= 400;
        Self {
            status: if failed { Status::Failed } else { Status::Succeeded },
            code: code_of_status(status),
            error: None,
            outputs: Some(outputs),
            acting: None,
            may_retry: may_retry_status(status),
            retry_after: None,
            poll: None,
        }
    }

    /// The same, with the outputs that the target gave.
    #[must_use]
    pub fn with_outputs(mut self, outputs: Value) -> Self {
        self.outputs = Some(outputs);
        self
    }

    /// The same, done as somebody.
    #[must_use]
    pub fn acting_as(mut self, acting: Option<ActingIdentity>) -> Self {
        self.acting = acting;
        self
    }
}
