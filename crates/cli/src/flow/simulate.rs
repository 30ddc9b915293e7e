//! `steward flow simulate`: a flow with no side effects.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use connectors::swagger::Swagger;
use engine::{Setup, Simulation};
use model::{ErrorCode, Timestamp};
use serde_json::json;
use wdl::{
    Object, Severity, Value,
    definition::{Action, Kind},
};

use super::{diagnostic::DiagnosticLine, document};
use crate::{cli::Globals, failure::Failure, input, output};

#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    /// The flow: a cloud flow, a bare definition, a Logic Apps workflow, or an ARM template that holds one.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What the trigger gives: outputs (`{"headers", "body"}`), or a body alone. Without it, made up from the trigger's schema.
    #[arg(long, value_name = "FILE")]
    trigger: Option<PathBuf>,
    /// Answers by action name: outputs (`{"statusCode", "body"}`), `{"status", "code", "error", "outputs"}`, or a list with one for
    /// each call.
    #[arg(long, value_name = "FILE")]
    mocks: Option<PathBuf>,
    /// A connector's `apiDefinition.swagger.json`: calls of its operations that no mock answers get what fits the schema of the
    /// operation's answer; may be given several times.
    #[arg(long = "connector", value_name = "FILE")]
    connectors: Vec<PathBuf>,
    /// Values of parameters by name.
    #[arg(long, value_name = "FILE")]
    parameters: Option<PathBuf>,
    /// When the run starts (2026-01-31T12:00:00Z). Without it, now.
    #[arg(long, value_name = "TIME")]
    at: Option<Timestamp>,
}

impl Simulate {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let document = input::required_json(&self.file)?;
        let given = |path: &Option<PathBuf>| path.as_deref().map(input::required_json).transpose();
        let (trigger, mocks, parameters) = (given(&self.trigger)?, given(&self.mocks)?, given(&self.parameters)?);
        let flows = document::flows(&document, &self.file);
        let Some(flow) = flows.first() else {
            let message = format!("{} holds no flow: it has neither triggers nor actions", self.file.display());
            return Err(Failure::coded(ErrorCode::DefinitionInvalid, message).into());
        };
        let mocks = mocks.unwrap_or_default();
        let connectors = self.connectors.iter().map(|path| read_connector(path)).collect::<Result<Vec<_>>>()?;
        let setup = Setup {
            trigger: trigger.as_ref(),
            mocks: &mocks,
            parameters: parameters.unwrap_or_default(),
            at: self.at.unwrap_or_else(Timestamp::now),
            answer: &|action, _| answer(&connectors, action),
            ..Setup::default()
        };
        match engine::simulate(&flow.source, &setup) {
            Ok(simulation) => {
                if globals.json {
                    output::json(&simulation.to_value())?;
                } else {
                    print(&simulation)?;
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(problems) => {
                if globals.json {
                    let diagnostics: Vec<DiagnosticLine> = problems.iter().map(DiagnosticLine::from).collect();
                    output::json(&json!({"diagnostics": diagnostics}))?;
                }
                let first = problems.first().map(ToString::to_string).unwrap_or_default();
                let message = format!("{} cannot be run: {first}", self.file.display());
                let hint = format!("see all problems with: steward flow check {}", self.file.display());
                Err(Failure::coded(ErrorCode::DefinitionInvalid, message).hint(hint).into())
            }
        }
    }
}

fn read_connector(path: &Path) -> Result<Swagger> {
    let (swagger, problems) = Swagger::read(&input::required_json(path)?);
    match problems.iter().find(|problem| problem.severity == Severity::Error) {
        Some(problem) => Err(Failure::new(format!("{} is no connector: {}", path.display(), problem.message)).into()),
        None => Ok(swagger),
    }
}

/// The outputs of an operation that one of these connectors has.
fn answer(connectors: &[Swagger], action: &Action) -> Option<Value> {
    let Kind::Connector(call) = &action.kind else { return None };
    let body = connectors.iter().find_map(|connector| connector.sample(&call.operation))?;
    let headers = Value::Object(Object::new());
    Some(Object::from([("statusCode", Value::Int(200)), ("headers", headers), ("body", body)]).into())
}

fn print(simulation: &Simulation) -> Result<()> {
    let report = simulation.to_value();
    let text = |value: &Value, key: &str| {
        value.get(key).filter(|value| !value.is_null()).map(|value| value.to_text().to_string()).unwrap_or_default()
    };
    let why = |value: &Value| {
        value
            .get("error")
            .map(|error| text(error, "message").lines().next().unwrap_or_default().to_owned())
            .unwrap_or_default()
    };
    let actions = report.get("actions").and_then(Value::as_array);
    let rows = actions.into_iter().flat_map(|actions| actions.iter()).map(|action| {
        let times = action.get("repetitions").and_then(Value::as_array).map(|list| list.iter().count().to_string());
        [
            text(action, "name"),
            text(action, "type"),
            text(action, "status"),
            text(action, "code"),
            times.unwrap_or_default(),
            why(action),
        ]
    });
    output::table(["action", "type", "status", "code", "times", "why"], rows.collect::<Vec<_>>())?;
    output::line(&format!("\nThe run ended: {} {}", text(&report, "status"), why(&report)).trim_end().replace("\r", ""))
}
