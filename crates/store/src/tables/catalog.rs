//! Which tables an environment has.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use ::tables::{CellKind, ErrorKind, ODataError, system};
use model::{EnvironmentId, table::Table};

use super::{TableError, ddl};
use crate::{StoreError, Tx, params};

/// A table has at most so many columns. SQLite's own limit is 2000.
const MAX_COLUMNS: usize = 1_000;
/// How many read definitions a thread keeps.
const MAX_CACHED: usize = 1_024;

/// A definition with the text it was read from. A definition that changes has another text.
type Read = (String, Arc<Table>);

thread_local! {
    /// Definitions that this thread has read, by logical name.
    static READ: RefCell<HashMap<(EnvironmentId, String), Read>> = RefCell::default();
    /// Logical names by entity set name, as they were when this thread last looked.
    static SETS: RefCell<HashMap<(EnvironmentId, String), String>> = RefCell::default();
}

/// The table with this logical name (in lower case).
pub fn by_name(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    logical_name: &str,
) -> Result<Option<Arc<Table>>, StoreError> {
    tx.remembered(
        "table",
        || format!("{environment} {logical_name}"),
        |tx| {
            let text = tx.query_one(
                "SELECT definition FROM tables WHERE environment = ?1 AND logical_name = ?2",
                params![environment, logical_name],
                |row| row.text(0),
            )?;
            text.map(|text| read(environment, logical_name, text)).transpose()
        },
    )
}

/// The table with this entity set name. Case matters, as in the Web API.
pub fn by_set(tx: &mut Tx<'_>, environment: EnvironmentId, entity_set: &str) -> Result<Option<Arc<Table>>, StoreError> {
    tx.remembered(
        "table by set",
        || format!("{environment} {entity_set}"),
        |tx| {
            let key = (environment, entity_set.to_owned());
            if let Some(name) = SETS.with_borrow(|sets| sets.get(&key).cloned())
                && let Some(table) = by_name(tx, environment, &name)?
                && table.entity_set == entity_set
            {
                return Ok(Some(table));
            }
            let name = tx.query_one(
                "SELECT logical_name FROM tables WHERE environment = ?1 AND entity_set = ?2",
                params![environment, entity_set],
                |row| row.text(0),
            )?;
            let Some(name) = name else { return Ok(None) };
            SETS.with_borrow_mut(|sets| {
                if sets.len() >= MAX_CACHED {
                    sets.clear();
                }
                sets.insert(key, name.clone());
            });
            by_name(tx, environment, &name)
        },
    )
}

