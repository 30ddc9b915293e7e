//! `steward solution plan`, `apply` and `import`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use super::{folder::packed, open::required};
use crate::{
    cli::Globals,
    client::{Api, with},
    output::{self, names, text},
};

/// What is brought in, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Brought {
    /// The package: a zip, or an unpacked folder.
    package: PathBuf,
    /// The deployment settings: connections and values of this environment.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Who vouches for the package: what `solution sign` wrote.
    #[arg(long, value_name = "FILE")]
    envelope: Option<PathBuf>,
    /// What becomes of components that the package no longer has: removed at once, kept, or removed by `finish-upgrade`.
    #[arg(long, default_value = "upgrade", value_parser = ["upgrade", "update", "stage"])]
    mode: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Apply {
    #[command(flatten)]
    brought: Brought,
    /// The digest of the plan that was looked at: where it would be another one now, nothing is done.
    #[arg(long, value_name = "DIGEST")]
    expect: Option<String>,
    /// What there is to say about it.
    #[arg(long)]
    note: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  steward solution export Orders && steward -e test solution import Orders.zip --settings test.json --dry-run")]
pub(crate) struct Import {
    #[command(flatten)]
    apply: Apply,
    /// Only say what it would do, as `plan` does.
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(super) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        if self.dry_run { self.apply.brought.plan(globals).await } else { self.apply.call(globals).await }
    }
}

impl Apply {
    pub(super) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        let given = [("expect", self.expect.as_deref()), ("note", self.note.as_deref())];
        let mut asked = vec![("mode", self.brought.mode.as_str())];
        asked.extend(given.into_iter().filter_map(|(name, value)| Some((name, value?))));
        let path = with(&api.within(&["solutions"]).await?, &asked);
        let bar = output::spinner("importing");
        let release = api.upload(&path, self.brought.form()?).await;
        bar.finish_and_clear();
        output::answer(globals, &release?, |release| print(&release["plan"], true))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Brought {
    /// Says what it would do. Fails where a check does.
    pub(super) async fn plan(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        let path = with(&api.within(&["solutions", "plan"]).await?, &[("mode", &self.mode)]);
        let bar = output::spinner("planning");
        let plan = api.upload(&path, self.form()?).await;
        bar.finish_and_clear();
        let plan = plan?;
        output::answer(globals, &plan, |plan| print(plan, false))?;
        Ok(if plan["canApply"] == true { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn form(&self) -> Result<Form> {
        let (settings, envelope) = (self.settings.as_deref().map(read), self.envelope.as_deref().map(read));
        Ok(form(zip(&self.package)?, settings.transpose()?, envelope.transpose()?))
    }
}

/// The zip of a package that is one, or an unpacked folder.
pub(super) fn zip(package: &Path) -> Result<Vec<u8>> {
    if package.is_dir() { Ok(packed(&required(package)?)?.write_zip()?) } else { read(package) }
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The form that is sent: a package, and what there is beside it.
pub(crate) fn form(zip: Vec<u8>, settings: Option<Vec<u8>>, envelope: Option<Vec<u8>>) -> Form {
    let beside = [("settings", settings), ("envelope", envelope)];
    let form = Form::new().part("package", Part::bytes(zip).file_name("package.zip"));
    beside
        .into_iter()
        .filter_map(|(name, bytes)| Some((name, bytes?)))
        .fold(form, |form, (name, bytes)| form.part(name, Part::bytes(bytes).file_name(format!("{name}.json"))))
}

/// Checks whose findings the lines above them tell.
const TOLD: [&str; 3] = ["ReferencesBound", "VariablesSet", "FlowsOn"];

/// Prints what was done, or would be.
pub(crate) fn print(plan: &Value, is_done: bool) -> Result<()> {
    output::line(&title(plan, is_done))?;
    let list = |key: &str| plan[key].as_array().cloned().unwrap_or_default();
    for it in list("components").iter().filter(|it| text(it, "fate") != "keep") {
        let (fate, kind) = (text(it, "fate"), text(it, "kind"));
        let fate = if fate == "removeLater" { "remove later" } else { &fate };
        output::line(&format!("  {fate} {} {}", words(&kind), text(it, "name")))?;
    }
    for it in list("references") {
        let to = match (it["connection"]["displayName"].as_str(), text(&it, "source").as_str()) {
            (Some(one), "suggested") => format!("bound to nothing; {one} would fit"),
            (Some(to), source) => format!("bound to {to} ({})", from(source)),
            (None, _) => "bound to nothing".to_owned(),
        };
        output::line(&format!("  connection reference {}: {to}", text(&it, "logicalName")))?;
    }
    for it in list("variables") {
        let value = if it["value"].is_null() { "no value".to_owned() } else { text(&it, "value") };
        let source = text(&it, "source");
        output::line(&format!("  environment variable {}: {value} ({})", text(&it, "schemaName"), from(&source)))?;
    }
    for it in list("flows") {
        let state = if it["on"] == true { "on" } else { "off" };
        output::line(&format!("  flow {}: {state}", text(&it, "name")))?;
        for reason in it["reasons"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            output::line(&format!("    {reason}"))?;
        }
        let (before, after) = (names(&it["owners"]["before"]), names(&it["owners"]["after"]));
        // Whoever brings a new flow in owns it.
        let is_alone = before.is_empty() && it["owners"]["after"].as_array().is_some_and(|all| all.len() < 2);
        if before != after && !is_alone {
            output::line(&format!(
                "    owned by {after}, before by {}",
                if before.is_empty() { "nobody" } else { &before }
            ))?;
        }
    }
    let is_told = |check: &Value| TOLD.contains(&check["code"].as_str().unwrap_or_default());
    for check in list("checks").iter().filter(|check| text(check, "outcome") != "pass" && !is_told(check)) {
        output::line(&format!("  {}: {} [{}]", text(check, "outcome"), text(check, "message"), text(check, "code")))?;
    }
    for change in list("changes").iter().filter(|change| text(change, "risk") == "high") {
        output::line(&format!("  high risk: {} [{}]", text(change, "sentence"), text(change, "code")))?;
    }
    if !is_done {
        output::line(&format!("The plan's digest is {}.", text(plan, "digest")))?;
    }
    Ok(())
}

fn title(plan: &Value, is_done: bool) -> String {
    let name = text(plan, "solution");
    let done = match (plan["changesNothing"] == true, is_done) {
        (true, true) => return format!("Nothing changed: {name} {} is here already.", text(plan, "to")),
        (true, false) => return format!("Nothing would change: {name} {} is here already.", text(plan, "to")),
        (false, true) => "Imported",
        (false, false) if plan["canApply"] == true => "Would import",
        (false, false) => "Cannot import",
    };
    format!("{done} {name} {}.", text(plan, "to"))
}

/// A kind of component, in words.
fn words(kind: &str) -> &str {
    match kind {
        "role" => "security role",
        "connector" => "custom connector",
        "variable" => "environment variable",
        "reference" => "connection reference",
        other => other,
    }
}

/// Where a binding or a value comes from, in words.
fn from(source: &str) -> &str {
    match source {
        "alreadyBound" => "as before",
        "settings" => "from the settings",
        "environment" => "from the environment",
        "package" => "from the package",
        "default" => "the default",
        other => other,
    }
}
