//! `limit.timeout`.

use expect_test::expect;
use testkit::{fails, flow, never, succeeds};

use crate::check;

#[test]
fn a_call_that_takes_too_long_times_out() {
    let text = r#"
        a: call with {"limit": {"timeout": "PT30S"}}
        b: compose 1 after a TimedOut
        c: compose 1 after a"#;
    check(
        flow(text).answers([never("a")]),
        expect![[r#"
        a    TimedOut   ActionTimedOut  +30s
        b    Succeeded  OK              +30s  1
        c    Skipped    ActionSkipped   +30s  ActionConditionFailed
        run  TimedOut   ActionTimedOut  +30s  ActionFailed
    "#]],
    );
    check(
        flow(text).answers([succeeds("a", "1").after(20)]),
        expect![[r#"
        a    Succeeded  OK             +20s
        b    Skipped    ActionSkipped  +20s  ActionConditionFailed
        c    Succeeded  OK             +20s  1
        run  Succeeded  NotSpecified   +20s
    "#]],
    );
}

#[test]
fn attempts_count_together() {
    let text = r#"a: call with {"limit": {"timeout": "PT50S"}, "inputs": {"retryPolicy": {"type": "fixed", "count": 9, "interval": "PT20S"}}}"#;
    check(
        flow(text).answers(vec![fails("a", 500); 9]),
        expect![[r#"
        a    TimedOut  ActionTimedOut  +50s  3 attempts
        run  TimedOut  ActionTimedOut  +50s  ActionFailed
    "#]],
    );
}

#[test]
fn a_scope_that_takes_too_long_takes_everything_inside_with_it() {
    let text = r#"
        s: scope with {"limit": {"timeout": "PT1M"}}
          quick: compose 1
          slow: call after quick
          l: foreach [1, 2] after quick
            w: wait 5 Minute
            x: compose 1 after w
          y: compose 1 after slow
        after: compose 2 after s TimedOut"#;
    check(
        flow(text).answers([never("slow")]),
        expect![[r#"
        s      TimedOut   ActionTimedOut   +60s
        quick  Succeeded  OK                     1
        slow   Cancelled  ActionCancelled  +60s
        l      Cancelled  ActionCancelled  +60s
        w[0]   Cancelled  ActionCancelled  +60s
        y      Skipped    ActionSkipped    +60s  ActionDependencyFailed
        x[0]   Skipped    ActionSkipped    +60s  ActionDependencyFailed
        after  Succeeded  OK               +60s  2
        run    Succeeded  NotSpecified     +60s
    "#]],
    );
}

#[test]
fn a_wait_may_be_cut_short() {
    check(
        flow(r#"w: wait 1 Hour with {"limit": {"timeout": "PT1M"}}"#),
        expect![[r#"
        w    TimedOut  ActionTimedOut  +60s
        run  TimedOut  ActionTimedOut  +60s  ActionFailed
    "#]],
    );
}
