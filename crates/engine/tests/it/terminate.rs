//! `Terminate`.

use expect_test::expect;
use testkit::{flow, succeeds};

use crate::check;

#[test]
fn it_ends_the_run_and_skips_what_has_not_started() {
    check(
        flow("t: terminate Failed E1 it went wrong\na: compose 1 after t"),
        expect![[r#"
        t    Succeeded  NotSpecified
        a    Skipped    Terminated
        run  Failed     E1
    "#]],
    );
    check(
        flow("t: terminate Succeeded\na: compose 1 after t"),
        expect![[r#"
        t    Succeeded  NotSpecified
        a    Skipped    Terminated
        run  Succeeded  Terminated
    "#]],
    );
    check(
        flow("t: terminate Cancelled\na: compose 1 after t"),
        expect![[r#"
        t    Succeeded  NotSpecified
        a    Skipped    Terminated
        run  Cancelled  Terminated
    "#]],
    );
}

#[test]
fn blocks_around_it_and_what_runs_are_cancelled() {
    let text = "
        slow: call
        s: scope
          w: wait 1 Second
          t: terminate Succeeded after w
          n: compose 1 after t
        a: compose 1 after s";
    check(
        flow(text).answers([succeeds("slow", "1").after(60)]),
        expect![[r#"
        slow  Cancelled  ActionCancelled  +1s
        s     Cancelled  ActionCancelled  +1s
        w     Succeeded  OK               +1s
        t     Succeeded  NotSpecified     +1s
        n     Skipped    Terminated       +1s
        a     Skipped    Terminated       +1s
        run   Succeeded  Terminated       +1s
    "#]],
    );
}

#[test]
fn a_failure_without_an_error_has_the_code_terminated() {
    check(
        flow("t: terminate Failed"),
        expect![[r#"
        t    Succeeded  NotSpecified
        run  Failed     Terminated
    "#]],
    );
    let played = flow("t: terminate Failed E1 it went wrong").play();
    let error = played.run.ended().and_then(|ended| ended.error.clone()).expect("an error");
    assert_eq!((&*error.code, error.message.as_str()), ("E1", "it went wrong"));
}

#[test]
fn a_status_that_is_none_fails_the_action() {
    check(
        flow("t: terminate @concat('Suc','ceed')"),
        expect![[r#"
        t    Failed  BadRequest
        run  Failed  ActionFailed
    "#]],
    );
}
