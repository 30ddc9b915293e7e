//! `steward env`: environments and their members.

mod break_glass;
mod drift;

use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};

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
    /// Change an environment: its name for people, what it asks of shares of its flows, and what guards it.
    Update {
        /// Its name.
        name: String,
        #[command(flatten)]
        changes: Changes,
    },
    /// Change a protected environment by hand for a while: one person asks, another approves.
    #[command(subcommand)]
    BreakGlass(break_glass::Command),
    /// What differs in an environment from the packages that were released there.
    #[command(subcommand)]
    Drift(drift::Command),
    /// The members of an environment.
    #[command(subcommand)]
    Members(Members),
}

/// What changes of an environment.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Changes {
    /// What people read.
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    /// Whether it changes only through the import of solutions.
    #[arg(long, value_name = "BOOL")]
    protected: Option<bool>,
    /// How many days a share may last.
    #[arg(long, value_name = "COUNT")]
    grant_days: Option<u32>,
    /// Let shares last as long as one likes.
    #[arg(long, conflicts_with = "grant_days")]
    no_grant_days: bool,
    /// Whether a share says why it is given.
    #[arg(long, value_name = "BOOL")]
    reason_required: Option<bool>,
    /// What becomes of a package that none of the signers has signed.
    #[arg(long, value_enum)]
    signatures: Option<Signatures>,
    /// Whose signatures count, in place of those who are named now: NAME=KEY with an Ed25519 public key in base64. May be given several times.
    #[arg(long = "signer", value_name = "NAME=KEY", value_parser = signer)]
    signers: Vec<Value>,
    /// Whether the signature of this installation counts, beside those of the signers.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    trust_installation: Option<bool>,
    /// Let no signature count any more.
    #[arg(long, conflicts_with = "signers")]
    no_signers: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Signatures {
    /// It is taken.
    None,
    /// It is taken, and its plan warns.
    Warn,
    /// It is refused.
    Require,
}

impl Changes {
    fn body(self) -> Value {
        let mut wanted = json!({});
        if let Some(text) = self.display_name {
            wanted["displayName"] = json!(text);
        }
        if let Some(protected) = self.protected {
            wanted["protected"] = json!(protected);
        }
        if self.grant_days.is_some() || self.no_grant_days {
            wanted["grantDays"] = json!(self.grant_days);
        }
        if let Some(required) = self.reason_required {
            wanted["reasonRequired"] = json!(required);
        }
        if let Some(signatures) = self.signatures {
            wanted["signatures"] = json!(word(signatures));
        }
        if self.no_signers || !self.signers.is_empty() {
            wanted["signers"] = json!(self.signers);
        }
        if let Some(is_trusted) = self.trust_installation {
            wanted["trustInstallation"] = json!(is_trusted);
        }
        wanted
    }
}

/// `NAME=KEY`. The key may end with `=`.
fn signer(text: &str) -> Result<Value, String> {
    let (name, key) = text.split_once('=').ok_or("a signer is NAME=KEY")?;
    Ok(json!({"name": name, "publicKey": key}))
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
            Self::Update { name, changes } => {
                let changed = api.patch(&at(&["environments", &name]), &changes.body()).await?;
                output::answer(globals, &changed, |it| {
                    output::line(&format!("Changed the environment `{}`.", text(it, "name")))?;
                    let days = it["policy"]["grantDays"].as_u64();
                    let days = days.map_or("as long as one likes".to_owned(), |days| format!("{days} days at most"));
                    let reason = if it["policy"]["reasonRequired"] == true { ", and say why" } else { "" };
                    output::line(&format!("Shares last {days}{reason}."))?;
                    let how = if it["protected"] == true { "only through deployments" } else { "by hand, too" };
                    let signatures = match text(it, "protection.signatures").as_str() {
                        "require" => "only what a signer has signed",
                        "warn" => "what nobody has signed, with a warning",
                        _ => "what nobody has signed",
                    };
                    output::line(&format!("It changes {how}, and takes {signatures}."))
                })?;
            }
            Self::BreakGlass(command) => command.call(&api, globals).await?,
            Self::Drift(command) => command.call(&api, globals).await?,
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
