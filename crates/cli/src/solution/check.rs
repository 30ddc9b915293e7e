//! `steward solution check`: what is in packages, and what is wrong with them.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use solutions::{
    Contents, Finding,
    check::{DiagnosticLine, Report, check},
    checker::Severity,
};

use super::{
    open::{OpenError, open},
    rewrite, sarif,
};
use crate::{cli::Globals, output};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example, for a build that keeps bad ideas out and shows them where the code is reviewed:
  steward solution check src/Orders --sarif orders.sarif --fail-on high")]
pub(crate) struct Check {
    /// Zips, or unpacked folders.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write what was found as SARIF 2.1.0; `-` is standard output, with nothing else on it.
    #[arg(long, value_name = "FILE")]
    sarif: Option<PathBuf>,
    /// Fail where something is found that is so bad or worse, and not waived.
    #[arg(long, value_name = "SEVERITY", value_parser = severities())]
    fail_on: Option<Severity>,
}

fn severities() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::as_str))
        .try_map(|word| Severity::ALL.into_iter().find(|severity| severity.as_str() == word).ok_or("no such severity"))
}

impl Check {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let reports: Vec<Report> = self.paths.iter().map(|path| report(path)).collect();
        match &self.sarif {
            Some(to) if to.as_os_str() == "-" => output::json(&sarif::log(&reports))?,
            to => {
                if let Some(to) = to {
                    rewrite::write(to, &serde_json::to_vec_pretty(&sarif::log(&reports))?)?;
                }
                if globals.json {
                    output::json(&reports)?;
                } else {
                    reports.iter().try_for_each(print)?;
                }
            }
        }
        let bad = |finding: &Finding| self.fail_on.is_some_and(|severity| finding.reaches(severity));
        let good = reports.iter().all(|report| report.ok && !report.findings.iter().any(bad));
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
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
    for Finding { code, severity, message, place, fix, waived } in &report.findings {
        let line = place.line.map(|line| format!(" line {line}")).unwrap_or_default();
        output::line(&format!("  {}[{code}] {}{line}: {message}", severity.as_str(), place.file))?;
        match waived {
            Some(why) => output::line(&format!("    waived: {why}"))?,
            None => output::line(&format!("    {fix}"))?,
        }
    }
    Ok(())
}
