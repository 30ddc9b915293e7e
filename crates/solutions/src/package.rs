//! The files of a solution, in order, whatever they came in.

use std::collections::HashMap;

use crate::text::fold;

mod digest;
mod error;
mod folder;
mod limits;
mod path;
mod zip;

pub use error::{Limit, PackageError, PathProblem};
pub use limits::Limits;

/// A file of a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    path: String,
    bytes: Vec<u8>,
}

impl Member {
    /// Where it stands, with forward slashes and in its own case (`Workflows/Myflow-0AF9….json`).
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What it holds.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// An ordered list of files with unique paths. Paths are compared without case, as the platform's tools do.
///
/// Every path in it is relative, has no `..` and no empty parts, so it is safe to join to a folder.
#[derive(Clone, Default, Debug)]
pub struct Package {
    members: Vec<Member>,
    /// From the folded path to the place in `members`.
    places: HashMap<String, usize>,
}

impl Package {
    /// A package with no files.
    pub fn new() -> Self {
        Self::default()
    }

    /// The files in order.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The file at this path, compared without case. A leading slash, as `customizations.xml` writes it, is ignored.
    pub fn get(&self, path: &str) -> Option<&Member> {
        let place = self.places.get(&fold(path.trim_start_matches('/')))?;
        self.members.get(*place)
    }

    /// Replaces the content of the file at this path where it stands, else adds the file at the end.
    ///
    /// # Errors
    /// A path that is absolute, leaves the package or has empty parts.
    pub fn set(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), PackageError> {
        let path = path::checked(path)?;
        match self.places.get(&fold(&path)).and_then(|place| self.members.get_mut(*place)) {
            Some(member) => member.bytes = bytes.into(),
            None => self.push(path, bytes.into()),
        }
        Ok(())
    }

    /// Removes the file at this path and gives it back.
    pub fn remove(&mut self, path: &str) -> Option<Member> {
        let place = self.places.get(&fold(path.trim_start_matches('/'))).copied()?;
        if place >= self.members.len() {
            return None;
        }
        let member = self.members.remove(place);
        self.places = self.members.iter().enumerate().map(|(place, member)| (fold(&member.path), place)).collect();
        Some(member)
    }

    /// Whether a file of a package may have this path.
    pub(crate) fn takes(path: &str) -> bool {
        path::checked(path).is_ok()
    }

    /// Adds a file whose path must be new.
    fn add(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), PackageError> {
        let path = path::checked(path)?;
        if let Some(other) = self.get(&path) {
            return Err(PackageError::DuplicatePath { entry: path, other: other.path.clone() });
        }
        self.push(path, bytes);
        Ok(())
    }

    fn push(&mut self, path: String, bytes: Vec<u8>) {
        self.places.insert(fold(&path), self.members.len());
        self.members.push(Member { path, bytes });
    }
}

impl PartialEq for Package {
    fn eq(&self, other: &Self) -> bool {
        self.members == other.members
    }
}

impl Eq for Package {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_without_case_and_replaced_where_they_stand() {
        let mut package = Package::from_files([("a.xml", b"1".to_vec()), ("B/c.json", b"2".to_vec())]).unwrap();
        package.set("A.XML", *b"3").unwrap();
        package.set("d.txt", *b"4").unwrap();
        let listed: Vec<_> = package.members().iter().map(|m| (m.path(), m.bytes())).collect();
        assert_eq!(listed, [("a.xml", &b"3"[..]), ("B/c.json", b"2"), ("d.txt", b"4")]);
        assert_eq!(package.remove("/b/C.json").unwrap().path(), "B/c.json");
        assert_eq!(package.get("d.TXT").unwrap().bytes(), b"4");
        assert!(package.remove("b/c.json").is_none());
    }
}
