//! Packages from files: a zip, or a folder that one was unpacked to.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use model::ErrorCode;
use solutions::{Limits, Package, PackageError};

use crate::failure::Failure;

/// Why a package could not be opened.
#[derive(Debug)]
pub(super) enum OpenError {
    /// The file or folder cannot be read.
    Unreadable(PathBuf, io::Error),
    /// It is no package.
    Package(PackageError),
}

/// Opens a zip or a folder.
pub(super) fn open(path: &Path) -> Result<Package, OpenError> {
    let limits = Limits::default();
    let unreadable = |error| OpenError::Unreadable(path.to_owned(), error);
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        let mut files = Vec::new();
        let mut room = limits.total_bytes;
        collect(path, path, &mut files, &mut room)?;
        return Package::from_files(files).map_err(OpenError::Package);
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    Package::read_zip(&bytes, &limits).map_err(OpenError::Package)
}

/// As [`open`], for commands that cannot go on without.
pub(crate) fn required(path: &Path) -> Result<Package, Failure> {
    open(path).map_err(|error| match error {
        OpenError::Unreadable(at, error) => Failure::new(format!("{} cannot be read: {error}", at.display())),
        OpenError::Package(error) => Failure::coded(error.code(), format!("{}: {error}", path.display())),
    })
}

/// The paths of the files under a folder, as a package has them.
pub(crate) fn files(folder: &Path) -> Result<Vec<String>, Failure> {
    let package = required(folder)?;
    Ok(package.members().iter().map(|member| member.path().to_owned()).collect())
}

/// The files under a folder in the order of their names, those of git left out, with paths that are relative to `root`.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>, room: &mut u64) -> Result<(), OpenError> {
    let unreadable = |error| OpenError::Unreadable(folder.to_owned(), error);
    let mut entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(unreadable)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type().map_err(unreadable)?;
        if entry.file_name() == ".git" {
            continue;
        }
        if kind.is_dir() {
            collect(root, &path, files, room)?;
        } else if kind.is_file() {
            let bytes = fs::read(&path).map_err(|error| OpenError::Unreadable(path.clone(), error))?;
            let size = bytes.len() as u64;
            *room = room.checked_sub(size).ok_or_else(|| too_large(folder))?;
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            files.push((parts.join("/"), bytes));
        }
    }
    Ok(())
}

fn too_large(folder: &Path) -> OpenError {
    let why = format!("the files are larger than the limit, see {}", ErrorCode::PackageTooLarge);
    OpenError::Unreadable(folder.to_owned(), io::Error::other(why))
}
