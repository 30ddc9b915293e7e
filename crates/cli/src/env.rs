//! `steward env`: environments and their members.

use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use serde_json::json;

use crate::{
    cli::Globals,
    client::{Api, at, block_on},
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the environments that you may enter.
    List,
    /// Create an environment.
    Create {
        /// Its name in addresses: a to z, 0 to 9 and -.
        name: String,
        /// What it is for.
        #[arg(long, value_enum, default_value_t = Kind::Dev)]
        kind: Kind,
        /// What people read.
        #[arg(long, value_name = "TEXT")]
        display_name: Option<String>,
        /// It changes only through the import of solutions.
        #[arg(long)]
        protected: bool,
    },
    /// Change what an environment asks of shares of its flows.
    Update {
        /// Its name.
        name: String,
        /// How many days a share may last.
        #[arg(long, value_name = "COUNT", required_unless_present_any = ["no_grant_days", "reason_required"])]
        grant_days: Option<u32>,
        /// Let shares last as long as one likes.
        #[arg(long, conflicts_with = "grant_days")]
        no_grant_days: bool,
        /// Whether a share says why it is given.
        #[arg(long, value_name = "BOOL")]
        reason_required: Option<bool>,
    },
    /// The members of an environment.
    #[command(subcommand)]
    Members(Members),
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Members {
    /// List them.
    List,
    /// Make a principal a member, or change its role.
    Set {
        /// Id or name.
        principal: String,
        /// As what.
        #[arg(value_enum)]
        role: Role,
    },
    /// Take a principal out.
    Remove {
        /// Id or name.
        principal: String,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Kind {
    /// Where flows are made.
    Dev,
    /// Where they are accepted.
    Test,
    /// Where they matter.
    Prod,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Role {
    /// Uses what is shared.
    User,
    /// Reads everything but rows and secrets, changes and starts nothing.
    Auditor,
    /// Also makes flows and connections.
    Maker,
    /// Also imports solutions, binds references and manages members.
    Admin,
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List => {
                let all = api.list(&at(&["environments"]), None).await?;
                output::list(globals, &all, ["name", "display name", "kind", "protected", "your role"], |it| {
                    let protected = if it["protected"] == true { "yes" } else { "no" };
                    [
                        text(it, "name"),
                        text(it, "displayName"),
                        text(it, "kind"),
                        protected.to_owned(),
                        text(it, "role"),
                    ]
                })?;
            }
            Self::Create { name, kind, display_name, protected } => {
                let kind = word(kind);
                let wanted = json!({
                    "name": name, "displayName": display_name.unwrap_or_default(), "kind": kind, "protected": protected,
                });
                let made = api.post(&at(&["environments"]), Some(&wanted)).await?;
                output::answer(globals, &made, |it| {
                    output::line(&format!("Made the environment `{}`.", text(it, "name")))
                })?;
            }
            Self::Update { name, grant_days, no_grant_days, reason_required } => {
                let mut wanted = json!({});
                if grant_days.is_some() || no_grant_days {
                    wanted["grantDays"] = json!(grant_days);
                }
                if let Some(required) = reason_required {
                    wanted["reasonRequired"] = json!(required);
                }
                let changed = api.patch(&at(&["environments", &name]), &wanted).await?;
                output::answer(globals, &changed, |it| {
                    let days = it["policy"]["grantDays"].as_u64();
                    let days = days.map_or("as long as one likes".to_owned(), |days| format!("{days} days at most"));
                    let reason = if it["policy"]["reasonRequired"] == true { ", and say why" } else { "" };
                    output::line(&format!("Shares in `{}` last {days}{reason}.", text(it, "name")))
                })?;
            }
            Self::Members(members) => members.call(&api, globals).await?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Members {
    async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        match self {
            Self::List => {
                let all = api.list(&api.within(&["members"]).await?, None).await?;
                output::list(globals, &all, ["name", "display name", "kind", "role"], |it| {
                    [
                        text(it, "principal.name"),
                        text(it, "principal.displayName"),
                        text(it, "principal.kind"),
                        text(it, "role"),
                    ]
                })
            }
            Self::Set { principal, role } => {
                let path = api.within(&["members", &principal]).await?;
                let set = api.put(&path, Some(&json!({ "role": word(role) }))).await?;
                output::answer(globals, &set, |it| {
                    output::line(&format!("{} is a member as {}.", text(it, "principal.displayName"), text(it, "role")))
                })
            }
            Self::Remove { principal } => {
                api.delete(&api.within(&["members", &principal]).await?).await?;
                output::answer(globals, &json!({ "removed": principal }), |_| {
                    output::line(&format!("{principal} is no member any more."))
                })
            }
        }
    }
}

/// The word that the API has for a choice: the one that is typed.
fn word(choice: impl ValueEnum) -> String {
    choice.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
