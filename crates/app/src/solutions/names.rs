//! Names of what people build: in files, and for people.

use model::ErrorCode;
use tables::system;

use crate::AppError;

/// What somebody typed is no name for this. `path` is its place in the request.
fn wrong(message: String, path: &str) -> AppError {
    AppError::invalid(message).with_code(ErrorCode::NameInvalid).at(path)
}

/// Whether every environment has a table of this logical name.
pub(crate) fn is_standard(logical_name: &str) -> bool {
    system::standard_tables().iter().any(|table| table.logical_name == logical_name)
}

/// Refuses what is no name of letters, digits and underscores.
pub(crate) fn check_identifier(name: &str, most: usize, path: &str) -> Result<(), AppError> {
    let starts = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    let all = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if starts && all && name.len() <= most {
        return Ok(());
    }
    let message = format!(
        "`{name}` is no name in files: it has at most {most} letters, digits and underscores, and starts with no digit."
    );
    Err(wrong(message, path))
}

/// Refuses what is no prefix of a publisher. Source: Solution publisher prefix, 2 to 8 characters.
pub(crate) fn check_prefix(prefix: &str) -> Result<(), AppError> {
    let all = prefix.chars().all(|letter| letter.is_ascii_alphanumeric());
    let starts = prefix.starts_with(|letter: char| letter.is_ascii_alphabetic());
    if all && starts && (2..=8).contains(&prefix.len()) && !prefix.to_lowercase().starts_with("mscrm") {
        return Ok(());
    }
    let message = format!(
        "`{prefix}` is no prefix: it has 2 to 8 letters and digits, starts with a letter, and not with `mscrm`."
    );
    Err(wrong(message, "publisher/prefix"))
}

/// Refuses a name in files that does not start with a publisher's prefix: with this one, where something goes into a solution.
pub(crate) fn check_prefixed(name: &str, most: usize, prefix: Option<&str>, path: &str) -> Result<(), AppError> {
    check_identifier(name, most, path)?;
    let (own, rest) = name.split_once('_').unwrap_or_default();
    if own.is_empty() || rest.is_empty() {
        let message = format!("`{name}` does not start with a publisher's prefix, as in `contoso_Order`.");
        return Err(wrong(message, path));
    }
    match prefix {
        Some(prefix) if !prefix.eq_ignore_ascii_case(own) => {
            let message =
                format!("The names of what is made for this solution start with `{prefix}_`; `{name}` does not.");
            Err(wrong(message, path))
        }
        _ => Ok(()),
    }
}

/// A name for people.
pub(crate) fn display(name: &str, path: &str) -> Result<String, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(wrong("A display name has 1 to 100 characters.".to_owned(), path));
    }
    Ok(name.to_owned())
}

/// What something is for. None where that is blank.
pub(crate) fn description(text: Option<String>) -> Result<Option<String>, AppError> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > 2_000) {
        return Err(wrong("A description has at most 2,000 characters.".to_owned(), "description"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_files() {
        for (name, prefix, good) in [
            ("contoso_Order", None, true),
            ("contoso_Order", Some("Contoso"), true),
            ("contoso_Order", Some("con"), false),
            ("Order", None, false),
            ("contoso_", None, false),
            ("_Order", None, false),
            ("1con_Order", None, false),
            ("contoso_Größe", None, false),
            ("contoso_a b", None, false),
        ] {
            assert_eq!(check_prefixed(name, 100, prefix, "schemaName").is_ok(), good, "{name} {prefix:?}");
        }
        assert!(check_prefixed(&format!("con_{}", "x".repeat(100)), 100, None, "schemaName").is_err());
        for (prefix, good) in [("con", true), ("c", false), ("mscrmx", false), ("1on", false), ("contosolong", false)] {
            assert_eq!(check_prefix(prefix).is_ok(), good, "{prefix}");
        }
    }
}
