//! Cancelling a run.

use engine::Happening;
use expect_test::expect;
use testkit::{flow, never, succeeds};

use crate::check;

#[test]
fn what_runs_is_cancelled_and_what_has_not_started_is_skipped() {
    let text = "
        done: compose 1
        slow: call after done
        s: scope after done
          w: wait 1 Hour
          x: compose 1 after w
        after: compose 2 after slow";
    check(
        flow(text).answers([succeeds("slow", "1").after(600)]).cancelled_at(60),
        expect![[r#"
        done   Succeeded  OK                     1
        slow   Cancelled  ActionCancelled  +60s
        s      Cancelled  ActionCancelled  +60s
        w      Cancelled  ActionCancelled  +60s
        x      Skipped    Terminated       +60s
        after  Skipped    Terminated       +60s
        run    Cancelled  Cancelled        +60s
    "#]],
    );
}

#[test]
fn iterations_under_way_are_cancelled() {
    let text = r#"
        l: foreach [1, 2, 3] with {"runtimeConfiguration": {"concurrency": {"repetitions": 2}}}
          c: call
          d: compose 1 after c"#;
    check(
        flow(text).answers([never("c"), never("c")]).cancelled_at(5),
        expect![[r#"
        l     Cancelled  ActionCancelled  +5s
        c[0]  Cancelled  ActionCancelled  +5s
        c[1]  Cancelled  ActionCancelled  +5s
        d[0]  Skipped    Terminated       +5s
        d[1]  Skipped    Terminated       +5s
        run   Cancelled  Cancelled        +5s
    "#]],
    );
}

#[test]
fn a_late_answer_changes_nothing() {
    let mut player = flow("a: call").answers([never("a")]).player();
    player.advance();
    let place = player.run.outstanding_calls()[0].place;
    player.happen(Happening::Cancel);
    let entries = player.entries.len();
    let outcome = Box::new(engine::Outcome::succeeded("OK", wdl::Value::Null));
    player.happen(Happening::CallEnded { place, outcome });
    player.happen(Happening::Cancel);
    player.happen(Happening::Tick);
    assert_eq!(player.entries.len(), entries);
    assert!(player.run.outstanding_calls().is_empty());
}
