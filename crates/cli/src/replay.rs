//! Replays: which runs are asked for, and what came of them.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, below},
    output::{self, instant, text},
};

/// Which runs are replayed.
#[derive(Debug, clap::Args)]
pub(crate) struct Runs {
    /// How many of the newest runs that have ended, of the package's flows.
    #[arg(long, value_name = "COUNT", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
    latest: u16,
    /// Of this flow only, by name or id. Can be given several times.
    #[arg(long = "flow", value_name = "FLOW")]
    flows: Vec<String>,
    /// This run, instead of the latest. Can be given several times.
    #[arg(long = "run", value_name = "ID", conflicts_with_all = ["latest", "flows"])]
    runs: Vec<String>,
}

impl Runs {
    /// The same, as the API takes it. `flows` is where the environment's flows are.
    pub(crate) async fn asked(&self, api: &Api, flows: &str) -> Result<Value> {
        if !self.runs.is_empty() {
            return Ok(json!({"runs": self.runs}));
        }
        let mut ids = Vec::new();
        for flow in &self.flows {
            ids.push(api.get(&below(flows, &[flow])).await?["id"].clone());
        }
        Ok(json!({"latest": self.latest, "flows": ids}))
    }
}

/// Prints a report. Fails where a run would have gone otherwise.
pub(crate) fn answer(globals: &Globals, report: &Value) -> Result<ExitCode> {
    output::answer(globals, report, print)?;
    Ok(if report["different"] == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print(report: &Value) -> Result<()> {
    let runs = || report["runs"].as_array().into_iter().flatten();
    if runs().next().is_some() {
        let heading = ["run", "flow", "started", "was", "would be"];
        output::table(
            heading,
            runs().map(|run| {
                [text(run, "run"), text(run, "flowName"), instant(run, "startedAt"), text(run, "before"), would_be(run)]
            }),
        )?;
    }
    for run in runs().filter(|run| run["same"] != true) {
        output::line(format!("{} {}", text(run, "run"), text(run, "flowName")).trim_end())?;
        let found = run["differences"].as_array().into_iter().flatten();
        for sentence in found.map(|it| text(it, "sentence")).chain(run["why"].as_str().map(str::to_owned)) {
            output::line(&format!("  {sentence}"))?;
        }
    }
    let (same, different, not) = (&report["same"], &report["different"], &report["notReplayed"]);
    let what = format!("{} {}", text(report, "solution"), text(report, "version"));
    output::line(&format!("With {what}: {same} the same, {different} different, {not} not replayed."))
}

fn would_be(run: &Value) -> String {
    if !run["why"].is_null() {
        return "not replayed".to_owned();
    }
    let after = if run["after"].is_null() { "not known".to_owned() } else { text(run, "after") };
    if run["same"] == true { format!("{after}, the same") } else { format!("{after}, different") }
}
