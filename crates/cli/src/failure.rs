//! What went wrong, for the person at the terminal.

use std::fmt;

use model::ErrorCode;
use store::StoreError;

/// A failure with a code that has a page, and the one thing to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Failure {
    /// `STW1012`, where there is one.
    pub(crate) code: Option<String>,
    /// What, where, who and since when.
    pub(crate) message: String,
    /// The one thing to do.
    pub(crate) hint: Option<String>,
}

impl Failure {
    /// A failure that has no page: the person knows what to do from the message.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { code: None, message: message.into(), hint: None }
    }

    /// A failure with a page.
    pub(crate) fn coded(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code: Some(code.to_string()), ..Self::new(message) }
    }

    /// The same failure in other words.
    #[must_use]
    pub(crate) fn told_as(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// The same, with the one thing to do.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// Why a database cannot be opened.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(why) => {
                Self::coded(ErrorCode::Unavailable, format!("The database cannot be reached: {why}."))
                    .hint("Look at its address, and whether it answers there.")
            }
            StoreError::Address(why) => {
                Self::coded(ErrorCode::DataFolder, format!("The database's address cannot be read: {why}."))
                    .hint("Write it as postgres://USER@HOST/NAME or sqlite:FILE.")
            }
            error @ StoreError::Newer { .. } => {
                Self::coded(ErrorCode::DataFolder, format!("The data cannot be used: {error}."))
                    .hint("Start the version that has written it, or a newer one.")
            }
            StoreError::Folder(why) => Self::coded(ErrorCode::DataFolder, format!("The data cannot be used: {why}."))
                .hint("Stop the server that uses it, or choose other data."),
            other => Self::coded(ErrorCode::DataFolder, format!("The data cannot be used: {other}.")),
        }
    }
}
