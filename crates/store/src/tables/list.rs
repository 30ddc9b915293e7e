//! Queries over rows.

use ::tables::{CellKind, Filter, Query, Row, RowFilter, odata::MAX_PAGE, row::position, system};
use model::{EnvironmentId, PrincipalId, table::Table};

use super::{
    TableError,
    cell::{self, Bound, to_params},
    ddl, memory,
    page::After,
    principals,
    sql::Condition,
};
use crate::{StoreError, Tx, dialect::Dialect};

/// Rows that a query found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Page {
    /// The rows in order. Cells that the query does not select are null.
    pub rows: Vec<Row>,
    /// How many rows the query finds in all, if it asks, counted up to 5,000 as the platform does.
    pub count: Option<u64>,
    /// The `$skiptoken` of the next page, if there is one.
    pub next: Option<String>,
}

/// The rows that a query finds among those that row security allows, at most `page_size` and never more than 5,000 of them.
///
/// # Errors
/// Refused: a `$skiptoken` that is not one of this query. Or the database fails.
pub fn list_rows(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    query: &Query,
    allowed: &RowFilter,
    page_size: u64,
) -> Result<Page, TableError> {
    let after = query.skip_token.as_deref().map(|token| After::parse(table, &query.order, token)).transpose()?;
    let (limit, offset) = limits(query, page_size);
    if system::is_virtual(&table.logical_name) {
        let rows = principals::rows(tx, environment, table)?;
        return Ok(memory::run(table, rows, query, allowed, after.as_ref(), (limit, offset)));
    }
    let count = if query.count { Some(count(tx, environment, table, query, allowed)?) } else { None };

    let mut condition = where_clause(tx.dialect(), table, query, allowed);
    if let Some(after) = &after {
        push_after(&mut condition, table, query, after);
    }
    let columns = needed(table, query);
    let names: Vec<String> =
        columns.iter().filter_map(|at| table.columns.get(*at)).map(|it| ddl::quoted(&it.logical_name)).collect();
    let mut order: Vec<String> = query
        .order
        .iter()
        .map(|order| {
            format!(
                "{}{}",
                condition.column(order.column),
                if order.descending { " DESC NULLS LAST" } else { " NULLS FIRST" }
            )
        })
        .collect();
    order.push(ddl::quoted(&table.primary_key));
    let limit_at = condition.bind(Bound::Int(i64::try_from(limit + 1).unwrap_or(i64::MAX)));
    let offset_at = condition.bind(Bound::Int(i64::try_from(offset).unwrap_or(i64::MAX)));
    let sql = format!(
        "SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT {limit_at} OFFSET {offset_at}",
        names.join(", "),
        ddl::name(environment, table),
        condition.sql,
        order.join(", "),
    );
    let mut rows = tx.query(&sql, &to_params(&condition.bound), |found| {
        let mut row = Row::empty(table);
        for (place, at) in columns.iter().enumerate() {
            if let Some(column) = table.columns.get(*at) {
                row.set(*at, cell::read(found, place, CellKind::of(&column.kind))?);
            }
        }
        Ok(row)
    })?;
    let next = cut(&mut rows, table, query, limit);
    Ok(Page { rows, count, next })
}

/// How many rows at most, and how many to leave out first.
fn limits(query: &Query, page_size: u64) -> (u64, u64) {
    let (size, offset) = match query.page {
        Some((size, number)) => (size.min(MAX_PAGE), number.saturating_sub(1).saturating_mul(size.min(MAX_PAGE))),
        None => (page_size.min(MAX_PAGE), 0),
    };
    (query.top.map_or(size, |top| top.min(MAX_PAGE)), offset)
}

/// Takes the row away that only shows that there are more, and gives the token of the next page. A query with `$top` has no next
/// page.
pub(super) fn cut(rows: &mut Vec<Row>, table: &Table, query: &Query, limit: u64) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    let last = rows.last().filter(|_| query.top.is_none())?;
    Some(After::row(table, &query.order, last).token())
}

