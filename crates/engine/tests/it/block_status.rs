//! The status of a block and of the run: that of its leaves.

use expect_test::expect;
use testkit::{fails, flow};

use crate::check;

#[test]
fn an_empty_flow_succeeds() {
    check(
        flow(""),
        expect![[r#"
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_handled_failure_succeeds() {
    check(
        flow("a: call\nb: call after a Failed").answers([fails("a", 404)]),
        expect![[r#"
        a    Failed     NotFound
        b    Succeeded  OK
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_skipped_leaf_stands_for_its_predecessors() {
    check(
        flow("a -> b -> c").answers([fails("a", 404)]),
        expect![[r#"
        a    Failed   NotFound
        b    Skipped  ActionSkipped  ActionConditionFailed
        c    Skipped  ActionSkipped  ActionConditionFailed
        run  Failed   ActionFailed
    "#]],
    );
}

#[test]
fn try_and_catch_without_a_join_fails() {
    let text = "
        a: call
        b: call after a Failed
        c: call after a";
    check(
        flow(text).answers([fails("a", 404)]),
        expect![[r#"
        a    Failed     NotFound
        b    Succeeded  OK
        c    Skipped    ActionSkipped  ActionConditionFailed
        run  Failed     ActionFailed
    "#]],
    );
}

#[test]
fn the_idiom_for_a_clean_result() {
    let text = "
        try: scope
          a: call
        catch: scope after try Failed TimedOut Skipped
          b: call
        done: compose \"done\" after catch Succeeded Skipped";
    check(
        flow(text).answers([fails("a", 404)]),
        expect![[r#"
        try    Failed     ActionFailed
        a      Failed     NotFound
        catch  Succeeded  NotSpecified
        b      Succeeded  OK
        done   Succeeded  OK            "done"
        run    Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(text),
        expect![[r#"
        try    Succeeded  NotSpecified
        a      Succeeded  OK
        catch  Skipped    ActionSkipped  ActionConditionFailed
        b      Skipped    ActionSkipped  ActionDependencyFailed
        done   Succeeded  OK             "done"
        run    Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_timeout_weighs_less_than_a_failure() {
    let text = "a: call\nb: call";
    check(
        flow(text).answers([fails("a", 404).timed_out()]),
        expect![[r#"
        a    TimedOut   ActionTimedOut
        b    Succeeded  OK
        run  TimedOut   ActionTimedOut  ActionFailed
    "#]],
    );
    check(
        flow(text).answers([fails("a", 404).timed_out(), fails("b", 404)]),
        expect![[r#"
        a    TimedOut  ActionTimedOut
        b    Failed    NotFound
        run  Failed    ActionFailed
    "#]],
    );
}

#[test]
fn a_failure_inside_is_the_blocks_failure() {
    let text = "
        outer: scope
          inner: scope
            a: call
          b: call after inner
        after: call after outer";
    check(
        flow(text).answers([fails("a", 404)]),
        expect![[r#"
        outer  Failed   ActionFailed
        inner  Failed   ActionFailed
        a      Failed   NotFound
        b      Skipped  ActionSkipped  ActionConditionFailed
        after  Skipped  ActionSkipped  ActionConditionFailed
        run    Failed   ActionFailed
    "#]],
    );
}
