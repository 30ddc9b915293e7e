//! Opening the file.

use std::{fs, io::ErrorKind, path::Path};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::StoreError;

/// How long a statement waits for a lock of another connection.
pub(super) const BUSY_MILLIS: u64 = 5_000;

/// Takes the lock that keeps a second process out.
pub(crate) fn lock(file: &Path) -> Result<fs::File, StoreError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let refuse = |why: String| StoreError::Folder(format!("{}: {why}", folder.display()));
    fs::create_dir_all(folder).map_err(|error| refuse(error.to_string()))?;
    let lock = private().create(true).open(file.with_extension("lock")).map_err(|error| refuse(error.to_string()))?;
    lock.try_lock().map_err(|_| refuse("another server has it open".to_owned()))?;
    // SQLite gives its other files the permissions of this one. One that is there is left alone: to close it would end SQLite's locks.
    match private().create_new(true).open(file) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(refuse(error.to_string())),
        _ => Ok(lock),
    }
}

/// For files that only their owner may read.
fn private() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The connection that writes.
pub(crate) fn connection(file: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(file)?;
    tune(&connection)?;
    // Checkpoints are made by their own thread, off the path of an acknowledgement.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;",
    )?;
    Ok(connection)
}

/// A connection that only reads.
pub(crate) fn reader(file: &Path) -> Result<Connection, StoreError> {
    let connection =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    tune(&connection)?;
    connection.execute_batch("PRAGMA query_only = ON;")?;
    Ok(connection)
}

/// A connection to a database in memory.
#[cfg(feature = "simulated")]
pub(super) fn in_memory() -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_in_memory_with_flags(flags)?;
    tune(&connection)?;
    Ok(connection)
}

fn tune(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_MILLIS))?;
    connection.set_prepared_statement_cache_capacity(256);
    // A statement stays prepared, whatever its parameters are.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.execute_batch("PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF;")?;
    super::text::register(connection)
}
