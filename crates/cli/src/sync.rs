//! `steward sync`: the unmanaged solutions of an environment, and a git repository that has them as folders.
//!
//! For each solution a ref remembers the commit at which environment and repository were last the same. What has changed since then
//! on which side decides what is done: see [`Sides`].

mod git;
mod pull;
mod push;
mod sides;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use git::Git;
use model::ErrorCode;
use serde_json::Value;

use crate::{
    cli::Globals,
    client::{Api, block_on},
    failure::Failure,
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Write the environment's unmanaged solutions to the repository, and commit what changed.
    Push(push::Push),
    /// Bring the solutions of the repository into the environment.
    Pull(pull::Pull),
}

/// Which repository, and which part of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Repository {
    /// A folder of the repository.
    #[arg(default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// The branch that has the environment; else the one that is checked out. `push` makes it if it is not there.
    #[arg(long, value_name = "NAME")]
    branch: Option<String>,
    /// The folder of the repository that has the environment.
    #[arg(long, default_value = "", hide_default_value = true, value_name = "PATH")]
    folder: String,
    /// Only this solution; may be given several times.
    #[arg(long = "solution", value_name = "NAME")]
    solutions: Vec<String>,
    /// The remote that the branch is kept the same with, if the repository has it.
    #[arg(long, default_value = "origin", value_name = "NAME")]
    remote: String,
    /// Leave the remote alone.
    #[arg(long)]
    offline: bool,
    /// Where both sides have changed, let the one win that is read from.
    #[arg(long)]
    overwrite: bool,
    /// Only say what it would do.
    #[arg(long)]
    dry_run: bool,
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        match self {
            Self::Push(push) => block_on(push.call(globals)),
            Self::Pull(pull) => block_on(pull.call(globals)),
        }
    }
}

impl Repository {
    /// The repository with the branch checked out and moved forward to what the remote has.
    fn open(&self, make: bool) -> Result<Git> {
        let git = Git::of(&self.dir, (!self.offline).then_some(self.remote.as_str()))?;
        let folder = self.path("");
        if !git.run(&["status", "--porcelain", "--", &folder])?.is_empty() {
            let message = format!("There are changes in {folder} that nobody committed.");
            return Err(Failure::coded(ErrorCode::RepositoryNotReady, message).hint("Commit or stash them.").into());
        }
        git.switch(self.branch.as_deref(), make)?;
        Ok(git)
    }

    /// Where a solution is in the repository.
    fn path(&self, solution: &str) -> String {
        within(&self.folder, &format!("solutions/{solution}"))
    }

    /// The settings for the import of a solution.
    fn settings(&self, solution: &str) -> String {
        within(&self.folder, &format!("settings/{solution}.json"))
    }

    /// Whether a solution is one of those that were asked for.
    fn wants(&self, solution: &str) -> bool {
        self.solutions.is_empty() || self.solutions.iter().any(|name| name.eq_ignore_ascii_case(solution))
    }
}

fn within(folder: &str, path: &str) -> String {
    match folder.trim_matches('/') {
        "" | "." => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}

/// The environment that is kept the same with a repository.
struct Environment {
    api: Api,
    /// Its name, as in addresses.
    name: String,
}

impl Environment {
    async fn of(globals: &Globals) -> Result<Self> {
        let api = Api::of(globals)?;
        Ok(Self { name: api.environment().await?, api })
    }

    /// The unmanaged solutions of the environment, by name.
    async fn solutions(&self) -> Result<Vec<Value>> {
        let list = self.api.list(&self.api.within(&["solutions"]).await?, None).await?;
        Ok(crate::output::values(&list).filter(|solution| solution["managed"] != true).cloned().collect())
    }

    /// A solution as it is in the environment now.
    async fn package(&self, solution: &str) -> Result<solutions::Package> {
        let zip = self.api.bytes(&self.api.within(&["solutions", solution, "package"]).await?).await?;
        solutions::Package::read_zip(&zip, &solutions::Limits::default())
            .map_err(|error| Failure::coded(error.code(), error.to_string()).into())
    }
}
