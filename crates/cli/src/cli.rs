//! The commands.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{connector, expr, flow, serve, solution};

/// Runs cloud flows that outlive their authors.
#[derive(Debug, Parser)]
#[command(name = "steward", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Globals {
    /// Print JSON on standard output, as the API gives it.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::Serve),
    /// Flows: check and simulate files.
    #[command(subcommand)]
    Flow(flow::Command),
    /// Connectors: check definitions.
    #[command(subcommand)]
    Connector(connector::Command),
    /// Solutions: check and rewrite packages.
    #[command(subcommand)]
    Solution(solution::Command),
    /// Expressions: evaluate one, or a file of them.
    #[command(subcommand)]
    Expr(expr::Command),
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// Why it could not be done.
    pub(crate) fn run(self) -> Result<ExitCode> {
        let Self { globals, command } = self;
        match command {
            Command::Serve(serve) => serve.run(),
            Command::Flow(command) => command.run(&globals),
            Command::Connector(command) => command.run(&globals),
            Command::Solution(command) => command.run(&globals),
            Command::Expr(command) => command.run(),
        }
    }
}
