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
            The schema is up to date: step 1.
        "#]],
    );
    bench.check(
        "migrate --data new",
        expect![[r#"
        The schema was up to date: step 1.
    "#]],
    );
    bench.check(
        "migrate --data new --json",
        expect![[r#"
        {
          "applied": [],
          "schema": 1
        }
    "#]],
    );
    bench.check("migrate --database-url mysql://u:secret@host/x", expect![[""]]);
}

#[test]
fn a_copy_says_what_it_does_and_refuses_what_would_lose_something() {
    let bench = Bench::with([]);
    bench.check("db copy --from sqlite:none.db --to sqlite:to.db", expect![[""]]);
    bench.printed(&["migrate", "--data", "from"]);
    bench.check("db copy --from sqlite:from/steward.db --to sqlite:to/steward.db --dry-run", expect![[""]]);
    assert!(!bench.path().join("to").exists(), "a dry run writes nothing");
    bench.check("db copy --from sqlite:from/steward.db --to sqlite:to/steward.db", expect![[""]]);
    bench.check("db copy --from sqlite:from/steward.db --to sqlite:from/steward.db", expect![[""]]);
    bench.check("db copy --from sqlite:from/steward.db --to mysql://u:secret@host/x", expect![[""]]);
}
