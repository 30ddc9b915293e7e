//! `steward solution check`: what is in packages, and what is wrong with them.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use solutions::{
    Contents,
    check::{DiagnosticLine, Report, check},
};

use super::open::{OpenError, open};
use crate::{cli::Globals, output};

pub(super) fn run(paths: &[PathBuf], globals: &Globals) -> Result<ExitCode> {
    let reports: Vec<Report> = paths.iter().map(|path| report(path)).collect();
    if globals.json {
        output::json(&reports)?;
    } else {
        reports.iter().try_for_each(print)?;
    }
    Ok(if reports.iter().all(|report| report.ok) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn report(path: &Path) -> Report {
    let file = path.display().to_string();
    match open(path) {
        Ok(package) => check(&file, &Ok(package)),
        Err(OpenError::Package(error)) => check(&file, &Err(error)),
        Err(OpenError::Unreadable(at, error)) => {
            let diagnostic = DiagnosticLine {
                severity: "error".to_owned(),
                code: "FileUnreadable".to_owned(),
                message: format!("{} cannot be read: {error}", at.display()),
                file: None,
                line: None,
                column: None,
            };
            Report { ok: false, diagnostics: vec![diagnostic], ..Report::new(&file, &Contents::default(), &[]) }
        }
    }
}

fn print(report: &Report) -> Result<()> {
    let word = if report.ok { "ok" } else { "not ok" };
    output::line(&format!("{}: {word}", report.file))?;
    if let (Some(name), Some(version)) = (&report.unique_name, &report.version) {
        let kind = if report.managed == Some(true) { "managed" } else { "unmanaged" };
        output::line(&format!("  {name} {version}, {kind}"))?;
    }
    for flow in &report.flows {
        let state = if flow.on { "on" } else { "off" };
        output::line(&format!("  flow {} ({state}): {}", flow.name, flow.connectors.join(", ")))?;
    }
    for reference in &report.connection_references {
        output::line(&format!("  connection reference {}: {}", reference.logical_name, reference.connector))?;
    }
    for variable in &report.environment_variables {
        let given = match (variable.has_value, variable.has_default) {
            (true, _) => "has a value",
            (false, true) => "has a default",
            (false, false) => "needs a value",
        };
        output::line(&format!("  environment variable {}: {given}", variable.schema_name))?;
    }
    for table in &report.tables {
        output::line(&format!("  table {table}"))?;
    }
    for problem in &report.diagnostics {
        let file = problem.file.as_deref().map(|file| format!(" {file}")).unwrap_or_default();
        let place = problem.line.zip(problem.column).map(|(line, column)| format!(" line {line}, column {column}"));
        let (severity, code, message) = (&problem.severity, &problem.code, &problem.message);
        output::line(&format!("  {severity}[{code}]{file}{}: {message}", place.unwrap_or_default()))?;
    }
    Ok(())
}
