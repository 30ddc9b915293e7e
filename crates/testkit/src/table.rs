//! A run's history as an aligned table.

use std::fmt;

use engine::{
    Run,
    history::{ActionRecord, RunRecord},
};
use model::Timestamp;
use wdl::{
    Value,
    definition::{Kind, Status},
};

/// Name, status, code, when it ended if time has passed, and what came of it.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, run: &Run, record: &RunRecord) -> fmt::Result {
    let mut rows: Vec<[String; 5]> = record.actions.iter().map(|action| row(run, record, action)).collect();
    if let Some(ended) = run.ended() {
        let error = ended.error.as_ref().filter(|error| *error.code != *ended.code);
        rows.push([
            "run".into(),
            ended.status.to_string(),
            ended.code.clone(),
            since(run, ended.at),
            error.map_or_else(String::new, |error| error.code.to_string()),
        ]);
    }
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..5).map(width).collect();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths).filter(|(_, width)| **width > 0) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

fn row(run: &Run, record: &RunRecord, action: &ActionRecord) -> [String; 5] {
    let described = run.flow().definition.action(action.place.action);
    let path = record.path(action.place.frame);
    let mut name = described.map_or_else(String::new, |action| action.name.to_string());
    if !path.is_empty() {
        let indexes: Vec<String> = path.iter().map(|(_, index)| index.to_string()).collect();
        name = format!("{name}[{}]", indexes.join(","));
    }
    let is_call =
        described.is_some_and(|action| matches!(action.kind, Kind::Connector(_) | Kind::Http(_) | Kind::ChildFlow(_)));
    let mut came = String::new();
    if action.attempts.len() > 1 {
        came = format!("{} attempts", action.attempts.len());
    }
    if let Some(error) = action.error.as_ref().filter(|error| error.code != action.code) {
        came.push_str(&error.code);
    } else if let Some(outputs) = action.outputs.as_ref().filter(|_| !is_call) {
        came.push_str(&Value::to_json_string(outputs));
    }
    [
        name,
        action.status.map_or("Running", Status::as_str).into(),
        action.code.to_string(),
        action.ended_at.map_or_else(String::new, |at| since(run, at)),
        came,
    ]
}

/// Seconds since the run began, if any.
fn since(run: &Run, at: Timestamp) -> String {
    match at.micros_since(run.start().at) {
        0 => String::new(),
        micros => format!("+{}s", micros as f64 / 1e6),
    }
}
