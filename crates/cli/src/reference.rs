//! `steward reference`: which connection answers for a name in an environment.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use crate::{
    cli::Globals,
    client::{Api, block_on},
    connection::{
        self,
        impact::{self, Asked},
    },
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the connection references.
    List,
    /// Create a connection reference, bound to nothing.
    Create {
        /// Its logical name, with a publisher's prefix.
        reference: String,
        /// What it is for, such as shared_commondataserviceforapps.
        connector: String,
        /// What people read; else the logical name.
        #[arg(long)]
        display_name: Option<String>,
        /// The solution that it becomes part of.
        #[arg(long)]
        solution: Option<String>,
    },
    /// Delete a connection reference. Refused where a flow uses it.
    Delete {
        /// Its logical name.
        reference: String,
    },
    /// Bind a connection reference. Every flow that uses it uses that connection from then on.
    Bind {
        /// Its logical name.
        reference: String,
        /// The connection: its id, its name, or who owns it.
        #[arg(required_unless_present = "none")]
        connection: Option<String>,
        /// Bind it to nothing.
        #[arg(long, conflicts_with = "connection")]
        none: bool,
        #[command(flatten)]
        asked: Asked,
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
                let all = api.list(&api.within(&["connection-references"]).await?, None).await?;
                output::list(globals, &all, ["name", "connector", "bound to", "owner", "used by"], |it| {
                    let flows = it["usedBy"].as_array().into_iter().flatten().map(|flow| text(flow, "name"));
                    [
                        text(it, "logicalName"),
                        text(it, "connector"),
                        text(it, "connection.displayName"),
                        text(it, "connection.owner.displayName"),
                        flows.collect::<Vec<_>>().join(", "),
                    ]
                })?;
            }
            Self::Create { reference, connector, display_name, solution } => {
                let new = json!({
                    "logicalName": reference,
                    "displayName": display_name.as_ref().unwrap_or(&reference),
                    "connector": connector,
                    "solution": solution,
                });
                let made = api.post(&api.within(&["connection-references"]).await?, Some(&new)).await?;
                output::answer(globals, &made, |it| {
                    output::line(&format!(
                        "Made the connection reference `{}` for {}.",
                        text(it, "logicalName"),
                        text(it, "connector")
                    ))
                })?;
            }
            Self::Delete { reference } => {
                api.delete(&api.within(&["connection-references", &reference]).await?).await?;
                output::answer(globals, &json!({"logicalName": reference, "deleted": true}), |_| {
                    output::line(&format!("Deleted the connection reference `{reference}`."))
                })?;
            }
            Self::Bind { reference, connection, asked, .. } => {
                let id = match &connection {
                    Some(connection) => Some(connection::find(&api, connection).await?),
                    None => None,
                };
                let path = asked.at(&api.within(&["connection-references", &reference]).await?);
                let bound = api.put(&path, Some(&json!({ "connection": id }))).await?;
                output::answer(globals, &bound, |it| {
                    let name = text(it, "logicalName");
                    asked.head(&match text(it, "connection.displayName").as_str() {
                        "" => format!("`{name}` is bound to nothing."),
                        to => format!(
                            "`{name}` is bound to `{to}`, owned by {}",
                            text(it, "connection.owner.displayName")
                        ),
                    })?;
                    impact::show(&it["impact"])
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
