//! Named settings of the installation.

use crate::{StoreError, Tx, params};

/// The value of a setting.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    tx.remembered(
        "setting",
        || name.to_owned(),
        |tx| tx.query_one("SELECT value FROM settings WHERE name = ?1", params![name], |row| row.blob(0)),
    )
}

/// The value of a setting that is text.
pub fn get_text(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    let value = get(tx, name)?;
    value.map(|bytes| String::from_utf8(bytes).map_err(|error| StoreError::corrupt("setting", error))).transpose()
}

/// Sets a setting.
pub fn set(tx: &mut Tx<'_>, name: &str, value: &[u8]) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![name, value],
    )?;
    Ok(())
}

/// Forgets a setting.
pub fn remove(tx: &mut Tx<'_>, name: &str) -> Result<bool, StoreError> {
    Ok(tx.configure("DELETE FROM settings WHERE name = ?1", params![name])? > 0)
}

/// Sets a setting that is no configuration, such as how far some work has come. Nobody may remember it.
pub fn keep(tx: &mut Tx<'_>, name: &str, value: &[u8]) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![name, value],
    )?;
    Ok(())
}
