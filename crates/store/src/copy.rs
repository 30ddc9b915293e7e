//! Everything of one database into another, of the same kind or not.
//!
//! The source is read in one snapshot, and the target is written in one transaction: a copy is there as a whole or not at all. What
//! belongs to servers and not to the data stays behind: nodes with their leases, and counters, which are set anew. Runs that were
//! held arrive due, so that a server on the copy goes on with them.

use std::sync::Arc;

use ::tables::system;
use model::EnvironmentId;
use thiserror::Error;

use crate::{
    Database, Param, Row, StoreError, Tx,
    dialect::Dialect,
    direct::Direct,
    environments, nodes, params, schema,
    schema::{Kind, TableInfo},
    tables,
};

/// What is not copied: housekeeping of one database, and servers.
const STAYS: [&str; 4] = ["installation", "nodes", "row_versions", "schema_steps"];
/// How many bytes are under way at a time, more or less.
const BATCH: usize = 4 * 1024 * 1024;
/// How many rows are under way at a time at most.
const ROWS: usize = 1_000;
/// How many values one statement takes at most. Both databases take a few times as many.
const VALUES: usize = 5_000;

/// Where to, and what is to be done about doubts.
#[derive(Clone, Copy, Default, Debug)]
pub struct Options {
    /// Copies from a database although a server uses it. What that server writes meanwhile is not in the copy.
    pub force: bool,
    /// Looks at everything, and writes nothing.
    pub dry_run: bool,
}

/// How far a copy has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    /// The table that is being copied.
    pub table: &'a str,
    /// How many rows of all tables are copied.
    pub rows: u64,
    /// How many there are.
    pub of: u64,
}

/// What was copied, or would be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Copied {
    /// The tables by name, with as many rows on both sides.
    pub tables: Vec<(String, u64)>,
    /// How many runs have not ended. Those that servers held are due.
    pub open_runs: u64,
}

