//! `steward expr`: expressions without a run.

mod batch;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use model::Timestamp;
use wdl::{EvalError, Instant, JsonScope, Object, Profile, Template, Value};

use crate::{input, output};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Evaluate an expression and print its value as JSON.
    #[command(after_help = "Examples:
  steward expr eval 'add(1, 2)'
  steward expr eval '@concat(triggerBody()?[''name''], ''!'')' --context context.json
  steward expr eval 'Hello @{variables(''who'')}' --context context.json")]
    Eval(Eval),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Eval {
    /// The expression: with `@` or `@{...}` as it stands in a definition, or without.
    #[arg(required_unless_present = "batch")]
    expression: Option<String>,
    /// A JSON file with what the expression may refer to: triggerBody, triggerOutputs, outputs, body, actions, variables,
    /// parameters, item, items, result, workflow, now; all optional.
    #[arg(long, value_name = "FILE")]
    context: Option<PathBuf>,
    /// A file with one `{"id", "expression", "context"}` a line; prints one `{"id", "value"}` or `{"id", "error"}` for each.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["expression", "context"])]
    batch: Option<PathBuf>,
    /// Whose behaviour to follow where Power Automate and Logic Apps differ.
    #[arg(long, value_enum, default_value_t = As::PowerAutomate)]
    profile: As,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum As {
    #[value(name = "pa")]
    PowerAutomate,
    Standard,
}

impl From<As> for Profile {
    fn from(profile: As) -> Self {
        match profile {
            As::PowerAutomate => Self::PowerAutomate,
            As::Standard => Self::Standard,
        }
    }
}

impl Command {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let Self::Eval(Eval { expression, context, batch, profile }) = self;
        if let Some(batch) = batch {
            return batch::run(&batch, profile.into());
        }
        let context = context.map_or(Ok(Value::Null), |path| input::required_json(&path))?;
        let answer = evaluate(&written(&expression.unwrap_or_default()), &context, profile.into());
        let code = if answer.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        output::line(&String::from_utf8_lossy(&answer.unwrap_or_else(|error| failed(&error)).to_json()))?;
        Ok(code)
    }
}

/// The string of a definition: a bare expression gets its `@`.
fn written(text: &str) -> Value {
    let in_definition = text.starts_with('@') || text.contains("@{");
    Value::from(if in_definition { text.to_owned() } else { format!("@{text}") })
}

/// Evaluates a template in a context.
fn evaluate(template: &Value, context: &Value, profile: Profile) -> Result<Value, EvalError> {
    let (template, problems) = Template::parse(template);
    if let Some(problem) = problems.into_iter().next() {
        return Err(EvalError::new(problem.code, problem.message));
    }
    let seed = uuid::Uuid::new_v4().as_u64_pair().0;
    let scope = JsonScope::new(context, Instant::from_unix_micros(Timestamp::now().0), seed)
        .map_err(|error| EvalError::new("InvalidContext", error.to_string()))?;
    template.evaluate(&scope, profile)
}

/// `{"error": {"code", "message"}}`
fn failed(error: &EvalError) -> Value {
    let error = Object::from([("code", Value::from(error.code())), ("message", Value::from(error.message()))]);
    Object::from([("error", Value::Object(error))]).into()
}
