//! Making, changing, removing and reading one row.

use std::sync::Arc;

use ::tables::{Cell, CellKind, ErrorKind, ODataError, Row, row::position, system};
use model::{
    EnvironmentId,
    table::{ColumnKind, Table},
};
use uuid::Uuid;

use super::{
    TableError, catalog,
    cell::{self, Bound, to_params},
    ddl::{self, quoted},
    principals,
};
use crate::{Param, StoreError, Tx, dialect::Dialect, params};

/// The next version of a row of an environment. Each is larger than all before.
pub fn next_version(tx: &mut Tx<'_>, environment: EnvironmentId) -> Result<i64, StoreError> {
    let next = match tx.dialect() {
        Dialect::Sqlite => tx.query_one(
            "INSERT INTO row_versions (environment, last) VALUES (?1, 1)
             ON CONFLICT (environment) DO UPDATE SET last = last + 1 RETURNING last",
            params![environment],
            |row| row.int(0),
        )?,
        // A counter in a row would have every writer wait for the one before it.
        Dialect::Postgres => tx.query_one(&format!("SELECT {NEXT}"), &[], |row| row.int(0))?,
    };
    next.ok_or_else(|| StoreError::corrupt("row version", "none was given"))
}

/// PostgreSQL's next version, as an expression.
const NEXT: &str = "nextval('row_version')";

/// What a statement writes as the next version: a value that is bound, or what PostgreSQL computes on the way.
fn version_place(tx: &mut Tx<'_>, environment: EnvironmentId, bound: &mut Vec<Bound>) -> Result<String, StoreError> {
    match tx.dialect() {
        Dialect::Postgres => Ok(NEXT.to_owned()),
        Dialect::Sqlite => {
            bound.push(Bound::Int(next_version(tx, environment)?));
            Ok(format!("?{}", bound.len()))
        }
    }
}

/// Runs a statement over one row that answers the row's new version. `None`: it met no row, or one that is there already.
fn versioned(tx: &mut Tx<'_>, sql: &str, bound: &[Bound]) -> Result<Option<i64>, StoreError> {
    tx.query_one(&format!("{sql} RETURNING \"{VERSION}\""), &to_params(bound), |row| row.int(0))
}

const VERSION: &str = "versionnumber";

/// Stores a new row, which has its id, and gives it its version.
///
/// # Errors
/// Refused: there is a row with this id, or the table is a view. Or the database fails.
pub fn create_row(tx: &mut Tx<'_>, environment: EnvironmentId, table: &Table, row: &mut Row) -> Result<(), TableError> {
    writable(table)?;
    let (mut names, mut places, mut bound) = (Vec::new(), Vec::new(), Vec::new());
    for (at, column) in table.columns.iter().enumerate() {
        names.push(quoted(&column.logical_name));
        if column.logical_name == VERSION {
            places.push(version_place(tx, environment, &mut bound)?);
        } else {
            bound.push(Bound::of(row.get(at)));
            places.push(format!("?{}", bound.len()));
        }
    }
    let sql = format!(
        "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT DO NOTHING",
        ddl::name(environment, table),
        names.join(", "),
        places.join(", ")
    );
    let version = versioned(tx, &sql, &bound)?;
    let exists = || ODataError::new(ErrorKind::DuplicateRecord, "A record with matching key values already exists.");
    row.set_named(table, VERSION, version.ok_or_else(exists)?);
    Ok(())
}

/// Stores what differs between a row as it was read in this transaction and as it shall be, and gives it its next version, also
/// if nothing differs.
///
/// # Errors
/// Refused: there is no such row, or the table is a view. Or the database fails.
pub fn update_row(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    before: &Row,
    after: &mut Row,
) -> Result<(), TableError> {
    writable(table)?;
    let id = before.id(table).unwrap_or_default();
    let (mut sets, mut bound) = (Vec::new(), Vec::new());
    for (at, column) in table.columns.iter().enumerate() {
        if column.logical_name == VERSION {
            sets.push(format!("\"{VERSION}\" = {}", version_place(tx, environment, &mut bound)?));
        } else if before.get(at) != after.get(at) && column.kind != ColumnKind::PrimaryKey {
            bound.push(Bound::of(after.get(at)));
            sets.push(format!("{} = ?{}", quoted(&column.logical_name), bound.len()));
        }
    }
    bound.push(Bound::Bytes(id.into_bytes()));
    let sql = format!(
        "UPDATE {} SET {} WHERE {} = ?{}",
        ddl::name(environment, table),
        sets.join(", "),
        quoted(&table.primary_key),
        bound.len()
    );
    let version = versioned(tx, &sql, &bound)?;
    after.set_named(table, VERSION, version.ok_or_else(|| ODataError::no_row(&table.logical_name, id))?);
    Ok(())
}

