//! `steward run`: runs, and as whom their actions acted.

mod show;
mod tree;

use std::{process::ExitCode, time::Duration};

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, block_on, with},
    output::{self, duration, instant, names, text},
};

/// How often a run that is waited for is looked at.
const LOOK: Duration = Duration::from_millis(250);

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List runs, newest first.
    List {
        /// Only those of this flow, by id or name.
        #[arg(long)]
        flow: Option<String>,
        /// Only those with this status.
        #[arg(long, value_enum)]
        status: Option<Status>,
        /// How many, at most 500.
        #[arg(long, value_name = "COUNT", default_value_t = 50)]
        limit: u32,
    },
    /// Show a run: each action with its status, as whom it acted, and by which rule.
    Show {
        /// Its id.
        run: String,
    },
    /// Cancel a run that has not ended. A call that is on its way is not undone.
    Cancel {
        /// Its id.
        run: String,
    },
    /// Start a run again, with the same trigger outputs and the flow's current version.
    Resubmit {
        /// Its id.
        run: String,
        /// Wait for the new run to end; fail if it does not succeed.
        #[arg(long)]
        wait: bool,
    },
    /// List what came of the firings of a flow's trigger, newest first: with a run or without, and why.
    Firings {
        /// The flow, by id or name.
        flow: String,
        /// How many, at most 500.
        #[arg(long, value_name = "COUNT", default_value_t = 50)]
        limit: u32,
    },
    /// Follow a run until it ends; fail if it does not succeed.
    Watch {
        /// Its id.
        run: String,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "PascalCase")]
pub(crate) enum Status {
    /// Accepted, or between two actions.
    Running,
    /// Waits for time or for somebody.
    Waiting,
    /// Every action that counts ended well.
    Succeeded,
    /// An action failed, and nothing took it up.
    Failed,
    /// Stopped.
    Cancelled,
    /// Took longer than a run may.
    TimedOut,
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List { flow, status, limit } => list(&api, globals, flow.as_deref(), status, limit).await?,
            Self::Firings { flow, limit } => firings(&api, globals, &flow, limit).await?,
            Self::Show { run } => show::show(&api, globals, &run).await?,
            Self::Cancel { run } => {
                api.post(&api.within(&["runs", &run, "cancel"]).await?, None).await?;
                output::answer(globals, &json!({ "run": run }), |_| output::line("The run is being cancelled."))?;
            }
            Self::Resubmit { run, wait: waits } => {
                let started = api.post(&api.within(&["runs", &run, "resubmit"]).await?, None).await?;
                let id = text(&started, "run");
                if waits {
                    return ended(globals, &wait(&api, &id, |_| Ok(())).await?);
                }
                output::answer(globals, &started, |_| output::line(&format!("Started the run {id}.")))?;
            }
            Self::Watch { run } => {
                let last = wait(&api, &run, |now| {
                    let (status, actions) = (text(now, "status"), text(now, "actions"));
                    output::note(&format!("{status}, actions so far: {actions}"));
                    Ok(())
                });
                return ended(globals, &last.await?);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn list(api: &Api, globals: &Globals, flow: Option<&str>, status: Option<Status>, limit: u32) -> Result<()> {
    let mut path = api.within(&["runs"]).await?;
    if let Some(flow) = flow {
        path = with(&path, &[("flow", flow)]);
    }
    if let Some(status) = status.and_then(|status| status.to_possible_value()) {
        path = with(&path, &[("status", status.get_name())]);
    }
    let all = api.list(&path, Some(limit)).await?;
    output::list(globals, &all, ["started", "flow", "status", "took", "by", "acted as", "run"], |it| {
        [
            instant(it, "startedAt"),
            text(it, "flow.name"),
            text(it, "status"),
            duration(it, "durationMs"),
            text(it, "startedBy.displayName"),
            names(&it["actingIdentities"]),
            text(it, "id"),
        ]
    })
}

async fn firings(api: &Api, globals: &Globals, flow: &str, limit: u32) -> Result<()> {
    let path = api.within(&["flows", flow, "triggers", "histories"]).await?;
    let all = api.list(&path, Some(limit)).await?;
    output::list(globals, &all, ["fired", "scheduled", "status", "code", "why", "run"], |it| {
        [
            instant(it, "properties.startTime"),
            instant(it, "properties.scheduledTime"),
            text(it, "properties.status"),
            text(it, "properties.code"),
            text(it, "properties.error.message"),
            text(it, "properties.run.name"),
        ]
    })
}

/// Waits for a run to end, and tells each change on the way. Answers the run as it is then.
pub(crate) async fn wait(api: &Api, id: &str, mut changed: impl FnMut(&Value) -> Result<()>) -> Result<Value> {
    let path = api.within(&["runs", id]).await?;
    let bar = output::spinner("waiting for the run");
    let mut before = Value::Null;
    loop {
        let run = api.get(&path).await?;
        if !run["endedAt"].is_null() {
            bar.finish_and_clear();
            return Ok(run);
        }
        let now = json!([run["status"], run["actions"]]);
        if now != before {
            bar.suspend(|| changed(&run))?;
            before = now;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Prints how a run ended. One that did not succeed is a failure.
pub(crate) fn ended(globals: &Globals, run: &Value) -> Result<ExitCode> {
    output::answer(globals, run, |run| {
        let why = text(run, "message");
        let because = if why.is_empty() { String::new() } else { format!(": {why}") };
        let (status, took) = (text(run, "status"), duration(run, "durationMs"));
        output::line(&format!(
            "The run {} of `{}` ended {status} after {took}{because}",
            text(run, "id"),
            text(run, "flow.name")
        ))
    })?;
    Ok(if run["status"] == "Succeeded" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
