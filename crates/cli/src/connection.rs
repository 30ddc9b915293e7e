//! `steward connection`: credentials of one principal for one connector.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, block_on},
    failure::Failure,
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the connections that you may see.
    List,
    /// Make a connection of your own, or of a service account.
    Create {
        /// The connector.
        #[arg(default_value = "shared_commondataserviceforapps")]
        connector: String,
        /// How it is called; else after its connector and owner.
        #[arg(long, value_name = "TEXT")]
        name: Option<String>,
        /// The service account that owns it.
        #[arg(long, value_name = "ACCOUNT")]
        owner: Option<String>,
    },
    /// Delete a connection. References that are bound to it are bound to nothing then.
    Delete {
        /// Its id, or its name where only one has it.
        connection: String,
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
                let all = api.list(&api.within(&["connections"]).await?, None).await?;
                output::list(globals, &all, ["name", "connector", "owner", "health", "used by", "id"], |it| {
                    let used_by = it["usedBy"].as_array().map_or(0, Vec::len);
                    let flows = if used_by == 1 { "1 flow".to_owned() } else { format!("{used_by} flows") };
                    [
                        text(it, "displayName"),
                        text(it, "connector"),
                        owner(it),
                        text(it, "health"),
                        flows,
                        text(it, "id"),
                    ]
                })?;
            }
            Self::Create { connector, name, owner } => {
                let wanted = json!({"connector": connector, "displayName": name.unwrap_or_default(), "owner": owner});
                let made = api.post(&api.within(&["connections"]).await?, Some(&wanted)).await?;
                output::answer(globals, &made, |it| {
                    output::line(&format!("Made the connection `{}`: {}", text(it, "displayName"), text(it, "id")))
                })?;
            }
            Self::Delete { connection } => {
                let id = find(&api, &connection).await?;
                api.delete(&api.within(&["connections", &id]).await?).await?;
                output::answer(globals, &json!({"deleted": id}), |_| {
                    output::line(&format!("Deleted the connection `{connection}`."))
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn owner(connection: &Value) -> String {
    let name = text(connection, "owner.displayName");
    if connection["owner"]["active"] == false { format!("{name} (disabled)") } else { name }
}

/// The id of a connection that is named by its id, by its name, or by who owns it; where only one is meant.
pub(crate) async fn find(api: &Api, wanted: &str) -> Result<String> {
    if uuid::Uuid::parse_str(wanted).is_ok() {
        return Ok(wanted.to_owned());
    }
    let all = api.list(&api.within(&["connections"]).await?, None).await?;
    let same = |it: &Value, path: &str| text(it, path).eq_ignore_ascii_case(wanted);
    let mut found: Vec<&Value> = output::values(&all).filter(|it| same(it, "displayName")).collect();
    if found.is_empty() {
        found = output::values(&all).filter(|it| same(it, "owner.name")).collect();
    }
    match found.as_slice() {
        [one] => Ok(text(one, "id")),
        [] => Err(Failure::new(format!("you may see no connection `{wanted}`"))
            .hint("Name one of those that `steward connection list` shows.")
            .into()),
        many => Err(Failure::new(format!("{} connections are called `{wanted}`", many.len()))
            .hint("Name it by its id, which `steward connection list` shows.")
            .into()),
    }
}
