use expect_test::{Expect, expect};

use crate::support::Bench;

/// Evaluates an expression, in the context of a file.
fn check(expression: &str, context: &str, expected: Expect) {
    let plain = r#"{"triggerBody": {"name": "Ann"}, "variables": {"n": 3}, "now": "2026-01-31T12:00:00Z"}"#;
    let wide: Vec<u8> = "\u{feff}{\"variables\": {\"n\": 4}}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bench = Bench::with([("plain.json", plain.as_bytes()), ("wide.json", &wide), ("list.json", b"[1]")]);
    bench.check_arguments(&["expr", "eval", expression, "--context", context], expected);
}

#[test]
fn a_bare_expression_has_its_value() {
    check(
        "add(1, 2.5)",
        "plain.json",
        expect![[r#"
        3.5
    "#]],
    );
    check(
        "@createArray(1, null, true, 'é')",
        "plain.json",
        expect![[r#"
        [1,null,true,"é"]
    "#]],
    );
    check(
        "utcNow()",
        "plain.json",
        expect![[r#"
        "2026-01-31T12:00:00.0000000Z"
    "#]],
    );
}

#[test]
fn a_text_with_expressions_in_it_is_a_text() {
    check(
        "Hello @{triggerBody()?.name}, @{variables('n')}",
        "plain.json",
        expect![[r#"
        "Hello Ann, 3"
    "#]],
    );
}

#[test]
fn a_context_may_be_utf_16() {
    check(
        "@variables('n')",
        "wide.json",
        expect![[r#"
        4
    "#]],
    );
}

#[test]
fn an_error_is_printed_as_json() {
    check(
        "div(1, 0)",
        "plain.json",
        expect![[r#"
        {"error":{"code":"InvalidTemplate","message":"Attempt to divide an integral or decimal value by zero in function 'div'."}}
        exit: Some(1)
    "#]],
    );
    check(
        "concat('x'",
        "plain.json",
        expect![[r#"
        {"error":{"code":"TemplateParseError","message":"The '(' after 'concat' is not closed. Add ')'."}}
        exit: Some(1)
    "#]],
    );
    check(
        "@concat('x'",
        "plain.json",
        expect![[r#"
        {"error":{"code":"TemplateParseError","message":"The '(' after 'concat' is not closed. Add ')'."}}
        exit: Some(1)
    "#]],
    );
    check(
        "add(1, 2)",
        "list.json",
        expect![[r#"
        {"error":{"code":"InvalidContext","message":"the context must be a JSON object, not of type Array"}}
        exit: Some(1)
    "#]],
    );
    check(
        "add(1, 2)",
        "nowhere.json",
        expect![[r#"
        stderr: error: nowhere.json: the file cannot be read: No such file or directory (os error 2)
        exit: Some(1)
    "#]],
    );
}

#[test]
fn a_batch_answers_each_line() {
    let vectors = concat!(
        "{\"id\": \"one\", \"expression\": \"@add(1,2)\"}\n\n",
        "{\"id\": \"two\", \"expression\": \"@first(json('[]'))\"}\n",
        "{\"id\": \"bad\", \"expression\": \"@int('x')\"}\n",
        "{\"id\": \"run\", \"expression\": \"@outputs('Double')\", \"context\": {\"run\": {\"trigger\": {\"n\": 4}, \"definition\": ",
        "{\"triggers\": {\"manual\": {\"type\": \"Request\", \"kind\": \"Button\"}}, \"actions\": {\"Double\": {\"type\": \"Compose\", ",
        "\"inputs\": \"@mul(triggerBody()?['n'], 2)\"}}}}}}\n",
    );
    Bench::with([("vectors.jsonl", vectors.as_bytes())]).check("expr eval --batch vectors.jsonl", expect![[r#"
        {"id":"one","value":3}
        {"id":"two","value":null}
        {"id":"bad","error":{"code":"InvalidTemplate","message":"The template language function 'int' was invoked with a parameter that is not valid. The value cannot be converted to the target type. Please see https://aka.ms/logicexpressions#int for usage details."}}
        {"id":"run","value":8}
    "#]]);
}

#[test]
fn two_platforms_compare_texts_differently() {
    let bench = Bench::with([]);
    for (profile, expected) in [
        (
            "pa",
            expect![[r#"
        false
    "#]],
        ),
        (
            "standard",
            expect![[r#"
        true
    "#]],
        ),
    ] {
        bench.check_arguments(&["expr", "eval", "greater('a', 'B')", "--profile", profile], expected);
    }
}
