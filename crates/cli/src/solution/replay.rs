//! `steward solution replay`.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use reqwest::multipart::Part;

use super::plan::{form, read, zip};
use crate::{cli::Globals, client::Api, output, replay};

#[derive(Debug, clap::Args)]
#[command(after_help = "Exits with 1 where a run would have gone otherwise.

Example:
  steward -e test solution replay Orders.zip --latest 20")]
pub(crate) struct Replay {
    /// The package: a zip, or an unpacked folder.
    package: PathBuf,
    /// The deployment settings: connections and values of this environment.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    #[command(flatten)]
    runs: replay::Runs,
}

impl Replay {
    pub(super) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        let runs = self.runs.asked(&api, &api.within(&["flows"]).await?).await?;
        let settings = self.settings.as_deref().map(read).transpose()?;
        let form = form(zip(&self.package)?, settings, None).part("runs", Part::text(runs.to_string()));
        let bar = output::spinner("replaying");
        let report = api.upload(&api.within(&["solutions", "replay"]).await?, form).await;
        bar.finish_and_clear();
        replay::answer(globals, &report?)
    }
}
