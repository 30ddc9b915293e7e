//! SQL that makes and widens tables.

use ::tables::{CellKind, system};
use model::{
    EnvironmentId,
    table::{Column, ColumnKind, Table},
};

use sha2::{Digest as _, Sha256};

use crate::dialect::Dialect;

/// PostgreSQL cuts longer names off, and two of them may then be one.
const LONGEST: usize = 63;

/// A name as SQL writes it. What does not fit ends with a hash of the whole.
pub(super) fn quoted(name: &str) -> String {
    if name.len() <= LONGEST {
        return format!("\"{}\"", name.replace('"', "\"\""));
    }
    let hash: String = Sha256::digest(name).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    // Names are checked to be ASCII, and none has a `~`.
    let begin: String = name.chars().take(LONGEST - hash.len() - 1).collect();
    format!("\"{}~{hash}\"", begin.replace('"', "\"\""))
}

/// The SQL table of a table.
pub(super) fn name(environment: EnvironmentId, table: &Table) -> String {
    quoted(&format!("t{environment}_{}", table.logical_name))
}

/// The statements that make a table.
pub(super) fn create(dialect: Dialect, environment: EnvironmentId, table: &Table) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let key = if column.logical_name == table.primary_key { " PRIMARY KEY NOT NULL" } else { "" };
            format!("{} {}{key}", quoted(&column.logical_name), column_type(dialect, &column.kind))
        })
        .collect();
    let strict = if dialect == Dialect::Sqlite { " STRICT" } else { "" };
    let mut sql = format!("CREATE TABLE {} ({}){strict};\n", name(environment, table), columns.join(", "));
    add_indexes(environment, table, &table.columns, &mut sql);
    sql
}

/// The statement that removes a table.
pub(super) fn drop(environment: EnvironmentId, table: &Table) -> String {
    format!("DROP TABLE {};\n", name(environment, table))
}

/// The statements that add columns.
pub(super) fn add_columns(dialect: Dialect, environment: EnvironmentId, table: &Table, added: &[Column]) -> String {
    let mut sql = String::new();
    for column in added {
        sql.push_str(&format!(
            "ALTER TABLE {} ADD COLUMN {} {};\n",
            name(environment, table),
            quoted(&column.logical_name),
            column_type(dialect, &column.kind)
        ));
    }
    add_indexes(environment, table, added, &mut sql);
    sql
}

/// Owners and lookups are what rows are looked for by. Those that the system fills are not, and an index costs every write.
fn add_indexes(environment: EnvironmentId, table: &Table, columns: &[Column], sql: &mut String) {
    for column in columns {
        let indexed = match column.kind {
            ColumnKind::Owner => true,
            ColumnKind::Lookup { .. } => !system::is_written_by_system(&column.logical_name),
            _ => false,
        };
        if indexed {
            // No logical name has a dot, so this is no table's name.
            let index = quoted(&format!("t{environment}_{}.{}", table.logical_name, column.logical_name));
            let column = quoted(&column.logical_name);
            sql.push_str(&format!("CREATE INDEX {index} ON {} ({column});\n", name(environment, table)));
        }
    }
}

fn column_type(dialect: Dialect, kind: &ColumnKind) -> &'static str {
    let (sqlite, postgres) = match CellKind::of(kind) {
        CellKind::Text => ("TEXT", "TEXT COLLATE \"C\""),
        CellKind::Int | CellKind::Bool | CellKind::Instant | CellKind::Day => ("INTEGER", "BIGINT"),
        CellKind::Float => ("REAL", "DOUBLE PRECISION"),
        CellKind::Decimal => ("BLOB", "BYTEA"),
        CellKind::Uuid => ("BLOB", "UUID"),
    };
    match dialect {
        Dialect::Sqlite => sqlite,
        Dialect::Postgres => postgres,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_fit_and_stay_apart() {
        let long = |end: &str| quoted(&format!("t1_{}{end}", "a".repeat(128)));
        assert_eq!(quoted("t1_contact"), "\"t1_contact\"");
        assert_eq!(long("x").len(), LONGEST + 2);
        assert_ne!(long("x"), long("y"));
        assert_eq!(quoted(&"b".repeat(63)).len(), LONGEST + 2);
    }
}
