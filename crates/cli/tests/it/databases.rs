//! `steward migrate` and `steward db copy`. That a copy is complete is tested in the store.

use expect_test::expect;

use crate::support::Bench;

#[test]
fn migrate_says_which_steps_it_applied() {
    let bench = Bench::with([]);
    bench.check(
        "migrate --data new",
        expect![[r#"
            Applied schema step 1.
            Applied schema step 2.
            Applied schema step 3.
            Applied schema step 4.
            Applied schema step 5.
            Applied schema step 6.
            The schema is up to date: step 6.
        "#]],
    );
    bench.check(
        "migrate --data new",
        expect![[r#"
            The schema was up to date: step 6.
        "#]],
    );
    bench.check(
        "migrate --data new --json",
        expect![[r#"
            {
              "applied": [],
              "schema": 6
            }
        "#]],
    );
    bench.check(
        "migrate --database-url mysql://u:secret@host/x",
        expect![[r#"
        stderr: error[STW1050]: The database's address cannot be read: it begins with neither sqlite: nor postgres://.
        stderr: hint: Write it as postgres://USER@HOST/NAME or sqlite:FILE.
        exit: Some(1)
    "#]],
    );
}

#[test]
fn a_copy_says_what_it_does_and_refuses_what_would_lose_something() {
    let bench = Bench::with([]);
    bench.check(
        "db copy --from sqlite:none.db --to sqlite:to.db",
        expect![[r#"
            stderr: error[STW1050]: The data cannot be used: there is no file none.db.
            stderr: hint: Stop the server that uses it, or choose other data.
            exit: Some(1)
        "#]],
    );
    bench.printed(&["migrate", "--data", "from"]);
    bench.check(
        "db copy --from sqlite:from/steward.db --to sqlite:to/steward.db --dry-run",
        expect![[r#"
            TABLE  ROWS
            Would copy 0 rows of 73 tables. 0 runs have not ended.
        "#]],
    );
    assert!(!bench.path().join("to").exists(), "a dry run writes nothing");
    bench.check("db copy --from sqlite:from/steward.db --to sqlite:to/steward.db", expect![[r#"
        TABLE  ROWS
        Copied 0 rows of 73 tables, and counted as many in both. 0 runs have not ended; they go on with the first server on the copy.
    "#]]);
    bench.check(
        "db copy --from sqlite:from/steward.db --to sqlite:from/steward.db",
        expect![[r#"
        stderr: error: The database cannot be copied into itself.
        exit: Some(1)
    "#]],
    );
    bench.check(
        "db copy --from sqlite:from/steward.db --to mysql://u:secret@host/x",
        expect![[r#"
        stderr: error[STW1050]: The database's address cannot be read: it begins with neither sqlite: nor postgres://.
        stderr: hint: Write it as postgres://USER@HOST/NAME or sqlite:FILE.
        exit: Some(1)
    "#]],
    );
}
