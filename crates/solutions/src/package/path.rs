//! Which paths a package may hold.

use super::{PackageError, PathProblem};

const MAX_BYTES: usize = 1024;

/// The path with forward slashes, or the rule that it breaks.
///
/// Backslashes are separators, because old .NET tools write them into zips.
pub(super) fn checked(path: &str) -> Result<String, PackageError> {
    let clean = path.replace('\\', "/");
    match problem(&clean) {
        None => Ok(clean),
        Some(problem) => {
            let shown: String = path.chars().take(120).flat_map(char::escape_debug).collect();
            Err(PackageError::PathNotAllowed { entry: shown, problem })
        }
    }
}

fn problem(path: &str) -> Option<PathProblem> {
    if path.len() > MAX_BYTES {
        return Some(PathProblem::TooLong);
    }
    if path.chars().any(char::is_control) {
        return Some(PathProblem::ControlCharacter);
    }
    let mut start = path.chars();
    let drive = start.next().is_some_and(|c| c.is_ascii_alphabetic()) && start.next() == Some(':');
    if path.starts_with('/') || drive {
        return Some(PathProblem::Absolute);
    }
    path.split('/').find_map(|part| match part {
        "" => Some(PathProblem::Empty),
        "." | ".." => Some(PathProblem::Leaves),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_inside_the_package_are_allowed() {
        let cases = [
            ("solution.xml", None),
            ("Workflows\\a.json", None),
            ("[Content_Types].xml", None),
            ("..data/x", None),
            ("/etc/passwd", Some(PathProblem::Absolute)),
            ("\\\\host\\share", Some(PathProblem::Absolute)),
            ("C:/x", Some(PathProblem::Absolute)),
            ("a/../../x", Some(PathProblem::Leaves)),
            ("a\\..\\x", Some(PathProblem::Leaves)),
            ("./x", Some(PathProblem::Leaves)),
            ("", Some(PathProblem::Empty)),
            ("a//x", Some(PathProblem::Empty)),
            ("a\0.xml", Some(PathProblem::ControlCharacter)),
        ];
        for (path, expected) in cases {
            let found = match checked(path) {
                Ok(_) => None,
                Err(PackageError::PathNotAllowed { problem, .. }) => Some(problem),
                Err(other) => panic!("{path}: {other}"),
            };
            assert_eq!(found, expected, "{path}");
        }
        assert_eq!(checked("Workflows\\a.json").unwrap(), "Workflows/a.json");
        assert!(checked(&"x".repeat(1025)).is_err());
    }
}
