//! Problems, as reports print them.

use std::fmt;

use serde::Serialize;

use crate::input::Unreadable;

/// A problem of a report.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct DiagnosticLine {
    /// `error` or `warning`.
    pub(crate) severity: &'static str,
    /// The platform's code, or one of ours.
    pub(crate) code: String,
    /// What is wrong.
    pub(crate) message: String,
    /// Where in the document (`actions/Compose/inputs`).
    pub(crate) path: String,
    /// Where in the text at that path, in bytes.
    pub(crate) span: Option<SpanLine>,
    /// The line in the file, from 1, where the file itself is broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<usize>,
    /// The column in the file, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<usize>,
}

/// A range of bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct SpanLine {
    start: usize,
    end: usize,
}

impl DiagnosticLine {
    /// A problem of a file as a whole.
    pub(crate) fn of_file(code: &str, message: impl Into<String>) -> Self {
        Self {
            severity: "error",
            code: code.to_owned(),
            message: message.into(),
            path: String::new(),
            span: None,
            line: None,
            column: None,
        }
    }

    /// Whether it keeps the file from being used.
    pub(crate) fn is_error(&self) -> bool {
        self.severity == "error"
    }
}

impl From<&Unreadable> for DiagnosticLine {
    fn from(problem: &Unreadable) -> Self {
        let (line, column) = problem.place.unzip();
        Self { line, column, ..Self::of_file(problem.code, &problem.message) }
    }
}

impl From<&wdl::Diagnostic> for DiagnosticLine {
    fn from(problem: &wdl::Diagnostic) -> Self {
        let severity = match problem.severity {
            wdl::Severity::Error => "error",
            wdl::Severity::Warning => "warning",
        };
        Self {
            severity,
            path: problem.path.clone(),
            span: problem.span.map(|span| SpanLine { start: span.start, end: span.end }),
            ..Self::of_file(problem.code, &problem.message)
        }
    }
}

impl fmt::Display for DiagnosticLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.severity, self.code)?;
        if !self.path.is_empty() {
            write!(f, " at {}", self.path)?;
        }
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, " at line {line}, column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}
