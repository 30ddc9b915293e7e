//! What the solution checker found as SARIF, which code review and editors show where it is. Source: SARIF 2.1.0 (OASIS).

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use solutions::{
    Finding,
    check::{DiagnosticLine, Report},
    checker::{CheckCode, Severity},
};

/// What a path cannot have in a URI as it is. Source: RFC 3986, pchar.
const NOT_IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A log file.
#[derive(Serialize)]
pub(super) struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    help: Text,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    severity: &'static str,
}

/// A result. (The name would hide Rust's own.)
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    justification: String,
}

/// One run over all packages: what keeps them from being imported, and what is a bad idea.
pub(super) fn log(reports: &[Report]) -> Log {
    let results = reports.iter().flat_map(|report| {
        let problems = report.diagnostics.iter().map(|line| problem(report, line));
        problems.chain(report.findings.iter().map(|it| finding(report, it)))
    });
    let rules = CheckCode::ALL.iter().map(|code| Rule {
        id: code.as_str(),
        short_description: text(code.summary()),
        help: text(code.fix()),
        default_configuration: Configuration { level: level(code.severity()) },
        properties: Properties { severity: code.severity().as_str() },
    });
    let driver =
        Driver { name: "Steward solution checker", version: env!("CARGO_PKG_VERSION"), rules: rules.collect() };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results: results.collect() };
    Log { schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] }
}

fn finding(report: &Report, finding: &Finding) -> Outcome {
    let waived = finding.waived.iter();
    let region = finding.place.line.map(|start_line| Region { start_line, start_column: None });
    Outcome {
        rule_id: finding.code.to_string(),
        rule_index: CheckCode::ALL.iter().position(|code| *code == finding.code),
        level: level(finding.severity),
        message: text(&format!("{} {}", finding.message, finding.fix)),
        locations: [location(report, Some(&finding.place.file), region, &finding.place.path)],
        suppressions: waived.map(|why| Suppression { kind: "inSource", justification: why.clone() }).collect(),
    }
}

fn problem(report: &Report, line: &DiagnosticLine) -> Outcome {
    let region = line.line.map(|start_line| Region { start_line, start_column: line.column });
    Outcome {
        rule_id: line.code.clone(),
        rule_index: None,
        level: if line.severity == "error" { "error" } else { "warning" },
        message: text(&line.message),
        locations: [location(report, line.file.as_deref(), region, "")],
        suppressions: Vec::new(),
    }
}

/// A place in a folder is a file with a line. In a zip the file is the zip, and the place in it has a name only.
fn location(report: &Report, file: Option<&str>, region: Option<Region>, path: &str) -> Location {
    let in_folder = Path::new(&report.file).is_dir();
    let names = [file, Some(path).filter(|path| !path.is_empty())];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join("#");
    let (uri, region) = match file {
        Some(file) if in_folder => (format!("{}/{file}", report.file.trim_end_matches('/')), region),
        _ => (report.file.clone(), None),
    };
    let uri = utf8_percent_encode(&uri.replace('\\', "/"), NOT_IN_PATHS).to_string();
    let logical = (!name.is_empty()).then_some(Logical { fully_qualified_name: name });
    Location {
        physical_location: Physical { artifact_location: Artifact { uri }, region },
        logical_locations: logical.into_iter().collect(),
    }
}

/// SARIF has three levels for our five severities.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Informational => "note",
    }
}

fn text(text: &str) -> Text {
    Text { text: text.to_owned() }
}
