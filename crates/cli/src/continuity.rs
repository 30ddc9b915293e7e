//! `steward continuity`: what breaks when people leave.

mod person;
mod risk;

use std::process::ExitCode;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, block_on},
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Say which actions of which flows would fail after an event. Changes nothing.
    #[command(after_help = "Examples:
  steward continuity simulate --user ana
  steward continuity simulate --user ana --user ben --event disabled --at 2026-12-31T23:00:00Z
  steward continuity simulate --role 'Contact writer' --event roleLost --user ana --environment dev")]
    Simulate(Simulate),
    /// List the flows that are at risk, with why and what would help. Without --environment, those of all environments.
    List(risk::List),
    /// Show everything that hangs on a user, service account or group.
    Show {
        /// By id or name.
        principal: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Simulate {
    /// A user, service account or group, by id or name; may be given several times.
    #[arg(long = "user", value_name = "PRINCIPAL")]
    users: Vec<String>,
    /// A security role of the environment, by id or name; may be given several times.
    #[arg(long = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// A connection of the environment, by id; may be given several times.
    #[arg(long = "connection", value_name = "ID")]
    connections: Vec<String>,
    /// What happens: disabled, deleted, expired, roleLost, groupLeft.
    #[arg(long, default_value = "disabled")]
    event: String,
    /// When, for example 2026-12-31T23:00:00Z; now, where nothing is said.
    #[arg(long, value_name = "INSTANT")]
    at: Option<String>,
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        match self {
            Self::Simulate(simulate) => block_on(simulate.call(globals)),
            Self::List(list) => block_on(list.call(globals)),
            Self::Show { principal } => block_on(person::show(globals, &principal)),
        }
    }
}

impl Simulate {
    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let named =
            |kind: &'static str, ids: Vec<String>| ids.into_iter().map(move |id| json!({"kind": kind, "id": id}));
        let subjects: Vec<Value> = named("principal", self.users)
            .chain(named("role", self.roles))
            .chain(named("connection", self.connections))
            .collect();
        if subjects.is_empty() {
            bail!("nobody and nothing is named: add --user, --role or --connection");
        }
        let mut event = json!({"subjects": subjects, "event": self.event});
        if let Some(at) = self.at {
            event["at"] = json!(at);
        }
        if let Some(environment) = &globals.environment {
            event["environment"] = json!(environment);
        }
        let found = Api::of(globals)?.post("/api/v1/continuity/simulate", Some(&event)).await?;
        output::answer(globals, &found, print)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// When something fails, in words.
fn when(finding: &Value) -> String {
    match &*text(finding, "certainty") {
        "certain" => match finding["except"]["principals"][0]["displayName"].as_str() {
            Some(name) => format!("at its next run, but for {name}"),
            None => "at its next run".to_owned(),
        },
        "atDate" => format!("from {}", output::instant(finding, "from")),
        "depends" => {
            let who = finding["depends"]["principals"].as_array().into_iter().flatten();
            let who = who.map(|it| text(it, "displayName")).collect::<Vec<_>>().join(", ");
            let verb = if finding["depends"]["on"] == "rowOwner" { "owns the row" } else { "starts it" };
            format!("if {who} {verb}")
        }
        _ => "when it is saved or turned on".to_owned(),
    }
}

fn print(found: &Value) -> Result<()> {
    let count = |key: &str| text(&found["summary"], key);
    output::line(&format!(
        "{} things of {} flows would fail: {} certainly, {} at a date, {} depending on who, {} on the next edit. {} flows would have no owner.",
        count("findings"),
        count("flows"),
        count("certain"),
        count("atDate"),
        count("depends"),
        count("onNextEdit"),
        count("orphans"),
    ))?;
    let findings = found["value"].as_array().map_or(&[][..], Vec::as_slice);
    if !findings.is_empty() {
        output::line("")?;
        let row = |it: &Value| {
            [
                text(it, "environment"),
                text(it, "flowName"),
                text(it, "action"),
                when(it),
                text(it, "code"),
                text(it, "runsPerWeek"),
                text(it, "fix"),
            ]
        };
        output::table(
            ["environment", "flow", "action", "fails", "with", "runs/week", "fix"],
            findings.iter().map(row),
        )?;
    }
    for orphan in found["orphans"].as_array().into_iter().flatten() {
        output::line(&format!("`{}` in {} would have no owner.", text(orphan, "name"), text(orphan, "environment")))?;
    }
    Ok(())
}
