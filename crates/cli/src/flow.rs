//! `steward flow`: flows on the server, and files of flows without one.

mod access;
mod changes;
mod check;
mod diagnostic;
mod document;
mod list;
mod show;
mod simulate;
mod start;
mod write;

use std::process::ExitCode;

use anyhow::Result;
pub(crate) use diagnostic::DiagnosticLine;
pub(crate) use show::run_as as run_as_words;

use crate::{
    cli::Globals,
    client::{Api, block_on},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the flows that you may know of.
    List,
    /// Show a flow: what it needs, who owns it, and whose identity each action will use.
    Show(show::Show),
    /// Print the definition of one version of a flow.
    Version {
        /// Id or name.
        flow: String,
        /// The version, from 1.
        number: u32,
    },
    /// Say in words what a version of a flow does differently from another.
    Changes {
        /// Id or name.
        flow: String,
        /// The version, from 1; else the published one.
        number: Option<u32>,
        /// The version to compare it with; else the one before.
        #[arg(long, value_name = "NUMBER")]
        with: Option<u32>,
        /// Print the definitions line by line, too.
        #[arg(long)]
        text: bool,
    },
    /// Start a flow with a button, or one with a schedule now.
    Run(start::Start),
    /// Turn a flow on.
    Enable {
        /// Id or name.
        flow: String,
    },
    /// Turn a flow off. Runs that have started go on.
    Disable {
        /// Id or name.
        flow: String,
    },
    /// Make a flow from a file. It is saved off.
    Create(write::Create),
    /// Save a file as a new version of a flow.
    Update(write::Update),
    /// Delete a flow with its history.
    Delete {
        /// Id or name.
        flow: String,
    },
    /// Say who has access to a flow, and by which shares, groups and roles.
    Access(access::Access),
    /// List whose connections a flow uses for those who start it, or choose.
    RunOnly(access::RunOnly),
    /// Share a flow with a principal, or change what it is shared as.
    Share(write::Share),
    /// End a share.
    Unshare {
        /// Id or name of the flow.
        flow: String,
        /// Id or name of the principal.
        principal: String,
    },
    /// Choose another connection for one reference of one flow.
    Swap(write::Swap),
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
            online => block_on(online.call(globals)),
        }
    }

    async fn call(self, globals: &Globals) -> Result<ExitCode> {
        let api = Api::of(globals)?;
        match self {
            Self::List => list::list(&api, globals).await?,
            Self::Show(show) => show.call(&api, globals).await?,
            Self::Version { flow, number } => show::version(&api, globals, &flow, number).await?,
            Self::Changes { flow, number, with, text } => {
                changes::call(&api, globals, &flow, (number, with), text).await?;
            }
            Self::Run(start) => return start.call(&api, globals).await,
            Self::Enable { flow } => write::turn(&api, globals, &flow, "enable").await?,
            Self::Disable { flow } => write::turn(&api, globals, &flow, "disable").await?,
            Self::Create(create) => create.call(&api, globals).await?,
            Self::Update(update) => update.call(&api, globals).await?,
            Self::Delete { flow } => write::delete(&api, globals, &flow).await?,
            Self::Access(access) => access.call(&api, globals).await?,
            Self::RunOnly(choice) => choice.call(&api, globals).await?,
            Self::Share(share) => share.call(&api, globals).await?,
            Self::Unshare { flow, principal } => write::unshare(&api, globals, &flow, &principal).await?,
            Self::Swap(swap) => swap.call(&api, globals).await?,
            Self::Check(_) | Self::Simulate(_) => {}
        }
        Ok(ExitCode::SUCCESS)
    }
}
