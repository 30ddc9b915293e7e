//! `steward connector`: what can be connected to, and definitions of connectors, which need no server.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use connectors::swagger::{Operation, Swagger, auth_of_properties};
use serde::Serialize;

use crate::{
    cli::Globals,
    client::{Api, block_on},
    flow::DiagnosticLine,
    input,
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the connectors of a server, with what each one asks for.
    List,
    /// Say what definitions of connectors offer, and what is wrong with them.
    Check {
        /// `apiDefinition.swagger.json` files; an `apiProperties.json` beside one is read as well.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// The report about one definition.
#[derive(Debug, Serialize)]
struct Report {
    file: String,
    ok: bool,
    title: Option<String>,
    /// All of them; those that are triggers are in `triggers` as well.
    operations: Vec<String>,
    triggers: Vec<String>,
    auth: Vec<String>,
    diagnostics: Vec<DiagnosticLine>,
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let files = match self {
            Self::List => return block_on(list(globals)),
            Self::Check { files } => files,
        };
        let reports: Vec<Report> = files.iter().map(|file| report(file)).collect();
        if globals.json {
            output::json(&reports)?;
        } else {
            reports.iter().try_for_each(print)?;
        }
        Ok(if reports.iter().all(|report| report.ok) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

async fn list(globals: &Globals) -> Result<ExitCode> {
    let all = Api::of(globals)?.list("/api/v1/connectors", None).await?;
    output::list(globals, &all, ["name", "title", "asks for", "authentications"], |it| {
        let names = |member: &str| {
            let names = it[member].as_array().into_iter().flatten().map(|one| text(one, "name"));
            names.collect::<Vec<_>>().join(", ")
        };
        [text(it, "name"), text(it, "displayName"), names("fields"), names("authentications")]
    })?;
    Ok(ExitCode::SUCCESS)
}

fn report(file: &Path) -> Report {
    let mut report = Report {
        file: file.display().to_string(),
        ok: false,
        title: None,
        operations: Vec::new(),
        triggers: Vec::new(),
        auth: Vec::new(),
        diagnostics: Vec::new(),
    };
    match input::json(file) {
        Err(problem) => report.diagnostics.push((&problem).into()),
        Ok(document) => {
            let (swagger, problems) = Swagger::read(&document);
            report.diagnostics.extend(problems.iter().map(DiagnosticLine::from));
            report.title = swagger.title;
            let ids = |all: &mut dyn Iterator<Item = &Operation>| all.map(|operation| operation.id.clone()).collect();
            report.operations = ids(&mut swagger.operations.iter());
            report.triggers = ids(&mut swagger.operations.iter().filter(|operation| operation.trigger.is_some()));
            report.auth = swagger.auth.iter().map(ToString::to_string).collect();
            read_properties(file, &mut report);
        }
    }
    report.ok = !report.diagnostics.iter().any(DiagnosticLine::is_error);
    report
}

/// Reads the `apiProperties.json` beside a definition, which says how to sign in where the definition does not.
fn read_properties(file: &Path, report: &mut Report) {
    let beside = file.with_file_name("apiProperties.json");
    if !beside.is_file() {
        return;
    }
    match input::json(&beside) {
        Ok(properties) => {
            for auth in auth_of_properties(&properties) {
                let auth = auth.to_string();
                if !report.auth.contains(&auth) {
                    report.auth.push(auth);
                }
            }
        }
        Err(problem) => {
            let mut line = DiagnosticLine::from(&problem);
            line.severity = "warning";
            line.message = format!("apiProperties.json: {}", line.message);
            report.diagnostics.push(line);
        }
    }
}

fn print(report: &Report) -> Result<()> {
    let word = if report.ok { "ok" } else { "not ok" };
    output::line(&format!("{}: {word}", report.file))?;
    if let Some(title) = &report.title {
        let auth = if report.auth.is_empty() { "none".to_owned() } else { report.auth.join(", ") };
        let (operations, triggers) = (report.operations.len(), report.triggers.len());
        output::line(&format!("  {title}: operations: {operations}, triggers: {triggers}, sign-in: {auth}"))?;
    }
    report.diagnostics.iter().try_for_each(|problem| output::line(&format!("  {problem}")))
}
