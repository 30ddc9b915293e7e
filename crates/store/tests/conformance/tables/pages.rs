//! Lists of rows, page by page.

use std::sync::Arc;

use store::tables::{TableError, list_rows};
use tables::{Cell, Query, RowFilter, odata};

use super::{filled, ids};
use crate::fixture::{Fixture, HERE};

#[test]
fn pages_give_every_row_once_in_order() {
    for fixture in Fixture::on_both() {
        let (table, rows) = filled(&fixture);
        let options = [
            ("x_name", "x_name,x_number desc"),
            ("x_number", "x_number desc,x_cost"),
            ("x_at", "x_at desc,x_flag,x_day desc"),
            ("x_score", "x_score"),
            ("nothing", ""),
        ];
        for (name, order) in options {
            let table = Arc::clone(&table);
            let all = rows.len();
            fixture.read(move |tx| {
                let asking = odata::Asking::default();
                let mut query = odata::parse(&table, &[("$orderby", order)], &asking)?;
                let whole = list_rows(tx, HERE, &table, &query, &RowFilter::All, 5_000)?;
                assert_eq!((whole.rows.len(), whole.next), (all, None));
                let (mut found, mut pages) = (Vec::new(), 0);
                loop {
                    let page = list_rows(tx, HERE, &table, &query, &RowFilter::All, 7)?;
                    assert!(page.rows.len() <= 7);
                    found.extend(page.rows);
                    pages += 1;
                    query.skip_token = page.next;
                    if query.skip_token.is_none() {
                        break;
                    }
                }
                assert_eq!(pages, 9, "{name}");
                assert_eq!(ids(&table, &found), ids(&table, &whole.rows), "{name}");
                // FetchXML's pages are the same rows.
                query.page = Some((20, 2));
                let second = list_rows(tx, HERE, &table, &query, &RowFilter::All, 5_000)?;
                assert_eq!(ids(&table, &second.rows), ids(&table, &whole.rows)[20..40], "{name}");
                Ok(())
            });
        }
    }
}

#[test]
fn options_of_a_query() {
    for fixture in Fixture::on_both() {
        let (table, rows) = filled(&fixture);
        fixture.read(move |tx| {
            let asking = odata::Asking::default();
            let options = [("$top", "3"), ("$count", "true"), ("$select", "x_name"), ("$filter", "x_number eq 1")];
            let query = odata::parse(&table, &options, &asking)?;
            let page = list_rows(tx, HERE, &table, &query, &RowFilter::All, 5_000)?;
            let expected = rows.iter().filter(|row| row.named(&table, "x_number") == &Cell::Int(1)).count();
            assert_eq!((page.rows.len(), page.count, page.next), (3, Some(expected as u64), None));
            let first = &page.rows[0];
            assert!(first.id(&table).is_some() && first.version(&table) > 0 && first.owner(&table).is_some());
            assert_eq!(first.named(&table, "x_at"), &Cell::Null, "what is not selected is not read");
            for token in ["", "[]", "[\"\"]", "[\"=x\",\"y\"]", "{}"] {
                let query = Query { skip_token: Some(token.to_owned()), ..Query::default() };
                let refused = list_rows(tx, HERE, &table, &query, &RowFilter::All, 5).expect_err("refused");
                assert!(matches!(refused, TableError::Refused(_)), "{token}");
            }
            Ok(())
        });
    }
}
