//! `steward env drift`: what differs from the packages that were released.

use std::path::PathBuf;

use anyhow::Result;
use serde_json::json;

use crate::{
    cli::Globals,
    client::{Api, with},
    output::{self, instant, text, values},
    solution::rewrite,
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List what differs from the packages that were released.
    List,
    /// Accept that a component is not what was released, as it is now. A later change of it is drift again.
    Accept {
        #[command(flatten)]
        which: Which,
        /// Why it may be.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Until when; else for good.
        #[arg(long, value_name = "INSTANT")]
        until: Option<String>,
    },
    /// Make a component what was released again.
    Revert {
        #[command(flatten)]
        which: Which,
        /// Say what would be taken back, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Save a solution as it is here as an unmanaged package, for the environment where it is made.
    Patch {
        /// The solution's unique name.
        solution: String,
        /// The file to write; else named like the solution.
        #[arg(value_name = "OUT")]
        to: Option<PathBuf>,
    },
}

/// Which component.
#[derive(Debug, clap::Args)]
pub(crate) struct Which {
    /// The solution's unique name.
    solution: String,
    /// Its kind: flow, table, columns, role, variable or reference.
    kind: String,
    /// Its id for flows and roles, else its name in files.
    key: String,
}

impl Which {
    fn body(&self) -> serde_json::Value {
        json!({"solution": self.solution, "kind": self.kind, "key": self.key})
    }
}

impl Command {
    pub(super) async fn call(self, api: &Api, globals: &Globals) -> Result<()> {
        match self {
            Self::List => {
                let all = api.list(&api.within(&["drift"]).await?, None).await?;
                let heading = ["solution", "kind", "key", "name", "state", "by", "at", "changes"];
                output::list(globals, &all, heading, |it| {
                    let by = if it["direct"] == true { "nobody is known".to_owned() } else { text(it, "by.name") };
                    [
                        text(it, "solution"),
                        text(it, "subject.kind"),
                        text(it, "subject.key"),
                        text(it, "subject.name"),
                        text(it, "state"),
                        by,
                        instant(it, "at"),
                        values(&it["changes"]).map(|change| text(change, "sentence")).collect::<Vec<_>>().join(" "),
                    ]
                })
            }
            Self::Accept { which, reason, until } => {
                let mut wanted = which.body();
                wanted["reason"] = json!(reason);
                if let Some(until) = until {
                    wanted["until"] = json!(until);
                }
                let accepted = api.post(&api.within(&["drift", "accept"]).await?, Some(&wanted)).await?;
                output::answer(globals, &accepted, |it| {
                    output::line(&format!("Accepted how `{}` differs.", text(it, "subject.name")))
                })
            }
            Self::Revert { which, dry_run } => {
                let mut wanted = which.body();
                wanted["dryRun"] = json!(dry_run);
                let reverted = api.post(&api.within(&["drift", "revert"]).await?, Some(&wanted)).await?;
                output::answer(globals, &reverted, |it| {
                    let would = if dry_run { "would be" } else { "is" };
                    output::line(&format!("`{}` {would} what was released.", text(it, "subject.name")))?;
                    values(&it["changes"])
                        .try_for_each(|change| output::line(&format!("  {}", text(change, "sentence"))))
                })
            }
            Self::Patch { solution, to } => {
                let path = with(&api.within(&["drift", "patch"]).await?, &[("solution", &solution)]);
                let zip = api.bytes(&path).await?;
                let name = || PathBuf::from(format!("{}_patch.zip", solution.replace(['/', '\\'], "_")));
                let file = to.unwrap_or_else(name);
                rewrite::write(&file, &zip)?;
                let told = json!({"file": file.display().to_string(), "bytes": zip.len()});
                output::answer(globals, &told, |_| output::line(&format!("Wrote {}.", file.display())))
            }
        }
    }
}
