//! Filters mean in SQL what the crate `tables` says they mean.

use std::sync::Arc;

use proptest::prelude::*;
use store::tables::list_rows;
use tables::{Cell, Comparison, Filter, LikeKind, Operand, Order, Query, Row, RowFilter, filter, odata};

use super::{at, filled, id, ids, thing};
use crate::fixture::{Fixture, HERE};

#[test]
fn the_longest_filter_that_is_read_can_be_run() {
    for fixture in Fixture::on_both() {
        let (table, _) = filled(&fixture);
        fixture.read(move |tx| {
            let long = vec!["x_number eq 1"; 1_900].join(" or ");
            let deep = format!("{}x_number eq 1{}", "not (x_flag eq true and ".repeat(30), ")".repeat(30));
            let hostile = "x_name eq '''; DROP TABLE tables; --' or contains(x_name,'\"]''')";
            for text in [long.as_str(), &deep, hostile] {
                let filter = odata::parse_filter(&table, text, &odata::Asking::default())?;
                let query = Query { filter: Some(filter), ..Query::default() };
                list_rows(tx, HERE, &table, &query, &RowFilter::All, 5_000)?;
            }
            Ok(())
        });
    }
}

fn cells(name: &'static str) -> BoxedStrategy<Cell> {
    match name {
        "x_name" => prop_oneof![Just("a"), Just("AB"), Just("ä"), Just("z"), Just("")].prop_map(Cell::text).boxed(),
        "x_number" | "x_order" => (0_i64..4).prop_map(Cell::Int).boxed(),
        "x_cost" => (-4_i64..4).prop_map(|number| Cell::Decimal(rust_decimal::Decimal::new(number, 1))).boxed(),
        "x_score" => (0_i64..5).prop_map(|number| Cell::Float(number as f64 / 2.0)).boxed(),
        "x_flag" => any::<bool>().prop_map(Cell::Bool).boxed(),
        "x_at" => (0_i64..5).prop_map(|number| Cell::Instant(number * 1_000_000)).boxed(),
        "x_day" => (-1_i32..2).prop_map(Cell::Day).boxed(),
        _ => (0_u128..5).prop_map(|number| Cell::Uuid(id(number))).boxed(),
    }
}

const COLUMNS: [&str; 9] = ["x_name", "x_number", "x_order", "x_cost", "x_score", "x_flag", "x_at", "x_day", "x_about"];

fn filters() -> impl Strategy<Value = Filter> {
    let table = tables::system::complete(thing());
    let place = |name: &str| at(&table, name);
    let (name, number, order, kinds) = (place("x_name"), place("x_number"), place("x_order"), place("x_kinds"));
    let comparison = prop_oneof![
        Just(Comparison::Equal),
        Just(Comparison::NotEqual),
        Just(Comparison::Greater),
        Just(Comparison::GreaterOrEqual),
        Just(Comparison::Less),
        Just(Comparison::LessOrEqual),
    ];
    let leaves: Vec<BoxedStrategy<Filter>> =
        COLUMNS
            .iter()
            .map(|column| {
                let at = place(column);
                let compared = (comparison.clone(), cells(column)).prop_map(move |(comparison, cell)| {
                    Filter::Compare { column: at, comparison, with: Operand::Cell(cell) }
                });
                let listed = proptest::collection::vec(cells(column), 0..3)
                    .prop_map(move |values| Filter::In { column: at, values });
                prop_oneof![compared, listed, Just(Filter::IsNull(at))].boxed()
            })
            .collect();
    let columns = comparison.prop_map(move |comparison| Filter::Compare {
        column: number,
        comparison,
        with: Operand::Column(order),
    });
    let kind = prop_oneof![
        Just(LikeKind::Contains),
        Just(LikeKind::StartsWith),
        Just(LikeKind::EndsWith),
        Just(LikeKind::Pattern)
    ];
    let like = (kind, "[aAbäÄ%_]{0,3}|\\[ab\\]|\\[\\^a\\]%").prop_map(move |(kind, text)| Filter::Like {
        column: name,
        kind,
        text: text.into(),
    });
    let several = proptest::collection::vec(0_i64..4, 0..3)
        .prop_map(move |values| Filter::ContainsValues { column: kinds, values });
    let leaf = prop_oneof![
        8 => proptest::strategy::Union::new(leaves),
        1 => columns,
        2 => like,
        1 => several,
        1 => any::<bool>().prop_map(Filter::Const),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Filter::And),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Filter::Or),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

#[test]
fn a_filter_finds_the_rows_that_match_it() {
    for fixture in Fixture::on_both() {
        let (table, rows) = filled(&fixture);
        proptest!(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() }, |(filter in filters(), column in 0_usize..9, descending: bool)| {
            let order = vec![Order { column: at(&table, COLUMNS[column]), descending }];
            let query = Query { filter: Some(filter.clone()), order: order.clone(), ..Query::default() };
            let there = Arc::clone(&table);
            let found = fixture.read(move |tx| list_rows(tx, HERE, &there, &query, &RowFilter::All, 5_000)).rows;
            let mut expected: Vec<Row> = rows.iter().filter(|row| filter::matches(&filter, row)).cloned().collect();
            expected.sort_by(|a, b| {
                let (one, two) = (a.get(order[0].column), b.get(order[0].column));
                let by = filter::compare(one, two).unwrap_or_else(|| two.is_null().cmp(&one.is_null()));
                let by = if descending { by.reverse() } else { by };
                by.then_with(|| a.id(&table).cmp(&b.id(&table)))
            });
            prop_assert_eq!(ids(&table, &found), ids(&table, &expected), "{}", filter.describe(&table));
        });
    }
}
