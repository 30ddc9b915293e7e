//! A small company to try things with: four people, one contact, the flows that show whose identity actions use, and a
//! solution that is meant to be promoted.

mod package;
mod people;
mod run_as;
mod seed;
mod visits;

use std::process::ExitCode;

use anyhow::Result;

pub(crate) use people::PASSWORD;
pub(crate) use seed::seed;

use crate::{cli::Globals, client::block_on};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Change a contact as Sam, and show whose identity each setting of run as used.
    RunAs(run_as::Play),
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let Self::RunAs(play) = self;
        block_on(play.call(globals))
    }
}
