//! Names in expressions.

use expect_test::expect;

use crate::{actions, check};

#[test]
fn actions_that_are_not_there() {
    actions(
        r#"{"a": {"type": "Compose", "inputs": "@outputs('b')"}}"#,
        expect![
            "error InvalidTemplate at actions/a/inputs (1..13): The action(s) 'b' referenced by 'inputs' in action 'a' are not defined in the template. Correct the name."
        ],
    );
    actions(
        r#"{"a": {"type": "Compose", "inputs": {"x": ["y @{body('b')} z"]}}}"#,
        expect![
            "error InvalidTemplate at actions/a/inputs/x/0 (4..13): The action(s) 'b' referenced by 'inputs' in action 'a' are not defined in the template. Correct the name."
        ],
    );
    actions(
        r#"{"a": {"type": "Compose", "inputs": "@outputs('A')"}}"#,
        expect![
            "error InvalidTemplate at actions/a/inputs (1..13): The action 'a' cannot reference itself. Read another action."
        ],
    );
    actions(
        r#"{"i": {"type": "If", "expression": {"and": [{"equals": ["@body('nope')", 1]}]}, "actions": {}}}"#,
        expect![
            "error InvalidTemplate at actions/i/expression/and/0/equals/0 (1..13): The action(s) 'nope' referenced by 'inputs' in action 'i' are not defined in the template. Correct the name."
        ],
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
            "error InvalidTemplate at actions/a/inputs (1..11): The repetition action(s) 'l' referenced by 'inputs' in action 'a' are not defined in the template, or do not hold it. Name a loop that the action is in."
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
        expect![
            "error InvalidTemplate at actions/a/inputs (1..15): The variable 'v' referenced in action 'a' is not initialized. Add an `InitializeVariable` action for it at the top level."
        ],
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
            "error InvalidTemplate at actions/a/inputs (1..16): The workflow parameter 'p' is not found. Declare it under `parameters`."
        ],
    );
    check(
        r#"{"definition": {"triggers": {"m": {"type": "Request"}}, "actions": {"a": {"type": "Compose", "inputs": "@parameters('p')"}}}, "kind": "Stateful"}"#,
        expect![
            "warning InvalidTemplate at actions/a/inputs (1..16): The workflow parameter 'p' is not found. Declare it under `parameters`."
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

#[test]
fn functions_are_named_and_given_what_they_take() {
    actions(
        r#"{"a": {"type": "Compose", "inputs": {"x": "@nope(1)", "y": "text @{length()}", "z": "@tolower('A')"}}}"#,
        expect![[r#"
            warning UnknownFunction at actions/a/inputs/x (1..5): The template function 'nope' is not defined or not valid. The action fails when it is evaluated. Check the name's spelling.
            warning WrongParameterCount at actions/a/inputs/y (7..15): The template language function 'length' expects one parameter: the array or string. The function was invoked with '0' parameter(s). Please see https://aka.ms/logicexpressions#length for usage details. The action fails when it is evaluated. Correct the parameters."#]],
    );
    actions(
        r#"{"a": {"type": "Compose", "inputs": "@body()"}, "b": {"type": "Compose", "inputs": "@outputs(1)"}}"#,
        expect![[r#"
            error InvalidTemplate at actions/a/inputs (1..7): The template language function 'body' must have at least one parameter. Name what it reads, as in body('Name').
            error InvalidTemplate at actions/b/inputs (1..11): The provided parameters for template language function 'outputs' are not valid. Name what it reads, as in outputs('Name')."#]],
    );
}

#[test]
fn what_a_loop_repeats_has_no_single_result_outside() {
    let reads = |kind: &str, expression: &str| {
        format!(
            r#"{{"l": {{"type": "{kind}", "foreach": [], "expression": "@true", "actions": {{"a": {{"type": "Compose", "inputs": 1}}}}}}, "b": {{"type": "Compose", "inputs": "{expression}", "runAfter": {{"l": ["Succeeded"]}}}}}}"#
        )
    };
    actions(
        &reads("Foreach", "@body('a')"),
        expect![
            "error InvalidTemplate at actions/b/inputs (1..10): The action 'a' referenced by 'inputs' in action 'b' is repeated by 'l' and has no single result outside of it. Read result('l'), or collect values in a variable."
        ],
    );
    actions(&reads("Foreach", "@outputs('a')"), expect![""]);
    actions(&reads("Foreach", "@result('l')"), expect![""]);
    actions(&reads("Until", "@body('a')"), expect![""]);
}

#[test]
fn the_number_of_an_iteration_is_read_inside_its_loop() {
    let reads = |inside: &str, condition: &str, after: &str| {
        format!(
            r#"{{"u": {{"type": "Until", "expression": "@equals({condition}, 1)", "actions": {{"a": {{"type": "Compose", "inputs": "@{inside}"}}}}}}, "b": {{"type": "Compose", "inputs": "@{after}", "runAfter": {{"u": ["Succeeded"]}}}}}}"#
        )
    };
    let own = "iterationIndexes('u')";
    actions(&reads(own, own, "guid()"), expect![""]);
    actions(
        &reads("items('u')", own, own),
        expect![[r#"
            error InvalidTemplate at actions/u/actions/a/inputs (1..11): The repetition action(s) 'u' referenced by 'inputs' in action 'a' are not defined in the template, or do not hold it. Name a loop that the action is in.
            error InvalidTemplate at actions/b/inputs (1..22): The repetition action(s) 'u' referenced by 'inputs' in action 'b' are not defined in the template, or do not hold it. Name a loop that the action is in."#]],
    );
}

#[test]
fn tracked_properties_may_name_their_own_action() {
    actions(
        r#"{"a": {"type": "Compose", "inputs": 1, "trackedProperties": {"own": "@outputs('a')", "record": "@action()['status']"}}}"#,
        expect![""],
    );
}
