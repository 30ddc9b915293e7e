//! `steward group`: groups of principals, and who is in them.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on},
    output::{self, text},
    user::{changes, made},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Create a group.
    Create {
        /// Its name.
        name: String,
        /// What people read.
        #[arg(long, value_name = "TEXT")]
        display_name: Option<String>,
    },
    /// List the direct members of a group.
    Members {
        /// Id or name of the group.
        group: String,
    },
    /// Add a member to a group.
    Add {
        /// Id or name of the group.
        group: String,
        /// Id or name of the user, service account or group.
        member: String,
    },
    /// Take a member out of a group.
    Remove {
        /// Id or name of the group.
        group: String,
        /// Id or name of the member.
        member: String,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::Create { name, display_name } => {
                let wanted = changes([
                    ("kind", Some(Value::from("group"))),
                    ("name", Some(Value::from(name))),
                    ("displayName", display_name.map(Value::from)),
                ]);
                made(globals, &api.post(&at(&["principals"]), Some(&wanted)).await?)?;
            }
            Self::Members { group } => {
                let members = api.list(&at(&["principals", &group, "members"]), None).await?;
                output::list(globals, &members, ["name", "display name", "kind"], |it| {
                    [text(it, "name"), text(it, "displayName"), text(it, "kind")]
                })?;
            }
            Self::Add { group, member } => {
                api.put(&at(&["principals", &group, "members", &member]), None).await?;
                output::answer(globals, &json!({"group": group, "member": member}), |_| {
                    output::line(&format!("{member} is in {group}."))
                })?;
            }
            Self::Remove { group, member } => {
                api.delete(&at(&["principals", &group, "members", &member])).await?;
                output::answer(globals, &json!({"group": group, "member": member}), |_| {
                    output::line(&format!("{member} is no longer in {group}."))
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
