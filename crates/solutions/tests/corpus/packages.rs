//! Real packages, where they are at hand.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use solutions::{Limits, Package};

/// The folder with real packages, if it is here.
#[expect(clippy::disallowed_methods, reason = "only a test finds its material by the environment")]
pub(crate) fn corpus() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared = env::var("STEWARD_SHARED").unwrap_or_else(|_| beside.to_owned());
    let corpus = Path::new(&shared).join("corpus");
    if !corpus.is_dir() {
        println!("skipped: no shared folder with real packages at {}", corpus.display());
        return None;
    }
    Some(corpus)
}

pub(crate) fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

pub(crate) fn zips(corpus: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(&corpus.join("solutions"), &mut files);
    walk(&corpus.join("packages"), &mut files);
    files.retain(|path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip")));
    files
}

/// Folders with `Other/Solution.xml`, or with `solution.xml` and `customizations.xml`.
pub(crate) fn folders(corpus: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(&corpus.join("solutions"), &mut files);
    let named = |path: &PathBuf, name: &str| path.file_name().is_some_and(|found| found.eq_ignore_ascii_case(name));
    let mut folders: Vec<PathBuf> = files
        .iter()
        .filter(|path| named(path, "solution.xml"))
        .filter_map(|path| {
            let folder = path.parent()?;
            let other = folder.file_name()?.eq_ignore_ascii_case("other");
            if other { folder.parent().map(Path::to_path_buf) } else { Some(folder.to_path_buf()) }
        })
        .collect();
    folders.dedup();
    folders
}

pub(crate) fn read_folder(folder: &Path) -> Package {
    let mut files = Vec::new();
    walk(folder, &mut files);
    let files = files.into_iter().map(|path| {
        let relative = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        (relative, fs::read(&path).unwrap())
    });
    Package::from_files(files).unwrap()
}

pub(crate) fn read_zip(path: &Path) -> Package {
    let bytes = fs::read(path).unwrap();
    Package::read_zip(&bytes, &Limits::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
