//! `steward solution`: solutions on the server, and packages without one.

mod build;
mod check;
mod diff;
mod export;
pub(crate) mod folder;
mod installed;
pub(crate) mod open;
pub(crate) mod plan;
mod replay;
pub(crate) mod rewrite;
mod sarif;
mod signature;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;

use crate::{
    cli::Globals,
    client::{Api, block_on},
    output::{self, instant, text},
};

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the solutions that are installed in the environment.
    List,
    /// Say what bringing a package in would do. Changes nothing.
    Plan(plan::Brought),
    /// Bring a package in, as its plan says: all of it or nothing.
    Apply(plan::Apply),
    /// The same, with a dry run.
    Import(plan::Import),
    /// Say what recorded runs would have done with a package's flows. Changes nothing, and calls nobody.
    Replay(replay::Replay),
    /// Show a solution: what it holds, what its references are bound to, its values.
    Show {
        /// Its unique name.
        solution: String,
    },
    /// List what was brought into the environment, newest first.
    Releases {
        /// Only the releases of this solution.
        solution: Option<String>,
    },
    /// Bring the package of a release in again, with its settings. Rows of tables stay as they are.
    Rollback {
        /// The release's id, as `releases` prints it.
        release: String,
        /// What there is to say about it.
        #[arg(long)]
        note: Option<String>,
        #[command(flatten)]
        asked: installed::Asked,
    },
    /// Take a solution away. A managed one goes with all that it brought; of an unmanaged one the components stay.
    Uninstall {
        /// Its unique name.
        solution: String,
        #[command(flatten)]
        asked: installed::Asked,
    },
    /// Remove what a staged upgrade left for later.
    FinishUpgrade {
        /// The solution's unique name.
        solution: String,
        #[command(flatten)]
        asked: installed::Asked,
    },
    /// Say in words what a solution is here against what it is in another environment, or was in a release.
    Changes {
        /// Its unique name.
        solution: String,
        /// The other environment's name, or the release's id.
        #[arg(long, value_name = "ENVIRONMENT|RELEASE")]
        with: String,
        /// Show the definitions of flows line by line, too.
        #[arg(long)]
        text: bool,
    },
    /// Create an unmanaged solution, or change what one is called.
    #[command(
        disable_version_flag = true,
        after_help = "Example:
  steward solution create Orders --prefix contoso --publisher Contoso --version 1.0.0.0"
    )]
    Create(build::Create),
    /// Add components of the environment to a solution.
    #[command(after_help = "Example:
  steward solution add Orders flow 'Add an order' 'Remind customers'")]
    Add(build::Components),
    /// Take components out of a solution. They stay in the environment.
    Remove(build::Components),
    /// Export a solution as a zip that other environments and installations import.
    #[command(disable_version_flag = true)]
    Export(export::Export),
    /// Say what is in packages, what is wrong with them, and what is a bad idea. Needs no server.
    Check(check::Check),
    /// Say in words what two packages do differently. Needs no server.
    Diff {
        /// The package as it was: a zip, or an unpacked folder.
        before: PathBuf,
        /// The package as it is.
        after: PathBuf,
        /// Show the definitions of flows line by line, too.
        #[arg(long)]
        text: bool,
        /// Fail where they differ.
        #[arg(long)]
        exit_code: bool,
    },
    /// Read a package and write it again with the same content. Needs no server.
    Repack {
        /// The package: a zip, or an unpacked folder.
        #[arg(value_name = "IN")]
        from: PathBuf,
        /// The zip to write.
        #[arg(value_name = "OUT")]
        to: PathBuf,
    },
    /// Write a package to a folder that people read and keep in a repository. Needs no server.
    Unpack(folder::Unpack),
    /// Make a zip of such a folder. Needs no server.
    Pack(folder::Pack),
    /// Make a key to sign packages with, and print the public key that tells who signed. Needs no server.
    NewKey(signature::NewKey),
    /// Sign a package: who vouches for it, and what it was made from. Needs no server.
    Sign(signature::Sign),
    /// Say whether a package is what a signer signed. Needs no server.
    Verify(signature::Verify),
    /// Print the public key that tells what the installation has signed.
    SigningKey,
    /// Print the deployment settings file to fill in for a package. Needs no server.
    CreateSettings {
        /// The package: a zip, or an unpacked folder.
        path: PathBuf,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        match self {
            Self::Check(check) => check.run(globals),
            Self::Diff { before, after, text, exit_code } => diff::run(&before, &after, text, exit_code, globals),
            Self::Repack { from, to } => rewrite::repack(&from, &to),
            Self::Unpack(unpack) => unpack.run(globals),
            Self::Pack(pack) => pack.run(globals),
            Self::NewKey(key) => key.run(globals),
            Self::Sign(sign) => sign.run(globals),
            Self::Verify(verify) => verify.run(globals),
            Self::SigningKey => block_on(signature::of_installation(globals)),
            Self::CreateSettings { path } => rewrite::create_settings(&path),
            Self::List => block_on(list(globals)),
            Self::Plan(brought) => block_on(brought.plan(globals)),
            Self::Apply(apply) => block_on(apply.call(globals)),
            Self::Import(import) => block_on(import.call(globals)),
            Self::Replay(replay) => block_on(replay.call(globals)),
            Self::Show { solution } => block_on(installed::show(globals, &solution)),
            Self::Releases { solution } => block_on(installed::releases(globals, solution.as_deref())),
            Self::Rollback { release, note, asked } => block_on(installed::roll_back(globals, &release, note, &asked)),
            Self::Uninstall { solution, asked } => block_on(installed::uninstall(globals, &solution, &asked)),
            Self::FinishUpgrade { solution, asked } => block_on(installed::finish_upgrade(globals, &solution, &asked)),
            Self::Changes { solution, with, text } => block_on(installed::changes(globals, &solution, &with, text)),
            Self::Create(create) => block_on(create.call(globals)),
            Self::Add(components) => block_on(components.add(globals)),
            Self::Remove(components) => block_on(components.remove(globals)),
            Self::Export(export) => block_on(export.call(globals)),
        }
    }
}

async fn list(globals: &Globals) -> Result<ExitCode> {
    let api = Api::of(globals)?;
    let all = api.list(&api.within(&["solutions"]).await?, None).await?;
    output::list(globals, &all, ["name", "display name", "version", "managed", "publisher", "installed"], |it| {
        let managed = if it["managed"] == true { "yes" } else { "no" };
        [
            text(it, "uniqueName"),
            text(it, "displayName"),
            text(it, "version"),
            managed.to_owned(),
            text(it, "publisher"),
            instant(it, "installedAt"),
        ]
    })?;
    Ok(ExitCode::SUCCESS)
}
