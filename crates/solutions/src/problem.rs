//! What is wrong inside a package, with its place. A problem is data: reading reports all of them and goes on.

use std::fmt;

use wdl::Severity;

/// Something in one of the files of a package that is wrong or worth knowing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// An error keeps the package from being imported; a warning is worth knowing.
    pub severity: Severity,
    /// One of [`code`].
    pub code: &'static str,
    /// What is wrong, in words.
    pub message: String,
    /// The path of the file in the package.
    pub file: String,
    /// The line, from 1, where the file is text.
    pub line: Option<u32>,
    /// The column, from 1.
    pub column: Option<u32>,
}

/// The codes of problems.
pub mod code {
    /// A file is not valid XML or JSON.
    pub const FILE_INVALID: &str = "FileInvalid";
    /// A file is nested deeper, or holds more, than any real one.
    pub const FILE_TOO_COMPLEX: &str = "FileTooComplex";
    /// A file that must be there, or that another one names, is not there.
    pub const FILE_MISSING: &str = "FileMissing";
    /// A value is missing or is not what its place takes.
    pub const VALUE_INVALID: &str = "ValueInvalid";
    /// The same thing stands in the package twice.
    pub const DUPLICATE: &str = "Duplicate";
    /// A name that nothing in the package has.
    pub const NOT_FOUND: &str = "NotFound";
}

impl Problem {
    pub(crate) fn error(code: &'static str, file: &str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            file: file.to_owned(),
            line: None,
            column: None,
        }
    }

    pub(crate) fn warning(code: &'static str, file: &str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, file, message) }
    }

    #[must_use]
    pub(crate) fn at(mut self, line: u32, column: u32) -> Self {
        (self.line, self.column) = (Some(line), Some(column));
        self
    }

    /// Whether this keeps the package from being imported.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} in {}", self.severity, self.code, self.file)?;
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}
