//! `steward connection`: credentials of one principal for one connector.

mod change;
mod credentials;
pub(crate) mod impact;
mod probes;
mod share;
mod uses;

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, block_on},
    failure::Failure,
    output::{self, instant, text},
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
        /// Only you may use it, for flows that ask those who start them for a connection of their own.
        #[arg(long, conflicts_with = "owner")]
        private: bool,
        #[command(flatten)]
        given: credentials::Given,
        /// What the connector asks for that is not secret; may be given several times.
        #[arg(long = "set", value_name = "NAME=TEXT")]
        parameters: Vec<String>,
    },
    /// Show the versions of a connection's credentials. The credentials themselves are never shown.
    Credentials {
        /// Its id, or its name where only one has it.
        connection: String,
    },
    /// Give a connection other credentials in place of all that it has.
    Replace(credentials::Replace),
    /// Give a connection its next credentials, which wait for the switch.
    Rotate(credentials::Rotate),
    /// Use another version of a connection's credentials: the next one, or back to the former one.
    Switch {
        /// Its id, or its name where only one has it.
        connection: String,
        /// The version's number; else the next one.
        #[arg(long, value_name = "NUMBER")]
        to: Option<i64>,
    },
    /// Show one connection: whose it is, whether it works, and who may do what with it.
    Show {
        /// Its id, or its name where only one has it.
        connection: String,
    },
    /// Give a principal rights on a connection.
    Share(share::Share),
    /// Take a principal's rights on a connection back.
    Unshare {
        /// Its id, or its name where only one has it.
        connection: String,
        /// Id or name of the principal.
        principal: String,
    },
    /// Try a connection: one call with its credentials, where it leads to others.
    Test {
        /// Its id, or its name where only one has it.
        connection: String,
    },
    /// List how trying a connection went: the newest ten.
    Probes {
        /// Its id, or its name where only one has it.
        connection: String,
    },
    /// Say which references, flows and actions use a connection, and when they run.
    WhereUsed {
        /// Its id, or its name where only one has it.
        connection: String,
    },
    /// Sign in anew, so that what uses the connection goes on with your credentials.
    Reauthenticate(change::Reauthenticate),
    /// Use another connection wherever one is used, in all flows whose connections you may swap.
    Swap(change::Swap),
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
            Self::Create { connector, name, owner, private, given, parameters } => {
                let mut wanted = given.members()?;
                let name = name.unwrap_or_default();
                for (member, value) in [
                    ("connector", json!(connector)),
                    ("displayName", json!(name)),
                    ("owner", json!(owner)),
                    ("private", json!(private)),
                    ("parameters", credentials::parameters(&parameters)?),
                ] {
                    wanted.insert(member.to_owned(), value);
                }
                let made = api.post(&api.within(&["connections"]).await?, Some(&Value::Object(wanted))).await?;
                output::answer(globals, &made, |it| {
                    output::line(&format!("Made the connection `{}`: {}", text(it, "displayName"), text(it, "id")))
                })?;
            }
            Self::Show { connection } => show(&api, globals, &connection).await?,
            Self::Test { connection } => return probes::test(&api, globals, &connection).await,
            Self::Probes { connection } => probes::list(&api, globals, &connection).await?,
            Self::WhereUsed { connection } => uses::where_used(&api, globals, &connection).await?,
            Self::Reauthenticate(anew) => anew.call(&api, globals).await?,
            Self::Swap(swap) => swap.call(&api, globals).await?,
            Self::Share(share) => share.call(&api, globals).await?,
            Self::Unshare { connection, principal } => {
                share::unshare(&api, globals, &connection, &principal).await?;
            }
            Self::Credentials { connection } => credentials::versions(&api, globals, &connection).await?,
            Self::Replace(replace) => replace.call(&api, globals).await?,
            Self::Rotate(rotate) => rotate.call(&api, globals).await?,
            Self::Switch { connection, to } => credentials::switch(&api, globals, &connection, to).await?,
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

async fn show(api: &Api, globals: &Globals, connection: &str) -> Result<()> {
    let id = find(api, connection).await?;
    let mut shown = api.get(&api.within(&["connections", &id]).await?).await?;
    shown["grants"] = api.get(&api.within(&["connections", &id, "grants"]).await?).await?["value"].take();
    output::answer(globals, &shown, |it| {
        output::line(&format!("{}, {} of {}", text(it, "displayName"), text(it, "connector"), owner(it)))?;
        let private = if it["private"] == true { ", private" } else { "" };
        output::line(&format!("{}{private}, {}", text(it, "kind"), text(it, "health")))?;
        output::line(&format!("you may {}", words(&it["may"])))?;
        for warning in it["warnings"].as_array().into_iter().flatten() {
            output::line(&text(warning, "text"))?;
        }
        if it["lastUsedAt"].is_string() {
            output::line(&format!(
                "last used {} by {}",
                instant(it, "lastUsedAt"),
                text(it, "lastUsedBy.displayName")
            ))?;
        }
        let flows = it["usedBy"].as_array().into_iter().flatten();
        output::table(["used by"], flows.map(|flow| [text(flow, "name")]))?;
        let grants = it["grants"].as_array().into_iter().flatten();
        output::table(
            ["shared with", "may", "given by"],
            grants.map(|grant| {
                [text(grant, "principal.displayName"), words(&grant["actions"]), text(grant, "grantedBy.displayName")]
            }),
        )
    })
}

fn words(list: &Value) -> String {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
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
