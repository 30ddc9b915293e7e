//! `Foreach`.

use expect_test::expect;
use testkit::{Scenario, definition, fails, flow, succeeds};
use wdl::{Object, Value};

use crate::check;

#[test]
fn items_come_in_order() {
    check(
        flow("l: foreach [3, 1, 2]\n  c: compose @mul(item(), 10)"),
        expect![[r#"
        l     Succeeded  NotSpecified
        c[0]  Succeeded  OK            30
        c[1]  Succeeded  OK            10
        c[2]  Succeeded  OK            20
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn an_empty_list_has_no_iterations() {
    check(
        flow("l: foreach []\n  c: compose 1\ndone: compose 2 after l"),
        expect![[r#"
        l     Succeeded  NotSpecified
        done  Succeeded  OK            2
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn what_is_no_list_fails() {
    check(
        flow("l: foreach @string('x')\n  c: compose 1"),
        expect![[r#"
        l    Failed  ExpressionEvaluationFailed
        run  Failed  ActionFailed
    "#]],
    );
    check(
        flow("l: foreach @int('x')\n  c: compose 1"),
        expect![[r#"
            l    Failed  ExpressionEvaluationFailed
            run  Failed  ActionFailed
        "#]],
    );
}

#[test]
fn a_failing_iteration_does_not_stop_the_others() {
    let text = "
        l: foreach [\"1\", \"x\", \"3\"]
          p: compose @int(item())
          q: compose @outputs('p') after p
        done: compose 1 after l Failed";
    check(
        flow(text),
        expect![[r#"
        l     Failed     ActionFailed
        p[0]  Succeeded  OK               1
        q[0]  Succeeded  OK               1
        p[1]  Failed     InvalidTemplate
        q[1]  Skipped    ActionSkipped    ActionConditionFailed
        p[2]  Succeeded  OK               3
        q[2]  Succeeded  OK               3
        done  Succeeded  OK               1
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_handled_failure_inside_is_none() {
    let text = "
        l: foreach [1, 2]
          p: call
          q: compose \"caught\" after p Failed";
    check(
        flow(text).answers([fails("p", 404), fails("p", 404)]),
        expect![[r#"
        l     Succeeded  NotSpecified
        p[0]  Failed     NotFound
        q[0]  Succeeded  OK            "caught"
        p[1]  Failed     NotFound
        q[1]  Succeeded  OK            "caught"
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn one_iteration_at_a_time_unless_it_says_otherwise() {
    let slow = || [10, 10, 10].map(|seconds| succeeds("c", "1").after(seconds));
    check(
        flow("l: foreach [1, 2, 3]\n  c: call").answers(slow()),
        expect![[r#"
        l     Succeeded  NotSpecified  +30s
        c[0]  Succeeded  OK            +10s
        c[1]  Succeeded  OK            +20s
        c[2]  Succeeded  OK            +30s
        run   Succeeded  NotSpecified  +30s
    "#]],
    );
    let two = r#"l: foreach [1, 2, 3] with {"runtimeConfiguration": {"concurrency": {"repetitions": 2}}}"#;
    check(
        flow(&format!("{two}\n  c: call")).answers(slow()),
        expect![[r#"
        l     Succeeded  NotSpecified  +20s
        c[0]  Succeeded  OK            +10s
        c[1]  Succeeded  OK            +10s
        c[2]  Succeeded  OK            +20s
        run   Succeeded  NotSpecified  +20s
    "#]],
    );
    let sequential = r#"l: foreach [1, 2, 3] with {"operationOptions": "Sequential"}"#;
    check(
        flow(&format!("{sequential}\n  c: call")).answers(slow()),
        expect![[r#"
        l     Succeeded  NotSpecified  +30s
        c[0]  Succeeded  OK            +10s
        c[1]  Succeeded  OK            +20s
        c[2]  Succeeded  OK            +30s
        run   Succeeded  NotSpecified  +30s
    "#]],
    );
}

#[test]
fn references_stay_within_their_iteration_when_several_run_at_once() {
    let text = r#"
        l: foreach ["a", "b", "c"] with {"runtimeConfiguration": {"concurrency": {"repetitions": 3}}}
          get: call
          show: compose "@{items('l')} @{body('get')}" after get"#;
    let answers = [succeeds("get", "1").after(30), succeeds("get", "2").after(20), succeeds("get", "3").after(10)];
    check(
        flow(text).answers(answers),
        expect![[r#"
        l        Succeeded  NotSpecified  +30s
        get[0]   Succeeded  OK            +30s
        get[1]   Succeeded  OK            +20s
        get[2]   Succeeded  OK            +10s
        show[2]  Succeeded  OK            +10s  "c 3"
        show[1]  Succeeded  OK            +20s  "b 2"
        show[0]  Succeeded  OK            +30s  "a 1"
        run      Succeeded  NotSpecified  +30s
    "#]],
    );
}

#[test]
fn loops_nest_and_outer_items_stay_readable() {
    let text = "
        o: foreach [1, 2]
          i: foreach [10, 20]
            c: compose @add(items('o'), items('i'))
          d: compose @item() after i";
    check(
        flow(text),
        expect![[r#"
        o       Succeeded  NotSpecified
        i[0]    Succeeded  NotSpecified
        c[0,0]  Succeeded  OK            11
        c[0,1]  Succeeded  OK            21
        d[0]    Succeeded  OK            1
        i[1]    Succeeded  NotSpecified
        c[1,0]  Succeeded  OK            12
        c[1,1]  Succeeded  OK            22
        d[1]    Succeeded  OK            2
        run     Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_condition_inside_is_decided_for_each_item() {
    let text = "
        l: foreach [1, 5]
          big: if @greater(item(), 3)
            yes: compose @item()
          else:
            no: compose @item()";
    check(
        flow(text),
        expect![[r#"
        l       Succeeded  NotSpecified
        big[0]  Succeeded  NotSpecified
        yes[0]  Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        no[0]   Succeeded  OK             1
        big[1]  Succeeded  NotSpecified
        no[1]   Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        yes[1]  Succeeded  OK             5
        run     Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn an_empty_body_goes_through_the_list() {
    check(
        flow("l: foreach [1, 2]"),
        expect![[r#"
        l    Succeeded  NotSpecified
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_skipped_loop_skips() {
    check(
        flow("a: call\nl: foreach [1] after a\n  c: compose 1").answers([fails("a", 404)]),
        expect![[r#"
        a    Failed   NotFound
        l    Skipped  ActionSkipped  ActionConditionFailed
        run  Failed   ActionFailed
    "#]],
    );
}

#[test]
fn from_outside_an_action_inside_is_the_list_of_its_outputs() {
    let text = "
        l: foreach [1, 2, 3]
          big: if @greater(item(), 1)
            c: compose \"item @{item()}\"
        show: compose @join(outputs('c'), ', ') after l";
    check(
        flow(text),
        expect![[r#"
        l       Succeeded  NotSpecified
        big[0]  Succeeded  NotSpecified
        c[0]    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        big[1]  Succeeded  NotSpecified
        c[1]    Succeeded  OK             "item 2"
        big[2]  Succeeded  NotSpecified
        c[2]    Succeeded  OK             "item 3"
        show    Succeeded  OK             "item 2, item 3"
        run     Succeeded  NotSpecified
    "#]],
    );
    let nested = "
        o: foreach [1, 2]
          i: foreach [10, 20]
            c: compose @add(items('o'), item())
          inner: compose @outputs('c') after i
        show: compose @outputs('c') after o";
    check(
        flow(nested),
        expect![[r#"
        o         Succeeded  NotSpecified
        i[0]      Succeeded  NotSpecified
        c[0,0]    Succeeded  OK            11
        c[0,1]    Succeeded  OK            21
        inner[0]  Succeeded  OK            [11,21]
        i[1]      Succeeded  NotSpecified
        c[1,0]    Succeeded  OK            12
        c[1,1]    Succeeded  OK            22
        inner[1]  Succeeded  OK            [12,22]
        show      Succeeded  OK            [11,21,12,22]
        run       Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_workflow_of_logic_apps_goes_through_a_list_at_once() {
    let text = "l: foreach [1, 2, 3]\n  w: wait 10 Second";
    check(
        flow(text),
        expect![[r#"
        l     Succeeded  NotSpecified  +30s
        w[0]  Succeeded  OK            +10s
        w[1]  Succeeded  OK            +20s
        w[2]  Succeeded  OK            +30s
        run   Succeeded  NotSpecified  +30s
    "#]],
    );
    let workflow = Object::from([("definition", definition(text)), ("kind", Value::from("Stateful"))]);
    check(
        Scenario::of(Value::Object(workflow)),
        expect![[r#"
        l     Succeeded  NotSpecified  +10s
        w[0]  Succeeded  OK            +10s
        w[1]  Succeeded  OK            +10s
        w[2]  Succeeded  OK            +10s
        run   Succeeded  NotSpecified  +10s
    "#]],
    );
}
