//! Single rows.

use std::sync::Arc;

use store::tables::{add_standard, by_name, create_row, delete_row, get_row, put, update_row};
use tables::Cell;

use super::{id, row_with, thing};
use crate::fixture::{Fixture, HERE};

#[test]
fn a_row_of_every_kind_reads_back() {
    for fixture in Fixture::on_both() {
        fixture.write(|tx| {
            let table = put(tx, HERE, thing())?;
            let mut made = row_with(
                &table,
                1,
                &[
                    ("x_name", "Größe".into()),
                    ("x_number", Cell::Int(-5)),
                    ("x_cost", Cell::Decimal("-1234.5".parse().expect("a decimal"))),
                    ("x_score", Cell::Float(0.1)),
                    ("x_flag", Cell::Bool(true)),
                    ("x_at", Cell::Instant(1_700_000_000_000_000)),
                    ("x_day", Cell::Day(-3)),
                    ("x_kinds", "1,2".into()),
                    ("x_about", id(77).into()),
                    ("ownerid", id(5).into()),
                ],
            );
            create_row(tx, HERE, &table, &mut made)?;
            assert_eq!(get_row(tx, HERE, &table, id(1))?, Some(made.clone()));
            assert_eq!(get_row(tx, HERE, &table, id(2))?, None);

            let mut changed = made.clone();
            changed.set_named(&table, "x_name", Cell::Null);
            changed.set_named(&table, "x_cost", Cell::Decimal("2".parse().expect("a decimal")));
            update_row(tx, HERE, &table, &made, &mut changed)?;
            assert!(changed.version(&table) > made.version(&table));
            assert_eq!(get_row(tx, HERE, &table, id(1))?, Some(changed.clone()));

            let mut same = changed.clone();
            update_row(tx, HERE, &table, &changed, &mut same)?;
            assert!(same.version(&table) > changed.version(&table));

            assert!(delete_row(tx, HERE, &table, id(1))?);
            assert!(!delete_row(tx, HERE, &table, id(1))?);
            assert_eq!(get_row(tx, HERE, &table, id(1))?, None);
            Ok(())
        });
    }
}

#[test]
fn a_removed_row_leaves_no_lookup_to_it() {
    for fixture in Fixture::on_both() {
        fixture.write(|tx| {
            add_standard(tx, HERE)?;
            let things = put(tx, HERE, thing())?;
            let contacts = by_name(tx, HERE, "contact")?.expect("a table");
            create_row(tx, HERE, &contacts, &mut row_with(&contacts, 7, &[]))?;
            // The same id in another table is another row.
            for (key, target) in [(1, "contact"), (2, "account")] {
                let cells = [("x_about", id(7).into()), ("x_about_targettype", target.into())];
                create_row(tx, HERE, &things, &mut row_with(&things, key, &cells))?;
            }
            let before = get_row(tx, HERE, &things, id(1))?.expect("a row");
            assert!(delete_row(tx, HERE, &contacts, id(7))?);
            let after = get_row(tx, HERE, &things, id(1))?.expect("a row");
            assert_eq!(
                (after.named(&things, "x_about"), after.named(&things, "x_about_targettype")),
                (&Cell::Null, &Cell::Null)
            );
            assert!(after.version(&things) > before.version(&things));
            let other = get_row(tx, HERE, &things, id(2))?.expect("a row");
            assert_eq!(other.named(&things, "x_about"), &id(7).into());
            Ok(())
        });
    }
}

#[test]
fn a_failed_work_leaves_no_row_and_versions_grow() {
    for fixture in Fixture::on_both() {
        let table = fixture.write(|tx| put(tx, HERE, thing()));
        let (first, second) = (Arc::clone(&table), Arc::clone(&table));
        fixture.refused(move |tx| {
            create_row(tx, HERE, &first, &mut row_with(&first, 1, &[]))?;
            create_row(tx, HERE, &first, &mut row_with(&first, 1, &[]))
        });
        let version = fixture.write(move |tx| {
            let mut row = row_with(&second, 1, &[]);
            create_row(tx, HERE, &second, &mut row)?;
            let first = row.version(&second);
            let mut row = row_with(&second, 2, &[]);
            create_row(tx, HERE, &second, &mut row)?;
            Ok((first, row.version(&second)))
        });
        assert!(version.0 < version.1, "{version:?}");
    }
}
