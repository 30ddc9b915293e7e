//! `steward solution show`, `releases`, `rollback`, `uninstall`, `finish-upgrade` and `changes`.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use super::plan::print;
use crate::{
    changes,
    cli::Globals,
    client::{Api, with},
    output::{self, instant, text},
};

/// How a change is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct Asked {
    /// Only say what it would do.
    #[arg(long)]
    dry_run: bool,
    /// The digest of the plan that was looked at: where it would be another one now, nothing is done.
    #[arg(long, value_name = "DIGEST")]
    expect: Option<String>,
}

impl Asked {
    fn path(&self, path: &str) -> String {
        let dry_run = self.dry_run.then_some(("dryRun", "true"));
        let expect = self.expect.as_deref().map(|digest| ("expect", digest));
        let asked: Vec<_> = dry_run.into_iter().chain(expect).collect();
        if asked.is_empty() { path.to_owned() } else { with(path, &asked) }
    }

    /// Prints the plan, or the release that it became.
    fn answer(&self, globals: &Globals, found: &Value) -> Result<ExitCode> {
        let plan = if self.dry_run { found } else { &found["plan"] };
        output::answer(globals, found, |_| print(plan, !self.dry_run))?;
        Ok(if plan["canApply"] == true { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

pub(super) async fn show(globals: &Globals, solution: &str) -> Result<ExitCode> {
    let api = Api::of(globals)?;
    let found = api.get(&api.within(&["solutions", solution]).await?).await?;
    output::answer(globals, &found, |it| {
        let kind = if it["managed"] == true { "managed" } else { "unmanaged" };
        output::line(&format!("{} {}, {kind}", text(it, "uniqueName"), text(it, "version")))?;
        if it["staged"] == true {
            output::line("  a staged upgrade is to be finished")?;
        }
        for part in it["components"].as_array().into_iter().flatten() {
            output::line(&format!("  {} {}", text(part, "kind"), text(part, "name")))?;
        }
        for reference in it["references"].as_array().into_iter().flatten() {
            let to = reference["boundTo"]["displayName"].as_str().unwrap_or("nothing");
            output::line(&format!("  {} is bound to {to}", text(reference, "logicalName")))?;
        }
        for variable in it["variables"].as_array().into_iter().flatten() {
            let value = variable["value"].as_str().or(variable["default"].as_str()).unwrap_or("no value");
            output::line(&format!("  {}: {value}", text(variable, "schemaName")))?;
        }
        Ok(())
    })?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn releases(globals: &Globals, solution: Option<&str>) -> Result<ExitCode> {
    let api = Api::of(globals)?;
    let mut path = api.within(&["releases"]).await?;
    if let Some(solution) = solution {
        path = with(&path, &[("solution", solution)]);
    }
    let all = api.list(&path, None).await?;
    output::list(globals, &all, ["id", "solution", "version", "from", "mode", "by", "at", "current"], |it| {
        let current = if it["current"] == true { "yes" } else { "" };
        [
            text(it, "id"),
            text(it, "solution"),
            text(it, "version"),
            text(it, "from"),
            if it["rollback"] == true { "rollback".to_owned() } else { text(it, "mode") },
            text(&it["by"], "name"),
            instant(it, "at"),
            current.to_owned(),
        ]
    })?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn roll_back(
    globals: &Globals,
    release: &str,
    note: Option<String>,
    asked: &Asked,
) -> Result<ExitCode> {
    let api = Api::of(globals)?;
    let path = asked.path(&api.within(&["releases", release, "rollback"]).await?);
    let found = api.post(&path, Some(&json!({ "note": note }))).await?;
    asked.answer(globals, &found)
}

pub(super) async fn uninstall(globals: &Globals, solution: &str, asked: &Asked) -> Result<ExitCode> {
    let api = Api::of(globals)?;
    let found = api.delete(&asked.path(&api.within(&["solutions", solution]).await?)).await?;
    asked.answer(globals, &found)
}

pub(super) async fn finish_upgrade(globals: &Globals, solution: &str, asked: &Asked) -> Result<ExitCode> {
    let api = Api::of(globals)?;
    let path = asked.path(&api.within(&["solutions", solution, "finish-upgrade"]).await?);
    let found = api.post(&path, None).await?;
    asked.answer(globals, &found)
}

pub(super) async fn changes(globals: &Globals, solution: &str, other: &str, whole: bool) -> Result<ExitCode> {
    let api = Api::of(globals)?;
    let path = with(&api.within(&["solutions", solution, "changes"]).await?, &[("with", other)]);
    let found = api.get(&path).await?;
    output::answer(globals, &found, |it| changes::answer(it, whole))?;
    Ok(ExitCode::SUCCESS)
}
