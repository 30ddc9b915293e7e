//! Queries over rows that are no SQL table, with the same answers.

use std::cmp::Ordering;

use ::tables::{Cell, Query, Row, RowFilter, filter};
use model::table::Table;

use super::{
    list::{Page, cut},
    page::After,
};

/// Runs a query; `window` is how many rows at most, and how many to leave out first.
pub(super) fn run(
    table: &Table,
    mut rows: Vec<Row>,
    query: &Query,
    allowed: &RowFilter,
    after: Option<&After>,
    window: (u64, u64),
) -> Page {
    rows.retain(|row| {
        allowed.allows_row(table, row) && query.filter.as_ref().is_none_or(|filter| filter::matches(filter, row))
    });
    let count = query.count.then(|| (rows.len() as u64).min(::tables::odata::MAX_PAGE));
    let place = |row: &Row| After::row(table, &query.order, row);
    rows.sort_by(|a, b| compare(query, &place(a), &place(b)));
    if let Some(after) = after {
        rows.retain(|row| compare(query, &place(row), after).is_gt());
    }
    let (limit, offset) = window;
    let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(rows.len());
    rows.drain(..offset);
    let next = cut(&mut rows, table, query, limit);
    Page { rows, count, next }
}

fn compare(query: &Query, a: &After, b: &After) -> Ordering {
    for (order, (a, b)) in query.order.iter().zip(a.cells.iter().zip(&b.cells)) {
        let ordering = cells(a, b);
        let ordering = if order.descending { ordering.reverse() } else { ordering };
        if ordering.is_ne() {
            return ordering;
        }
    }
    a.id.cmp(&b.id)
}

/// Empty cells come first.
fn cells(a: &Cell, b: &Cell) -> Ordering {
    filter::compare(a, b).unwrap_or_else(|| b.is_null().cmp(&a.is_null()))
}
