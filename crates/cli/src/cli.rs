//! The commands.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{bench, connector, expr, flow, serve, solution};

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
    /// The server; else the one that `steward login` signed in to.
    #[arg(long, global = true, env = "STEWARD_URL", value_name = "URL", hide_env_values = true)]
    pub(crate) url: Option<String>,
    /// The API token; else the one that `steward login` got.
    #[arg(long, global = true, env = "STEWARD_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
    /// The environment; else the only one that you may enter, or dev.
    #[arg(short, long, global = true, env = "STEWARD_ENVIRONMENT", value_name = "NAME", hide_env_values = true)]
    pub(crate) environment: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure workloads against a running server.
    Bench(bench::Bench),
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
            Command::Bench(bench) => bench.run(),
            Command::Serve(serve) => serve.run(),
            Command::Flow(command) => command.run(&globals),
            Command::Connector(command) => command.run(&globals),
            Command::Solution(command) => command.run(&globals),
            Command::Expr(command) => command.run(),
        }
    }
}
