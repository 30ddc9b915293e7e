//! `steward custom-role`: sets of privileges that an environment makes for itself.

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
    /// List the custom roles with their privileges and members.
    List,
    /// Make a custom role, or replace what it allows.
    #[command(after_help = "Example:
  steward custom-role set operator --privilege flow.seeRuns --privilege flow.resubmit")]
    Set {
        /// Its name.
        name: String,
        /// What it allows; may be given several times. docs/guide/roles.md lists them.
        #[arg(long = "privilege", value_name = "PRIVILEGE", required = true)]
        privileges: Vec<String>,
        /// What it is for.
        #[arg(long, value_name = "TEXT", default_value = "")]
        description: String,
    },
    /// Remove a custom role, also from those who have it.
    Remove {
        /// Its name.
        name: String,
    },
    /// Give a custom role to a principal.
    Assign {
        /// The role's name.
        name: String,
        /// Id or name of the principal.
        principal: String,
    },
    /// Take a custom role from a principal.
    Unassign {
        /// The role's name.
        name: String,
        /// Id or name of the principal.
        principal: String,
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
                let all = api.list(&api.within(&["custom-roles"]).await?, None).await?;
                output::list(globals, &all, ["name", "privileges", "members", "description"], |it| {
                    let privileges = it["privileges"].as_array().into_iter().flatten();
                    let members = it["members"].as_array().into_iter().flatten();
                    [
                        text(it, "name"),
                        privileges.filter_map(|name| name.as_str()).collect::<Vec<_>>().join(" "),
                        members.map(|member| text(member, "displayName")).collect::<Vec<_>>().join(", "),
                        text(it, "description"),
                    ]
                })?;
            }
            Self::Set { name, privileges, description } => {
                let wanted = json!({"privileges": privileges, "description": description});
                let made = api.put(&api.within(&["custom-roles", &name]).await?, Some(&wanted)).await?;
                output::answer(globals, &made, |it| {
                    output::line(&format!("The custom role `{}` is set.", text(it, "name")))
                })?;
            }
            Self::Remove { name } => {
                api.delete(&api.within(&["custom-roles", &name]).await?).await?;
                output::answer(globals, &json!({"removed": name}), |_| {
                    output::line(&format!("There is no custom role `{name}` any more."))
                })?;
            }
            Self::Assign { name, principal } => {
                api.put(&api.within(&["custom-roles", &name, "members", &principal]).await?, None).await?;
                output::answer(globals, &json!({"customRole": name, "principal": principal}), |_| {
                    output::line(&format!("{principal} has the custom role `{name}`."))
                })?;
            }
            Self::Unassign { name, principal } => {
                api.delete(&api.within(&["custom-roles", &name, "members", &principal]).await?).await?;
                output::answer(globals, &json!({"customRole": name, "principal": principal}), |_| {
                    output::line(&format!("{principal} has the custom role `{name}` no more."))
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
