//! `steward role`: security roles.

use std::{process::ExitCode, str::FromStr};

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, block_on},
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the security roles with their members.
    List,
    /// Create a security role.
    #[command(after_help = "Example:
  steward role create 'Contact reader' --privilege read:contact:organization")]
    Create {
        /// Its name.
        name: String,
        /// VERB:TABLE:DEPTH; may be given several times. Verbs: create, read, write, delete, append, appendTo, assign, share.
        /// Depths: user, businessUnit, parentChild, organization.
        #[arg(long = "privilege", value_name = "PRIVILEGE")]
        privileges: Vec<Privilege>,
        /// Its members may act on behalf of others.
        #[arg(long)]
        act_on_behalf: bool,
    },
    /// Give a security role to a principal.
    Assign {
        /// Id or name of the role.
        role: String,
        /// Id or name of the principal.
        principal: String,
    },
    /// Take a security role from a principal.
    Unassign {
        /// Id or name of the role.
        role: String,
        /// Id or name of the principal.
        principal: String,
    },
}

/// A privilege as it is typed.
#[derive(Clone, Debug)]
pub(crate) struct Privilege {
    verb: String,
    table: String,
    depth: String,
}

impl FromStr for Privilege {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split(':').collect::<Vec<_>>().as_slice() {
            [verb, table, depth] => {
                Ok(Self { verb: (*verb).to_owned(), table: (*table).to_owned(), depth: (*depth).to_owned() })
            }
            _ => Err("a privilege is VERB:TABLE:DEPTH, for example read:contact:organization".to_owned()),
        }
    }
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List => {
                let all = api.list(&api.within(&["roles"]).await?, None).await?;
                output::list(globals, &all, ["name", "on behalf", "privileges", "members"], |it| {
                    let on_behalf = if it["mayActOnBehalf"] == true { "yes" } else { "no" };
                    let members = it["members"].as_array().into_iter().flatten().map(member);
                    [
                        text(it, "name"),
                        on_behalf.to_owned(),
                        it["privileges"].as_array().map_or(0, Vec::len).to_string(),
                        members.collect::<Vec<_>>().join(", "),
                    ]
                })?;
            }
            Self::Create { name, privileges, act_on_behalf } => {
                let privileges: Vec<Value> = privileges
                    .into_iter()
                    .map(|it| json!({"verb": it.verb, "table": it.table, "depth": it.depth}))
                    .collect();
                let wanted = json!({"name": name, "mayActOnBehalf": act_on_behalf, "privileges": privileges});
                let made = api.post(&api.within(&["roles"]).await?, Some(&wanted)).await?;
                output::answer(globals, &made, |it| {
                    output::line(&format!("Made the security role `{}`: {}", text(it, "name"), text(it, "id")))
                })?;
            }
            Self::Assign { role, principal } => {
                api.put(&api.within(&["roles", &role, "members", &principal]).await?, None).await?;
                output::answer(globals, &json!({"role": role, "principal": principal}), |_| {
                    output::line(&format!("{principal} has the security role `{role}`."))
                })?;
            }
            Self::Unassign { role, principal } => {
                api.delete(&api.within(&["roles", &role, "members", &principal]).await?).await?;
                output::answer(globals, &json!({"role": role, "principal": principal}), |_| {
                    output::line(&format!("{principal} has the security role `{role}` no more."))
                })?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn member(member: &Value) -> String {
    let inside = member.get("principal").unwrap_or(member);
    text(inside, "displayName")
}
