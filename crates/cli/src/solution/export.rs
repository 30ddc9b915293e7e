//! `steward solution export`: a solution as a zip, or what it would be.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use serde_json::{Value, json};

use super::rewrite;
use crate::{
    cli::Globals,
    client::{Api, with},
    output::{self, text},
};

/// What to export, and how.
#[derive(Debug, clap::Args)]
#[command(disable_version_flag = true)]
pub(crate) struct Export {
    /// Its unique name.
    solution: String,
    /// The zip to write; else the solution's name with `.zip`.
    #[arg(value_name = "OUT")]
    to: Option<PathBuf>,
    /// A package that may not be changed where it is installed.
    #[arg(long)]
    managed: bool,
    /// The version that the package says, such as 1.1.0.0; else the solution's own.
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// Write the deployment settings to fill in for another environment, too.
    #[arg(long, value_name = "FILE")]
    settings_template: Option<PathBuf>,
    /// Only say what would be in it, what is missing, and which version it should have.
    #[arg(long, conflicts_with_all = ["to", "managed", "version", "settings_template"])]
    dry_run: bool,
}

impl Export {
    pub(crate) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        if self.dry_run {
            let preview = api.get(&api.within(&["solutions", &self.solution, "export"]).await?).await?;
            output::answer(globals, &preview, show)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut path = api.within(&["solutions", &self.solution, "package"]).await?;
        if self.managed {
            path = with(&path, &[("managed", "true")]);
        }
        if let Some(version) = &self.version {
            path = with(&path, &[("version", version)]);
        }
        let zip = api.bytes(&path).await?;
        let to = self.to.unwrap_or_else(|| PathBuf::from(format!("{}.zip", self.solution.replace(['/', '\\'], "_"))));
        rewrite::write(&to, &zip)?;
        let mut lines = vec![format!("Wrote {}.", to.display())];
        if let Some(file) = &self.settings_template {
            let template = api.bytes(&api.within(&["solutions", &self.solution, "settings"]).await?).await?;
            rewrite::write(file, &template)?;
            lines.push(format!("Wrote {}: fill it in for the environment that the solution goes to.", file.display()));
        }
        output::answer(globals, &json!({"file": to, "bytes": zip.len(), "settings": self.settings_template}), |_| {
            output::line(&lines.join("\n"))
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

fn show(preview: &Value) -> Result<()> {
    let list = |key: &str| preview[key].as_array().cloned().unwrap_or_default();
    output::line(&format!(
        "{} is {} here, and should be {} next.",
        text(preview, "uniqueName"),
        text(preview, "version"),
        text(preview, "suggestedVersion")
    ))?;
    for reason in list("why") {
        output::line(&format!("  {}", reason.as_str().unwrap_or_default()))?;
    }
    for missing in list("missing") {
        output::line(&format!("missing: {}", text(&missing, "sentence")))?;
    }
    let cells = list("components");
    let cells = cells.iter().map(|it| vec![text(it, "kind"), text(it, "name"), text(it, "key")]);
    output::columns(["kind", "name", "key"].map(str::to_owned).to_vec(), cells)
}
