//! Tables and rows against a real database.

use std::{collections::BTreeSet, sync::Arc};

use model::{
    Principal, PrincipalId, PrincipalKind,
    table::{Column, ColumnKind, DateTimeBehavior, Ownership, Requirement, Table},
};
use proptest::prelude::*;
use store::{
    StoreError, Tx, principals,
    tables::{
        TableError, add_standard, by_name, by_set, create_row, delete_row, get_row, list_rows, list_tables, put,
        update_row,
    },
};
use tables::{Cell, Comparison, Filter, LikeKind, Operand, Order, Query, Row, RowFilter, filter, odata, row};
use uuid::Uuid;

use crate::fixture::{Fixture, HERE, NOW, THERE};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn column(name: &str, kind: ColumnKind) -> Column {
    Column {
        logical_name: name.into(),
        schema_name: name.into(),
        display_name: name.into(),
        kind,
        requirement: Requirement::None,
    }
}

/// A table with a column of each kind of cell.
fn thing() -> Table {
    let date = |behavior| ColumnKind::DateTime { behavior };
    Table {
        logical_name: "x_thing".into(),
        schema_name: "x_Thing".into(),
        entity_set: "x_things".into(),
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

fn at(table: &Table, name: &str) -> usize {
    row::position(table, name).expect("a column")
}

/// A row with these cells.
fn row_with(table: &Table, key: u128, cells: &[(&str, Cell)]) -> Row {
    let mut row = Row::empty(table);
    row.set_named(table, &table.primary_key, id(key));
    for (name, cell) in cells {
        row.set(at(table, name), cell.clone());
    }
    row
}

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

#[test]
fn users_teams_and_the_business_unit_read_like_tables() {
    for fixture in Fixture::on_both() {
        fixture.write(|tx| {
            add_standard(tx, HERE)?;
            let kinds = [PrincipalKind::User, PrincipalKind::ServiceAccount, PrincipalKind::Group];
            for ((number, name), kind) in (1..).zip(["soul", "robot", "crew"]).zip(kinds) {
                let principal = Principal {
                    id: PrincipalId(id(number)),
                    kind,
                    name: name.into(),
                    display_name: name.to_uppercase(),
                    email: None,
                    disabled_at: (name == "robot").then_some(NOW),
                    tenant_admin: false,
                };
                principals::insert(tx, &principal, NOW)?;
            }
            let users = by_set(tx, HERE, "systemusers")?.expect("a table");
            let asking = odata::Asking::default();
            let mut names = |filter: &str| -> Result<Vec<String>, TableError> {
                let query = odata::parse(&users, &[("$filter", filter), ("$orderby", "fullname")], &asking)?;
                let page = list_rows(tx, HERE, &users, &query, &RowFilter::All, 10)?;
                Ok(page.rows.iter().map(|row| row.named(&users, "fullname").to_string()).collect())
            };
            assert_eq!(names("domainname ne 'x'")?, ["'ROBOT'", "'SOUL'"]);
            assert_eq!(names("isdisabled eq true and accessmode eq 4")?, ["'ROBOT'"]);
            assert!(get_row(tx, HERE, &users, id(3))?.is_none(), "a team is no user");
            let teams = by_set(tx, HERE, "teams")?.expect("a table");
            assert!(get_row(tx, HERE, &teams, id(1))?.is_none(), "a user is no team");
            let crew = get_row(tx, HERE, &teams, id(3))?.expect("a row");
            let units = by_set(tx, HERE, "businessunits")?.expect("a table");
            let page = list_rows(tx, HERE, &units, &Query::default(), &RowFilter::All, 10)?;
            assert_eq!(page.rows.len(), 1);
            assert_eq!(page.rows[0].id(&units), crew.uuid(&teams, "businessunitid"));
            Ok(())
        });
    }
}

/// Sixty rows with every mix of empty and equal cells.
fn filled(fixture: &Fixture) -> (Arc<Table>, Vec<Row>) {
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

fn ids(table: &Table, rows: &[Row]) -> Vec<Uuid> {
    rows.iter().filter_map(|row| row.id(table)).collect()
}

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
