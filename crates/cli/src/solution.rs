//! `steward solution`: solutions on the server, and packages without one.

mod check;
mod open;
mod rewrite;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;

use crate::cli::Globals;

#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Say what is in packages, and what is wrong with them. Needs no server.
    Check {
        /// Zips, or unpacked folders.
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
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
    /// Print the deployment settings file to fill in for a package. Needs no server.
    CreateSettings {
        /// The package: a zip, or an unpacked folder.
        path: PathBuf,
    },
}

impl Command {
    pub(crate) fn run(self, globals: &Globals) -> Result<ExitCode> {
        match self {
            Self::Check { paths } => check::run(&paths, globals),
            Self::Repack { from, to } => rewrite::repack(&from, &to),
            Self::CreateSettings { path } => rewrite::create_settings(&path),
        }
    }
}