/// All tables of an environment by logical name.
pub fn list(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<Vec<Arc<Table>>, StoreError> {
    tx.remembered(
        "tables",
        || environment.to_string(),
        |tx| {
            let found = tx.query(
                "SELECT logical_name, definition FROM tables WHERE environment = ?1 ORDER BY logical_name",
                params![environment],
                |row| Ok((row.text(0)?, row.text(1)?)),
            )?;
            found.into_iter().map(|(name, text)| read(environment, &name, text)).collect()
        },
    )
}

fn read(environment: EnvironmentId, logical_name: &str, text: String) -> Result<Arc<Table>, StoreError> {
    READ.with_borrow_mut(|cache| {
        let key = (environment, logical_name.to_owned());
        if let Some((known, table)) = cache.get(&key)
            && *known == text
        {
            return Ok(table.clone());
        }
        let table: Table = serde_json::from_str(&text).map_err(|error| StoreError::corrupt("table", error))?;
        let table = Arc::new(table);
        if cache.len() >= MAX_CACHED {
            cache.clear();
        }
        cache.insert(key, (text, table.clone()));
        Ok(table)
    })
}

/// Adds the tables that every environment has.
///
/// # Errors
/// The database fails.
pub fn add_standard(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<(), TableError> {
    for table in system::standard_tables() {
        put(tx, environment, table)?;
    }
    Ok(())
}

/// Makes a table, or adds the columns that it lacks: columns are never taken away, and keep their place. The system's columns
/// are added to what is given. Gives back the table as it is now.
///
/// # Errors
/// Refused: a name that is no logical name, another table with the same entity set name, too many columns, an ownership or a
/// column's type that changed.
pub fn put(tx: &mut Tx<'_>, environment: EnvironmentId, table: Table) -> Result<Arc<Table>, TableError> {
    let table = system::complete(table);
    let existing = by_name(tx, environment, &table.logical_name)?;
    let merged = match &existing {
        Some(existing) => merge(existing, table)?,
        None => table,
    };
    check(&merged)?;
    if let Some(other) = by_set(tx, environment, &merged.entity_set)?
        && other.logical_name != merged.logical_name
    {
        let (set, other) = (&merged.entity_set, &other.logical_name);
        return Err(refused(format!("The entity set name '{set}' is that of table '{other}' already.")).into());
    }
    if !system::is_virtual(&merged.logical_name) {
        match &existing {
            None => tx.define(&ddl::create(tx.dialect(), environment, &merged))?,
            Some(existing) => {
                let added = merged.columns.get(existing.columns.len()..).unwrap_or_default();
                if !added.is_empty() {
                    tx.define(&ddl::add_columns(tx.dialect(), environment, &merged, added))?;
                }
            }
        }
    }
    let text = serde_json::to_string(&merged).map_err(|error| StoreError::corrupt("table", error))?;
    tx.configure(
        "INSERT INTO tables (environment, logical_name, entity_set, definition) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (environment, logical_name) DO UPDATE SET entity_set = excluded.entity_set, definition = excluded.definition",
        params![environment, &merged.logical_name, &merged.entity_set, &text],
    )?;
    Ok(read(environment, &merged.logical_name, text)?)
}

/// Removes a table with its rows. Answers whether there was one.
///
/// # Errors
/// The database fails.
pub fn delete_table(tx: &mut Tx<'_>, environment: EnvironmentId, logical_name: &str) -> Result<bool, StoreError> {
    let Some(table) = by_name(tx, environment, logical_name)? else { return Ok(false) };
    if !system::is_virtual(logical_name) {
        tx.define(&ddl::drop(environment, &table))?;
    }
    let sql = "DELETE FROM tables WHERE environment = ?1 AND logical_name = ?2";
    Ok(tx.configure(sql, params![environment, logical_name])? > 0)
}

/// Whether a table has no rows.
pub fn is_empty(tx: &mut Tx<'_>, environment: EnvironmentId, table: &Table) -> Result<bool, StoreError> {
    if system::is_virtual(&table.logical_name) {
        return Ok(false);
    }
    let sql = format!("SELECT 1 FROM {} LIMIT 1", ddl::name(environment, table));
    Ok(tx.query_one(&sql, &[], |_| Ok(()))?.is_none())
}

/// Makes the SQL table of a table whose definition comes by other ways.
pub(crate) fn define(tx: &mut Tx<'_>, environment: EnvironmentId, table: &Table) -> Result<(), StoreError> {
    tx.define(&ddl::create(tx.dialect(), environment, table))
}

/// The new definition with the old one's columns in their place; new columns follow.
fn merge(old: &Table, mut new: Table) -> Result<Table, ODataError> {
    if old.ownership != new.ownership || old.primary_key != new.primary_key {
        return Err(refused(format!("Ownership and key of table '{}' cannot change.", old.logical_name)));
    }
    let mut columns = Vec::with_capacity(old.columns.len().max(new.columns.len()));
    for column in &old.columns {
        match new.columns.iter().position(|other| other.logical_name == column.logical_name) {
            None => columns.push(column.clone()),
            Some(at) => {
                let other = new.columns.remove(at);
                if CellKind::of(&other.kind) != CellKind::of(&column.kind) {
                    return Err(refused(format!("The type of column '{}' cannot change.", column.logical_name)));
                }
                columns.push(other);
            }
        }
    }
    columns.append(&mut new.columns);
    new.columns = columns;
    Ok(new)
}

fn check(table: &Table) -> Result<(), ODataError> {
    let names = table.columns.iter().map(|column| column.logical_name.as_str());
    if let Some(wrong) = names.chain([table.logical_name.as_str()]).find(|name| !is_logical_name(name)) {
        return Err(refused(format!("'{wrong}' is no logical name: use a-z, 0-9 and '_', at most 128 of them.")));
    }
    if table.columns.len() > MAX_COLUMNS {
        return Err(refused(format!("Table '{}' has more than {MAX_COLUMNS} columns.", table.logical_name)));
    }
    Ok(())
}

fn is_logical_name(name: &str) -> bool {
    (1..=128).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn refused(message: String) -> ODataError {
    ODataError::new(ErrorKind::InvalidArgument, message)
}
