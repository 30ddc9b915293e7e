//! `steward solution import`.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use super::{folder::packed, open::required};
use crate::{
    cli::Globals,
    client::{Api, with},
    output::{self, text},
};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  steward solution export Orders && steward -e test solution import Orders.zip --settings test.json --dry-run")]
pub(crate) struct Import {
    /// The package: a zip, or an unpacked folder.
    package: PathBuf,
    /// The deployment settings: connections and values of this environment.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Only say what it would do.
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(super) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let read = |path: &PathBuf| fs::read(path).with_context(|| format!("{} cannot be read", path.display()));
        let zip =
            if self.package.is_dir() { packed(&required(&self.package)?)?.write_zip()? } else { read(&self.package)? };
        let settings = self.settings.as_ref().map(read).transpose()?;
        let api = Api::of(globals)?;
        let bar = output::spinner("importing");
        let report = send(&api, zip, settings, self.dry_run).await;
        bar.finish_and_clear();
        output::answer(globals, &report?, print)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Imports a package, or only says what that would do.
pub(crate) async fn send(api: &Api, zip: Vec<u8>, settings: Option<Vec<u8>>, dry_run: bool) -> Result<Value> {
    let mut form = Form::new().part("package", Part::bytes(zip).file_name("package.zip"));
    if let Some(settings) = settings {
        form = form.part("settings", Part::bytes(settings).file_name("settings.json"));
    }
    let path = api.within(&["solutions"]).await?;
    let path = if dry_run { with(&path, &[("dryRun", "true")]) } else { path };
    api.upload(&path, form).await
}

pub(crate) fn print(report: &Value) -> Result<()> {
    let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
    let done = if report["applied"] == true { "Imported" } else { "Would import" };
    output::line(&format!("{done} {} {}.", text(report, "solution"), text(report, "version")))?;
    for it in list("components").iter().filter(|it| text(it, "change") != "keep") {
        output::line(&format!("  {} {} {}", text(it, "change"), text(it, "kind"), text(it, "name")))?;
    }
    for it in list("references") {
        let to = match text(&it, "boundTo").as_str() {
            "" => "bound to nothing".to_owned(),
            to => format!("bound to {to} ({})", source(&text(&it, "source"))),
        };
        output::line(&format!("  connection reference {}: {to}", text(&it, "logicalName")))?;
    }
    for it in list("variables") {
        let value = if it["value"].is_null() { "no value".to_owned() } else { text(&it, "value") };
        output::line(&format!(
            "  environment variable {}: {value} ({})",
            text(&it, "schemaName"),
            source(&text(&it, "source"))
        ))?;
    }
    for it in list("flows") {
        let state = if it["on"] == true { "on" } else { "off" };
        output::line(&format!("  flow {}: {state}", text(&it, "name")))?;
        for need in it["needs"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            output::line(&format!("    {need}"))?;
        }
    }
    for warning in list("warnings").iter().filter_map(Value::as_str) {
        output::line(&format!("  warning: {warning}"))?;
    }
    Ok(())
}

/// Where a binding or a value comes from, in words.
fn source(word: &str) -> &str {
    match word {
        "alreadyBound" => "as before",
        "settings" => "from the settings",
        "environment" => "from the environment",
        "package" => "from the package",
        "default" => "the default",
        other => other,
    }
}
