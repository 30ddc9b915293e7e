//! Real flows and the conformance vectors, where their folder lies beside the repository.

use std::{fs, time::Instant};

use engine::{Setup, simulate};
use model::RunStatus;
use testkit::material::{self, Found};
use wdl::{Definition, Severity, Value};

/// Vectors of the category `workflow` that are known not to hold, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// Files that the platform would refuse too, each with the reason.
const INVALID: &[(&str, &str)] = &[
    ("StressTest400.json", "counts up variables that it neither names nor declares"),
    ("Chapter10_DataTypeCheck.json", "reads a variable that it does not declare"),
    ("Chapter9_BatchProcessingCustomerOrders.json", "a sketch: a Foreach without a list, actions of type `Action`"),
    (
        "Chapter9_ErrorHandlingWithParallelBranches.json",
        "a sketch: an If without a condition, actions of type `Action`",
    ),
];

#[test]
fn the_workflow_vectors_hold() {
    let Some(folder) = material::folder() else { return };
    let Ok(lines) = fs::read_to_string(folder.join("vectors/wdl.jsonl")) else {
        eprintln!("skipped: no vectors in {}", folder.display());
        return;
    };
    let (mut count, mut failed) = (0, Vec::new());
    for line in lines.lines().filter(|line| line.contains("\"category\": \"workflow\"")) {
        let vector = Value::from_json(line.as_bytes()).expect("a vector is JSON");
        let id = vector.get("id").and_then(Value::as_str).unwrap_or_default();
        count += 1;
        let is_exception = EXCEPTIONS.iter().any(|(exception, _)| *exception == id);
        match verdict(&vector) {
            Ok(()) => assert!(!is_exception, "{id} holds now: take it off the list"),
            Err(_) if is_exception => {}
            Err(why) => failed.push(format!("{id}  {why}")),
        }
    }
    assert!(count > 50, "the vectors are missing");
    assert!(failed.is_empty(), "{} of {count} vectors do not hold:\n{}", failed.len(), failed.join("\n"));
}

fn verdict(vector: &Value) -> Result<(), String> {
    let run = vector.get("context").and_then(|context| context.get("run")).expect("a run");
    let trigger = run.get("trigger").or_else(|| run.get("triggerBody"));
    let setup = Setup { trigger, mocks: run.get("mocks").unwrap_or(&Value::Null), ..Setup::default() };
    let simulation = simulate(run.get("definition").expect("a definition"), &setup)
        .map_err(|problems| format!("refused: {}", problems.first().map(ToString::to_string).unwrap_or_default()))?;
    let value = simulation.evaluate(vector.get("expression").expect("an expression"));
    let expected = vector.get("expect").expect("a value");
    match value {
        Ok(value) if value.type_name() == expected.type_name() && value == *expected => Ok(()),
        Ok(value) => Err(format!("expected {}, got {}", expected.to_json_string(), value.to_json_string())),
        Err(error) => Err(format!("expected {}, got {error}", expected.to_json_string())),
    }
}

#[test]
fn real_flows_run_to_an_end() {
    let Some(folder) = material::folder() else { return };
    let (mut refused, mut odd) = (Vec::new(), Vec::new());
    let (mut count, mut ends) = (0, std::collections::BTreeMap::new());
    for Found { name, json } in material::cloud_flows(&folder) {
        let begun = Instant::now();
        let simulation = match simulate(&json, &Setup::default()) {
            Ok(simulation) => simulation,
            Err(problems) => {
                refused.push(format!("{name}: {}", problems.first().map(ToString::to_string).unwrap_or_default()));
                continue;
            }
        };
        count += 1;
        let status = simulation.status();
        *ends.entry(status.as_str()).or_insert(0) += 1;
        let is_end =
            matches!(status, RunStatus::Succeeded | RunStatus::Failed | RunStatus::Cancelled | RunStatus::TimedOut);
        let report = simulation.to_value().to_json_string();
        if !is_end || report.contains("\"InternalError\"") || report.contains("\"NotSupported\"") {
            odd.push(format!("{name}: {status}"));
        }
        if std::env::var_os("SHOW_FAILURES").is_some() {
            show(&name, &simulation.to_value());
        }
        if begun.elapsed().as_secs() > 10 {
            odd.push(format!("{name}: took {:?}", begun.elapsed()));
        }
    }
    eprintln!("{count} flows ran: {ends:?}");
    assert!(refused.is_empty(), "{} were refused:\n{}", refused.len(), refused.join("\n"));
    assert!(odd.is_empty(), "{}", odd.join("\n"));
}

/// Says which actions failed, for looking at what is missing.
fn show(name: &str, report: &Value) {
    eprintln!(
        "{name}: {} {}",
        report.get("status").unwrap_or(&Value::Null).to_text(),
        report.get("code").unwrap_or(&Value::Null).to_text()
    );
    for action in report.get("actions").and_then(Value::as_array).into_iter().flat_map(|actions| actions.iter()) {
        let text = |key: &str| action.get(key).map(Value::to_text).unwrap_or_default();
        if &*text("status") == "Failed" && action.get("error").is_some() && &*text("code") != "ActionFailed" {
            let error = action.get("error").and_then(|error| error.get("message")).unwrap_or(&Value::Null).to_text();
            eprintln!("    {} {} {}: {error}", text("name"), text("type"), text("code"));
        }
    }
}

#[test]
fn real_definitions_have_no_errors() {
    let Some(folder) = material::folder() else { return };
    let mut files = material::cloud_flows(&folder);
    files.extend(material::workflows(&folder));
    let mut wrong = Vec::new();
    for Found { name, json } in &files {
        let (_, problems) = Definition::parse(json);
        let errors: Vec<_> = problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
        if INVALID.iter().any(|(file, _)| name.ends_with(file)) {
            assert!(!errors.is_empty(), "{name} has no errors now: take it off the list");
            continue;
        }
        wrong.extend(errors.into_iter().map(|problem| format!("{name}: {problem}")));
    }
    eprintln!("{} files", files.len());
    assert!(wrong.is_empty(), "{} errors in {} files:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}
