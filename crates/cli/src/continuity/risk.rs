//! Flows at risk.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::Value;

use crate::{
    cli::Globals,
    client::{Api, with},
    output::{self, text},
};

/// Which flows.
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// At risk for this reason: orphan, oneOwner, personLeaving, connectionBroken, connectionExpires, personalConnection.
    #[arg(long, value_name = "REASON")]
    reason: Option<String>,
    /// Owned by this user, service account or group, or using a connection of it; by id or name.
    #[arg(long, value_name = "PRINCIPAL")]
    user: Option<String>,
}

impl List {
    pub(super) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        let environment: Vec<_> = globals.environment.iter().map(|name| ("environment", &**name)).collect();
        let mut which = environment.clone();
        which.extend(self.reason.as_deref().map(|reason| ("reason", reason)));
        which.extend(self.user.as_deref().map(|user| ("principal", user)));
        let found = api.list(&with("/api/v1/continuity/flows", &which), None).await?;
        if globals.json {
            return output::json(&found).map(|()| ExitCode::SUCCESS);
        }
        print(&api.get(&with("/api/v1/continuity", &environment)).await?, output::values(&found))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn print<'a>(overview: &Value, found: impl Iterator<Item = &'a Value>) -> Result<()> {
    let count = |key: &str| text(overview, key);
    output::line(&format!(
        "The score is {} of 100. {} of {} flows that are on are at risk.",
        count("score"),
        count("atRisk"),
        count("flows")
    ))?;
    output::line("")?;
    let row = |it: &Value| {
        let all = |list: &str| {
            let sentences = it[list].as_array().into_iter().flatten();
            sentences.map(|one| text(one, "sentence")).collect::<Vec<_>>()
        };
        [
            text(it, "environment.name"),
            text(it, "flow.displayName"),
            text(it, "score"),
            text(it, "busFactor"),
            all("reasons").join(" "),
            text(it, "breaksAt").get(..10).unwrap_or_default().to_owned(),
            text(it, "runsPerWeek"),
            all("steps").into_iter().next().unwrap_or_default(),
        ]
    };
    let heading = ["environment", "flow", "score", "owners", "why", "breaks", "runs/week", "first thing to do"];
    output::table(heading, found.map(row))
}
