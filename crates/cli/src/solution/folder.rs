//! `steward solution unpack` and `pack`: a solution as a folder that people read and keep in a repository.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use model::ErrorCode;
use serde_json::json;
use solutions::{Package, layout};

use super::{
    open::{files, required},
    rewrite,
};
use crate::{cli::Globals, failure::Failure, output};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  steward solution unpack Orders.zip src/Orders --replace && git diff")]
pub(crate) struct Unpack {
    /// The package: a zip.
    package: PathBuf,
    /// The folder to write.
    #[arg(value_name = "DIR")]
    to: PathBuf,
    /// Let the package take the place of the unpacked solution that is in the folder.
    #[arg(long)]
    replace: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  steward solution pack src/Orders Orders.zip && steward solution check Orders.zip --fail-on high")]
pub(crate) struct Pack {
    /// The folder: an unpacked solution.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The zip to write.
    #[arg(value_name = "ZIP")]
    to: PathBuf,
}

impl Unpack {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let folder = unpacked(&required(&self.package)?)?;
        if !self.replace && fs::read_dir(&self.to).is_ok_and(|mut entries| entries.next().is_some()) {
            let message = format!("{} is not empty.", self.to.display());
            let hint = "Name another folder, or let the package take the place of what is there with --replace.";
            return Err(Failure::coded(ErrorCode::FolderTaken, message).hint(hint).into());
        }
        write_folder(&folder, &self.to)?;
        let count = folder.members().len();
        output::answer(globals, &json!({"folder": self.to, "files": count}), |_| {
            output::line(&format!("Wrote {count} files to {}.", self.to.display()))
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Pack {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode> {
        let packed = packed(&required(&self.folder)?)?;
        let zip = packed.write_zip().map_err(|error| Failure::coded(error.code(), error.to_string()))?;
        rewrite::write(&self.to, &zip)?;
        let apart = layout::left_apart(&packed);
        if let Some(first) = apart.first() {
            output::note(&format!(
                "warning: files that Power Platform expects inside others are in the zip as they are, {first} and {} more; \
                 Steward keeps them, and for Power Platform `pac solution pack` puts them together.",
                apart.len() - 1
            ));
        }
        let answer = json!({"file": self.to, "bytes": zip.len(), "digest": packed.digest()});
        output::answer(globals, &answer, |_| output::line(&format!("Wrote {}.", self.to.display())))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The package in the layout of a folder.
pub(crate) fn unpacked(package: &Package) -> Result<Package, Failure> {
    layout::unpack(package).map_err(|error| Failure::coded(error.code(), error.to_string()))
}

/// The package in the layout of a zip.
pub(crate) fn packed(folder: &Package) -> Result<Package, Failure> {
    layout::pack(folder).map_err(|error| Failure::coded(error.code(), error.to_string()))
}

/// Makes a folder hold the files of a package and nothing else. One that holds something else than an unpacked solution is left alone.
pub(crate) fn write_folder(package: &Package, folder: &Path) -> Result<()> {
    let there = if folder.exists() { files(folder)? } else { Vec::new() };
    let is_solution = there.iter().any(|path| path.eq_ignore_ascii_case("Other/Solution.xml"));
    if !there.is_empty() && !is_solution {
        let message = format!("{} holds something else than an unpacked solution.", folder.display());
        return Err(Failure::coded(ErrorCode::FolderTaken, message)
            .hint("Name another folder, or empty this one.")
            .into());
    }
    let wanted: BTreeSet<&str> = package.members().iter().map(solutions::Member::path).collect();
    for path in there.iter().filter(|path| !wanted.contains(path.as_str())) {
        let path = folder.join(path);
        fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
        remove_empty(folder, &path);
    }
    for member in package.members() {
        let path = folder.join(member.path());
        within(folder, &path)?;
        // Files that did not change keep their times, and builds that look at them their results.
        if fs::read(&path).is_ok_and(|bytes| bytes == member.bytes()) {
            continue;
        }
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent)
            .and_then(|()| fs::write(&path, member.bytes()))
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

/// Removes the folders that have nothing in them any more.
fn remove_empty(folder: &Path, path: &Path) {
    let mut above = path.parent();
    while let Some(parent) = above.filter(|parent| *parent != folder) {
        if fs::remove_dir(parent).is_err() {
            return;
        }
        above = parent.parent();
    }
}

/// Refuses a path that a link in the folder leads out of it.
fn within(folder: &Path, path: &Path) -> Result<()> {
    let mut at = path;
    while at != folder {
        let linked = fs::symlink_metadata(at).is_ok_and(|found| found.is_symlink());
        if linked {
            return Err(io::Error::other("it is a link")).with_context(|| format!("{} is not written", at.display()));
        }
        let Some(parent) = at.parent() else { break };
        at = parent;
    }
    Ok(())
}
