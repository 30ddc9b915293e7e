//! `Until`.

use expect_test::expect;
use testkit::{fails, flow, succeeds};

use crate::check;

#[test]
fn it_repeats_until_the_condition_holds() {
    let text = "
        n: init integer n 0
        u: until @equals(variables('n'), 3) after n
          add: increment n
        show: compose @variables('n') after u";
    check(
        flow(text),
        expect![[r#"
        n       Succeeded  NotSpecified
        u       Succeeded  NotSpecified
        add[0]  Succeeded  NotSpecified  {"body":{"name":"n","value":1}}
        add[1]  Succeeded  NotSpecified  {"body":{"name":"n","value":2}}
        add[2]  Succeeded  NotSpecified  {"body":{"name":"n","value":3}}
        show    Succeeded  OK            3
        run     Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn the_body_runs_before_the_condition_is_looked_at() {
    check(
        flow("u: until @equals(1, 1)\n  c: compose @iterationIndexes('u')"),
        expect![[r#"
        u     Succeeded  NotSpecified
        c[0]  Succeeded  OK            0
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn the_condition_sees_the_iteration_that_has_just_ended() {
    let text = "
        u: until @equals(body('poll'), 'done')
          poll: call";
    let answers = [succeeds("poll", "\"busy\""), succeeds("poll", "\"done\"")];
    check(
        flow(text).answers(answers),
        expect![[r#"
        u        Succeeded  NotSpecified
        poll[0]  Succeeded  OK
        poll[1]  Succeeded  OK
        run      Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("u: until @equals(iterationIndexes('u'), 2)\n  c: compose 1"),
        expect![[r#"
        u     Succeeded  NotSpecified
        c[0]  Succeeded  OK            1
        c[1]  Succeeded  OK            1
        c[2]  Succeeded  OK            1
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_limit_ends_it_without_failure() {
    check(
        flow("u: until @equals(1, 2) with {\"limit\": {\"count\": 3}}\n  c: compose 1"),
        expect![[r#"
        u     Succeeded  NotSpecified
        c[0]  Succeeded  OK            1
        c[1]  Succeeded  OK            1
        c[2]  Succeeded  OK            1
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_limit_fails_it_if_it_says_so() {
    let text = r#"u: until @equals(1, 2) with {"limit": {"count": 2}, "operationOptions": "FailWhenLimitsReached"}"#;
    check(
        flow(&format!("{text}\n  c: compose 1\nafter: compose 2 after u Failed")),
        expect![[r#"
        u      Failed     ActionFailed
        c[0]   Succeeded  OK            1
        c[1]   Succeeded  OK            1
        after  Succeeded  OK            2
        run    Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn the_timeout_counts_from_the_start_and_lets_the_iteration_end() {
    let text = r#"u: until @equals(1, 2) with {"limit": {"count": 50, "timeout": "PT25S"}}"#;
    check(
        flow(&format!("{text}\n  w: wait 10 Second")),
        expect![[r#"
        u     Succeeded  NotSpecified  +30s
        w[0]  Succeeded  OK            +10s
        w[1]  Succeeded  OK            +20s
        w[2]  Succeeded  OK            +30s
        run   Succeeded  NotSpecified  +30s
    "#]],
    );
    let computed =
        r#"u: until @equals(1, 2) with {"limit": {"count": "@add(1, 1)", "timeout": "@concat('PT', '1H')"}}"#;
    check(
        flow(&format!("{computed}\n  w: wait 10 Second")),
        expect![[r#"
        u     Succeeded  NotSpecified  +20s
        w[0]  Succeeded  OK            +10s
        w[1]  Succeeded  OK            +20s
        run   Succeeded  NotSpecified  +20s
    "#]],
    );
}

#[test]
fn the_status_is_that_of_the_last_iteration() {
    let text = "
        u: until @greaterOrEquals(iterationIndexes('u'), 1)
          c: call";
    check(
        flow(text).answers([fails("c", 404)]),
        expect![[r#"
        u     Succeeded  NotSpecified
        c[0]  Failed     NotFound
        c[1]  Succeeded  OK
        run   Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(text).answers([succeeds("c", "1"), fails("c", 404)]),
        expect![[r#"
        u     Failed     ActionFailed
        c[0]  Succeeded  OK
        c[1]  Failed     NotFound
        run   Failed     ActionFailed
    "#]],
    );
}

#[test]
fn from_outside_the_last_iteration_is_read() {
    let text = "
        u: until @equals(body('get'), 2)
          get: call
          note: compose \"saw @{body('get')}\" after get
        show: compose \"@{outputs('note')}, @{body('get')}\" after u";
    check(
        flow(text).answers([succeeds("get", "1"), succeeds("get", "2")]),
        expect![[r#"
        u        Succeeded  NotSpecified
        get[0]   Succeeded  OK
        note[0]  Succeeded  OK            "saw 1"
        get[1]   Succeeded  OK
        note[1]  Succeeded  OK            "saw 2"
        show     Succeeded  OK            "saw 2, 2"
        run      Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_condition_that_cannot_be_evaluated_fails_it() {
    check(
        flow("u: until @string('x')\n  c: compose 1"),
        expect![[r#"
        u     Failed     ExpressionEvaluationFailed  InvalidTemplate
        c[0]  Succeeded  OK                          1
        run   Failed     ActionFailed
    "#]],
    );
}

#[test]
fn an_empty_body_ends_at_the_limit() {
    check(
        flow("u: until @equals(1, 2)"),
        expect![[r#"
        u    Succeeded  NotSpecified
        run  Succeeded  NotSpecified
    "#]],
    );
}