impl Copied {
    /// How many rows in all.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

/// Why nothing was copied.
#[derive(Debug, Error)]
pub enum CopyError {
    /// A database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Both addresses are the same.
    #[error("the database cannot be copied into itself")]
    Itself,
    /// A server uses the source.
    #[error("a server uses the database that is to be copied: {0}")]
    InUse(String),
    /// The source's schema is not this version's.
    #[error("the database that is to be copied has schema {found}, and this version copies schema {wanted}")]
    Schema {
        /// The source's.
        found: i64,
        /// This version's.
        wanted: i64,
    },
    /// The target is no fresh database.
    #[error("the database to copy into is not empty: its table `{0}` has rows")]
    NotEmpty(String),
    /// What has arrived is not what was sent.
    #[error("table `{table}` has {source_rows} rows, and its copy {copied}")]
    Differs {
        /// The table.
        table: String,
        /// How many rows the source has.
        source_rows: u64,
        /// How many have arrived.
        copied: u64,
    },
}

/// Copies everything from one database into another, which is made where there is none and holds nothing yet. It waits, so it is not
/// to be called by a thread that drives tasks.
///
/// # Errors
/// A server uses the source, or the target holds something; or a database fails. The target is as it was then, but for its schema.
pub fn copy(
    from: &Database,
    to: &Database,
    options: Options,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Copied, CopyError> {
    if from == to {
        return Err(CopyError::Itself);
    }
    let mut source = open_source(from, options.force)?;
    let mut source = source.begin_reading()?;
    let sizes = sizes(&mut source)?;
    let open_runs = count(&mut source, "runs WHERE ended_at IS NULL")?;
    if options.dry_run {
        look_at_target(to)?;
        return Ok(Copied { tables: sizes, open_runs });
    }
    let (mut target, _) = Direct::to_write(to)?;
    let mut tx = target.begin_writing()?;
    tx.one_at_a_time()?;
    assert_empty(&mut tx)?;
    make_tables(&mut source, &mut tx)?;
    copy_tables(&mut source, &mut tx, &sizes, progress)?;
    tx.execute("UPDATE runs SET node = NULL, wake_at = 0 WHERE ended_at IS NULL AND node IS NOT NULL", &[])?;
    set_counters(&mut source, &mut tx)?;
    for (table, source_rows) in &sizes {
        let copied = count(&mut tx, &quoted(table))?;
        if copied != *source_rows {
            return Err(CopyError::Differs { table: table.clone(), source_rows: *source_rows, copied });
        }
    }
    target.commit()?;
    Ok(Copied { tables: sizes, open_runs })
}

fn open_source(from: &Database, force: bool) -> Result<Direct, CopyError> {
    let mut source = Direct::to_read(from, force)?;
    let (found, wanted) = (source.step()?, source.newest());
    if found != wanted {
        return Err(CopyError::Schema { found, wanted });
    }
    if !force && matches!(from, Database::Postgres(_)) {
        let mut tx = source.begin_reading()?;
        let now = nodes::now(&mut tx)?;
        let up: Vec<String> = nodes::list(&mut tx)?
            .into_iter()
            .filter(|node| node.lease_until >= now)
            .map(|node| format!("`{}`", node.name))
            .collect();
        source.commit()?;
        if !up.is_empty() {
            return Err(CopyError::InUse(up.join(", ")));
        }
    }
    Ok(source)
}

/// Refuses a target that holds something, without writing its schema.
fn look_at_target(to: &Database) -> Result<(), CopyError> {
    if matches!(to, Database::Sqlite(file) if !file.exists()) {
        return Ok(());
    }
    let mut target = Direct::to_read(to, false)?;
    let mut tx = target.begin_reading()?;
    assert_empty(&mut tx)
}

fn assert_empty(tx: &mut Tx<'_>) -> Result<(), CopyError> {
    match sizes(tx)?.into_iter().find(|(_, rows)| *rows > 0) {
        Some((table, _)) => Err(CopyError::NotEmpty(table)),
        None => Ok(()),
    }
}

/// The tables that are copied, each with its number of rows.
fn sizes(tx: &mut Tx<'_>) -> Result<Vec<(String, u64)>, StoreError> {
    let tables = schema::tables(tx)?.into_iter().filter(|table| !STAYS.contains(&table.name.as_str()));
    tables.map(|table| Ok((table.name.clone(), count(tx, &quoted(&table.name))?))).collect()
}

fn count(tx: &mut Tx<'_>, of: &str) -> Result<u64, StoreError> {
    let rows = tx.query_one(&format!("SELECT count(*) FROM {of}"), &[], |row| row.int(0))?;
    Ok(rows.and_then(|rows| u64::try_from(rows).ok()).unwrap_or(0))
}

/// Makes the tables that users defined. Their definitions follow with all other rows.
fn make_tables(source: &mut Tx<'_>, target: &mut Tx<'_>) -> Result<(), StoreError> {
    for environment in environments::list(source)? {
        for table in tables::list_tables(source, environment.id)? {
            if !system::is_virtual(&table.logical_name) {
                tables::define(target, environment.id, &table)?;
            }
        }
    }
    Ok(())
}

fn copy_tables(
    source: &mut Tx<'_>,
    target: &mut Tx<'_>,
    sizes: &[(String, u64)],
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(), StoreError> {
    let there = schema::tables(target)?;
    let of = sizes.iter().map(|(_, rows)| rows).sum();
    let mut rows = 0;
    for table in schema::tables(source)?.iter().filter(|table| !STAYS.contains(&table.name.as_str())) {
        if !there.iter().any(|other| other.name == table.name) {
            return Err(StoreError::corrupt("schema", format!("nothing defines its table `{}`", table.name)));
        }
        progress(Progress { table: &table.name, rows, of });
        let mut reader = Reader::of(table);
        while let Some(batch) = reader.next(source)? {
            insert(target, table, &batch)?;
            rows += batch.len() as u64;
            progress(Progress { table: &table.name, rows, of });
        }
    }
    Ok(())
}

/// A value on its way.
#[derive(Clone, Debug)]
enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Bytes(Arc<[u8]>),
}

impl Value {
    fn read(row: &Row<'_>, at: usize, kind: Kind) -> Result<Self, StoreError> {
        Ok(match kind {
            Kind::Int => row.opt_int(at)?.map_or(Self::Null, Self::Int),
            Kind::Real => row.opt_real(at)?.map_or(Self::Null, Self::Real),
            Kind::Text => row.opt_text(at)?.map_or(Self::Null, Self::Text),
            Kind::Bytes => row.opt_blob(at)?.map_or(Self::Null, |bytes| Self::Bytes(bytes.into())),
            Kind::Other => return Err(StoreError::corrupt("schema", format!("column {at} is of an unknown type"))),
        })
    }

    fn param(&self) -> Param<'_> {
        match self {
            Self::Null => Param::Null,
            Self::Int(number) => Param::Int(*number),
            Self::Real(number) => Param::Real(*number),
            Self::Text(text) => Param::Text(text),
            Self::Bytes(bytes) => Param::Blob(bytes),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            _ => 8,
        }
    }
}

/// Reads a table in the order of its key, some rows at a time.
struct Reader<'t> {
    table: &'t TableInfo,
    /// The columns of the key, in their order.
    key: Vec<usize>,
    /// The key of the last row that was read.
    last: Option<Vec<Value>>,
    /// How many rows to read next, by how large the last ones were.
    limit: usize,
}

impl<'t> Reader<'t> {
    fn of(table: &'t TableInfo) -> Self {
        let mut key: Vec<usize> = (0..table.columns.len()).filter(|at| table.columns[*at].key.is_some()).collect();
        key.sort_by_key(|at| table.columns[*at].key);
        Self { table, key, last: None, limit: 16 }
    }

