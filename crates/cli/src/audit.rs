//! `steward audit`: who did what.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Result;
use app::audit::{Unbroken, verify_line};
use serde_json::json;

use crate::{
    cli::Globals,
    client::{Api, at, block_on, with},
    failure::Failure,
    output::{self, instant, text},
};

/// Which entries. Only those of the environment, where --environment names one.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// Asked for by this principal.
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// About this principal, or asked for by it; or about any other thing, such as a run or a flow, by its id.
    #[arg(long, value_name = "NAME OR ID")]
    about: Option<String>,
    /// About this object (flow/ID).
    #[arg(long, value_name = "OBJECT")]
    object: Option<String>,
    /// What was done: flow.share, or flow for all that is done to flows.
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// From this instant on (2026-11-22T10:00:00Z).
    #[arg(long, value_name = "INSTANT")]
    since: Option<String>,
    /// Before this instant.
    #[arg(long, value_name = "INSTANT")]
    until: Option<String>,
}

impl Which {
    fn on(&self, path: &str, globals: &Globals) -> String {
        let all = [
            ("environment", &globals.environment),
            ("actor", &self.actor),
            ("about", &self.about),
            ("object", &self.object),
            ("action", &self.action),
            ("since", &self.since),
            ("until", &self.until),
        ];
        let given: Vec<_> = all.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
        with(path, &given)
    }
}

/// How an export is written.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum Format {
    /// JSON lines, which `steward audit verify --file` verifies.
    Jsonl,
    /// A table for a spreadsheet.
    Csv,
}

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the newest entries.
    #[command(after_help = "Example:
  steward audit list --about ana --action principal")]
    List {
        #[command(flatten)]
        which: Which,
        /// How many entries, at most 500.
        #[arg(long, value_name = "COUNT", default_value_t = 50)]
        limit: u32,
    },
    /// Write entries to a file or to standard output, oldest first.
    Export {
        #[command(flatten)]
        which: Which,
        /// How they are written.
        #[arg(long, value_enum, default_value_t = Format::Jsonl)]
        format: Format,
        /// The file; it must not be there yet.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Verify that no entry was changed or removed, and that runs are recorded as they ended.
    Verify {
        /// An export as JSON lines to verify, without a server.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        if let Self::Verify { file: Some(file) } = &self {
            return verify_file(globals, file);
        }
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List { which, limit } => {
                let all = api.list(&which.on(&at(&["audit"]), globals), Some(limit)).await?;
                output::list(globals, &all, ["seq", "at", "who", "environment", "did", "to", "detail"], |it| {
                    [
                        text(it, "seq"),
                        instant(it, "at"),
                        text(it, "actor.name"),
                        text(it, "environment"),
                        text(it, "action"),
                        text(it, "object"),
                        summary(it),
                    ]
                })?;
            }
            Self::Export { which, format, out } => {
                let format = match format {
                    Format::Jsonl => "jsonl",
                    Format::Csv => "csv",
                };
                let path = with(&at(&["audit", "export"]), &[("format", format)]);
                let path = which.on(&path, globals);
                match out {
                    None => api.copy(&path, &mut std::io::stdout().lock()).await?,
                    Some(file) => {
                        let refused = |error| Failure::new(format!("{} cannot be written: {error}", file.display()));
                        let mut written = File::create_new(&file).map_err(refused)?;
                        api.copy(&path, &mut written).await?;
                        written.flush().and_then(|()| written.sync_all()).map_err(refused)?;
                        output::note(&format!("Written to {}.", file.display()));
                    }
                }
            }
            Self::Verify { .. } => {
                let verified = api.get(&at(&["audit", "verification"])).await?;
                let broken = verified["brokenAt"].as_u64();
                let changed = verified["runs"]["changed"].as_array().map_or(&[][..], Vec::as_slice);
                output::answer(globals, &verified, |it| {
                    let entries = text(it, "entries");
                    output::line(&match broken {
                        None => format!("The audit is whole: {entries} entries, none changed or missing."),
                        Some(seq) => {
                            format!("The audit is BROKEN at entry {seq}: it or one before it was changed or removed.")
                        }
                    })?;
                    let (whole, removed) = (text(it, "runs.whole"), text(it, "runs.removed"));
                    output::line(&format!(
                        "{whole} ended runs are recorded as they were; {removed} can no longer be compared, because some have left the history."
                    ))?;
                    for seq in changed {
                        output::line(&format!("Runs were CHANGED or removed: those that entry {seq} vouches for."))?;
                    }
                    Ok(())
                })?;
                if broken.is_some() || !changed.is_empty() {
                    return Ok(ExitCode::FAILURE);
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Verifies an export.
fn verify_file(globals: &Globals, file: &Path) -> Result<ExitCode> {
    let refused = |error| Failure::new(format!("{} cannot be read: {error}", file.display()));
    let (mut end, mut first, mut broken) = (Unbroken::default(), None, None);
    for (number, line) in (1_u64..).zip(BufReader::new(File::open(file).map_err(refused)?).lines()) {
        match verify_line(&end, &line.map_err(refused)?) {
            Ok(next) => end = next,
            Err(why) => {
                broken = Some((number, why));
                break;
            }
        }
        first.get_or_insert(end.seq);
    }
    let broken_at = broken.as_ref().map(|(number, why)| json!({"line": number, "message": why}));
    let answer = json!({"from": first, "through": end.seq, "head": end.head, "brokenAt": broken_at});
    output::answer(globals, &answer, |_| {
        output::line(&match (&broken, first) {
            (Some((number, why)), _) => format!("The export is BROKEN at line {number}: {why}."),
            (None, None) => "The export is empty.".to_owned(),
            (None, Some(first)) => {
                format!("The export is whole: entries {first} to {}, the last with the hash {}.", end.seq, end.head)
            }
        })
    })?;
    Ok(if broken.is_some() || first.is_none() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The particulars on one line, without what is for programs.
fn summary(entry: &serde_json::Value) -> String {
    let parts = entry["detail"].as_object().into_iter().flatten().filter(|(key, _)| *key != "correlation");
    let parts =
        parts.map(|(key, value)| format!("{key} {}", value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    let all = parts.collect::<Vec<_>>().join(", ");
    match all.char_indices().nth(80) {
        Some((end, _)) => format!("{}...", &all[..end]),
        None => all,
    }
}
