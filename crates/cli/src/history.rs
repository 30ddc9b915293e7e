//! `steward history`: runs that a server has archived. Needs no server.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use serde_json::Value;

use crate::{
    cli::Globals,
    failure::Failure,
    output::{self, duration, instant, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Print the runs of files that `steward serve --archive` has written; with --json each as one line, with its actions.
    #[command(after_help = "Example:
  steward history read archive/runs-2026-11-*.jsonl.gz --json | jq 'select(.status == \"Failed\")'")]
    Read {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let Self::Read { files } = self;
        let mut rows = Vec::new();
        for file in &files {
            each_line(file, |line| {
                if globals.json {
                    return output::line(line);
                }
                let run: Value = serde_json::from_str(line)?;
                rows.push([
                    text(&run, "id"),
                    text(&run, "environment"),
                    text(&run, "flow.name"),
                    text(&run, "status"),
                    instant(&run, "startedAt"),
                    duration(&run, "durationMs"),
                    text(&run, "startedBy.name"),
                ]);
                Ok(())
            })?;
        }
        if !globals.json {
            output::table(["run", "environment", "flow", "status", "started", "took", "by"], rows)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn each_line(file: &Path, mut each: impl FnMut(&str) -> Result<()>) -> Result<()> {
    let refused = |error: std::io::Error| Failure::new(format!("{} cannot be read: {error}", file.display()));
    for line in runtime::read_archive(file).map_err(refused)? {
        match line {
            Ok(line) => each(&line)?,
            // A server that dies while it writes leaves half a write behind; what it wrote then is written again by the next one.
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                output::note(&format!("{} breaks off here: a server ended while it wrote.", file.display()));
                return Ok(());
            }
            Err(error) => return Err(refused(error).into()),
        }
    }
    Ok(())
}
