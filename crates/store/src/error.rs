//! What can go wrong in the store.

use std::error::Error as _;

use thiserror::Error;
use tokio_postgres::error::SqlState;

/// An error of the store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// SQLite refused or failed.
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// PostgreSQL refused or failed.
    #[error("the database failed: {}", worded(.0))]
    Postgres(tokio_postgres::Error),
    /// The database cannot be reached, or the connection broke. What was being written may be there or not.
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    /// The work collided with another one, and was undone. It may be tried again.
    #[error("the work collided with another one: {0}")]
    Collided(String),
    /// More work waits than there is room for.
    #[error("too much work waits for the database")]
    Busy,
    /// Other servers have taken this one for dead, and its runs over.
    #[error("the lease of this server has ended, and others have taken over its runs")]
    LeaseEnded,
    /// Stored data is not what this version writes.
    #[error("stored {what} cannot be read: {why}")]
    Corrupt {
        /// What was read.
        what: &'static str,
        /// Why it could not be.
        why: String,
    },
    /// A column that must hold something is empty.
    #[error("column {column} of an answer is empty")]
    Empty {
        /// The column, from 0.
        column: usize,
    },
    /// The database's address cannot be read.
    #[error("the database's address cannot be read: {0}")]
    Address(String),
    /// A newer version has written the data, in a way that this one cannot go on with.
    #[error("a newer version has written it (schema {found}; this one knows {known})")]
    Newer {
        /// The number of the data's newest schema step.
        found: i64,
        /// The number of the newest one here.
        known: i64,
    },
    /// The data folder or the database cannot be used.
    #[error("the data cannot be used: {0}")]
    Folder(String),
    /// A thing with that name or key is there already.
    #[error("{0} exists already")]
    Exists(String),
    /// The work was given up: the store is closing, or the work panicked.
    #[error("the store gave the work up")]
    GivenUp,
}

/// The server's own words, without the driver's around them.
fn worded(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |told| format!("{} ({})", told.message(), told.code().code()))
}

impl From<tokio_postgres::Error> for StoreError {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(code) = error.code() else {
            let is_of_connection =
                error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>);
            return if is_of_connection { Self::Unavailable(error.to_string()) } else { Self::Postgres(error) };
        };
        match *code {
            SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED | SqlState::LOCK_NOT_AVAILABLE => {
                Self::Collided(worded(&error))
            }
            // Operator intervention, connection exception, insufficient resources.
            ref code if ["57", "08", "53"].iter().any(|class| code.code().starts_with(class)) => {
                Self::Unavailable(worded(&error))
            }
            ref code if code.code() == LEASE_ENDED => Self::LeaseEnded,
            _ => Self::Postgres(error),
        }
    }
}

/// What the schema's `hold_lease` raises.
const LEASE_ENDED: &str = "ST001";

impl StoreError {
    /// Stored data that cannot be read.
    pub fn corrupt(what: &'static str, why: impl ToString) -> Self {
        Self::Corrupt { what, why: why.to_string() }
    }

    /// A work that found no place in a queue.
    pub(crate) fn refused(is_full: bool) -> Self {
        if is_full { Self::Busy } else { Self::GivenUp }
    }

    /// Whether a uniqueness rule refused the work.
    pub fn is_duplicate(&self) -> bool {
        match self {
            Self::Exists(_) => true,
            Self::Sqlite(rusqlite::Error::SqliteFailure(error, _)) => {
                error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
                    || error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            }
            Self::Postgres(error) => error.code() == Some(&SqlState::UNIQUE_VIOLATION),
            _ => false,
        }
    }

    /// [`StoreError::Exists`] where a statement that adds one row, unless it conflicts, has added none.
    pub(crate) fn unless_added(added: usize, what: impl FnOnce() -> String) -> Result<(), Self> {
        if added == 0 { Err(Self::Exists(what())) } else { Ok(()) }
    }
}
