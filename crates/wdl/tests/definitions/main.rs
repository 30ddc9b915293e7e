//! Definitions in, diagnostics out.

mod actions;
mod documents;
mod limits;
mod names;
mod structure;
mod triggers;
mod variables;

use expect_test::Expect;
use wdl::{Definition, Value};

/// Reads a document and compares its problems, one a line.
fn check(document: &str, expected: Expect) {
    let document = Value::from_json(document.as_bytes()).expect("JSON");
    let (_, problems) = Definition::parse(&document);
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    expected.assert_eq(&lines.join("\n"));
}

/// The same for the actions of a definition with a button.
fn actions(actions: &str, expected: Expect) {
    check(
        &format!(r#"{{"triggers": {{"manual": {{"type": "Request", "kind": "Button"}}}}, "actions": {actions}}}"#),
        expected,
    );
}
