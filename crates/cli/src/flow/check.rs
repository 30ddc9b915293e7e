//! `steward flow check`: what is in files of flows, and what is wrong with them.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use model::ConnectorName;
use serde::Serialize;
use wdl::definition::{Clientdata, Kind, TriggerKind};

use super::{
    diagnostic::DiagnosticLine,
    document::{self, Found},
};
use crate::{cli::Globals, input, output};

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Flows, bare definitions, Logic Apps workflows, or ARM templates that hold some.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// The report about one file.
#[derive(Debug, Serialize)]
struct Report {
    file: String,
    ok: bool,
    flows: Vec<FlowReport>,
    diagnostics: Vec<DiagnosticLine>,
}

/// The report about one flow.
#[derive(Debug, Serialize)]
struct FlowReport {
    name: String,
    triggers: Vec<String>,
    actions: Vec<String>,
    connectors: Vec<String>,
    diagnostics: Vec<DiagnosticLine>,
}

impl Check {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let reports: Vec<Report> = self.files.iter().map(|file| report(file)).collect();
        if globals.json {
            output::json(&reports)?;
        } else {
            reports.iter().try_for_each(print)?;
        }
        Ok(if reports.iter().all(|report| report.ok) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn report(file: &Path) -> Report {
    let mut report = Report { file: file.display().to_string(), ok: false, flows: Vec::new(), diagnostics: Vec::new() };
    match input::json(file) {
        Ok(document) => {
            report.flows = document::flows(&document, file).iter().map(check).collect();
            if report.flows.is_empty() {
                let message = "the file holds no flow: it has neither triggers nor actions";
                report.diagnostics.push(DiagnosticLine::of_file("NoDefinition", message));
            }
        }
        Err(problem) => report.diagnostics.push((&problem).into()),
    }
    let mut problems = report.diagnostics.iter().chain(report.flows.iter().flat_map(|flow| &flow.diagnostics));
    report.ok = !problems.any(DiagnosticLine::is_error);
    report
}

fn check(found: &Found<'_>) -> FlowReport {
    let (clientdata, problems) = Clientdata::parse(&found.source);
    let definition = &clientdata.definition;
    FlowReport {
        name: found.name.clone(),
        triggers: definition.triggers.iter().map(|trigger| trigger.name.to_string()).collect(),
        actions: definition.actions.iter().map(|action| action.name.to_string()).collect(),
        connectors: connectors(&clientdata),
        diagnostics: problems.iter().map(DiagnosticLine::from).collect(),
    }
}

/// The connectors that a flow uses, each once: those it lists, then those that only a trigger or action names.
fn connectors(clientdata: &Clientdata) -> Vec<String> {
    let definition = &clientdata.definition;
    let listed = clientdata.references.iter().map(|reference| &*reference.connector);
    let triggers = definition.triggers.iter().filter_map(|trigger| match &trigger.kind {
        TriggerKind::Connector { api, .. } => Some(&**api),
        _ => None,
    });
    let actions = definition.actions.iter().filter_map(|action| match &action.kind {
        Kind::Connector(call) => Some(&*call.api),
        _ => None,
    });
    let mut names: Vec<String> = Vec::new();
    for api in listed.chain(triggers).chain(actions).filter(|api| !api.is_empty()) {
        let name = ConnectorName::new(api).to_string();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn print(report: &Report) -> Result<()> {
    let word = if report.ok { "ok" } else { "not ok" };
    output::line(&format!("{}: {word}", report.file))?;
    for problem in &report.diagnostics {
        output::line(&format!("  {problem}"))?;
    }
    for flow in &report.flows {
        let through = if flow.connectors.is_empty() {
            String::new()
        } else {
            format!(", through {}", flow.connectors.join(", "))
        };
        let (triggers, actions) = (flow.triggers.join(", "), flow.actions.len());
        let trigger = if triggers.is_empty() { "no trigger".to_owned() } else { format!("trigger {triggers}") };
        output::line(&format!("  {}: {trigger}, actions: {actions}{through}", flow.name))?;
        for problem in &flow.diagnostics {
            output::line(&format!("    {problem}"))?;
        }
    }
    Ok(())
}
