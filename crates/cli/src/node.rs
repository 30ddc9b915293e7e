//! `steward node`: the servers of the installation.

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    cli::Globals,
    client::{Api, block_on},
    output::{self, duration, instant, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the servers that are up: what each does, and how many runs it holds.
    List,
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        block_on(self.call(globals))
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let Self::List = self;
        let all = Api::of(globals)?.get("/api/v1/nodes").await?;
        output::list(globals, &all, ["name", "roles", "version", "since", "lease left", "runs"], |it| {
            let roles = it["roles"].as_array().into_iter().flatten().filter_map(|role| role.as_str());
            [
                text(it, "name"),
                roles.collect::<Vec<_>>().join(","),
                text(it, "version"),
                instant(it, "startedAt"),
                duration(it, "leaseLeftMs"),
                text(it, "runs"),
            ]
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
