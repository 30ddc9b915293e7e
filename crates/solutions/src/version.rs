//! Solution versions.

use std::{fmt, str::FromStr};

/// `major.minor.build.revision`. Missing parts are 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct SolutionVersion([u32; 4]);

impl SolutionVersion {
    /// The version with these four parts.
    pub fn new(major: u32, minor: u32, build: u32, revision: u32) -> Self {
        Self([major, minor, build, revision])
    }

    /// Major and minor: what a patch is for.
    pub(crate) fn minor(self) -> (u32, u32) {
        let [major, minor, ..] = self.0;
        (major, minor)
    }

    /// Major, minor, build, revision.
    pub fn parts(self) -> [u32; 4] {
        self.0
    }
}

/// Text that is no version.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{text}` is not a version: it takes one to four numbers with dots between, such as 1.0.0.3")]
pub struct NotAVersion {
    text: String,
}

impl FromStr for SolutionVersion {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || NotAVersion { text: text.to_owned() };
        let mut parts = [0; 4];
        let mut given = text.trim().split('.');
        for (place, part) in parts.iter_mut().enumerate() {
            match given.next() {
                Some(text) => *part = text.parse().map_err(|_| wrong())?,
                None if place > 0 => break,
                None => return Err(wrong()),
            }
        }
        if given.next().is_some() { Err(wrong()) } else { Ok(Self(parts)) }
    }
}

impl fmt::Display for SolutionVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, build, revision] = self.0;
        write!(f, "{major}.{minor}.{build}.{revision}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_compared_as_numbers() {
        let version = |text: &str| text.parse::<SolutionVersion>();
        assert!(version("1.0.0.10").unwrap() > version("1.0.0.9").unwrap());
        assert_eq!(version("1.2").unwrap().to_string(), "1.2.0.0");
        for wrong in ["", "1..2", "1.2.3.4.5", "v1", "1.-2"] {
            assert!(version(wrong).is_err(), "{wrong}");
        }
    }
}
