//! How an action ended.

use std::fmt;

/// The status of a finished action. Source: run after settings.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Status {
    /// It did what it should.
    Succeeded,
    /// It did not.
    Failed,
    /// It was never started.
    Skipped,
    /// It took too long.
    TimedOut,
    /// It was stopped.
    Cancelled,
}

impl Status {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Succeeded, Self::Failed, Self::Skipped, Self::TimedOut, Self::Cancelled];

    /// The word that files, expressions and the API use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
            Self::Skipped => "Skipped",
            Self::TimedOut => "TimedOut",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The status of this word, ignoring case.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str().eq_ignore_ascii_case(word))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of statuses.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StatusSet(u8);

impl StatusSet {
    /// This set and one more.
    #[must_use]
    pub fn with(self, status: Status) -> Self {
        Self(self.0 | 1 << status as u8)
    }

    /// Whether it is in the set.
    pub fn contains(self, status: Status) -> bool {
        self.0 & (1 << status as u8) != 0
    }

    /// Whether nothing is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for StatusSet {
    /// `Succeeded, Failed`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for status in Status::ALL.into_iter().filter(|status| self.contains(*status)) {
            f.write_str(if first { "" } else { ", " })?;
            f.write_str(status.as_str())?;
            first = false;
        }
        Ok(())
    }
}
