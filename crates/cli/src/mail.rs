//! `steward mail`: whether mails go out.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use crate::{
    cli::Globals,
    client::{Api, block_on},
    output::{self, instant, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Show through which server mails go out, how many wait, and which did not go out.
    Status,
    /// Send a mail, to see whether it arrives.
    Test {
        /// The mail address.
        address: String,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::Status => {
                let found = api.get("/api/v1/mails").await?;
                output::answer(globals, &found, |it| {
                    let troubled = it["troubled"].as_array().into_iter().flatten();
                    output::table(
                        ["to", "subject", "made", "problem"],
                        troubled.map(|it| {
                            [text(it, "to.name"), text(it, "subject"), instant(it, "madeAt"), text(it, "problem")]
                        }),
                    )?;
                    match it["through"].as_str() {
                        Some(relay) => output::line(&format!(
                            "{} wait to go out through {relay}, from {}.",
                            it["waiting"],
                            text(it, "from")
                        )),
                        None => output::line("This server sends no mails."),
                    }
                })?;
            }
            Self::Test { address } => {
                let done = api.post("/api/v1/mails/test", Some(&json!({"to": address}))).await?;
                output::answer(globals, &done, |_| {
                    output::line(&format!("The mail server took a mail to {address}."))
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
