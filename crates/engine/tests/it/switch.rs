//! `Switch`.

use expect_test::expect;
use testkit::{Scenario, flow};

use crate::check;

fn choose(expression: &str) -> Scenario {
    let text = format!(
        "s: switch {expression}\ncase \"a\":\n  a: compose 1\ncase \"b\":\n  b: compose 2\ndefault:\n  d: compose 3"
    );
    flow(&text)
}

#[test]
fn the_case_that_matches_is_taken() {
    check(
        choose("b"),
        expect![[r#"
        s    Succeeded  NotSpecified
        a    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        d    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        b    Succeeded  OK             2
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn texts_match_with_their_case_and_else_the_default_is_taken() {
    check(
        choose("B"),
        expect![[r#"
        s    Succeeded  NotSpecified
        a    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        b    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        d    Succeeded  OK             3
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn numbers_are_cases_too() {
    check(
        flow("s: switch @add(1, 1)\ncase 1:\n  one: compose 1\ncase 2:\n  two: compose 2"),
        expect![[r#"
        s    Succeeded  NotSpecified
        one  Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        two  Succeeded  OK             2
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn without_a_match_or_default_it_succeeds() {
    check(
        flow("s: switch x\ncase \"a\":\n  a: call"),
        expect![[r#"
        s    Succeeded  NotSpecified
        a    Skipped    ActionSkipped  ActionBranchingConditionNotSatisfied
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn what_is_neither_text_nor_whole_number_fails() {
    check(
        choose("@true"),
        expect![[r#"
        s    Failed   ExpressionEvaluationFailed
        a    Skipped  ActionSkipped               ActionDependencyFailed
        b    Skipped  ActionSkipped               ActionDependencyFailed
        d    Skipped  ActionSkipped               ActionDependencyFailed
        run  Failed   ActionFailed
    "#]],
    );
    check(
        choose("@json('{}')?['a']"),
        expect![[r#"
        s    Failed   ExpressionEvaluationFailed
        a    Skipped  ActionSkipped               ActionDependencyFailed
        b    Skipped  ActionSkipped               ActionDependencyFailed
        d    Skipped  ActionSkipped               ActionDependencyFailed
        run  Failed   ActionFailed
    "#]],
    );
}

#[test]
fn a_case_of_another_type_fails_every_branch() {
    let text = "s: switch @add(1, 1)\ncase \"2\":\n  two: compose 2\n  more: call after two\ndefault:\n  d: scope\n    e: call";
    check(
        flow(text),
        expect![[r#"
        s     Failed   ActionFailed
        two   Failed   ActionFailed   ActionConditionFailed
        more  Failed   ActionFailed   ActionConditionFailed
        d     Failed   ActionFailed   ActionConditionFailed
        e     Skipped  ActionSkipped  ActionDependencyFailed
        run   Failed   ActionFailed
    "#]],
    );
    expect!["ActionConditionFailed: The execution of template action 'two' failed: the branching condition cannot be evaluated: 'strongEquals' was invoked with values of distinct types 'Integer' and 'String'."].assert_eq(&flow(text).play().error("two"));
}
