//! The one error of use cases.

use std::{error::Error as StdError, fmt};

use model::ErrorCode;
use scim::ScimError;
use store::{StoreError, secrets::SecretError, tables::TableError};

/// What kind of refusal, which decides the HTTP status at the edge.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// 401: nobody is signed in.
    NotSignedIn,
    /// 403: the caller may know the thing, but not do this.
    Forbidden,
    /// 404: there is no such thing, or the caller may not know of it.
    NotFound,
    /// 400: not what was asked for.
    BadRequest,
    /// 409: taken, or changed meanwhile.
    Conflict,
    /// 413: more than the limit.
    TooLarge,
    /// 422: understood, and not valid.
    Invalid,
    /// 429: too much at a time.
    Busy {
        /// When to try again.
        retry_after_seconds: u32,
    },
    /// 503: what it takes cannot be reached for now.
    Unavailable {
        /// When to try again.
        retry_after_seconds: u32,
    },
    /// 500: something broke inside.
    Internal,
}

impl ErrorKind {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::NotSignedIn => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::BadRequest => 400,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Invalid => 422,
            Self::Busy { .. } => 429,
            Self::Unavailable { .. } => 503,
            Self::Internal => 500,
        }
    }
}

/// Why a use case did not happen. The message never says that something exists of which the caller may not know.
#[derive(Debug)]
pub struct AppError {
    /// The error's page.
    pub code: ErrorCode,
    /// What kind of refusal.
    pub kind: ErrorKind,
    /// What, where, who and since when.
    pub message: String,
    /// The one thing to do.
    pub hint: Option<String>,
    /// The place in the input, where there is one.
    pub path: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl AppError {
    /// An error of a kind, with a code and a message.
    pub fn new(kind: ErrorKind, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, kind, message: message.into(), hint: None, path: None, source: None }
    }

    /// There is no such thing, as far as the caller may know: "there is no flow `x`".
    pub fn not_found(what: impl fmt::Display) -> Self {
        Self::new(ErrorKind::NotFound, ErrorCode::NotFound, format!("There is no {what}, or you may not know of it."))
    }

    /// The caller may not do this. `may` completes "You may not ..."; `who` names the smallest tier or role that may.
    pub fn forbidden(may: impl fmt::Display, who: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Forbidden, ErrorCode::Forbidden, format!("You may not {may}."))
            .with_hint(format!("It takes {who}."))
    }

    /// The input is understood and not valid.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Invalid, ErrorCode::BadRequest, message)
    }

    /// The name is taken, or the thing has changed meanwhile.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Conflict, ErrorCode::Conflict, message)
    }

    /// Nobody is signed in. Says nothing about why.
    pub fn not_signed_in() -> Self {
        Self::new(ErrorKind::NotSignedIn, ErrorCode::NotSignedIn, "You are not signed in.")
            .with_hint("Sign in, or send a valid token as `Authorization: Bearer stw_...`.")
    }

    /// Something broke inside. The cause goes to the log and not to the caller.
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let message = "Something broke inside. The log has it under the correlation id.";
        Self { source: Some(source.into()), ..Self::new(ErrorKind::Internal, ErrorCode::Internal, message) }
    }

    /// The same, with another code.
    #[must_use]
    pub fn with_code(self, code: ErrorCode) -> Self {
        Self { code, ..self }
    }

    /// The same, with the one thing to do.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same, with the place in the input.
    #[must_use]
    pub fn at(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.message)
    }
}

impl StdError for AppError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Exists(what) => {
                let mut letters = what.chars();
                let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
                Self::conflict(format!("{first}{} exists already.", letters.as_str()))
            }
            StoreError::Busy | StoreError::Collided(_) => Self {
                source: Some(Box::new(error)),
                ..Self::new(
                    ErrorKind::Busy { retry_after_seconds: 1 },
                    ErrorCode::Busy,
                    "Too much is being stored at this moment.",
                )
                .with_hint("Try again after the time that Retry-After says.")
            },
            StoreError::Unavailable(_) | StoreError::LeaseEnded => Self {
                source: Some(Box::new(error)),
                ..Self::new(
                    ErrorKind::Unavailable { retry_after_seconds: 1 },
                    ErrorCode::Unavailable,
                    "The database cannot be reached for now. What was being stored may be there or not.",
                )
                .with_hint("Try again after the time that Retry-After says.")
            },
            StoreError::Address(_) | StoreError::Newer { .. } | StoreError::Folder(_) => {
                Self::internal(error).with_code(ErrorCode::DataFolder)
            }
            other => Self::internal(other),
        }
    }
}

impl From<SecretError> for AppError {
    fn from(error: SecretError) -> Self {
        Self::internal(error).with_code(ErrorCode::MasterKey)
    }
}

impl From<ScimError> for AppError {
    fn from(error: ScimError) -> Self {
        let kind = if error.kind == scim::Kind::Uniqueness { ErrorKind::Conflict } else { ErrorKind::BadRequest };
        let shown = Self::new(kind, ErrorCode::ProvisioningRefused, error.detail.clone());
        Self { source: Some(Box::new(error)), ..shown }
    }
}

impl From<TableError> for AppError {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Store(error) => error.into(),
            TableError::Refused(error) => Self::invalid(error.to_string()).with_code(ErrorCode::ODataInvalid),
        }
    }
}
