//! `steward flow show`.

use anyhow::Result;
use serde_json::Value;

use crate::{
    cli::Globals,
    client::{Api, with},
    output::{self, instant, text},
};

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// Id or name.
    flow: String,
    /// Whose identity actions use if this principal starts the flow or changes the row: id or name.
    #[arg(long, value_name = "PRINCIPAL")]
    invoker: Option<String>,
    /// Whose identity actions use if this principal owns the row: id or name.
    #[arg(long, value_name = "PRINCIPAL")]
    row_owner: Option<String>,
}

impl Show {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        let supposed = [("invoker", &self.invoker), ("rowOwner", &self.row_owner)];
        let query: Vec<_> = supposed.iter().filter_map(|(name, who)| Some((*name, who.as_deref()?))).collect();
        let detail = api.get(&with(&api.within(&["flows", &self.flow]).await?, &query)).await?;
        output::answer(globals, &detail, print)
    }
}

/// The definition of one version as JSON; with `--json` as the API gives it.
pub(super) async fn version(api: &Api, globals: &Globals, flow: &str, number: u32) -> Result<()> {
    let found = api.get(&api.within(&["flows", flow, "versions", &number.to_string()]).await?).await?;
    output::answer(globals, &found, |found| output::line(&serde_json::to_string_pretty(&found["definition"])?))
}

/// What people call a tier.
pub(super) fn tier(word: &str) -> &str {
    match word {
        "primaryOwner" => "primary owner",
        "coOwner" => "co-owner",
        "runOnlyUser" => "run-only user",
        other => other,
    }
}

/// What people call a setting of run as.
pub(crate) fn run_as(word: &str) -> &str {
    match word {
        "triggeringUser" => "Triggering user",
        "rowOwner" => "Row owner",
        "processOwner" => "Process owner",
        _ => "blank",
    }
}

/// How an action uses its connection reference.
fn mode(word: &str) -> &str {
    match word {
        "own" => "own connection",
        "impersonate" => "invoker's connection",
        "runOnlyUser" => "provided by run-only user",
        other => other,
    }
}

/// Whether an action's identity may do what the action does.
fn ability(word: &str) -> &str {
    match word {
        "can" => "yes",
        "cannot" => "no",
        "unknown" => "not known",
        other => other,
    }
}

fn print(flow: &Value) -> Result<()> {
    let off = text(flow, "offReason");
    let because = if off.is_empty() { String::new() } else { format!(": {off}") };
    output::line(&format!("{} ({})", text(flow, "name"), text(flow, "id")))?;
    output::line(&format!("  {}{because}, version {}", text(flow, "state"), text(flow, "publishedVersion")))?;
    let by_row = text(flow, "trigger.type") == "OpenApiConnectionWebhook";
    let as_whom = if by_row { format!(", run as {}", run_as(&text(flow, "runAs"))) } else { String::new() };
    output::line(&format!("  {}{as_whom}", text(flow, "trigger.summary")))?;
    if let Some(url) = flow["triggerUrl"].as_str() {
        output::line(&format!("  starts with {url}"))?;
    }
    let needs = list(flow, "needs");
    if !needs.is_empty() {
        output::line("\nIt needs")?;
        needs.iter().try_for_each(|need| output::line(&format!("  {}", need.as_str().unwrap_or_default())))?;
    }
    let grants = list(flow, "grants");
    if !grants.is_empty() {
        output::line("")?;
        let row =
            |it: &Value| [text(it, "principal.displayName"), tier(&text(it, "tier")).to_owned(), instant(it, "since")];
        output::table(["shared with", "as", "since"], grants.iter().map(row))?;
    }
    let references = list(flow, "references");
    if !references.is_empty() {
        output::line("")?;
        let row = |it: &Value| {
            let own = if it["ofFlow"] == true { " (chosen for this flow)" } else { "" };
            [
                text(it, "key"),
                text(it, "logicalName"),
                mode(&text(it, "mode")).to_owned(),
                format!("{}{own}", text(it, "connection.displayName")),
                text(it, "connection.owner.displayName"),
            ]
        };
        output::table(
            ["reference", "connection reference", "used as", "connection", "owner"],
            references.iter().map(row),
        )?;
    }
    let identities = list(flow, "identities");
    if !identities.is_empty() {
        output::line("")?;
        let row = |it: &Value| {
            let may = ability(&text(it, "ability")).to_owned();
            [text(it, "action"), mode(&text(it, "mode")).to_owned(), may, text(it, "actsAs")]
        };
        output::table(["action", "uses", "may", "acts as"], identities.iter().map(row))?;
        for it in identities.iter().filter(|it| it["ability"] != "can") {
            output::line(&format!("  {}: {}", text(it, "action"), text(it, "because")))?;
        }
    }
    Ok(())
}

fn list<'a>(flow: &'a Value, key: &str) -> &'a [Value] {
    flow[key].as_array().map_or(&[], Vec::as_slice)
}
