//! How much a definition may hold, and what its members may say.

use expect_test::expect;
use wdl::{Definition, Severity, Value};

use crate::actions;

/// Severity, code and path of each problem of a document.
fn found(document: &str) -> Vec<(Severity, &'static str, String)> {
    let (_, problems) = Definition::parse(&Value::from_json(document.as_bytes()).expect("JSON"));
    problems.into_iter().map(|problem| (problem.severity, problem.code, problem.path)).collect()
}

fn joined(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

#[test]
fn a_cloud_flow_holds_only_so_much() {
    let composes = |count| joined(count, |at| format!(r#""a{at}": {{"type": "Compose", "inputs": {at}}}"#));
    let parameters = |count| joined(count, |at| format!(r#""p{at}": {{"type": "String"}}"#));
    let outputs = |count| joined(count, |at| format!(r#""o{at}": {{"type": "String", "value": ""}}"#));
    let cases = |count| joined(count, |at| format!(r#""c{at}": {{"case": {at}, "actions": {{}}}}"#));
    let document = |actions: &str, parameters: &str, outputs: &str| {
        format!(
            r#"{{"triggers": {{"m": {{"type": "Request"}}}}, "actions": {{{actions}}}, "parameters": {{{parameters}}}, "outputs": {{{outputs}}}}}"#
        )
    };
    let most = document(&composes(500), &parameters(50), &outputs(10));
    assert_eq!(found(&most), []);
    let more = document(&composes(501), &parameters(51), &outputs(11));
    let error = |code, path: &str| (Severity::Error, code, path.to_owned());
    let expected = [
        error("TooManyActions", "actions"),
        error("TooManyParameters", "parameters"),
        error("TooManyOutputs", "outputs"),
    ];
    assert_eq!(found(&more), expected);
    let switch =
        |count| format!(r#""s": {{"type": "Switch", "expression": "@triggerBody()", "cases": {{{}}}}}"#, cases(count));
    assert_eq!(found(&document(&switch(25), "", "")), []);
    assert_eq!(found(&document(&switch(26), "", "")), [error("TooManyCases", "actions/s/cases")]);
    // A host of Logic Apps sets limits of its own.
    let app = found(&format!(r#"{{"definition": {more}, "kind": "Stateful"}}"#));
    assert_eq!(app.iter().map(|(severity, ..)| *severity).collect::<Vec<_>>(), [Severity::Warning; 3]);
}

#[test]
fn variables_are_counted() {
    let declare = |count| {
        let one = |at| {
            format!(
                r#""v{at}": {{"type": "InitializeVariable", "inputs": {{"variables": [{{"name": "v{at}", "type": "string"}}]}}}}"#
            )
        };
        format!(r#"{{"triggers": {{"m": {{"type": "Request"}}}}, "actions": {{{}}}}}"#, joined(count, one))
    };
    assert_eq!(found(&declare(250)), []);
    assert_eq!(found(&declare(251)), [(Severity::Error, "TooManyVariables", "actions".to_owned())]);
}

#[test]
fn loops_have_limits() {
    let foreach = |more: &str| format!(r#"{{"l": {{"type": "Foreach", "foreach": [], "actions": {{}}, {more}}}}}"#);
    actions(&foreach(r#""runtimeConfiguration": {"concurrency": {"repetitions": 50}}"#), expect![""]);
    actions(&foreach(r#""runtimeConfiguration": {"concurrency": {}}"#), expect![""]);
    actions(
        &foreach(r#""runtimeConfiguration": {"concurrency": {"repetitions": 51}}"#),
        expect![
            "error InvalidTemplate at actions/l/runtimeConfiguration/concurrency: `repetitions` must be a number from 1 to 50."
        ],
    );
    actions(
        &foreach(r#""runtimeConfiguration": {"concurrency": {"repetitions": 1}}, "operationOptions": "Sequential""#),
        expect![
            "error InvalidTemplate at actions/l/runtimeConfiguration/concurrency: The loop has both `concurrency` and the operation option `Sequential`. Use one of them."
        ],
    );
    let until = |count: u32| {
        format!(
            r#"{{"u": {{"type": "Until", "expression": "@true", "limit": {{"count": {count}}}, "actions": {{}}}}}}"#
        )
    };
    actions(&until(5_000), expect![""]);
    actions(
        &until(5_001),
        expect!["error InvalidTemplate at actions/u/limit/count: `count` must be a number from 1 to 5000."],
    );
}

#[test]
fn the_trigger_has_a_name_of_its_own() {
    actions(
        r#"{"Manual": {"type": "Compose", "inputs": 1}}"#,
        expect![
            "error DuplicateActionName at actions/Manual: The name `Manual` is used by the trigger too; names are compared without case. Rename one."
        ],
    );
}

#[test]
fn cases_are_constants() {
    actions(
        r#"{"s": {"type": "Switch", "expression": "a", "cases": {"A": {"case": "@concat('a')", "actions": {}}, "B": {"case": "@@a", "actions": {}}}}}"#,
        expect![
            "error InvalidTemplate at actions/s/cases/A/case: A case is a constant, not an expression. Compare with a condition instead."
        ],
    );
}

#[test]
fn a_static_result_is_defined() {
    actions(
        r#"{"a": {"type": "Compose", "inputs": 1, "runtimeConfiguration": {"staticResult": {"name": "a0", "staticResultOptions": "Enabled"}}}}"#,
        expect![
            "error InvalidTemplate at actions/a/runtimeConfiguration/staticResult: The static result `a0` is not defined. Add it under `staticResults`, or disable it here."
        ],
    );
    actions(
        r#"{"a": {"type": "Compose", "inputs": 1, "runtimeConfiguration": {"staticResult": {"name": "a0", "staticResultOptions": "Disabled"}}}}"#,
        expect![""],
    );
}

#[test]
fn answers_with_one_status_have_one_schema() {
    let answers = |first: &str, second: &str| {
        format!(
            r#"{{"a": {{"type": "Response", "inputs": {{"statusCode": 200, {first}}}}}, "b": {{"type": "Response", "inputs": {{{second}}}, "runAfter": {{"a": ["Failed"]}}}}}}"#
        )
    };
    let text = r#""schema": {"type": "string"}"#;
    actions(&answers(text, &format!(r#""statusCode": "200", {text}"#)), expect![""]);
    actions(&answers(text, r#""statusCode": 400, "schema": {}"#), expect![""]);
    actions(&answers(text, r#""statusCode": 200"#), expect![""]);
    actions(
        &answers(text, r#""statusCode": "200", "schema": {}"#),
        expect![
            "error InvalidTemplate at actions/b/inputs/schema: The schema of the action `b` differs from that of `a`, though both answer with the status code '200'. Give both the same schema."
        ],
    );
}

#[test]
fn a_very_long_chain_is_read_to_its_end() {
    let one = |at: usize| {
        let after = at.checked_sub(1).map_or_else(String::new, |before| format!(r#""a{before}": ["Succeeded"]"#));
        format!(r#""a{at}": {{"type": "Compose", "inputs": "@outputs('a0')", "runAfter": {{{after}}}}}"#)
    };
    let document = format!(r#"{{"triggers": {{"m": {{"type": "Request"}}}}, "actions": {{{}}}}}"#, joined(20_000, one));
    let codes: Vec<_> = found(&document).into_iter().map(|(_, code, path)| (code, path)).collect();
    assert_eq!(codes, [("TooManyActions", "actions".to_owned()), ("InvalidTemplate", "actions/a0/inputs".to_owned())]);
}
