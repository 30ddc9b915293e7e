//! `steward audit`: who did what.

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    cli::Globals,
    client::{Api, at, block_on, with},
    output::{self, instant, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the newest entries. Only those of the environment, where --environment names one.
    List {
        /// How many entries, at most 500.
        #[arg(long, value_name = "COUNT", default_value_t = 50)]
        limit: u32,
    },
    /// Verify that no entry was changed or removed.
    Verify,
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List { limit } => {
                let mut path = at(&["audit"]);
                if let Some(environment) = &globals.environment {
                    path = with(&path, &[("environment", environment)]);
                }
                let all = api.list(&path, Some(limit)).await?;
                output::list(globals, &all, ["seq", "at", "who", "environment", "did", "to", "detail"], |it| {
                    [
                        text(it, "seq"),
                        instant(it, "at"),
                        text(it, "actor.name"),
                        text(it, "environment"),
                        text(it, "action"),
                        text(it, "object"),
                        summary(it),
                    ]
                })?;
            }
            Self::Verify => {
                let verified = api.get(&at(&["audit", "verification"])).await?;
                let broken = verified["brokenAt"].as_u64();
                output::answer(globals, &verified, |it| {
                    let entries = text(it, "entries");
                    output::line(&match broken {
                        None => format!("The audit is whole: {entries} entries, none changed or missing."),
                        Some(seq) => {
                            format!("The audit is BROKEN at entry {seq}: it or one before it was changed or removed.")
                        }
                    })
                })?;
                if broken.is_some() {
                    return Ok(ExitCode::FAILURE);
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The particulars on one line, without what is for programs.
fn summary(entry: &serde_json::Value) -> String {
    let parts = entry["detail"].as_object().into_iter().flatten().filter(|(key, _)| *key != "correlation");
    let parts =
        parts.map(|(key, value)| format!("{key} {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    let all = parts.collect::<Vec<_>>().join(", ");
    match all.char_indices().nth(80) {
        Some((end, _)) => format!("{}...", &all[..end]),
        None => all,
    }
}