/// Removes a row, and takes it out of the lookups that point to it. Answers whether there was one.
///
/// Source: the platform's default for a relationship, "Remove Link".
///
/// # Errors
/// Refused: the table is a view. Or the database fails.
pub fn delete_row(tx: &mut Tx<'_>, environment: EnvironmentId, table: &Table, id: Uuid) -> Result<bool, TableError> {
    writable(table)?;
    let sql = format!("DELETE FROM {} WHERE {} = ?1", ddl::name(environment, table), quoted(&table.primary_key));
    if tx.execute(&sql, params![id])? == 0 {
        return Ok(false);
    }
    for other in catalog::list(tx, environment)? {
        unlink(tx, environment, &other, table, id)?;
    }
    Ok(true)
}

/// Clears the lookups of a table that point to a row.
fn unlink(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Arc<Table>,
    target: &Table,
    id: Uuid,
) -> Result<(), StoreError> {
    if system::is_virtual(&table.logical_name) {
        return Ok(());
    }
    for (at, column) in table.columns.iter().enumerate() {
        let points = match &column.kind {
            ColumnKind::Lookup { targets, .. } => targets.is_empty() || targets.contains(&target.logical_name),
            _ => false,
        };
        if !points {
            continue;
        }
        let (name, own) = (quoted(&column.logical_name), ddl::name(environment, table));
        let kind =
            system::target_column(table, at).and_then(|at| table.columns.get(at)).map(|it| quoted(&it.logical_name));
        let (clear, which) = match &kind {
            Some(kind) => (format!(", {kind} = NULL"), format!(" AND {kind} = ?2")),
            None => (String::new(), String::new()),
        };
        let mut bound = vec![Param::Uuid(id)];
        bound.extend(kind.is_some().then_some(Param::Text(&target.logical_name)));
        let found =
            tx.query_one(&format!("SELECT 1 FROM {own} WHERE {name} = ?1{which} LIMIT 1"), &bound, |_| Ok(()))?;
        if found.is_none() {
            continue;
        }
        let version = next_version(tx, environment)?;
        bound.push(Param::Int(version));
        let at = bound.len();
        tx.execute(
            &format!("UPDATE {own} SET {name} = NULL{clear}, \"versionnumber\" = ?{at} WHERE {name} = ?1{which}"),
            &bound,
        )?;
    }
    Ok(())
}

/// The row with this id. Who may see it is for the caller to decide.
pub fn get_row(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    id: Uuid,
) -> Result<Option<Row>, StoreError> {
    read_row(tx, environment, table, id, "")
}

/// The same, for a transaction that will change the row: nobody else changes it meanwhile.
pub fn get_row_to_change(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    id: Uuid,
) -> Result<Option<Row>, StoreError> {
    let lock = tx.dialect().locked();
    read_row(tx, environment, table, id, lock)
}

fn read_row(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    id: Uuid,
    lock: &str,
) -> Result<Option<Row>, StoreError> {
    if system::is_virtual(&table.logical_name) {
        return principals::row(tx, environment, table, id);
    }
    let names: Vec<String> = table.columns.iter().map(|column| quoted(&column.logical_name)).collect();
    let sql = format!(
        "SELECT {} FROM {} WHERE {} = ?1{lock}",
        names.join(", "),
        ddl::name(environment, table),
        quoted(&table.primary_key)
    );
    tx.query_one(&sql, params![id], |row| {
        let cells = table.columns.iter().enumerate();
        let cells = cells.map(|(at, column)| cell::read(row, at, CellKind::of(&column.kind)));
        Ok(Row::new(cells.collect::<Result<Vec<Cell>, StoreError>>()?))
    })
}

fn writable(table: &Table) -> Result<(), ODataError> {
    if system::is_virtual(&table.logical_name) || position(table, "versionnumber").is_none() {
        return Err(ODataError::new(
            ErrorKind::NotSupported,
            format!("Rows of '{}' cannot be written here; they follow from principals.", table.logical_name),
        ));
    }
    Ok(())
}
