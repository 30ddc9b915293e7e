//! A database without threads: one connection on the caller's own, for commands that work while nobody serves.

use std::{fs::File, path::Path};

use crate::{Database, StoreError, Tx, memory::Memories, postgres, postgres::Session, sqlite};

/// One connection.
pub(crate) enum Direct {
    Sqlite { connection: rusqlite::Connection, _lock: Option<File> },
    Postgres(Box<Session>, Memories),
}

/// A long piece of work that waits for another database in between.
const PATIENT: &str = "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0";

impl Direct {
    /// Opens a database that no other server writes, with its schema brought up to date. Answers the steps that were applied.
    pub(crate) fn to_write(database: &Database) -> Result<(Self, Vec<i64>), StoreError> {
        match database {
            Database::Sqlite(file) => {
                let lock = sqlite::open::lock(file)?;
                let mut connection = sqlite::open::connection(file)?;
                let applied = sqlite::migrate::migrate(&mut connection)?;
                Ok((Self::Sqlite { connection, _lock: Some(lock) }, applied))
            }
            Database::Postgres(url) => {
                let mut session = Session::connect(&postgres::config(url)?)?;
                let applied = postgres::migrate::migrate(&mut session)?;
                Ok((Self::Postgres(Box::new(session), Memories::default()), applied))
            }
        }
    }

    /// Opens a database as it is. Takes SQLite's lock, unless it is `shared` with whoever has it.
    pub(crate) fn to_read(database: &Database, shared: bool) -> Result<Self, StoreError> {
        match database {
            Database::Sqlite(file) => {
                there(file)?;
                let lock = if shared { None } else { Some(sqlite::open::lock(file)?) };
                Ok(Self::Sqlite { connection: sqlite::open::reader(file)?, _lock: lock })
            }
            Database::Postgres(url) => {
                Ok(Self::Postgres(Box::new(Session::connect(&postgres::config(url)?)?), Memories::default()))
            }
        }
    }

    /// The newest step of the schema that this version knows.
    pub(crate) fn newest(&self) -> i64 {
        match self {
            Self::Sqlite { .. } => sqlite::migrate::newest(),
            Self::Postgres(..) => postgres::migrate::newest(),
        }
    }

    /// The step that the schema is at; 0 where there is none.
    pub(crate) fn step(&mut self) -> Result<i64, StoreError> {
        match self {
            Self::Sqlite { connection, .. } => Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?),
            Self::Postgres(session, _) => {
                let there = session.query("SELECT 1 FROM pg_class WHERE oid = to_regclass('schema_steps')", &[])?;
                if there.is_empty() {
                    return Ok(0);
                }
                let rows = session.query("SELECT coalesce(max(number), 0) FROM schema_steps", &[])?;
                rows.first().map_or(Ok(0), |row| Ok(row.try_get(0)?))
            }
        }
    }

    /// Begins a transaction over one snapshot that changes nothing.
    pub(crate) fn begin_reading(&mut self) -> Result<Tx<'_>, StoreError> {
        self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    }

    /// Begins a transaction.
    pub(crate) fn begin_writing(&mut self) -> Result<Tx<'_>, StoreError> {
        self.begin("BEGIN")
    }

    fn begin(&mut self, begin: &'static str) -> Result<Tx<'_>, StoreError> {
        match self {
            Self::Sqlite { connection, .. } => {
                connection.execute_batch("BEGIN")?;
                Ok(Tx::sqlite(connection, None))
            }
            Self::Postgres(session, memories) => {
                session.begin(begin);
                session.batch(PATIENT)?;
                Ok(Tx::postgres(session, memories))
            }
        }
    }

    /// Ends the transaction for good. One that is not ended is undone with the connection.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite { connection, .. } => {
                connection.execute_batch("COMMIT")?;
                // What was written is in the file itself, and not in the log beside it.
                Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
            }
            Self::Postgres(session, _) => session.commit("").map(|_| ()),
        }
    }
}

/// Refuses a file that is not there: opening it would make an empty one.
fn there(file: &Path) -> Result<(), StoreError> {
    if file.is_file() { Ok(()) } else { Err(StoreError::Folder(format!("there is no file {}", file.display()))) }
}
