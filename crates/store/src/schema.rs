//! The schema: bringing it up to date without serving, and what a database says of its own tables.

use crate::{Database, StoreError, Tx, dialect::Dialect, direct::Direct};

/// What [`migrate`] has done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migrated {
    /// The steps that were applied, oldest first. None: the schema was up to date.
    pub applied: Vec<i64>,
    /// The newest step that this version knows.
    pub newest: i64,
}

/// Brings a database's schema up to date, and makes the database where SQLite has none. [`Store::open`](crate::Store::open) does the
/// same by itself. It waits, so it is not to be called by a thread that drives tasks.
///
/// # Errors
/// The database cannot be used or reached, a newer version wrote it, or a step fails; a step is applied as a whole or not at all.
pub fn migrate(database: &Database) -> Result<Migrated, StoreError> {
    let (direct, applied) = Direct::to_write(database)?;
    Ok(Migrated { applied, newest: direct.newest() })
}

/// A table as the database describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableInfo {
    /// Its name.
    pub name: String,
    /// Its columns in their order.
    pub columns: Vec<ColumnInfo>,
}

/// A column as the database describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ColumnInfo {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it always holds something.
    pub is_required: bool,
    /// Its place in the primary key.
    pub key: Option<usize>,
}

/// What a column holds, in words that both databases share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Whole numbers, instants, truth values.
    Int,
    /// Floating point numbers.
    Real,
    /// Text.
    Text,
    /// Bytes and ids.
    Bytes,
    /// Something that only one database has, for its own housekeeping.
    Other,
}

impl Kind {
    fn of(declared: &str) -> Self {
        match declared.to_ascii_lowercase().as_str() {
            "integer" | "bigint" => Self::Int,
            "real" | "double precision" => Self::Real,
            "text" => Self::Text,
            "blob" | "bytea" | "uuid" => Self::Bytes,
            _ => Self::Other,
        }
    }
}

/// The tables of a database by name: the product's own, and those that users define.
pub fn tables(tx: &mut Tx<'_>) -> Result<Vec<TableInfo>, StoreError> {
    let columns = tx.query(
        match tx.dialect() {
            Dialect::Sqlite => {
                r#"SELECT m.name, c.name, c.type, c."notnull" OR c.pk > 0, nullif(c.pk, 0)
                   FROM sqlite_master m JOIN pragma_table_info(m.name) c
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY m.name, c.cid"#
            }
            Dialect::Postgres => {
                r#"SELECT c.relname, a.attname, format_type(a.atttypid, NULL), a.attnotnull, array_position(i.indkey::int2[], a.attnum) + 1
                   FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                   LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
                   WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
                   ORDER BY c.relname COLLATE "C", a.attnum"#
            }
        },
        &[],
        |row| {
            let column = ColumnInfo {
                name: row.text(1)?,
                kind: Kind::of(&row.text(2)?),
                is_required: row.bool(3)?,
                key: row.opt_int(4)?.and_then(|place| usize::try_from(place).ok()),
            };
            Ok((row.text(0)?, column))
        },
    )?;
    let mut tables: Vec<TableInfo> = Vec::new();
    for (name, column) in columns {
        match tables.last_mut() {
            Some(table) if table.name == name => table.columns.push(column),
            _ => tables.push(TableInfo { name, columns: vec![column] }),
        }
    }
    Ok(tables)
}

/// The indexes of a database by name, without those that primary keys and uniqueness bring along.
pub fn indexes(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    let sql = match tx.dialect() {
        Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
        Dialect::Postgres => {
            r#"SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
               WHERE c.relnamespace = current_schema()::regnamespace
               AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = c.oid) ORDER BY c.relname COLLATE "C""#
        }
    };
    tx.query(sql, &[], |row| row.text(0))
}
