//! What can go wrong in the store.

use thiserror::Error;

/// An error of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("the database failed: {0}")]
    Database(#[from] rusqlite::Error),
    /// Stored data is not what this version writes.
    #[error("stored {what} cannot be read: {why}")]
    Corrupt {
        /// What was read.
        what: &'static str,
        /// Why it could not be.
        why: String,
    },
    /// The data folder cannot be used.
    #[error("the data folder cannot be used: {0}")]
    Folder(String),
    /// A thing with that name or key is there already.
    #[error("{0} exists already")]
    Exists(String),
    /// The work was given up: the store is closing, or the work panicked.
    #[error("the store gave the work up")]
    GivenUp,
}

impl StoreError {
    /// Stored data that cannot be read.
    pub fn corrupt(what: &'static str, why: impl ToString) -> Self {
        Self::Corrupt { what, why: why.to_string() }
    }

    /// Whether a uniqueness rule refused the work.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Exists(_))
            || matches!(self, Self::Database(rusqlite::Error::SqliteFailure(error, _))
                if error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                || error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
    }

    /// This error, or [`StoreError::Exists`] where a uniqueness rule refused the work.
    #[must_use]
    pub fn or_exists(self, what: impl FnOnce() -> String) -> Self {
        if self.is_duplicate() { Self::Exists(what()) } else { self }
    }
}
