//! What must hold for any input.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
    time,
};

use wdl::{EvalError, Expression, Instant, JsonScope, Profile, Template, Value, limits};

use crate::Now;

/// The input that is tried.
pub(crate) type Doing = Arc<Mutex<Option<Now>>>;

/// What expressions can refer to: one thing of each kind, and a value of each type.
const CONTEXT: &str = r##"{
    "now": "2026-02-28T23:59:59.9999999Z",
    "triggerOutputs": {"headers": {"Content-Type": "multipart/form-data"}, "body": {
        "$content-type": "multipart/form-data; boundary=b", "$content": "YQ==",
        "$multipart": [{"headers": {"Content-Disposition": "form-data; name=\"k\""}, "body": "v"}]}},
    "outputs": {"A": {"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "body": "k=1&k=%zz&=&+"}, "T": "text"},
    "body": {"B": {"value": [{"n": 1}, {"n": null}, {"N": "x"}]}},
    "variables": {"s": "é😀\u0000 ", "i": -9223372036854775808, "f": -0.0, "b": false, "z": null,
        "a": [1, "2", [3.5, {"k": null}], true], "o": {"k": {"K": [0]}, "": "", "@x": "1", "#text": "t"},
        "e": {"$content-type": "text/plain; charset=utf-16", "$content": "/v8AYQ=="},
        "x": {"$content-type": "application/xml", "$content": "PHI+PGEgaT0iMSI+eDwvYT48YS8+PC9yPg=="}},
    "parameters": {"p": {"deep": [[[[]]]]}},
    "items": {"L": {"n": 1}}, "iterationIndexes": {"L": 4}, "result": {"S": [{"name": "a"}]}, "workflow": {"run": {}}
}"##;

/// Parses, prints and evaluates the input as a string of a definition, and keeps in a file which one it is: what ends the
/// process cannot be caught.
pub(crate) fn input(text: &str, doing: &Doing) -> Result<(), String> {
    let _ = std::fs::write(concat!(env!("CARGO_TARGET_TMPDIR"), "/fuzz-input"), text);
    *doing.lock().unwrap() = Some(Now { input: text.to_owned(), since: time::Instant::now() });
    let outcome = catch_unwind(AssertUnwindSafe(|| holds(text)));
    *doing.lock().unwrap() = None;
    outcome.unwrap_or_else(|panic| Err(format!("panic: {}", message(panic.as_ref()))))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

fn holds(text: &str) -> Result<(), String> {
    let (template, problems) = Template::parse_string(text);
    for problem in &problems {
        let span = problem.span.ok_or("a problem without a place")?;
        if span.start > span.end || !text.is_char_boundary(span.start) || !text.is_char_boundary(span.end) {
            return Err(format!("{span:?} is no part of the text"));
        }
    }
    if !problems.is_empty() {
        return Ok(());
    }
    let mut printed = Ok(());
    template.expressions(&mut |expression| printed = printed.clone().and_then(|()| prints(expression)));
    printed?;
    let context = Value::from_json(CONTEXT.as_bytes()).map_err(|error| error.to_string())?;
    for profile in [Profile::PowerAutomate, Profile::Standard] {
        let scope = JsonScope::new(&context, Instant(0), 7).map_err(|error| error.to_string())?;
        match template.evaluate(&scope, profile) {
            Ok(value) => value_holds(&value)?,
            Err(error) => error_holds(&error)?,
        }
    }
    Ok(())
}

/// What is printed parses to the same.
fn prints(expression: &Expression) -> Result<(), String> {
    let printed = expression.to_string();
    if printed.chars().count() > limits::EXPRESSION_CHARACTERS {
        return Ok(());
    }
    match Expression::parse(&printed) {
        (again, problems) if problems.is_empty() && again == *expression => Ok(()),
        (_, problems) => Err(format!("it prints as {printed:?}, which is something else: {problems:?}")),
    }
}

/// A value is within the limits, and its text and JSON can be written.
fn value_holds(value: &Value) -> Result<(), String> {
    if value.depth() > limits::VALUE_DEPTH || value.size() > 2 * limits::VALUE_BYTES {
        return Err(format!("a value of depth {} and size {}", value.depth(), value.size()));
    }
    // Writing a large value says nothing that a small one does not.
    if value.size() < 1_000_000 {
        let _ = value.to_text();
        Value::from_json(&value.to_json())
            .map_err(|error| format!("its JSON cannot be read again: {error}"))
            .map(|_| ())
    } else {
        Ok(())
    }
}

fn error_holds(error: &EvalError) -> Result<(), String> {
    match error.message().len() {
        0 => Err("an error without a message".to_owned()),
        1..=100_000 => Ok(()),
        length => Err(format!("a message of {length} bytes")),
    }
}
