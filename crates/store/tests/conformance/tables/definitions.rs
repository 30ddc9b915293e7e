//! Definitions of tables: what may change, and what is kept apart.

use std::sync::Arc;

use model::table::{ColumnKind, Ownership, Table};
use store::tables::{
    TableError, add_standard, by_name, by_set, create_row, delete_table, get_row, is_empty, list_rows, list_tables,
    put, update_row,
};
use store::{StoreError, Tx};
use tables::{Cell, Query, Row, RowFilter};

use super::{column, id, row_with, thing};
use crate::fixture::{Fixture, HERE, THERE};

#[test]
fn what_cannot_be_is_refused() {
    for fixture in Fixture::on_both() {
        let table = fixture.write(|tx| {
            add_standard(tx, HERE)?;
            let table = put(tx, HERE, thing())?;
            create_row(tx, HERE, &table, &mut row_with(&table, 1, &[]))?;
            Ok(table)
        });
        let check = |expected: &str, work: fn(&mut Tx<'_>, &Table) -> Result<(), TableError>| {
            let table = Arc::clone(&table);
            assert_eq!(fixture.refused(move |tx| work(tx, &table)), expected);
        };
        check("DuplicateRecord A record with matching key values already exists.", |tx, table| {
            create_row(tx, HERE, table, &mut row_with(table, 1, &[]))
        });
        check(&format!("ObjectDoesNotExist Entity 'x_thing' With Id = {} Does Not Exist", id(9)), |tx, table| {
            update_row(tx, HERE, table, &row_with(table, 9, &[]), &mut row_with(table, 9, &[]))
        });
        check("NotSupported Rows of 'systemuser' cannot be written here; they follow from principals.", |tx, _| {
            let users = by_name(tx, HERE, "systemuser")?.expect("a table");
            create_row(tx, HERE, &users, &mut Row::empty(&users))
        });
        check("InvalidArgument The type of column 'x_number' cannot change.", |tx, _| {
            let mut table = thing();
            table.columns[1].kind = ColumnKind::Text { max_length: 5 };
            put(tx, HERE, table).map(drop)
        });
        check("InvalidArgument Ownership and key of table 'x_thing' cannot change.", |tx, _| {
            put(tx, HERE, Table { ownership: Ownership::Organization, ..thing() }).map(drop)
        });
        check("InvalidArgument The entity set name 'x_things' is that of table 'x_thing' already.", |tx, _| {
            let table = Table { logical_name: "x_other".into(), primary_key: "x_otherid".into(), ..thing() };
            put(tx, HERE, table).map(drop)
        });
        check(
            "InvalidArgument 'x\"; DROP TABLE tables; --' is no logical name: use a-z, 0-9 and '_', at most 128 of them.",
            |tx, _| {
                let mut table = thing();
                table.columns.push(column("x\"; DROP TABLE tables; --", ColumnKind::Integer));
                put(tx, HERE, table).map(drop)
            },
        );
    }
}

#[test]
fn a_table_grows_and_keeps_its_rows() {
    for fixture in Fixture::on_both() {
        fixture.write(|tx| {
            let before = put(tx, HERE, thing())?;
            create_row(tx, HERE, &before, &mut row_with(&before, 1, &[("x_name", "old".into())]))?;
            let mut wider = thing();
            // The package no longer has this column; its values stay all the same.
            wider.columns.retain(|column| column.logical_name != "x_number");
            wider.columns.insert(0, column("x_extra", ColumnKind::Text { max_length: 10 }));
            let after = put(tx, HERE, wider)?;
            assert_eq!(after.columns[..before.columns.len()], before.columns[..]);
            assert_eq!(after.columns.len(), before.columns.len() + 1);
            let old = get_row(tx, HERE, &after, id(1))?.expect("a row");
            assert_eq!(old.named(&after, "x_name"), &Cell::text("old"));
            assert_eq!(old.named(&after, "x_extra"), &Cell::Null);
            create_row(tx, HERE, &after, &mut row_with(&after, 2, &[("x_extra", "new".into())]))?;
            assert_eq!(*put(tx, HERE, thing())?, *after);
            Ok(())
        });
    }
}

#[test]
fn environments_do_not_see_each_other() {
    for fixture in Fixture::on_both() {
        fixture.write(|tx| {
            let here = put(tx, HERE, thing())?;
            assert_eq!(by_name(tx, THERE, "x_thing")?, None);
            assert_eq!(by_set(tx, THERE, "x_things")?, None);
            let there = put(tx, THERE, thing())?;
            create_row(tx, HERE, &here, &mut row_with(&here, 1, &[]))?;
            assert_eq!(get_row(tx, THERE, &there, id(1))?, None);
            assert_eq!(list_rows(tx, THERE, &there, &Query::default(), &RowFilter::All, 10)?.rows, []);
            assert_eq!(by_set(tx, HERE, "x_things")?.map(|table| table.logical_name.clone()), Some("x_thing".into()));
            assert_eq!(by_set(tx, HERE, "X_Things")?, None);
            assert_eq!(list_tables(tx, HERE)?.len(), 1);
            Ok(())
        });
    }
}

#[test]
fn readers_cannot_write() {
    for fixture in Fixture::on_both() {
        let result = fixture.block_on(fixture.store.read(|tx| put(tx, HERE, thing())));
        assert!(
            matches!(result, Err(TableError::Store(StoreError::Sqlite(_) | StoreError::Postgres(_)))),
            "{result:?}"
        );
    }
}

#[test]
fn a_removed_table_takes_its_rows_along_and_may_come_again() {
    for fixture in Fixture::on_both() {
        fixture.write(|tx| {
            let table = put(tx, HERE, thing())?;
            assert!(is_empty(tx, HERE, &table)?);
            create_row(tx, HERE, &table, &mut row_with(&table, 1, &[]))?;
            assert!(!is_empty(tx, HERE, &table)?);
            let there = put(tx, THERE, thing())?;
            create_row(tx, THERE, &there, &mut row_with(&there, 1, &[]))?;
            assert!(delete_table(tx, HERE, "x_thing")?);
            assert!(!delete_table(tx, HERE, "x_thing")?);
            assert_eq!(by_set(tx, HERE, "x_things")?, None);
            assert!(!is_empty(tx, THERE, &there)?, "another environment has its own");
            let table = put(tx, HERE, thing())?;
            assert_eq!(get_row(tx, HERE, &table, id(1))?, None);
            Ok(())
        });
    }
}
