//! Names in expressions.

use expect_test::expect;

use crate::{actions, check};

#[test]
fn actions_that_are_not_there() {
    actions(
        r#"{"a": {"type": "Compose", "inputs": "@outputs('b')"}}"#,
        expect![
            "error InvalidTemplate at actions/a: The action(s) 'b' referenced by 'inputs' in action 'a' are not defined in the template."
        ],
    );
    actions(
        r#"{"a": {"type": "Compose", "inputs": {"x": ["y @{body('b')} z"]}}}"#,
        expect![
            "error InvalidTemplate at actions/a: The action(s) 'b' referenced by 'inputs' in action 'a' are not defined in the template."
        ],
    );
    actions(
        r#"{"a": {"type": "Compose", "inputs": "@outputs('A')"}}"#,
        expect!["error InvalidTemplate at actions/a: The action 'a' cannot reference itself."],
    );
    actions(
        r#"{"i": {"type": "If", "expression": {"and": [{"equals": ["@body('nope')", 1]}]}, "actions": {}}}"#,
        expect![
            "error InvalidTemplate at actions/i: The action(s) 'nope' referenced by 'inputs' in action 'i' are not defined in the template."
        ],
    );
}

#[test]
fn references_without_a_name() {
    actions(
        r#"{"a": {"type": "Compose", "inputs": "@body()"}, "b": {"type": "Compose", "inputs": "@{concat(Outputs(1))}"}}"#,
        expect![[r#"
            error InvalidTemplate at actions/a: The template language function 'body' must have at least one parameter.
            error InvalidTemplate at actions/b: The provided parameters for template language function 'outputs' are not valid."#]],
    );
    actions(
        r#"{"a": {"type": "Compose", "inputs": ["@triggerBody()", "@parameters(concat('p'))", "@length(1)", "@item()"]}}"#,
        expect![""],
    );
}

#[test]
fn actions_that_have_not_ended_before() {
    let refused = |text: &str| {
        let (_, problems) = wdl::Definition::parse(&wdl::Value::from_json(text.as_bytes()).expect("JSON"));
        problems.iter().filter(|problem| problem.message.contains("'runAfter' path")).count()
    };
    let read = |of: &str, more: &str| format!(r#"{{"type": "Compose", "inputs": "@outputs('{of}')"{more}}}"#);
    let a = r#"{"type": "Compose", "inputs": 1}"#;
    let after = |of: &str| format!(r#", "runAfter": {{"{of}": ["Succeeded"]}}"#);
    // A parallel branch, and a later action.
    assert_eq!(refused(&format!(r#"{{"actions": {{"a": {a}, "b": {}}}}}"#, read("a", ""))), 1);
    assert_eq!(
        refused(&format!(r#"{{"actions": {{"b": {}, "a": {{"type": "Compose"{}}}}}}}"#, read("a", ""), after("b"))),
        1
    );
    // A predecessor, one of a block around, and what is inside a predecessor.
    assert_eq!(refused(&format!(r#"{{"actions": {{"a": {a}, "b": {}}}}}"#, read("a", &after("a")))), 0);
    assert_eq!(
        refused(&format!(
            r#"{{"actions": {{"a": {a}, "s": {{"type": "Scope", "actions": {{"b": {}}}{}}}}}}}"#,
            read("a", ""),
            after("a")
        )),
        0
    );
    assert_eq!(
        refused(&format!(
            r#"{{"actions": {{"s": {{"type": "Scope", "actions": {{"a": {a}}}}}, "b": {}}}}}"#,
            read("a", &after("s"))
        )),
        0
    );
    // A block around, and the other branch.
    assert_eq!(
        refused(&format!(r#"{{"actions": {{"s": {{"type": "Scope", "actions": {{"b": {}}}}}}}}}"#, read("s", ""))),
        1
    );
    assert_eq!(
        refused(&format!(
            r#"{{"actions": {{"i": {{"type": "If", "expression": "@true", "actions": {{"a": {a}}}, "else": {{"actions": {{"b": {}}}}}}}}}}}"#,
            read("a", "")
        )),
        1
    );
    // The condition of an until, which is looked at afterwards, and that of an if, which is not.
    let looks = |kind: &str| {
        format!(
            r#"{{"actions": {{"u": {{"type": "{kind}", "expression": "@equals(outputs('a'), 1)", "actions": {{"a": {a}}}}}}}}}"#
        )
    };
    assert_eq!((refused(&looks("Until")), refused(&looks("If"))), (0, 1));
}

#[test]
fn loops_that_do_not_hold_the_action() {
    actions(
        r#"{"l": {"type": "Foreach", "foreach": [], "actions": {}}, "a": {"type": "Compose", "inputs": "@items('l')"}}"#,
        expect![
            "error InvalidTemplate at actions/a: The repetition action(s) 'l' referenced by 'inputs' in action 'a' are not defined in the template, or do not hold it."
        ],
    );
    actions(
        r#"{"l": {"type": "Foreach", "foreach": [], "actions": {"a": {"type": "Compose", "inputs": "@items('L')"}}}}"#,
        expect![[""]],
    );
}

#[test]
fn variables_that_are_not_there() {
    actions(
        r#"{"a": {"type": "Compose", "inputs": "@variables('v')"}}"#,
        expect!["error InvalidTemplate at actions/a: The variable 'v' referenced in action 'a' is not initialized."],
    );
    actions(
        r#"{"a": {"type": "SetVariable", "inputs": {"name": "v", "value": 1}}}"#,
        expect![
            "error InvalidTemplate at actions/a: The variable `v` is not initialized. Add an `InitializeVariable` action for it at the top level."
        ],
    );
}

#[test]
fn parameters_that_are_not_there() {
    actions(
        r#"{"a": {"type": "Compose", "inputs": "@parameters('p')"}, "b": {"type": "Compose", "inputs": "@parameters('$connections')"}}"#,
        expect![
            "error InvalidTemplate at actions/a: The workflow parameter 'p' is not found. Declare it under `parameters`."
        ],
    );
    check(
        r#"{"definition": {"triggers": {"m": {"type": "Request"}}, "actions": {"a": {"type": "Compose", "inputs": "@parameters('p')"}}}, "kind": "Stateful"}"#,
        expect![
            "warning InvalidTemplate at actions/a: The workflow parameter 'p' is not found. Declare it under `parameters`."
        ],
    );
}

#[test]
fn expressions_that_cannot_be_read() {
    actions(
        r#"{"a": {"type": "Compose", "inputs": {"x": "@add(1", "y": "text @{add(1)"}}}"#,
        expect![[r#"
        error TemplateParseError at actions/a/inputs/x (4..5): The '(' after 'add' is not closed. Add ')'.
        error TemplateParseError at actions/a/inputs/y (5..13): The string interpolation segment that begins here is not terminated. Add '}', or write '@@{' for a literal '@{'."#]],
    );
}