    fn next(&mut self, tx: &mut Tx<'_>) -> Result<Option<Vec<Vec<Value>>>, StoreError> {
        let columns = &self.table.columns;
        let key: Vec<String> = self.key.iter().map(|at| quoted(&columns[*at].name)).collect();
        let key = key.join(", ");
        let mut bound: Vec<Param<'_>> = self.last.iter().flatten().map(Value::param).collect();
        let after = match bound.len() {
            0 => String::new(),
            count => format!(" WHERE ({key}) > ({})", places(1, count)),
        };
        bound.push(Param::Int(i64::try_from(self.limit).unwrap_or(i64::MAX)));
        let sql = format!(
            "SELECT {} FROM {}{after} ORDER BY {key} LIMIT ?{}",
            names(self.table),
            quoted(&self.table.name),
            bound.len()
        );
        let batch = tx.query(&sql, &bound, |row| {
            columns.iter().enumerate().map(|(at, column)| Value::read(row, at, column.kind)).collect()
        })?;
        let Some(last): Option<&Vec<Value>> = batch.last() else { return Ok(None) };
        self.last = Some(self.key.iter().map(|at| last[*at].clone()).collect());
        let size: usize = batch.iter().flatten().map(Value::size).sum();
        self.limit = (batch.len() * BATCH / size.max(1)).clamp(1, ROWS);
        Ok(Some(batch))
    }
}

/// Adds rows, as many with one statement as it takes.
fn insert(tx: &mut Tx<'_>, table: &TableInfo, rows: &[Vec<Value>]) -> Result<(), StoreError> {
    let width = table.columns.len();
    let together = (VALUES / width).clamp(1, 100);
    // Only two forms of the statement, so that they are prepared once for each table.
    let (many, few) = rows.split_at(rows.len() - rows.len() % together);
    for (rows, count) in [(many, together), (few, 1)] {
        let places: Vec<String> = (0..count).map(|row| format!("({})", places(row * width + 1, width))).collect();
        let sql = format!("INSERT INTO {} ({}) VALUES {}", quoted(&table.name), names(table), places.join(", "));
        for rows in rows.chunks(count) {
            let bound: Vec<Param<'_>> = rows.iter().flatten().map(Value::param).collect();
            tx.execute(&sql, &bound)?;
        }
    }
    Ok(())
}

fn names(table: &TableInfo) -> String {
    table.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
}

fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|place| format!("?{place}")).collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Sets what gives the next keys and row versions, so that none comes twice: also not one of a row that is gone.
fn set_counters(source: &mut Tx<'_>, target: &mut Tx<'_>) -> Result<(), StoreError> {
    let (flows, environments) = (last_flow(source)?, last_environment(source)?);
    match target.dialect() {
        Dialect::Sqlite => {
            target.execute("DELETE FROM sqlite_sequence WHERE name = 'flows'", &[])?;
            target.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('flows', ?1)", params![flows])?;
            for environment in environments::list(source)? {
                let last = last_version(source, Some(environment.id))?;
                target.execute(
                    "INSERT INTO row_versions (environment, last) VALUES (?1, ?2)",
                    params![environment.id, last],
                )?;
            }
        }
        Dialect::Postgres => {
            let versions = last_version(source, None)?;
            let counters = [("flows_key_seq", flows), ("environments_id_seq", environments), ("row_version", versions)];
            for (name, last) in counters {
                let (last, was_given) = (last.max(1), last > 0);
                target.query(&format!("SELECT setval('{name}', {last}, {was_given})"), &[], |_| Ok(()))?;
            }
        }
    }
    Ok(())
}

fn last_flow(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    match tx.dialect() {
        Dialect::Sqlite => number(tx, "SELECT seq FROM sqlite_sequence WHERE name = 'flows'"),
        Dialect::Postgres => last_given(tx, "flows_key_seq"),
    }
}

fn last_environment(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    match tx.dialect() {
        Dialect::Sqlite => number(tx, "SELECT max(id) FROM environments"),
        Dialect::Postgres => last_given(tx, "environments_id_seq"),
    }
}

/// The last version that a row of an environment, or of any, was given. PostgreSQL counts for all of them.
fn last_version(tx: &mut Tx<'_>, environment: Option<EnvironmentId>) -> Result<i64, StoreError> {
    match (tx.dialect(), environment) {
        (Dialect::Sqlite, Some(environment)) => {
            let sql = "SELECT last FROM row_versions WHERE environment = ?1";
            Ok(tx.query_one(sql, params![environment], |row| row.int(0))?.unwrap_or(0))
        }
        (Dialect::Sqlite, None) => number(tx, "SELECT max(last) FROM row_versions"),
        (Dialect::Postgres, _) => last_given(tx, "row_version"),
    }
}

fn last_given(tx: &mut Tx<'_>, sequence: &str) -> Result<i64, StoreError> {
    number(tx, &format!("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"))
}

fn number(tx: &mut Tx<'_>, sql: &str) -> Result<i64, StoreError> {
    Ok(tx.query_one(sql, &[], |row| row.opt_int(0))?.flatten().unwrap_or(0))
}
