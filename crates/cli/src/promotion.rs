//! `steward promotion`: bringing a solution to a stage of a pipeline.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::{
    cli::Globals,
    client::{Api, at, block_on, with},
    output::{self, instant, names, text},
    replay,
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Ask for a solution at a stage.
    #[command(after_help = "Examples:
  steward promotion request orders Orders --to test --settings test.json
  steward promotion request orders Orders --to prod --note 'the new discount'
  steward promotion request orders --to prod --release 0192f0c1-...   (an earlier release of prod again)")]
    Request {
        /// The pipeline's name.
        pipeline: String,
        /// The solution's unique name.
        #[arg(required_unless_present = "release")]
        solution: Option<String>,
        /// The stage's environment.
        #[arg(long, value_name = "ENVIRONMENT")]
        to: String,
        /// The release of that environment that is to come back.
        #[arg(long, value_name = "RELEASE", conflicts_with = "solution")]
        release: Option<String>,
        /// At the first stage, the version that the solution is exported with.
        #[arg(long, value_name = "VERSION")]
        export_version: Option<String>,
        /// How it is applied: upgrade (as it is without), update or stage.
        #[arg(long, value_name = "MODE")]
        mode: Option<String>,
        /// Deployment settings, in Microsoft's JSON.
        #[arg(long, value_name = "FILE")]
        settings: Option<PathBuf>,
        /// What there is to say about it.
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
        /// Say what the promotion would be, and store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// List promotions, newest first.
    List {
        /// Only those of this pipeline.
        #[arg(long, value_name = "PIPELINE")]
        pipeline: Option<String>,
        /// Only those to this environment.
        #[arg(long, value_name = "ENVIRONMENT")]
        to: Option<String>,
        /// Only those of this solution.
        #[arg(long, value_name = "SOLUTION")]
        solution: Option<String>,
        /// Only those that stand so: waiting, approved, applied, rejected, withdrawn, stale, failed.
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// Only those that you may approve or reject.
        #[arg(long)]
        to_decide: bool,
        /// How many at most.
        #[arg(long, value_name = "COUNT")]
        limit: Option<u32>,
    },
    /// Show a promotion: what it would do, and who has said what.
    Show {
        /// Its id.
        promotion: String,
    },
    /// Give a promotion of yours other deployment settings. It is planned anew.
    Settings {
        /// Its id.
        promotion: String,
        /// Deployment settings, in Microsoft's JSON.
        file: PathBuf,
    },
    /// Approve a promotion: the plan that `show` shows.
    Approve(Answer),
    /// Reject a promotion. That ends it.
    Reject(Answer),
    /// Take a promotion back.
    Withdraw {
        /// Its id.
        promotion: String,
    },
    /// Plan a promotion anew: one that is stale or failed waits again.
    Refresh {
        /// Its id.
        promotion: String,
    },
    /// Say what recorded runs of the stage would have done with a promotion's flows, and keep that with it. Calls nobody.
    #[command(after_help = "Exits with 1 where a run would have gone otherwise.")]
    Replay {
        /// Its id.
        promotion: String,
        #[command(flatten)]
        runs: replay::Runs,
    },
    /// Apply an approved promotion.
    Apply {
        /// Its id.
        promotion: String,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Answer {
    /// Its id.
    promotion: String,
    /// The digest of the plan that you have read, as `show` prints it.
    #[arg(long, value_name = "DIGEST")]
    plan: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
}

impl Answer {
    async fn send(self, api: &Api, verb: &str) -> Result<Value> {
        let body = json!({"planDigest": self.plan, "comment": self.comment});
        api.post(&of(&self.promotion, verb), Some(&body)).await
    }
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        let promotion = match self {
            Self::List { pipeline, to, solution, state, to_decide, limit } => {
                let mine = to_decide.then(|| "decide".to_owned());
                let asked = [
                    ("pipeline", pipeline),
                    ("environment", to),
                    ("solution", solution),
                    ("state", state),
                    ("mine", mine),
                ];
                let asked: Vec<(&str, &str)> =
                    asked.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
                let all = api.list(&with(&at(&["promotions"]), &asked), limit).await?;
                listed(globals, &all)?;
                return Ok(ExitCode::SUCCESS);
            }
            Self::Request { pipeline, solution, to, release, export_version, mode, settings, note, dry_run } => {
                let wanted = json!({
                    "pipeline": pipeline, "environment": to, "solution": solution, "release": release,
                    "version": export_version, "mode": mode, "settings": settings.map(read).transpose()?, "note": note,
                    "dryRun": dry_run,
                });
                api.post(&at(&["promotions"]), Some(&wanted)).await?
            }
            Self::Show { promotion } => api.get(&at(&["promotions", &promotion])).await?,
            Self::Settings { promotion, file } => {
                api.put(&of(&promotion, "settings"), Some(&json!({"settings": read(file)?}))).await?
            }
            Self::Approve(answer) => answer.send(&api, "approve").await?,
            Self::Reject(answer) => answer.send(&api, "reject").await?,
            Self::Withdraw { promotion } => api.post(&of(&promotion, "withdraw"), None).await?,
            Self::Replay { promotion, runs } => {
                let environment = text(&api.get(&at(&["promotions", &promotion])).await?, "environment");
                let asked = runs.asked(&api, &at(&["environments", &environment, "flows"])).await?;
                let bar = output::spinner("replaying");
                let report = api.post(&of(&promotion, "replay"), Some(&asked)).await;
                bar.finish_and_clear();
                return replay::answer(globals, &report?);
            }
            Self::Refresh { promotion } => api.post(&of(&promotion, "refresh"), None).await?,
            Self::Apply { promotion } => api.post(&of(&promotion, "apply"), None).await?,
        };
        shown(globals, &promotion)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn of(promotion: &str, verb: &str) -> String {
    at(&["promotions", promotion, verb])
}

fn read(file: PathBuf) -> Result<Value> {
    let text = fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} is no JSON", file.display()))
}

fn listed(globals: &Globals, all: &Value) -> Result<()> {
    output::list(globals, all, ["solution", "version", "to", "state", "approvals", "asked by", "at", "id"], |it| {
        let approvals = format!("{} of {}", text(it, "given"), text(it, "needed"));
        [
            text(it, "solution"),
            text(it, "version"),
            text(it, "environment"),
            text(it, "state"),
            approvals,
            text(it, "requestedBy.name"),
            instant(it, "requestedAt"),
            text(it, "id"),
        ]
    })
}

fn shown(globals: &Globals, promotion: &Value) -> Result<()> {
    output::answer(globals, promotion, |it| {
        output::line(&format!(
            "{} {} to {} ({}): {}",
            text(it, "displayName"),
            text(it, "version"),
            text(it, "environment"),
            text(it, "state"),
            text(it, "id")
        ))?;
        for (label, words) in [
            ("Note", text(it, "note")),
            ("Problem", text(it, "problem")),
            ("Asked for by", text(it, "requestedBy.displayName")),
            ("Applied with the rights of", text(it, "deployer.displayName")),
            ("Approvals", format!("{} of {}", text(it, "given"), text(it, "needed"))),
            ("May approve", names(&it["approvers"])),
            ("Wrote what it changes", names(&it["authors"])),
            ("Package", text(it, "package.digest")),
            ("Plan", text(it, "planDigest")),
            ("Replayed", replayed(&it["replay"])),
            ("Release", text(it, "release")),
        ] {
            if !words.is_empty() {
                output::line(&format!("{label}: {words}"))?;
            }
        }
        for said in it["decisions"].as_array().into_iter().flatten() {
            let verb = if said["decision"] == "approve" { "approved" } else { "rejected" };
            let comment = text(said, "comment");
            let comment = if comment.is_empty() { String::new() } else { format!(": {comment}") };
            output::line(&format!("{} {verb} it at {}{comment}", text(said, "by.displayName"), instant(said, "at")))?;
        }
        planned(&it["plan"])
    })
}

/// What the plan changes, and which of its checks did not pass.
fn planned(plan: &Value) -> Result<()> {
    for change in plan["changes"].as_array().into_iter().flatten() {
        output::line(&format!("  {}: {}", text(change, "risk"), text(change, "sentence")))?;
    }
    let checks = plan["checks"].as_array().into_iter().flatten();
    for check in checks.filter(|check| check["outcome"] != "pass") {
        output::line(&format!("  {} {}: {}", text(check, "outcome"), text(check, "code"), text(check, "message")))?;
    }
    Ok(())
}

/// What came of the newest replay.
fn replayed(replay: &Value) -> String {
    if replay.is_null() {
        return String::new();
    }
    let (same, different, not) = (&replay["same"], &replay["different"], &replay["notReplayed"]);
    let (by, at) = (text(replay, "by.displayName"), instant(replay, "at"));
    format!("{same} the same, {different} different, {not} not replayed, by {by} at {at}")
}
