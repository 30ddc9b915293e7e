//! `ParseJson`.

use expect_test::expect;
use testkit::flow;

use crate::check;

#[test]
fn text_is_parsed_and_values_are_kept() {
    check(
        flow(r#"p: parse @string('{"a": [1, 2.50]}')"#),
        expect![[r#"
        p    Succeeded  OK            {"body":{"a":[1,2.5]}}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(r#"p: parse {"a": "@add(1, 1)"}"#),
        expect![[r#"
        p    Succeeded  OK            {"body":{"a":2}}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("p: parse @string('  ')"),
        expect![[r#"
        p    Succeeded  OK            {"body":null}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn nothing_is_no_json() {
    check(
        flow("p: parse @null"),
        expect![[r#"
        p    Failed  BadRequest    InvalidTemplate
        run  Failed  ActionFailed
    "#]],
    );
    check(
        flow("p: parse @string('')"),
        expect![[r#"
        p    Failed  BadRequest    InvalidTemplate
        run  Failed  ActionFailed
    "#]],
    );
    expect!["InvalidTemplate: Required property 'content' expects a value but got null. Path ''."]
        .assert_eq(&flow("p: parse @null").play().error("p"));
}

#[test]
fn text_that_is_no_json_fails() {
    check(
        flow("p: parse @string('{oops')\nc: compose @body('p') after p Failed"),
        expect![[r#"
        p    Failed     InvalidJSON
        c    Succeeded  OK            null
        run  Succeeded  NotSpecified
    "#]],
    );
}
