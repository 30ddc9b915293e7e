//! `steward sync pull`: what the branch has goes into the environment.

use std::{fs, process::ExitCode};

use anyhow::Result;
use serde_json::json;

use super::{
    Environment, Git, Repository,
    sides::{Sides, Way},
};
use crate::{
    cli::Globals,
    output::{self, text},
    solution::plan,
};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  steward -e test sync pull --branch test --dry-run")]
pub(crate) struct Pull {
    #[command(flatten)]
    repository: Repository,
}

impl Pull {
    pub(super) async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let repository = &self.repository;
        let git = repository.open(false)?;
        let environment = Environment::of(globals).await?;
        let installed: Vec<String> = environment.solutions().await?.iter().map(|it| text(it, "uniqueName")).collect();
        let (mut incoming, mut same) = (Vec::new(), Vec::new());
        for name in self.in_repository(&git)? {
            let known = installed.iter().find(|it| it.eq_ignore_ascii_case(&name));
            let here = match known {
                Some(known) => Some(environment.package(known).await?),
                None => None,
            };
            let sides = Sides::of(&git, repository, &environment, &name, here)?;
            match sides.way() {
                Way::Same => same.push(sides),
                Way::Push if !repository.overwrite => {
                    output::note(&format!("{name} has changed in {} only: push it.", environment.name));
                }
                Way::Conflict if !repository.overwrite => return Err(sides.conflict(&name, &environment.name).into()),
                _ => incoming.push((name, sides)),
            }
        }
        let mut reports = Vec::new();
        for (name, sides) in &incoming {
            let Some(package) = &sides.there else { continue };
            let settings = fs::read(git.root().join(repository.settings(name))).ok();
            let form = plan::form(package.write_zip()?, settings, None);
            let done = if repository.dry_run { &["solutions", "plan"][..] } else { &["solutions"] };
            let answer = environment.api.upload(&environment.api.within(done).await?, form).await?;
            let plan = if repository.dry_run { answer } else { answer["plan"].clone() };
            if !globals.json {
                plan::print(&plan, !repository.dry_run)?;
            }
            reports.push(plan);
            if !repository.dry_run {
                self.remember(&git, sides)?;
            }
        }
        if !repository.dry_run {
            same.iter().try_for_each(|sides| self.remember(&git, sides))?;
            git.send()?;
        }
        if globals.json {
            output::json(
                &json!({"environment": environment.name, "dryRun": repository.dry_run, "solutions": reports}),
            )?;
        } else if reports.is_empty() {
            output::line("Nothing to bring in.")?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn remember(&self, git: &Git, sides: &Sides) -> Result<()> {
        match git.commit("HEAD")? {
            Some(head) => git.remember(&sides.memory, &head),
            None => Ok(()),
        }
    }

    /// The solutions that the branch has.
    fn in_repository(&self, git: &Git) -> Result<Vec<String>> {
        let folder = self.repository.path("");
        let listed = git.run(&["ls-tree", "-d", "-z", "--name-only", "--full-tree", "HEAD", &folder])?;
        let names = listed.split('\0').filter_map(|path| path.rsplit('/').next()).filter(|name| !name.is_empty());
        Ok(names.filter(|name| self.repository.wants(name)).map(str::to_owned).collect())
    }
}
