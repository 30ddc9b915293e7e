//! Addresses of the Web API.

use tables::{ErrorKind, ODataError};

/// What an address names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Resource {
    /// The list of tables.
    Service,
    /// `$metadata`.
    Metadata,
    /// `WhoAmI()`.
    WhoAmI,
    /// `EntityDefinitions`, all or one.
    Definitions {
        /// The logical name of the one.
        table: Option<String>,
        /// Only its columns.
        attributes: bool,
    },
    /// The rows of a table, by its entity set name.
    Set(String),
    /// How many rows a table has.
    Count(String),
    /// A row.
    Row {
        /// The table's entity set name.
        set: String,
        /// The id, as it came.
        id: String,
    },
    /// A column of a row, or the row behind a lookup.
    Column(Column),
}

/// A column of a row, or the row behind a lookup.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Column {
    /// The table's entity set name.
    pub(super) set: String,
    /// The row's id, as it came.
    pub(super) id: String,
    /// The column, or the navigation property.
    pub(super) name: String,
    /// The bare value (`$value`).
    pub(super) raw: bool,
}

/// Reads an address below `v9.2/`, decoded.
///
/// # Errors
/// It names nothing that the server has.
pub(super) fn read(path: &str) -> Result<Resource, ODataError> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let (first, rest) = match segments.split_first() {
        None => return Ok(Resource::Service),
        Some((first, rest)) => (*first, rest),
    };
    match (first, rest) {
        ("$metadata", []) => return Ok(Resource::Metadata),
        ("WhoAmI" | "WhoAmI()", []) => return Ok(Resource::WhoAmI),
        ("$batch", _) => {
            return Err(ODataError::new(
                ErrorKind::NotSupported,
                "Batches are not supported. Send the requests one by one.",
            ));
        }
        _ => {}
    }
    let (name, key) = keyed(first)?;
    if name == "EntityDefinitions" {
        let table = key.map(definition_key).transpose()?;
        return match rest {
            [] => Ok(Resource::Definitions { table, attributes: false }),
            ["Attributes"] if table.is_some() => Ok(Resource::Definitions { table, attributes: true }),
            [other, ..] => Err(ODataError::no_resource(other)),
        };
    }
    let set = name.to_owned();
    match (key, rest) {
        (None, []) => Ok(Resource::Set(set)),
        (None, ["$count"]) => Ok(Resource::Count(set)),
        (None, [other, ..]) => Err(ODataError::no_resource(other)),
        (Some(key), []) => Ok(Resource::Row { set, id: row_key(key)? }),
        (Some(key), [name]) => Ok(Resource::Column(column(set, key, name, false)?)),
        (Some(key), [name, "$value"]) => Ok(Resource::Column(column(set, key, name, true)?)),
        (Some(_), [.., other]) => Err(ODataError::no_resource(other)),
    }
}

fn column(set: String, key: &str, name: &str, raw: bool) -> Result<Column, ODataError> {
    if name.starts_with('$') || name.contains('(') {
        return Err(ODataError::no_resource(name));
    }
    Ok(Column { set, id: row_key(key)?, name: name.to_owned(), raw })
}

/// A segment's name, and what is in its parentheses.
fn keyed(segment: &str) -> Result<(&str, Option<&str>), ODataError> {
    let Some((name, rest)) = segment.split_once('(') else { return Ok((segment, None)) };
    match rest.strip_suffix(')') {
        Some(key) if !name.is_empty() => Ok((name, Some(key.trim()))),
        _ => Err(ODataError::no_resource(segment)),
    }
}

/// `LogicalName='contact'`
fn definition_key(key: &str) -> Result<String, ODataError> {
    let quoted = key.split_once('=').filter(|(name, _)| name.trim() == "LogicalName").map(|(_, value)| value.trim());
    let name = quoted.and_then(|value| value.strip_prefix('\'')?.strip_suffix('\''));
    let name = name.ok_or_else(|| {
        ODataError::new(ErrorKind::InvalidQuery, format!("'{key}' is no key of a table; write LogicalName='contact'."))
    })?;
    Ok(name.to_ascii_lowercase())
}

fn row_key(key: &str) -> Result<String, ODataError> {
    if key.contains('=') {
        let message = "Alternate keys are not supported. Use the row's id, or a $filter.";
        return Err(ODataError::new(ErrorKind::RecordNotFoundByEntityKey, message));
    }
    Ok(key.to_owned())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::read;

    #[test]
    fn addresses_name_resources() {
        let mut seen = String::new();
        for path in [
            "",
            "$metadata",
            "WhoAmI()",
            "WhoAmI",
            "contacts",
            "contacts/$count",
            "contacts(00000000-0000-0000-0000-000000000001)",
            "contacts(1)/fullname",
            "contacts(1)/fullname/$value",
            "EntityDefinitions",
            "EntityDefinitions(LogicalName='Contact')",
            "EntityDefinitions(LogicalName='contact')/Attributes",
            "EntityDefinitions(1)",
            "contacts(emailaddress1='a')",
            "contacts(",
            "(1)",
            "contacts(1)/x/$ref/y",
            "contacts/x",
            "$batch",
        ] {
            let line = match read(path) {
                Ok(resource) => format!("{resource:?}"),
                Err(error) => format!("{} {error}", error.status()),
            };
            seen.push_str(&format!("{path}: {line}\n"));
        }
        expect![[r#"
            : Service
            $metadata: Metadata
            WhoAmI(): WhoAmI
            WhoAmI: WhoAmI
            contacts: Set("contacts")
            contacts/$count: Count("contacts")
            contacts(00000000-0000-0000-0000-000000000001): Row { set: "contacts", id: "00000000-0000-0000-0000-000000000001" }
            contacts(1)/fullname: Column(Column { set: "contacts", id: "1", name: "fullname", raw: false })
            contacts(1)/fullname/$value: Column(Column { set: "contacts", id: "1", name: "fullname", raw: true })
            EntityDefinitions: Definitions { table: None, attributes: false }
            EntityDefinitions(LogicalName='Contact'): Definitions { table: Some("contact"), attributes: false }
            EntityDefinitions(LogicalName='contact')/Attributes: Definitions { table: Some("contact"), attributes: true }
            EntityDefinitions(1): 400 '1' is no key of a table; write LogicalName='contact'.
            contacts(emailaddress1='a'): 404 Alternate keys are not supported. Use the row's id, or a $filter.
            contacts(: 404 Resource not found for the segment 'contacts('.
            (1): 404 Resource not found for the segment '(1)'.
            contacts(1)/x/$ref/y: 404 Resource not found for the segment 'y'.
            contacts/x: 404 Resource not found for the segment 'x'.
            $batch: 400 Batches are not supported. Send the requests one by one.
        "#]].assert_eq(&seen);
    }
}
