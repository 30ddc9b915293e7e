//! `steward solution export`: a solution as a zip, or what it would be.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use serde_json::{Value, json};
use solutions::{
    Limits, Package,
    envelope::{Signer, Verdict, verify},
};

use super::rewrite;
use crate::{
    cli::Globals,
    client::{Api, with},
    failure::Failure,
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
    /// Have the installation sign it, and write its envelope beside the zip, with the ending `.steward.json`.
    #[arg(long)]
    sign: bool,
    /// Only say what would be in it, what is missing, and which version it should have.
    #[arg(long, conflicts_with_all = ["to", "managed", "version", "settings_template", "sign"])]
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
        let zip = api.bytes(&self.path(&api, "package").await?).await?;
        let envelope = if self.sign { Some(self.envelope(&api, &zip).await?) } else { None };
        let to = self
            .to
            .clone()
            .unwrap_or_else(|| PathBuf::from(format!("{}.zip", self.solution.replace(['/', '\\'], "_"))));
        rewrite::write(&to, &zip)?;
        let mut lines = vec![format!("Wrote {}.", to.display())];
        let signed = envelope.as_ref().map(|_| to.with_extension("steward.json"));
        if let (Some(file), Some(envelope)) = (&signed, &envelope) {
            rewrite::write(file, envelope)?;
            lines.push(format!("Wrote {}.", file.display()));
        }
        if let Some(file) = &self.settings_template {
            let template = api.bytes(&api.within(&["solutions", &self.solution, "settings"]).await?).await?;
            rewrite::write(file, &template)?;
            lines.push(format!("Wrote {}: fill it in for the environment that the solution goes to.", file.display()));
        }
        let answer = json!({"file": to, "bytes": zip.len(), "settings": self.settings_template, "envelope": signed});
        output::answer(globals, &answer, |_| output::line(&lines.join("\n")))?;
        Ok(ExitCode::SUCCESS)
    }

    /// Where to ask for the package, or for what goes with it.
    async fn path(&self, api: &Api, what: &str) -> Result<String> {
        let mut path = api.within(&["solutions", &self.solution, what]).await?;
        if self.managed {
            path = with(&path, &[("managed", "true")]);
        }
        if let Some(version) = &self.version {
            path = with(&path, &[("version", version)]);
        }
        Ok(path)
    }

    /// What the installation says of the package.
    async fn envelope(&self, api: &Api, zip: &[u8]) -> Result<Vec<u8>> {
        let envelope = api.bytes(&self.path(api, "envelope").await?).await?;
        let key = api.get("/api/v1/signing-key").await?;
        let signer = Signer { name: text(&key, "name"), key: text(&key, "publicKey").parse()? };
        let digest = Package::read_zip(zip, &Limits::default())?.digest();
        let found = verify(Some(&envelope), &digest, &[signer]);
        match found.verdict {
            Verdict::Valid => Ok(envelope),
            // Each of them is made when it is asked for.
            _ => Err(Failure::new("Somebody changed the solution while it was exported.")
                .hint("Export it again.")
                .into()),
        }
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
