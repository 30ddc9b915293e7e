//! Row security in queries.

use std::collections::BTreeSet;

use store::tables::list_rows;
use tables::{Query, Row, RowFilter};
use uuid::Uuid;

use super::{filled, id, ids};
use crate::fixture::{Fixture, HERE};

#[test]
fn row_security_is_the_same_in_the_query_and_on_the_row() {
    for fixture in Fixture::on_both() {
        let (table, rows) = filled(&fixture);
        let sets = [vec![], vec![0], vec![1, 2], vec![9]];
        let mut filters = vec![RowFilter::All, RowFilter::Nothing];
        for owners in &sets {
            for units in &sets {
                filters.push(RowFilter::Of {
                    owners: owners.iter().map(|owner| id(*owner)).collect(),
                    business_units: units.iter().map(|unit| id(100 + *unit)).collect(),
                });
            }
        }
        fixture.read(move |tx| {
            for allowed in filters {
                let page = list_rows(tx, HERE, &table, &Query::default(), &allowed, 5_000)?;
                let found: BTreeSet<Uuid> = ids(&table, &page.rows).into_iter().collect();
                let expected: Vec<Row> = rows.iter().filter(|row| allowed.allows_row(&table, row)).cloned().collect();
                assert_eq!(found, ids(&table, &expected).into_iter().collect(), "{allowed:?}");
            }
            Ok(())
        });
    }
}
