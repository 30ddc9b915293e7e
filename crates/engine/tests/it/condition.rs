//! `If`.

use expect_test::expect;
use testkit::{Scenario, fails, flow};

use crate::check;

fn decide(expression: &str) -> Scenario {
    flow(&format!("big: if {expression}\n  yes: compose 1\nelse:\n  no: compose 2\ndone: compose 3 after big"))
}

#[test]
fn one_branch_is_taken_and_the_other_skipped() {
    check(
        decide("@equals(1, 1)"),
        expect![[r#"
        big   Succeeded  NotSpecified
        no    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        yes   Succeeded  OK             1
        done  Succeeded  OK             3
        run   Succeeded  NotSpecified
    "#]],
    );
    check(
        decide("@equals(1, 2)"),
        expect![[r#"
        big   Succeeded  NotSpecified
        yes   Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        no    Succeeded  OK             2
        done  Succeeded  OK             3
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_tree_of_comparisons() {
    check(
        decide(r#"{"and": [{"equals": ["a", "a"]}, {"not": {"greater": [1, 2]}}]}"#),
        expect![[r#"
        big   Succeeded  NotSpecified
        no    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        yes   Succeeded  OK             1
        done  Succeeded  OK             3
        run   Succeeded  NotSpecified
    "#]],
    );
    check(
        decide(r#"{"or": [{"startsWith": ["abc", "b"]}, {"contains": [["x"], "y"]}]}"#),
        expect![[r#"
        big   Succeeded  NotSpecified
        yes   Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        no    Succeeded  OK             2
        done  Succeeded  OK             3
        run   Succeeded  NotSpecified
    "#]],
    );
    check(
        decide(r#"{"and": []}"#),
        expect![[r#"
        big   Succeeded  NotSpecified
        no    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        yes   Succeeded  OK             1
        done  Succeeded  OK             3
        run   Succeeded  NotSpecified
    "#]],
    );
    check(
        decide(r#"{"or": []}"#),
        expect![[r#"
        big   Succeeded  NotSpecified
        yes   Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        no    Succeeded  OK             2
        done  Succeeded  OK             3
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn and_stops_at_the_first_that_decides() {
    check(
        decide(r#"{"and": [{"equals": [1, 2]}, "@bool(null)"]}"#),
        expect![[r#"
        big   Succeeded  NotSpecified
        yes   Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        no    Succeeded  OK             2
        done  Succeeded  OK             3
        run   Succeeded  NotSpecified
    "#]],
    );
    check(
        decide(r#"{"or": [{"equals": [1, 1]}, "@bool(null)"]}"#),
        expect![[r#"
        big   Succeeded  NotSpecified
        no    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        yes   Succeeded  OK             1
        done  Succeeded  OK             3
        run   Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn what_is_no_boolean_fails_and_skips_the_children() {
    check(
        decide("@string('true')"),
        expect![[r#"
        big   Failed   InvalidTemplate
        yes   Skipped  ActionSkipped    ActionDependencyFailed
        no    Skipped  ActionSkipped    ActionDependencyFailed
        done  Skipped  ActionSkipped    ActionConditionFailed
        run   Failed   ActionFailed
    "#]],
    );
    check(
        decide(r#"{"greater": ["a", 1]}"#),
        expect![[r#"
        big   Failed   InvalidTemplate
        yes   Skipped  ActionSkipped    ActionDependencyFailed
        no    Skipped  ActionSkipped    ActionDependencyFailed
        done  Skipped  ActionSkipped    ActionConditionFailed
        run   Failed   ActionFailed
    "#]],
    );
    check(
        decide("@int('x')"),
        expect![[r#"
        big   Failed   InvalidTemplate
        yes   Skipped  ActionSkipped    ActionDependencyFailed
        no    Skipped  ActionSkipped    ActionDependencyFailed
        done  Skipped  ActionSkipped    ActionConditionFailed
        run   Failed   ActionFailed
    "#]],
    );
}

#[test]
fn a_missing_branch_succeeds() {
    check(
        flow("big: if @equals(1, 2)\n  yes: call"),
        expect![[r#"
        big  Succeeded  NotSpecified
        yes  Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("big: if @equals(1, 1)\nelse:\n  no: call"),
        expect![[r#"
        big  Succeeded  NotSpecified
        no   Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn conditions_nest() {
    let text = "
        a: if @equals(1, 1)
          b: if @equals(1, 2)
            c: call
          else:
            d: call
            e: call after d
        else:
          f: if @equals(1, 1)
            g: call";
    check(
        flow(text).answers([fails("d", 404)]),
        expect![[r#"
        a    Failed   ActionFailed
        f    Skipped  ActionSkipped  ActionBranchingConditionNotSatisfied
        g    Skipped  ActionSkipped  ActionDependencyFailed
        b    Failed   ActionFailed
        c    Skipped  ActionSkipped  ActionBranchingConditionNotSatisfied
        d    Failed   NotFound
        e    Skipped  ActionSkipped  ActionConditionFailed
        run  Failed   ActionFailed
    "#]],
    );
}
