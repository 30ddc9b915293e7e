//! `steward solution export`: a solution as a zip.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use serde_json::json;

use super::rewrite;
use crate::{
    cli::Globals,
    client::{Api, with},
    output,
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
}

impl Export {
    pub(crate) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
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
        output::answer(globals, &json!({"file": to, "bytes": zip.len()}), |_| {
            output::line(&format!("Wrote {}.", to.display()))
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
