//! A package from files that somebody else read: an unpacked solution, or one made from scratch.

use super::{Package, PackageError};

impl Package {
    /// A package of these files, in this order. Paths are relative to the folder that holds `solution.xml` or `Other`.
    ///
    /// # Errors
    /// A path that is not allowed or stands twice.
    pub fn from_files<P: AsRef<str>, B: Into<Vec<u8>>>(
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Result<Self, PackageError> {
        let mut package = Self::new();
        for (path, bytes) in files {
            package.add(path.as_ref(), bytes.into())?;
        }
        Ok(package)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_stands_twice_is_refused() {
        let files = [("Other/Solution.xml", vec![]), ("other/solution.XML", vec![])];
        let error = Package::from_files(files).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the package holds `other/solution.XML` twice (paths are compared without case; the other one is `Other/Solution.xml`)"
        );
    }
}
