//! `steward sync push`: what changed in the environment becomes a commit.

use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;
use solutions::Diff;

use super::{
    Environment, Git, Repository,
    sides::{Sides, Way},
};
use crate::{
    cli::Globals,
    client::{Api, at},
    output::{self, text},
    solution::folder,
};

/// How many changes the message of a commit tells.
const TOLD: usize = 30;

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  steward -e dev sync push --branch dev --dry-run")]
pub(crate) struct Push {
    #[command(flatten)]
    repository: Repository,
}

/// A solution that goes to the repository.
struct Outgoing {
    name: String,
    sides: Sides,
    changes: Diff,
}

impl Push {
    pub(super) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let repository = &self.repository;
        let git = repository.open(!repository.dry_run)?;
        let environment = Environment::of(globals).await?;
        let (mut outgoing, mut same) = (Vec::new(), Vec::new());
        for solution in environment.solutions().await? {
            let name = text(&solution, "uniqueName");
            if !repository.wants(&name) {
                continue;
            }
            let here = environment.package(&name).await?;
            let sides = Sides::of(&git, repository, &environment, &name, Some(here))?;
            match sides.way() {
                Way::Same => same.push(sides),
                Way::Pull if !repository.overwrite => {
                    output::note(&format!("{name} has changed in the repository only: pull it."));
                }
                Way::Conflict if !repository.overwrite => return Err(sides.conflict(&name, &environment.name).into()),
                _ => outgoing.push(Outgoing { changes: sides.changes(Way::Push), name, sides }),
            }
        }
        let commit = if repository.dry_run { None } else { self.commit(&git, &environment, &outgoing, &same).await? };
        let answer = json!({
            "environment": environment.name, "branch": git.branch()?, "commit": commit, "dryRun": repository.dry_run,
            "solutions": outgoing.iter().map(|it| json!({"uniqueName": it.name, "changes": it.changes.changes})).collect::<Vec<_>>(),
        });
        output::answer(globals, &answer, |_| print(&outgoing, commit.as_deref(), repository.dry_run))?;
        Ok(ExitCode::SUCCESS)
    }

    /// Writes, commits and sends. None where there is nothing to commit.
    async fn commit(
        &self,
        git: &Git,
        environment: &Environment,
        outgoing: &[Outgoing],
        same: &[Sides],
    ) -> Result<Option<String>> {
        for it in outgoing {
            let Some(package) = &it.sides.here else { continue };
            let path = self.repository.path(&it.name);
            folder::write_folder(&folder::unpacked(package)?, &git.root().join(&path))?;
            git.run(&["add", "--all", "--", &path])?;
        }
        if !outgoing.is_empty() {
            let (name, mail) = author(&environment.api).await?;
            let author = format!("--author={name} <{mail}>");
            let message = message(&environment.name, outgoing);
            // Whoever runs this need not have told git a name.
            let (name, mail) = (format!("user.name={name}"), format!("user.email={mail}"));
            let known = git.run(&["config", "user.email"]).is_ok();
            let own: &[&str] = if known { &[] } else { &["-c", &name, "-c", &mail] };
            git.run(&[own, &["commit", "--quiet", &author, "-m", &message][..]].concat())?;
        }
        let head = git.commit("HEAD")?;
        if let Some(head) = &head {
            for sides in outgoing.iter().map(|it| &it.sides).chain(same) {
                git.remember(&sides.memory, head)?;
            }
            git.send()?;
        }
        Ok(head.filter(|_| !outgoing.is_empty()))
    }
}

/// The name and the mail address of whoever is signed in, as git takes them.
async fn author(api: &Api) -> Result<(String, String)> {
    let me = api.get(&at(&["me"])).await?;
    let plain = |text: String| text.replace(['<', '>', '\n'], " ").trim().to_owned();
    let (shown, name) = (plain(text(&me, "principal.displayName")), plain(text(&me, "principal.name")));
    let mail = plain(text(&me, "principal.email"));
    let mail = if mail.is_empty() { format!("{}@steward.invalid", name.replace(' ', ".")) } else { mail };
    Ok((if shown.is_empty() { name } else { shown }, mail))
}

/// What changed, in words: the solutions, then each change.
fn message(environment: &str, outgoing: &[Outgoing]) -> String {
    let names: Vec<&str> = outgoing.iter().map(|it| it.name.as_str()).collect();
    let mut message = format!("{environment}: {}\n", names.join(", "));
    for it in outgoing {
        message.push_str(&format!("\n{}:\n", it.name));
        for change in it.changes.changes.iter().take(TOLD) {
            message.push_str(&format!("- {} [{}]\n", change.sentence, change.code));
        }
        let more = it.changes.changes.len().saturating_sub(TOLD);
        if more > 0 {
            message.push_str(&format!("- {more} more\n"));
        }
    }
    message
}

fn print(outgoing: &[Outgoing], commit: Option<&str>, dry_run: bool) -> Result<()> {
    if outgoing.is_empty() {
        return output::line("Nothing to commit.");
    }
    for it in outgoing {
        output::line(&format!("{}:", it.name))?;
        it.changes
            .changes
            .iter()
            .try_for_each(|change| output::line(&format!("  {} [{}]", change.sentence, change.code)))?;
    }
    match commit {
        Some(commit) => output::line(&format!("Committed {}.", commit.get(..7).unwrap_or(commit))),
        None if dry_run => output::line("Nothing was committed."),
        None => Ok(()),
    }
}
