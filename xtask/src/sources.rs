//! The Rust sources of this repository.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

/// All Rust sources below a folder, one after the other; nothing where there is no such folder.
///
/// # Errors
/// A file cannot be read.
pub(crate) fn text_of(folder: &Path) -> Result<String> {
    let mut files = Vec::new();
    if folder.is_dir() {
        collect(folder, &mut files)?;
    }
    let mut all = String::new();
    for file in files {
        all += &fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
    }
    Ok(all)
}

/// Adds the Rust files below a folder.
///
/// # Errors
/// A folder cannot be read.
pub(crate) fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let path = entry.with_context(|| format!("could not read {}", folder.display()))?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}
