//! What a change of connections does, as text.

use anyhow::Result;
use serde_json::Value;

use crate::output::{self, text};

/// How a change is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// Only say what it would do.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// The impact that a dry run named: where it would be another by now, nothing is changed.
    #[arg(long, value_name = "DIGEST")]
    impact: Option<String>,
}

impl Asked {
    /// Whether it says what is to come of it.
    pub(crate) fn is_said(&self) -> bool {
        self.dry_run || self.impact.is_some()
    }

    /// The same, for the impact that somebody has seen meanwhile.
    pub(crate) fn or_seen(self, seen: Option<String>) -> Self {
        Self { impact: self.impact.or(seen), ..self }
    }

    /// The address with what is asked.
    pub(crate) fn at(&self, path: &str) -> String {
        let dry_run = self.dry_run.then(|| "dryRun=true".to_owned());
        let impact = self.impact.as_ref().map(|digest| format!("impact={digest}"));
        let query: Vec<String> = dry_run.into_iter().chain(impact).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// The first line of what was done, or would be.
    pub(crate) fn head(&self, done: &str) -> Result<()> {
        output::line(&if self.dry_run { format!("Would be: {done}") } else { done.to_owned() })
    }
}

/// Prints which actions of which flows change, and what else is to be known before.
pub(crate) fn show(impact: &Value) -> Result<()> {
    let flows = || impact["flows"].as_array().into_iter().flatten();
    for flow in flows() {
        let under_way = match flow["underWay"].as_i64() {
            Some(1) => ", 1 run under way".to_owned(),
            Some(count) if count > 1 => format!(", {count} runs under way"),
            _ => String::new(),
        };
        let state = if flow["on"] == true { "on" } else { "off" };
        output::line(&format!("{} (version {}, {state}{under_way})", text(flow, "name"), text(flow, "version")))?;
        for action in flow["actions"].as_array().into_iter().flatten() {
            output::line(&format!("  {}", text(action, "action")))?;
            let before = action["actedAs"].as_str().unwrap_or("it is new");
            output::line(&format!("    before: {before}"))?;
            output::line(&format!("    after:  {}", text(action, "actsAs")))?;
        }
        for need in flow["needs"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            output::line(&format!("  needs: {need}"))?;
        }
    }
    if flows().next().is_none() {
        output::line("No flow changes.")?;
    }
    if let Some(others) = impact["others"].as_u64().filter(|others| *others > 0) {
        output::line(&format!("and {others} flows that you may not see"))?;
    }
    let names = |of: &str| {
        let chips = impact[of].as_array().into_iter().flatten().map(|chip| text(chip, "displayName"));
        chips.collect::<Vec<_>>().join(", ")
    };
    for (of, words) in [("loses", "no longer used"), ("gains", "used from then on")] {
        if !names(of).is_empty() {
            output::line(&format!("{words}: {}", names(of)))?;
        }
    }
    output::line(&format!("impact: {}", text(impact, "digest")))
}
