//! `steward solution repack` and `create-settings`.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context as _, Result};
use solutions::{Problem, Settings};

use super::open::required;
use crate::{failure::Failure, output};

/// Reads a package and writes it again.
pub(super) fn repack(from: &Path, to: &Path) -> Result<ExitCode> {
    let package = required(from)?;
    let zip = package.write_zip().map_err(|error| Failure::coded(error.code(), error.to_string()))?;
    write(to, &zip)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the settings to fill in.
pub(super) fn create_settings(path: &Path) -> Result<ExitCode> {
    let (contents, problems) = required(path)?.contents();
    if let Some(problem) = problems.iter().find(|problem| Problem::is_error(problem)) {
        return Err(Failure::new(format!("{}: {}: {}", path.display(), problem.file, problem.message)).into());
    }
    output::line(&Settings::template(&contents).to_json())?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a file whole or not at all: a reader never sees half of it, even where it replaces the file that was read.
pub(crate) fn write(to: &Path, bytes: &[u8]) -> Result<()> {
    let mut beside = to.as_os_str().to_owned();
    beside.push(".part");
    fs::write(&beside, bytes)
        .and_then(|()| fs::rename(&beside, to))
        .with_context(|| format!("{} cannot be written", to.display()))
}
