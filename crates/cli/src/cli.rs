//! The commands.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::{
    audit, bench, completions, connection, connector, continuity, custom_role, data_policy, db, demo, env, expr, flow,
    group, handover, history, login, mail, node, output, pipeline, promotion, reference, role, run, secrets, serve,
    service_account, settings, solution, sync, table, token, user, variable,
};

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
    /// Run the server.
    Serve(Box<serve::Serve>),
    /// Bring a database's schema up to date, and say which steps that took. A server does it at its start.
    Migrate(db::Migrate),
    /// Databases: copy one into another. Needs no server.
    #[command(subcommand)]
    Db(db::Command),
    /// Secrets at rest: another master key, and what is under which. Needs no server.
    #[command(subcommand)]
    Secrets(secrets::Command),
    /// Play the demo through.
    #[command(subcommand)]
    Demo(demo::Command),
    /// Sign in to a server and keep a token for the other commands.
    Login(login::Login),
    /// Revoke that token and forget it.
    Logout,
    /// Flows: on the server, or as files.
    #[command(subcommand)]
    Flow(flow::Command),
    /// Runs, and as whom their actions acted.
    #[command(subcommand)]
    Run(run::Command),
    /// Connections: credentials of one principal for one connector.
    #[command(subcommand)]
    Connection(connection::Command),
    /// Connection references: which connection answers for a name.
    #[command(subcommand)]
    Reference(reference::Command),
    /// Continuity: what breaks when people leave.
    #[command(subcommand)]
    Continuity(continuity::Command),
    /// Environment variables: values that differ between environments.
    #[command(subcommand)]
    Variable(variable::Command),
    /// Solutions: on the server, or as packages.
    #[command(subcommand)]
    Solution(solution::Command),
    /// An environment and a git repository: keep their solutions the same.
    #[command(subcommand)]
    Sync(sync::Command),
    /// Pipelines: what solutions are promoted through.
    #[command(subcommand)]
    Pipeline(pipeline::Command),
    /// Promotions: bringing a solution to a stage of a pipeline.
    #[command(subcommand)]
    Promotion(promotion::Command),
    /// Tables and their rows.
    #[command(subcommand)]
    Table(table::Command),
    /// Environments and their members.
    #[command(subcommand)]
    Env(env::Command),
    /// Custom roles: sets of privileges that an environment makes for itself.
    #[command(subcommand)]
    CustomRole(custom_role::Command),
    /// Which connectors may stand in one flow.
    #[command(subcommand)]
    DataPolicy(data_policy::Command),
    /// Security roles.
    #[command(subcommand)]
    Role(role::Command),
    /// Users and other principals.
    #[command(subcommand)]
    User(user::Command),
    /// Groups of principals, and who is in them.
    #[command(subcommand)]
    Group(group::Command),
    /// Service accounts: identities that no person takes along.
    #[command(subcommand)]
    ServiceAccount(service_account::Command),
    /// API tokens of your own.
    #[command(subcommand)]
    Token(token::Command),
    /// How the installation works.
    #[command(subcommand)]
    Settings(settings::Command),
    /// Servers of the installation.
    #[command(subcommand)]
    Node(node::Command),
    /// Mails: whether they go out, and a test.
    #[command(subcommand)]
    Mail(mail::Command),
    /// Runs that were archived before they were removed. Needs no server.
    #[command(subcommand)]
    History(history::Command),
    /// Hand-over plans: what leavers have, and who gets it.
    #[command(subcommand)]
    Handover(handover::Command),
    /// The audit: who did what.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Expressions: evaluate one, or a file of them. Needs no server.
    #[command(subcommand)]
    Expr(expr::Command),
    /// Connectors: check definitions. Needs no server.
    #[command(subcommand)]
    Connector(connector::Command),
    /// Measure workloads against a running server.
    Bench(Box<bench::Bench>),
    /// Print the script that completes commands in a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the description of the API.
    #[command(hide = true)]
    Openapi,
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
            Command::Migrate(migrate) => migrate.run(&globals),
            Command::Db(command) => command.run(&globals),
            Command::Secrets(command) => command.run(&globals),
            Command::Demo(command) => command.run(&globals),
            Command::Login(login) => login.run(&globals),
            Command::Logout => login::logout(&globals),
            Command::Flow(command) => command.run(&globals),
            Command::Run(command) => command.run(&globals),
            Command::Connection(command) => command.run(&globals),
            Command::Reference(command) => command.run(&globals),
            Command::Continuity(command) => command.run(&globals),
            Command::Variable(command) => command.run(&globals),
            Command::Solution(command) => command.run(&globals),
            Command::Sync(command) => command.run(&globals),
            Command::Pipeline(command) => command.run(&globals),
            Command::Promotion(command) => command.run(&globals),
            Command::Table(command) => command.run(&globals),
            Command::Env(command) => command.run(&globals),
            Command::CustomRole(command) => command.run(&globals),
            Command::DataPolicy(command) => command.run(&globals),
            Command::Role(command) => command.run(&globals),
            Command::User(command) => command.run(&globals),
            Command::Group(command) => command.run(&globals),
            Command::ServiceAccount(command) => command.run(&globals),
            Command::Token(command) => command.run(&globals),
            Command::Settings(command) => command.run(&globals),
            Command::Node(command) => command.run(&globals),
            Command::Mail(command) => command.run(&globals),
            Command::History(command) => command.run(&globals),
            Command::Handover(command) => command.run(&globals),
            Command::Audit(command) => command.run(&globals),
            Command::Expr(command) => command.run(),
            Command::Connector(command) => command.run(&globals),
            Command::Bench(bench) => bench.run(),
            Command::Completions { shell } => completions::print(shell),
            Command::Openapi => {
                output::line(server::openapi().trim_end())?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}
