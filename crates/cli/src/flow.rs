//! `steward flow`: flows on the server, and files of flows without one.

mod check;
mod diagnostic;

mod document;
mod simulate;

use std::process::ExitCode;

use anyhow::Result;

pub(crate) use diagnostic::DiagnosticLine;

use crate::cli::Globals;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Say what is in files of flows, and what is wrong with them. Needs no server.
    Check(check::Check),
    /// Run a file of a flow with no side effects. Needs no server.
    Simulate(simulate::Simulate),
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        match self {
            Self::Check(check) => check.run(globals),
            Self::Simulate(simulate) => simulate.run(globals),
        }
    }
}
