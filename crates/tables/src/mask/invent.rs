//! Rows of nothing: what a table could hold, made from its definition alone.

use model::table::{ColumnKind, Table};
use uuid::Uuid;

use super::{Key, fake::made_up, is_copied, meaning::Meaning};
use crate::{Cell, Row, system};

/// So many rows of a table that never were. Each has an id, and lookups that [`Among`](super::Among) leads to other rows of the copy; those
/// to users and teams, and to rows of the same table, are left out. `today` is an instant in microseconds.
pub fn invent(table: &Table, count: u32, key: &Key, today: i64) -> Vec<Row> {
    (0..count).map(|number| row(table, number, key, today)).collect()
}

fn row(table: &Table, number: u32, key: &Key, today: i64) -> Row {
    let mut row = Row::empty(table);
    row.set_named(table, &table.primary_key, Uuid::from_u128(u128::from(number) + 1));
    row.set_named(table, "createdon", Cell::Instant(today));
    for (at, column) in table.columns.iter().enumerate().filter(|(at, _)| is_copied(table, *at)) {
        let mut draw = key.draw(&["invent", &table.logical_name, &column.logical_name, &number.to_string()]);
        let cell = match &column.kind {
            ColumnKind::Text { max_length } => match Meaning::of(table, column) {
                // Numbers and codes tell rows apart.
                Meaning::Code => fitted(&format!("{:06}", u64::from(number) + 1), *max_length),
                meaning => fitted(&meaning.text(&mut draw, 3, *max_length), *max_length),
            },
            ColumnKind::Lookup { targets, .. } => {
                let target = targets.iter().find(|it| !system::is_virtual(it) && **it != table.logical_name);
                let Some(target) = target else { continue };
                if let Some(said) = system::target_column(table, at) {
                    row.set(said, Cell::text(target.as_str()));
                }
                Cell::Uuid(Uuid::from_u64_pair(draw.next(), draw.next()))
            }
            // A new row starts in its first state.
            ColumnKind::State { .. } | ColumnKind::Status { .. } => Cell::Null,
            _ => made_up(column, &mut draw, today),
        };
        row.set(at, cell);
    }
    row
}

/// The end of a text that is too long: that is where numbers differ.
fn fitted(text: &str, max_length: u32) -> Cell {
    let leave_out = text.chars().count().saturating_sub(max_length as usize);
    Cell::text(text.chars().skip(leave_out).collect::<String>())
}
