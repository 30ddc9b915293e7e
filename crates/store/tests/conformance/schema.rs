//! The schema is the same in both databases, and is brought up to date once.

use std::collections::BTreeMap;

use model::FlowKey;
use store::{Config, Database, Store, StoreError, runs, schema};

use crate::{
    fixture::{HERE, runtime, stores},
    things::new_run,
};

/// What only one database has, for its own housekeeping.
const HOUSEKEEPING: [&str; 3] = ["installation", "row_versions", "schema_steps"];

#[test]
fn both_databases_have_the_same_tables_columns_and_indexes() {
    let described: Vec<_> = stores()
        .map(|(store, _folder)| {
            let described = store.read(|tx| Ok::<_, StoreError>((schema::tables(tx)?, schema::indexes(tx)?)));
            let (tables, indexes) = runtime().block_on(described).expect("no error");
            let tables = tables.into_iter().filter(|table| !HOUSEKEEPING.contains(&table.name.as_str()));
            let tables: BTreeMap<_, _> = tables.map(|table| (table.name, table.columns)).collect();
            (tables, indexes)
        })
        .collect();
    let [(sqlite, sqlite_indexes), (postgres, postgres_indexes)] = described.as_slice() else {
        panic!("two databases")
    };
    assert!(sqlite.len() > 20, "{sqlite:?}");
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (table, columns) in sqlite {
        assert_eq!(columns, &postgres[table], "{table}");
        assert!(columns.iter().all(|column| column.kind != schema::Kind::Other), "{table}");
        assert!(columns.iter().any(|column| column.key.is_some()), "{table} has a key");
    }
    assert_eq!(sqlite_indexes, postgres_indexes);
}

/// An empty place on each database.
fn places(folder: &std::path::Path) -> [Database; 2] {
    [Database::Sqlite(folder.join("new/steward.db")), Database::Postgres(testkit::postgres::shared().fresh_url())]
}

#[test]
fn a_new_database_is_brought_up_to_date_once() {
    let folder = tempfile::tempdir().expect("a folder");
    for database in places(folder.path()) {
        let first = schema::migrate(&database).expect("no error");
        assert_eq!(first.applied, (1..=first.newest).collect::<Vec<_>>());
        assert_eq!(schema::migrate(&database).expect("no error").applied, [0; 0]);
        Store::open(&Config::of(database)).expect("it opens");
    }
}

#[test]
fn a_schema_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for database in places(folder.path()) {
        let newest = schema::migrate(&database).expect("no error").newest;
        let store = Store::open(&Config::of(database.clone())).expect("it opens");
        let newer = newest + 1;
        let is_file = matches!(database, Database::Sqlite(_));
        let sql = if is_file {
            format!("PRAGMA user_version = {newer}")
        } else {
            format!("INSERT INTO schema_steps (number, serves) VALUES ({newer}, {newer})")
        };
        runtime().block_on(store.write(move |tx| tx.define(&sql))).expect("no error");
        drop(store);
        // SQLite's threads end a moment after the store.
        let refused = schema::migrate(&database).expect_err("it is newer");
        assert!(refused.to_string().contains("a newer version"), "{refused}");
    }
}

#[test]
fn a_newer_version_that_serves_beside_this_one_is_served_beside() {
    let database = Database::Postgres(testkit::postgres::shared().fresh_url());
    let newest = schema::migrate(&database).expect("no error").newest;
    let old = Store::open(&Config::of(database.clone())).expect("it opens");
    // What a newer server does that only adds to the schema.
    let expand = format!(
        "ALTER TABLE runs ADD COLUMN further TEXT; INSERT INTO schema_steps (number, serves) VALUES ({}, {newest})",
        newest + 1
    );
    runtime().block_on(old.write(move |tx| tx.define(&expand))).expect("no error");
    let beside = Store::open(&Config::of(database)).expect("a server of this version starts");
    for store in [&old, &beside] {
        let run = runtime().block_on(store.write(|tx| {
            let new = new_run(HERE, FlowKey(1));
            runs::queue(tx, &new, None)?;
            runs::get(tx, new.environment, new.id)
        }));
        assert!(run.expect("no error").is_some());
    }
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_a_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let _store = Store::open(&Config::of(Database::in_folder(folder.path()))).expect("it opens");
    let files: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file")).collect();
    assert!(files.len() > 2, "the database, its log and the lock");
    for file in files {
        let mode = file.metadata().expect("it is there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.path().display());
    }
}

#[test]
fn a_file_is_used_by_one_server_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let [file, _] = places(folder.path());
    let store = Store::open(&Config::of(file.clone())).expect("it opens");
    for refused in [Store::open(&Config::of(file.clone())).map(drop), schema::migrate(&file).map(drop)] {
        let refused = refused.expect_err("it is in use");
        assert!(refused.to_string().contains("another server"), "{refused}");
    }
    drop(store);
    Store::open(&Config::of(file)).expect("it is free again");
}
