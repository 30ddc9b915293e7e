//! Why a request is refused, in the words of RFC 7644, table 9.

use thiserror::Error;

/// The standard's keyword for what is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The filter cannot be read, or compares what cannot be compared.
    InvalidFilter,
    /// The request has another shape than the standard gives it.
    InvalidSyntax,
    /// A path names no attribute.
    InvalidPath,
    /// A path names nothing that is there.
    NoTarget,
    /// A value does not fit its attribute.
    InvalidValue,
    /// An attribute cannot be changed.
    Mutability,
    /// The value is taken.
    Uniqueness,
}

impl Kind {
    /// The keyword, `scimType`.
    pub fn word(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::Mutability => "mutability",
            Self::Uniqueness => "uniqueness",
        }
    }

    /// The HTTP status that goes with it.
    pub fn status(self) -> u16 {
        if self == Self::Uniqueness { 409 } else { 400 }
    }
}

/// A refusal.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{detail}")]
pub struct ScimError {
    /// What is wrong, as the standard calls it.
    pub kind: Kind,
    /// What is wrong, for people.
    pub detail: String,
}

impl ScimError {
    /// A refusal of a kind.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into() }
    }
}