fn where_clause<'t>(dialect: Dialect, table: &'t Table, query: &Query, allowed: &RowFilter) -> Condition<'t> {
    let mut condition = Condition::new(dialect, table);
    condition.push_rows(allowed);
    if let Some(filter) = &query.filter {
        condition.sql.push_str(" AND (");
        condition.push_filter(filter);
        condition.sql.push(')');
    }
    condition
}

fn count(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    query: &Query,
    allowed: &RowFilter,
) -> Result<u64, StoreError> {
    let condition = where_clause(tx.dialect(), table, query, allowed);
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT {MAX_PAGE}) AS found",
        ddl::name(environment, table),
        condition.sql
    );
    let count = tx.query_one(&sql, &to_params(&condition.bound), |row| row.int(0))?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

/// How many rows of a table a principal owns.
pub fn count_owned(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    owner: PrincipalId,
) -> Result<u64, StoreError> {
    let mut condition = Condition::new(tx.dialect(), table);
    condition.push_rows(&RowFilter::Of { owners: vec![owner.0], business_units: Vec::new() });
    counted(tx, environment, table, &condition)
}

/// How many rows of a table a filter finds.
///
/// # Errors
/// The database fails.
pub fn count_rows(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    filter: &Filter,
) -> Result<u64, StoreError> {
    let mut condition = Condition::new(tx.dialect(), table);
    condition.push_filter(filter);
    counted(tx, environment, table, &condition)
}

/// How many rows of a table hold a text of more than so many characters in a column.
///
/// # Errors
/// The database fails.
pub fn count_longer(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    column: &str,
    characters: u32,
) -> Result<u64, StoreError> {
    let mut condition = Condition::new(tx.dialect(), table);
    condition.sql = format!("length({}) > {characters}", ddl::quoted(column));
    counted(tx, environment, table, &condition)
}

/// How many rows fulfil a condition. What is no table of ours has none.
fn counted(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    table: &Table,
    condition: &Condition<'_>,
) -> Result<u64, StoreError> {
    if system::is_virtual(&table.logical_name) {
        return Ok(0);
    }
    let sql = format!("SELECT count(*) FROM {} WHERE {}", ddl::name(environment, table), condition.sql);
    let count = tx.query_one(&sql, &to_params(&condition.bound), |row| row.int(0))?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
}

/// Adds: later in the order than the last row of the page before. Empty cells come first, as they do in the database.
fn push_after(condition: &mut Condition<'_>, table: &Table, query: &Query, after: &After) {
    let mut ways = Vec::new();
    let mut same = String::new();
    for (order, cell) in query.order.iter().zip(&after.cells) {
        let name = condition.column(order.column);
        let (later, equal) = if cell.is_null() {
            let later = if order.descending { "FALSE".to_owned() } else { format!("{name} IS NOT NULL") };
            (later, format!("{name} IS NULL"))
        } else {
            let place = condition.value(cell);
            let later = if order.descending {
                format!("({name} < {place} OR {name} IS NULL)")
            } else {
                format!("{name} > {place}")
            };
            (later, format!("{name} = {place}"))
        };
        ways.push(format!("({same}{later})"));
        same.push_str(&format!("{equal} AND "));
    }
    let place = condition.bind(Bound::Bytes(after.id.into_bytes()));
    ways.push(format!("({same}{} > {place})", ddl::quoted(&table.primary_key)));
    condition.sql.push_str(&format!(" AND ({})", ways.join(" OR ")));
}

/// The columns that an answer needs: what is selected, and what the system looks at.
fn needed(table: &Table, query: &Query) -> Vec<usize> {
    let Some(select) = &query.select else { return (0..table.columns.len()).collect() };
    let mut columns = select.clone();
    columns.extend(query.order.iter().map(|order| order.column));
    columns.extend(query.expand.iter().map(|expand| expand.column));
    let system = [table.primary_key.as_str(), "versionnumber", "ownerid", "owningteam", "owningbusinessunit"];
    columns.extend(system.iter().filter_map(|name| position(table, name)));
    let targets: Vec<usize> = columns.iter().filter_map(|at| system::target_column(table, *at)).collect();
    columns.extend(targets);
    columns.sort_unstable();
    columns.dedup();
    columns
}
