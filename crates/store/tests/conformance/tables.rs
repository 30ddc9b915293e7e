//! Tables and rows against a real database. Here is what they are tried with.

mod definitions;
mod filters;
mod pages;
mod rows;
mod security;
mod views;

use std::sync::Arc;

use model::table::{Column, ColumnKind, DateTimeBehavior, Ownership, Requirement, Table};
use store::tables::{create_row, put};
use tables::{Cell, Row, row};
use uuid::Uuid;

use crate::fixture::{Fixture, HERE};

pub(crate) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) fn column(name: &str, kind: ColumnKind) -> Column {
    Column {
        logical_name: name.into(),
        schema_name: name.into(),
        display_name: name.into(),
        kind,
        requirement: Requirement::None,
    }
}

/// A table with a column of each kind of cell.
pub(crate) fn thing() -> Table {
    let date = |behavior| ColumnKind::DateTime { behavior };
    Table {
        logical_name: "x_thing".into(),
        schema_name: "x_Thing".into(),
        entity_set: "x_things".into(),
        plural_name: None,
        display_name: "Thing".into(),
        ownership: Ownership::User,
        primary_key: "x_thingid".into(),
        primary_name: Some("x_name".into()),
        columns: vec![
            column("x_name", ColumnKind::Text { max_length: 100 }),
            column("x_number", ColumnKind::Integer),
            column("x_cost", ColumnKind::Decimal { precision: 2 }),
            column("x_score", ColumnKind::Double),
            column("x_flag", ColumnKind::Boolean),
            column("x_at", date(DateTimeBehavior::UserLocal)),
            column("x_day", date(DateTimeBehavior::DateOnly)),
            column("x_kinds", ColumnKind::MultiChoice { options: Vec::new() }),
            column("x_order", ColumnKind::Integer),
            column(
                "x_about",
                ColumnKind::Lookup { targets: vec!["account".into(), "contact".into()], navigation: "x_About".into() },
            ),
        ],
    }
}

pub(crate) fn at(table: &Table, name: &str) -> usize {
    row::position(table, name).expect("a column")
}

/// A row with these cells.
pub(crate) fn row_with(table: &Table, key: u128, cells: &[(&str, Cell)]) -> Row {
    let mut row = Row::empty(table);
    row.set_named(table, &table.primary_key, id(key));
    for (name, cell) in cells {
        row.set(at(table, name), cell.clone());
    }
    row
}

/// Sixty rows with every mix of empty and equal cells.
pub(crate) fn filled(fixture: &Fixture) -> (Arc<Table>, Vec<Row>) {
    fixture.write(|tx| {
        let table = put(tx, HERE, thing())?;
        let mut rows = Vec::new();
        for number in 0..60_i64 {
            let pick = |modulus: i64, cell: Cell| if number % modulus == 0 { Cell::Null } else { cell };
            let names = ["a", "A", "ab", "Ab", "ä", "Ä", "b%", "_"];
            let name = names[usize::try_from(number % 8).expect("small")];
            let owner = u128::try_from(number % 4).expect("small");
            let mut row = row_with(
                &table,
                u128::try_from(number * 7 % 60).expect("small") + 1,
                &[
                    ("x_name", pick(5, name.into())),
                    ("x_number", pick(3, Cell::Int(number % 4))),
                    ("x_order", pick(4, Cell::Int(number % 3))),
                    ("x_cost", pick(7, Cell::Decimal(rust_decimal::Decimal::new(number % 6 - 3, 1)))),
                    ("x_score", pick(6, Cell::Float((number % 5) as f64 / 2.0))),
                    ("x_flag", pick(11, Cell::Bool(number % 2 == 0))),
                    ("x_at", pick(9, Cell::Instant(number % 5 * 1_000_000))),
                    ("x_day", pick(8, Cell::Day(i32::try_from(number % 3).expect("small") - 1))),
                    (
                        "x_kinds",
                        pick(4, ["1", "1,2", "21", "12,3"][usize::try_from(number % 4).expect("small")].into()),
                    ),
                    ("x_about", pick(2, id(1 + owner).into())),
                    ("ownerid", id(owner).into()),
                    ("owningbusinessunit", id(100 + owner % 2).into()),
                ],
            );
            create_row(tx, HERE, &table, &mut row)?;
            rows.push(row);
        }
        Ok((table, rows))
    })
}

pub(crate) fn ids(table: &Table, rows: &[Row]) -> Vec<Uuid> {
    rows.iter().filter_map(|row| row.id(table)).collect()
}
