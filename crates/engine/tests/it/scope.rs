//! `Scope`.

use expect_test::expect;
use testkit::{fails, flow, succeeds};

use crate::check;

#[test]
fn an_empty_scope_succeeds() {
    check(
        flow("s: scope"),
        expect![[r#"
        s    Succeeded  NotSpecified
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn children_of_a_skipped_scope_are_skipped_however_deep() {
    let text = "
        a: call
        s: scope after a
          i: if @equals(1, 1)
            x: call
          else:
            y: call
          l: foreach [1]
            z: call";
    check(
        flow(text).answers([fails("a", 404)]),
        expect![[r#"
        a    Failed   NotFound
        s    Skipped  ActionSkipped  ActionConditionFailed
        i    Skipped  ActionSkipped  ActionDependencyFailed
        x    Skipped  ActionSkipped  ActionDependencyFailed
        y    Skipped  ActionSkipped  ActionDependencyFailed
        l    Skipped  ActionSkipped  ActionDependencyFailed
        run  Failed   ActionFailed
    "#]],
    );
}

#[test]
fn what_runs_after_a_scope_waits_for_all_of_it() {
    let text = "
        s: scope
          w: wait 5 Minute
          c: compose 1
        after: compose 2 after s";
    check(
        flow(text),
        expect![[r#"
        s      Succeeded  NotSpecified  +300s
        w      Succeeded  OK            +300s
        c      Succeeded  OK                   1
        after  Succeeded  OK            +300s  2
        run    Succeeded  NotSpecified  +300s
    "#]],
    );
}

#[test]
fn the_calls_of_a_changeset_begin_together() {
    let text = r#"
        c: scope with {"type": "Changeset"}
          a: call with {"inputs": {"host": {"operationId": "CreateRecord"}}}
          b: call with {"inputs": {"host": {"operationId": "DeleteRecord"}}} after a
        after: compose 1 after c"#;
    check(
        flow(text).answers([succeeds("a", "{}").after(2), succeeds("b", "{}").after(3)]),
        expect![[r#"
        c      Succeeded  NotSpecified  +3s
        a      Succeeded  OK            +2s
        b      Succeeded  OK            +3s
        after  Succeeded  OK            +3s  1
        run    Succeeded  NotSpecified  +3s
    "#]],
    );
    check(
        flow(text).answers([fails("a", 404), fails("b", 400)]),
        expect![[r#"
        c      Failed   ActionFailed
        a      Failed   NotFound
        b      Failed   BadRequest
        after  Skipped  ActionSkipped  ActionConditionFailed
        run    Failed   ActionFailed
    "#]],
    );
}
