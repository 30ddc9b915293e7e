//! Why a package was refused as a whole.

use std::fmt;

use model::ErrorCode;

/// A package that cannot be opened or written. What is wrong inside one of its files is a [`crate::Problem`] instead.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackageError {
    /// The bytes are no zip, or its directory is broken.
    #[error("the package is not a readable zip: {reason}")]
    NotAZip {
        /// What the reader stumbled over.
        reason: String,
    },
    /// One file of the zip is encrypted, compressed in an unknown way, or damaged.
    #[error("`{entry}` in the package cannot be read: {reason}")]
    EntryUnreadable {
        /// The file.
        entry: String,
        /// What the reader stumbled over.
        reason: String,
    },
    /// A path that could leave the package, or that cannot be stored.
    #[error("the package holds a file with a path that is not allowed, `{entry}`: it {problem}")]
    PathNotAllowed {
        /// The path as it stands, shortened when it is too long to show.
        entry: String,
        /// Which rule it breaks.
        problem: PathProblem,
    },
    /// Two files with the same path.
    #[error("the package holds `{entry}` twice (paths are compared without case; the other one is `{other}`)")]
    DuplicatePath {
        /// The second one.
        entry: String,
        /// The first one.
        other: String,
    },
    /// More, larger or denser than the limits allow.
    #[error("{}: {limit} is limited to {allowed}", entry.as_ref().map_or_else(|| "the package is too large".to_owned(), |entry| format!("`{entry}` in the package is too large")))]
    TooLarge {
        /// The file that passed the limit, where one did.
        entry: Option<String>,
        /// Which limit.
        limit: Limit,
        /// Its value.
        allowed: u64,
    },
    /// The zip could not be written.
    #[error("the package could not be written: {reason}")]
    NotWritten {
        /// What the writer refused.
        reason: String,
    },
}

impl PackageError {
    /// The code that people meet.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::TooLarge { .. } => ErrorCode::PackageTooLarge,
            Self::NotWritten { .. } => ErrorCode::Internal,
            _ => ErrorCode::PackageUnreadable,
        }
    }

    /// The file that it is about, where it is about one.
    pub fn entry(&self) -> Option<&str> {
        match self {
            Self::EntryUnreadable { entry, .. }
            | Self::PathNotAllowed { entry, .. }
            | Self::DuplicatePath { entry, .. } => Some(entry),
            Self::TooLarge { entry, .. } => entry.as_deref(),
            _ => None,
        }
    }
}

/// Which limit was passed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Limit {
    /// The zip itself, in bytes.
    PackageBytes,
    /// The number of files.
    Entries,
    /// One file, inflated, in bytes.
    EntryBytes,
    /// All files together, inflated, in bytes.
    TotalBytes,
    /// Inflated bytes per compressed byte.
    Ratio,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PackageBytes => "the size of the zip in bytes",
            Self::Entries => "the number of files",
            Self::EntryBytes => "the inflated size of one file in bytes",
            Self::TotalBytes => "the inflated size of all files in bytes",
            Self::Ratio => "the number of inflated bytes per compressed byte",
        })
    }
}

/// Which rule a path breaks. Prints as what the path does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum PathProblem {
    /// Starts with a slash or a drive letter.
    Absolute,
    /// Has a part `..` or `.`.
    Leaves,
    /// Is empty, or has an empty part.
    Empty,
    /// Has a control character.
    ControlCharacter,
    /// Is longer than any real one.
    TooLong,
}

impl fmt::Display for PathProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absolute => "is absolute",
            Self::Leaves => "has a part `.` or `..`",
            Self::Empty => "has an empty part",
            Self::ControlCharacter => "has a control character",
            Self::TooLong => "is longer than 1024 bytes",
        })
    }
}
