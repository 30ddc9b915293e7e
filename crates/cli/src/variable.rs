//! `steward variable`: values that differ between environments.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use crate::{
    cli::Globals,
    client::{Api, block_on},
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the environment variables with their values.
    List,
    /// Set the value of an environment variable. Runs that have started keep the one that they started with.
    Set {
        /// Its schema name.
        variable: String,
        /// The value.
        #[arg(required_unless_present = "clear")]
        value: Option<String>,
        /// Take the value away, so that the default holds.
        #[arg(long, conflicts_with = "value")]
        clear: bool,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List => {
                let all = api.list(&api.within(&["variables"]).await?, None).await?;
                output::list(globals, &all, ["name", "type", "value", "default"], |it| {
                    let value = text(it, "value");
                    let shown = if value.is_empty() && it["isSet"] == true { "(set)".to_owned() } else { value };
                    [text(it, "schemaName"), text(it, "type"), shown, text(it, "defaultValue")]
                })?;
            }
            Self::Set { variable, value, .. } => {
                let path = api.within(&["variables", &variable]).await?;
                let set = api.put(&path, Some(&json!({ "value": value }))).await?;
                output::answer(globals, &set, |it| {
                    let name = text(it, "schemaName");
                    output::line(&if it["isSet"] == true {
                        format!("`{name}` is set.")
                    } else {
                        format!("`{name}` has no value of its own; its default holds.")
                    })
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
