//! `steward expr eval --batch`: many expressions, each in a context of its own or after a simulated run.

use std::{path::Path, process::ExitCode};

use anyhow::Result;
use engine::Setup;
use model::Timestamp;
use wdl::{EvalError, Object, Profile, Value};

use crate::{failure::Failure, input, output};

/// Evaluates every line and prints an answer for each, in order.
pub(super) fn run(path: &Path, profile: Profile) -> Result<ExitCode> {
    let text = input::text(path).map_err(|problem| Failure::new(format!("{}: {problem}", path.display())))?;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let vector = Value::from_json(line.as_bytes())
            .map_err(|error| Failure::new(format!("{}: line {} is not valid JSON: {error}", path.display(), at + 1)))?;
        let mut answer = Object::from([("id", vector.get("id").cloned().unwrap_or_default())]);
        match evaluate(&vector, profile) {
            Ok(value) => answer.insert("value", value),
            Err(error) => answer.insert("error", super::failed(&error).get("error").cloned().unwrap_or_default()),
        }
        output::line(&Value::Object(answer).to_json_string())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn evaluate(vector: &Value, profile: Profile) -> Result<Value, EvalError> {
    let missing = || EvalError::new("InvalidVector", "The line has no `expression`.");
    let template = vector.get("expression").ok_or_else(missing)?;
    let context = vector.get("context").cloned().unwrap_or_default();
    match context.get("run") {
        Some(run) => after_run(template, run, &context),
        None => super::evaluate(template, &context, profile),
    }
}

/// Runs a definition without side effects, as the file that it is says, and evaluates the expression over the finished run.
fn after_run(template: &Value, run: &Value, context: &Value) -> Result<Value, EvalError> {
    let definition = run
        .get("definition")
        .ok_or_else(|| EvalError::new("InvalidVector", "The member `run` of the context has no `definition`."))?;
    let mocks = run.get("mocks").cloned().unwrap_or_default();
    let setup = Setup {
        trigger: run.get("trigger"),
        mocks: &mocks,
        parameters: run.get("parameters").or(context.get("parameters")).cloned().unwrap_or_default(),
        at: start(context)?,
        ..Setup::default()
    };
    let simulation = engine::simulate(definition, &setup).map_err(|problems| match problems.into_iter().next() {
        Some(problem) => EvalError::new(problem.code, format!("{}: {}", problem.path, problem.message)),
        None => EvalError::new("InvalidTemplate", "The definition cannot be run."),
    })?;
    simulation.evaluate(template)
}

/// When the run starts: the context's `now`, else now.
fn start(context: &Value) -> Result<Timestamp, EvalError> {
    match context.get("now") {
        None => Ok(Timestamp::now()),
        Some(now) => now
            .as_str()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| EvalError::new("InvalidContext", "`now` must be a time such as \"2026-01-31T12:00:00Z\".")),
    }
}
