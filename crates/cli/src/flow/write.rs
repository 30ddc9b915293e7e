//! Changing flows: `create`, `update`, `enable`, `disable`, `delete`, `share`, `unshare` and `swap`.

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
};

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};

use super::show::tier;
use crate::{
    cli::Globals,
    client::{Api, with},
    connection::{
        self,
        impact::{self, Asked},
    },
    dialogue,
    failure::Failure,
    input,
    output::{self, text},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Create {
    /// What people read.
    name: String,
    /// A cloud flow's file, or a bare definition.
    file: PathBuf,
    /// The id that it has elsewhere.
    #[arg(long)]
    id: Option<String>,
    /// Turn it on.
    #[arg(long)]
    enable: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Update {
    /// Id or name.
    flow: String,
    /// A cloud flow's file, or a bare definition.
    file: Option<PathBuf>,
    /// Another name.
    #[arg(long, value_name = "TEXT", required_unless_present = "file")]
    name: Option<String>,
    #[command(flatten)]
    asked: Asked,
    /// Do not ask when actions would use other identities than now.
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Share {
    /// Id or name of the flow.
    flow: String,
    /// Id or name of the principal.
    principal: String,
    /// As what. The smallest that does the job is the best.
    #[arg(long = "as", value_enum, value_name = "TIER")]
    tier: Tier,
    /// Until when, such as 2027-01-31T00:00:00Z; else until it is taken back.
    #[arg(long, value_name = "INSTANT")]
    until: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Tier {
    /// Starts it, and sees nothing inside.
    RunOnly,
    /// Sees its runs.
    Viewer,
    /// Edits, shares, rebinds and deletes it.
    CoOwner,
    /// As a co-owner, and the one that is named first.
    PrimaryOwner,
}

impl Tier {
    fn word(self) -> &'static str {
        match self {
            Self::RunOnly => "runOnlyUser",
            Self::Viewer => "viewer",
            Self::CoOwner => "coOwner",
            Self::PrimaryOwner => "primaryOwner",
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Swap {
    /// Id or name of the flow.
    flow: String,
    /// The reference, as `steward flow show` lists it.
    key: String,
    /// The connection: its id, its name, or who owns it.
    #[arg(required_unless_present = "none")]
    connection: Option<String>,
    /// Take this flow's choice back, so that the connection reference decides.
    #[arg(long, conflicts_with = "connection")]
    none: bool,
    #[command(flatten)]
    asked: Asked,
}

impl Create {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let wanted = json!({"name": self.name, "definition": definition(&self.file)?, "id": self.id});
        let mut made = api.post(&api.within(&["flows"]).await?, Some(&wanted)).await?;
        if self.enable {
            made = api.post(&api.within(&["flows", &text(&made, "id"), "enable"]).await?, None).await?;
        }
        output::answer(globals, &made, |it| {
            output::line(&format!("Made the flow `{}`: {}", text(it, "name"), text(it, "id")))?;
            state(it)
        })
    }
}

impl Update {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let mut wanted = json!({});
        if let Some(name) = &self.name {
            wanted["name"] = json!(name);
        }
        if let Some(file) = &self.file {
            wanted["definition"] = definition(file)?;
        }
        let path = api.within(&["flows", &self.flow]).await?;
        let seen = self.agreed(api, &path, &wanted).await?;
        let asked = self.asked.or_seen(seen);
        let saved = api.put(&asked.at(&path), Some(&wanted)).await?;
        output::answer(globals, &saved, |it| {
            asked.head(&format!("Saved version {} of `{}`.", text(it, "publishedVersion"), text(it, "name")))?;
            if asked.dry_run || is_another(it) {
                impact::show(&it["impact"])?;
            }
            state(it)
        })
    }

    /// Shows at a terminal whose identities would be others, and asks. Answers the impact that was seen.
    async fn agreed(&self, api: &Api, path: &str, wanted: &Value) -> Result<Option<String>> {
        if self.yes || self.asked.is_said() || !std::io::stdin().is_terminal() {
            return Ok(None);
        }
        let would = api.put(&with(path, &[("dryRun", "true")]), Some(wanted)).await?;
        if is_another(&would) {
            impact::show(&would["impact"])?;
            let is_wanted = dialogue::agrees("Actions would use other identities. Save it? [y/N] ")?;
            if !is_wanted {
                return Err(Failure::new("nothing was saved").into());
            }
        }
        Ok(Some(text(&would, "impact.digest")))
    }
}

/// Whether an action uses another identity than before. One that is new does not.
fn is_another(saved: &Value) -> bool {
    let flows = saved["impact"]["flows"].as_array().into_iter().flatten();
    flows.filter_map(|flow| flow["actions"].as_array()).flatten().any(|action| action["actedAs"].is_string())
}

impl Share {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let path = api.within(&["flows", &self.flow, "grants", &self.principal]).await?;
        let wanted = json!({ "tier": self.tier.word(), "endsAt": self.until, "reason": self.reason });
        let grant = api.put(&path, Some(&wanted)).await?;
        output::answer(globals, &grant, |it| {
            let (who, what) = (text(it, "principal.displayName"), text(it, "tier"));
            output::line(&format!("`{}` is shared with {who} as {}.", self.flow, tier(&what)))
        })
    }
}

impl Swap {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let id = match &self.connection {
            Some(connection) => Some(connection::find(api, connection).await?),
            None => None,
        };
        let path = self.asked.at(&api.within(&["flows", &self.flow, "references", &self.key]).await?);
        let swapped = api.put(&path, Some(&json!({ "connection": id }))).await?;
        output::answer(globals, &swapped, |it| {
            self.asked.head(&format!("The references of `{}`:", self.flow))?;
            output::table(
                ["reference", "connection", "owner"],
                output::values(it).map(|it| {
                    [text(it, "key"), text(it, "connection.displayName"), text(it, "connection.owner.displayName")]
                }),
            )?;
            impact::show(&it["impact"])
        })
    }
}

pub(super) async fn turn(api: &Api, globals: &Globals, flow: &str, verb: &str) -> Result<()> {
    let now = api.post(&api.within(&["flows", flow, verb]).await?, None).await?;
    output::answer(globals, &now, state)
}

pub(super) async fn delete(api: &Api, globals: &Globals, flow: &str) -> Result<()> {
    api.delete(&api.within(&["flows", flow]).await?).await?;
    output::answer(globals, &json!({ "deleted": flow }), |_| output::line(&format!("Deleted the flow `{flow}`.")))
}

pub(super) async fn unshare(api: &Api, globals: &Globals, flow: &str, principal: &str) -> Result<()> {
    api.delete(&api.within(&["flows", flow, "grants", principal]).await?).await?;
    output::answer(globals, &json!({"flow": flow, "principal": principal}), |_| {
        output::line(&format!("`{flow}` is shared with {principal} no more."))
    })
}

fn definition(file: &Path) -> Result<Value> {
    Ok(serde_json::to_value(input::required_json(file)?)?)
}

fn state(flow: &Value) -> Result<()> {
    output::line(&format!("`{}` is {}.", text(flow, "name"), text(flow, "state")))?;
    let needs = flow["needs"].as_array().into_iter().flatten().filter_map(Value::as_str);
    needs.into_iter().try_for_each(|need| output::line(&format!("  {need}")))
}
