//! `Wait`.

use expect_test::expect;
use testkit::flow;

use crate::check;

#[test]
fn it_waits_for_an_interval() {
    check(
        flow("w: wait 5 Minute\nafter: compose 1 after w"),
        expect![[r#"
        w      Succeeded  OK            +300s
        after  Succeeded  OK            +300s  1
        run    Succeeded  NotSpecified  +300s
    "#]],
    );
    check(
        flow("w: wait @add(1,1) Day"),
        expect![[r#"
        w    Succeeded  OK            +172800s
        run  Succeeded  NotSpecified  +172800s
    "#]],
    );
    check(
        flow("w: wait 1 Month"),
        expect![[r#"
        w    Succeeded  OK            +2678400s
        run  Succeeded  NotSpecified  +2678400s
    "#]],
    );
}

#[test]
fn it_waits_until_an_instant() {
    check(
        flow("w: wait until 2026-01-01T00:01:30Z"),
        expect![[r#"
        w    Succeeded  OK            +90s
        run  Succeeded  NotSpecified  +90s
    "#]],
    );
    check(
        flow("w: wait until @addHours(utcNow(), 2)"),
        expect![[r#"
        w    Succeeded  OK            +7200s
        run  Succeeded  NotSpecified  +7200s
    "#]],
    );
}

#[test]
fn the_past_is_over_at_once() {
    check(
        flow("w: wait until 2020-01-01T00:00:00Z"),
        expect![[r#"
        w    Succeeded  OK
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("w: wait 0 Second"),
        expect![[r#"
        w    Succeeded  OK
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn what_is_no_time_fails() {
    check(
        flow("w: wait until soon"),
        expect![[r#"
            w    Failed  InvalidTemplate
            run  Failed  ActionFailed
        "#]],
    );
    check(
        flow("w: wait 3 Fortnight"),
        expect![[r#"
            w    Failed  BadRequest
            run  Failed  ActionFailed
        "#]],
    );
}

#[test]
fn waits_in_parallel_end_each_at_its_time() {
    check(
        flow("a: wait 20 Second\nb: wait 10 Second\nc: compose 1 after b\nd: compose 1 after a and c"),
        expect![[r#"
            a    Succeeded  OK            +20s
            b    Succeeded  OK            +10s
            c    Succeeded  OK            +10s  1
            d    Succeeded  OK            +20s  1
            run  Succeeded  NotSpecified  +20s
        "#]],
    );
}
