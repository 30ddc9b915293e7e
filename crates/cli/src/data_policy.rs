//! `steward data-policy`: which connectors may stand in one flow.

use std::process::ExitCode;

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on, with},
    failure::Failure,
    output::{self, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the data policies.
    List,
    /// Show a data policy.
    Show {
        /// Its name.
        policy: String,
    },
    /// Make a data policy. It holds at once: flows that it forbids are turned off.
    #[command(
        after_help = "A flow combines no business connector with a non-business one, and has none that is blocked. HTTP without a
connection counts as http, httpwebhook and httprequestreceived.

Example, to look first:
  steward data-policy create office --business shared_commondataserviceforapps,shared_office365 --blocked http \\
      --others non-business --except sandbox --dry-run"
    )]
    Create(Content),
    /// Change a data policy, in place of what it was.
    Update(Content),
    /// Delete a data policy. Flows that it alone kept off are on again.
    Delete {
        /// Its name.
        policy: String,
        /// Only say what would be.
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Content {
    /// Its name in addresses: a to z, 0 to 9 and -.
    policy: String,
    /// What people read; else the name.
    #[arg(long, value_name = "TEXT")]
    display_name: Option<String>,
    /// Connectors for business data, with commas between.
    #[arg(long, value_name = "CONNECTORS", value_delimiter = ',')]
    business: Vec<String>,
    /// Connectors for anything else.
    #[arg(long, value_name = "CONNECTORS", value_delimiter = ',')]
    non_business: Vec<String>,
    /// Connectors that no flow uses.
    #[arg(long, value_name = "CONNECTORS", value_delimiter = ',')]
    blocked: Vec<String>,
    /// Where every other connector belongs.
    #[arg(long, value_enum)]
    others: Group,
    /// The environments in which it holds, with commas between; else all.
    #[arg(long, value_name = "ENVIRONMENTS", value_delimiter = ',')]
    only: Vec<String>,
    /// Environments in which it does not hold.
    #[arg(long, value_name = "ENVIRONMENTS", value_delimiter = ',', conflicts_with = "only")]
    except: Vec<String>,
    /// Only say what would be.
    #[arg(long)]
    dry_run: bool,
}

/// A group of connectors.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Group {
    Business,
    NonBusiness,
    Blocked,
}

impl Content {
    fn body(&self) -> Value {
        let scope = match self.only.as_slice() {
            [] => json!({"all": true, "except": self.except}),
            only => json!({"environments": only}),
        };
        let others = match self.others {
            Group::Business => "business",
            Group::NonBusiness => "nonBusiness",
            Group::Blocked => "blocked",
        };
        json!({
            "displayName": self.display_name.as_ref().unwrap_or(&self.policy), "scope": scope, "business": self.business,
            "nonBusiness": self.non_business, "blocked": self.blocked, "newConnectors": others, "dryRun": self.dry_run,
        })
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
                let all = api.list(&at(&["data-policies"]), None).await?;
                output::list(globals, &all, ["name", "display name", "where", "others"], |it| {
                    [text(it, "name"), text(it, "displayName"), scope(it), text(it, "newConnectors")]
                })?;
            }
            Self::Show { policy } => {
                let all = api.list(&at(&["data-policies"]), None).await?;
                let found = output::values(&all).find(|it| text(it, "name") == policy);
                let unknown = || {
                    Failure::new(format!("there is no data policy `{policy}`"))
                        .hint("Name one of those that `steward data-policy list` shows.")
                };
                output::answer(globals, found.ok_or_else(unknown)?, shown)?;
            }
            Self::Create(content) => {
                let mut body = content.body();
                body["name"] = json!(content.policy);
                changed(globals, &api.post(&at(&["data-policies"]), Some(&body)).await?, content.dry_run)?;
            }
            Self::Update(content) => {
                let path = at(&["data-policies", &content.policy]);
                changed(globals, &api.put(&path, Some(&content.body())).await?, content.dry_run)?;
            }
            Self::Delete { policy, dry_run } => {
                let mut path = at(&["data-policies", &policy]);
                if dry_run {
                    path = with(&path, &[("dryRun", "true")]);
                }
                changed(globals, &api.delete(&path).await?, dry_run)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn listed(it: &Value, key: &str) -> String {
    let items = it[key].as_array().into_iter().flatten().filter_map(Value::as_str);
    items.collect::<Vec<_>>().join(", ")
}

fn scope(policy: &Value) -> String {
    let scope = &policy["scope"];
    match (listed(scope, "environments"), listed(scope, "except")) {
        (only, _) if scope["all"] != true => only,
        (_, except) if except.is_empty() => "everywhere".to_owned(),
        (_, except) => format!("everywhere but in {except}"),
    }
}

fn shown(policy: &Value) -> Result<()> {
    output::line(&format!("{} ({}), {}", text(policy, "displayName"), text(policy, "name"), scope(policy)))?;
    let groups = [("business", "business"), ("non-business", "nonBusiness"), ("blocked", "blocked")];
    output::table(
        ["group", "connectors", "all others"],
        groups.map(|(name, key)| {
            let others = if text(policy, "newConnectors") == key { "yes" } else { "" };
            [name.to_owned(), listed(policy, key), others.to_owned()]
        }),
    )
}

/// The policy, and what its change does to flows.
fn changed(globals: &Globals, change: &Value, is_dry_run: bool) -> Result<()> {
    output::answer(globals, change, |change| {
        if change["policy"].is_object() {
            shown(&change["policy"])?;
        }
        let flows = |key: &str, what: &'static str| {
            let flows = change[key].as_array().cloned().unwrap_or_default();
            flows
                .into_iter()
                .map(move |it| [what.to_owned(), text(&it, "environment"), text(&it, "name"), listed(&it, "reasons")])
        };
        let rows: Vec<_> = flows("suspended", "off").chain(flows("resumed", "on")).collect();
        if !rows.is_empty() {
            output::table(["flow is", "environment", "flow", "why"], rows)?;
        }
        if is_dry_run {
            output::note("Nothing was changed.");
        }
        Ok(())
    })
}
