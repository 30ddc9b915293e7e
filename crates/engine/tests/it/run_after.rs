//! When actions start, and when they are skipped.

use expect_test::expect;
use testkit::{Answer, fails, flow, succeeds};

use crate::check;

#[test]
fn a_failed_action_skips_what_runs_after_success() {
    check(
        flow("get_rows -> mail").answers([fails("get_rows", 404)]),
        expect![[r#"
        get_rows  Failed   NotFound
        mail      Skipped  ActionSkipped  ActionConditionFailed
        run       Failed   ActionFailed
    "#]],
    );
}

#[test]
fn what_runs_after_failure_runs_only_then() {
    let text = "
        get: call
        report: call after get Failed
        go_on: call after get";
    check(
        flow(text).answers([fails("get", 400)]),
        expect![[r#"
        get     Failed     BadRequest
        report  Succeeded  OK
        go_on   Skipped    ActionSkipped  ActionConditionFailed
        run     Failed     ActionFailed
    "#]],
    );
    check(
        flow(text),
        expect![[r#"
        get     Succeeded  OK
        report  Skipped    ActionSkipped  ActionConditionFailed
        go_on   Succeeded  OK
        run     Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn skips_go_on_through_a_chain() {
    check(
        flow("a -> b -> c -> d").answers([fails("b", 403)]),
        expect![[r#"
        a    Succeeded  OK
        b    Failed     Forbidden
        c    Skipped    ActionSkipped  ActionConditionFailed
        d    Skipped    ActionSkipped  ActionConditionFailed
        run  Failed     ActionFailed
    "#]],
    );
}

#[test]
fn what_runs_after_a_skip_runs() {
    let text = "
        a: call
        b: call after a
        c: call after b Skipped
        d: call after b Succeeded Skipped";
    check(
        flow(text).answers([fails("a", 404)]),
        expect![[r#"
        a    Failed     NotFound
        b    Skipped    ActionSkipped  ActionConditionFailed
        c    Succeeded  OK
        d    Succeeded  OK
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn all_predecessors_must_have_ended_in_a_listed_status() {
    let text = "
        a: call
        b: call
        both: call after a and b
        either: call after a Succeeded Failed and b";
    check(
        flow(text).answers([fails("a", 404)]),
        expect![[r#"
        a       Failed     NotFound
        b       Succeeded  OK
        both    Skipped    ActionSkipped  ActionConditionFailed
        either  Succeeded  OK
        run     Failed     ActionFailed
    "#]],
    );
}

#[test]
fn the_decision_waits_for_all_predecessors_even_if_one_has_failed() {
    let text = "
        quick: call
        slow: call
        join: call after quick and slow
        after: compose 1 after join Skipped";
    check(
        flow(text).answers([fails("quick", 404), succeeds("slow", "1").after(60)]),
        expect![[r#"
        quick  Failed     NotFound
        slow   Succeeded  OK             +60s
        join   Skipped    ActionSkipped  +60s  ActionConditionFailed
        after  Succeeded  OK             +60s  1
        run    Succeeded  NotSpecified   +60s
    "#]],
    );
}

#[test]
fn a_timeout_is_neither_success_nor_failure() {
    let text = "
        a: call
        b: compose 1 after a Failed
        c: compose 1 after a TimedOut";
    check(
        flow(text).answers([fails("a", 404)].map(Answer::timed_out)),
        expect![[r#"
        a    TimedOut   ActionTimedOut
        b    Skipped    ActionSkipped   ActionConditionFailed
        c    Succeeded  OK              1
        run  TimedOut   ActionTimedOut  ActionFailed
    "#]],
    );
}

#[test]
fn names_in_run_after_ignore_case() {
    check(
        flow("Get: call\nmail: call after GET succeeded"),
        expect![[r#"
        Get   Succeeded  OK
        mail  Succeeded  OK
        run   Succeeded  NotSpecified
    "#]],
    );
}
