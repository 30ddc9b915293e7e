//! The two layouts of a solution: that of a zip, and that of a folder, which people read and keep in a repository.
//!
//! The folder's is that of Microsoft's SolutionPackager: `Other/Solution.xml`, `Other/Customizations.xml` without what has a file of its
//! own, `Entities/NAME/Entity.xml`, `Roles/NAME.xml`, `Workflows/FILE.json.data.xml` beside each flow. JSON is written with one member
//! on a line. Forms, views and ribbons stay in `Entity.xml`, and rows of apps and web resources in `Customizations.xml`.
//!
//! Nothing is lost: an element moves as it stands, and one that could not be put back as it was stays where it is. Files that are neither
//! XML parts nor JSON keep their bytes. The order of files and of components of a kind is that of their paths, so that the same content
//! always looks the same.
//!
//! Start at [`unpack`] and [`pack`]; then read `section`.

use crate::{
    Package, PackageError,
    export::content_types,
    text::{self, fold},
};

mod json;
mod piece;
mod section;

/// Where the parts of a zip are in a folder.
const PARTS: [(&str, &str); 2] =
    [("solution.xml", "Other/Solution.xml"), ("customizations.xml", "Other/Customizations.xml")];
/// Lists what a zip holds. It follows from the files, so a folder has none.
const TYPES: &str = "[Content_Types].xml";

/// The package in the layout of a folder. One that is so already, or is no solution, keeps its files.
///
/// # Errors
/// Two files that would have the same path.
pub fn unpack(package: &Package) -> Result<Package, PackageError> {
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let solution = !package.is_unpacked() && package.get("solution.xml").is_some();
    for member in package.members() {
        let path = if solution { in_folder(member.path()) } else { Some(member.path().to_owned()) };
        let Some(path) = path else { continue };
        let bytes = match text::decode(member.bytes()) {
            Ok(text) if fold(&path).ends_with(".json") => json::pretty(&text).map(String::into_bytes),
            _ => None,
        };
        files.push((path, bytes.unwrap_or_else(|| member.bytes().to_vec())));
    }
    if solution {
        section::cut(&mut files);
    }
    sorted(files, fold)
}

/// The package in the layout of a zip. One that is so already, or is no solution, keeps its files. Where a folder holds both layouts, the
/// parts of the zip are left out: the source counts.
///
/// # Errors
/// Two files that would have the same path.
pub fn pack(folder: &Package) -> Result<Package, PackageError> {
    if !folder.is_unpacked() {
        return Ok(folder.clone());
    }
    let files = folder.members().iter().map(|member| (member.path().to_owned(), member.bytes().to_vec()));
    let old = |path: &str| path == TYPES || PARTS.iter().any(|(zip, _)| fold(path) == *zip);
    let mut files: Vec<(String, Vec<u8>)> = files.filter(|(path, _)| !old(path)).collect();
    section::join(&mut files);
    for (path, _) in &mut files {
        *path = in_zip(path);
    }
    // What describes the others stands first, as the platform writes it.
    let first =
        |path: &str| [TYPES, "solution.xml", "customizations.xml"].iter().position(|it| *it == path).unwrap_or(3);
    let types = content_types(files.iter().map(|(path, _)| path.as_str())).to_document();
    files.push((TYPES.to_owned(), types));
    sorted(files, |path| format!("{}{}", first(path), fold(path)))
}

/// The files of a packed solution that the platform expects inside others: the forms, views and rows of web resources and apps that
/// Microsoft's tool splits off, and that [`pack`] leaves as they are.
pub fn left_apart(packed: &Package) -> Vec<&str> {
    let apart = |path: &str| {
        let path = fold(path);
        ["entities/", "other/", "appmodules/"].iter().any(|folder| path.starts_with(folder))
            || [".data.xml", ".meta.xml"].iter().any(|end| path.ends_with(end))
    };
    packed.members().iter().map(crate::Member::path).filter(|path| apart(path)).collect()
}

/// Where a file of a zip is in a folder; nowhere where it follows from the others.
fn in_folder(path: &str) -> Option<String> {
    if path == TYPES {
        return None;
    }
    let part = PARTS.iter().find(|(zip, _)| fold(path) == *zip);
    Some(part.map_or_else(|| moved(path, "connector/", "Connectors/"), |(_, folder)| (*folder).to_owned()))
}

/// Where a file of a folder is in a zip.
fn in_zip(path: &str) -> String {
    let part = PARTS.iter().find(|(_, folder)| fold(path) == fold(folder));
    part.map_or_else(|| moved(path, "connectors/", "Connector/"), |(zip, _)| (*zip).to_owned())
}

/// The path with another first folder, where it has this one.
fn moved(path: &str, from: &str, to: &str) -> String {
    match path.get(..from.len()) {
        Some(start) if fold(start) == from => format!("{to}{}", path.get(from.len()..).unwrap_or_default()),
        _ => path.to_owned(),
    }
}

fn sorted(mut files: Vec<(String, Vec<u8>)>, key: impl Fn(&str) -> String) -> Result<Package, PackageError> {
    files.sort_by_cached_key(|(path, _)| key(path));
    Package::from_files(files)
}
