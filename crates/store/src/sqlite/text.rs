//! How SQLite compares the texts of tables: as the crate `tables` does, so that a filter means the same in both.

use std::sync::Arc;

use rusqlite::{Connection, Error, functions::FunctionFlags, types::ValueRef};
use tables::filter::Pattern;

use crate::StoreError;

/// Adds the collation `steward`, which ignores case, and `is_like(text, pattern)`, which is NULL for NULL.
pub(super) fn register(connection: &Connection) -> Result<(), StoreError> {
    connection.create_collation("steward", tables::text::compare)?;
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("is_like", 2, flags, |call| {
        let pattern: Arc<Pattern> =
            call.get_or_create_aux(1, |pattern| Ok::<_, Error>(Pattern::new(pattern.as_str()?)))?;
        Ok(match call.get_raw(0) {
            ValueRef::Text(text) => Some(pattern.is_match(&String::from_utf8_lossy(text))),
            _ => None,
        })
    })?;
    Ok(())
}
