//! `navigation@odata.bind`: which lookup, and which row.

use model::table::{Column, ColumnKind, Table};
use uuid::Uuid;
use wdl::Value;

use super::convert::guid;
use crate::{ErrorKind, ODataError};

/// A lookup column that a navigation property names, and the table that the name fixes, if it does.
pub(super) struct Navigation<'t> {
    pub(super) column: usize,
    pub(super) target: Option<&'t str>,
}

/// Finds the lookup that a navigation property names. Case matters: `navigation`, or `navigation_table` where a lookup may
/// point to several tables.
pub(super) fn navigation<'t>(table: &'t Table, name: &str) -> Option<Navigation<'t>> {
    table.columns.iter().enumerate().find_map(|(at, column)| match &column.kind {
        ColumnKind::Owner if name == column.logical_name => Some(Navigation { column: at, target: None }),
        ColumnKind::Lookup { targets, navigation } => {
            if name == navigation {
                let target = targets.first().filter(|_| targets.len() == 1).map(String::as_str);
                return Some(Navigation { column: at, target });
            }
            targets
                .iter()
                .find(|target| {
                    [navigation, &column.logical_name].iter().any(|stem| {
                        name.strip_prefix(stem.as_str()).and_then(|rest| rest.strip_prefix('_'))
                            == Some(target.as_str())
                    })
                })
                .map(|target| Navigation { column: at, target: Some(target) })
        }
        _ => None,
    })
}

/// The navigation property that differs from a name by case only, for the message.
pub(super) fn nearly(table: &Table, name: &str) -> Option<String> {
    table.columns.iter().find_map(|column| match &column.kind {
        ColumnKind::Lookup { navigation, .. } if navigation.eq_ignore_ascii_case(name) => Some(navigation.clone()),
        ColumnKind::Lookup { navigation, .. } if column.logical_name.eq_ignore_ascii_case(name) => {
            Some(navigation.clone())
        }
        _ => None,
    })
}

/// Reads `/set(guid)`, `set(guid)` or a whole address that ends so.
pub(super) fn reference(column: &Column, value: &Value) -> Result<(String, Uuid), ODataError> {
    let wrong = || {
        ODataError::new(
            ErrorKind::InvalidPayload,
            format!(
                "The value of '{}@odata.bind' is no reference to a row. Write '/entityset(id)', for example \
                 '/contacts(00000000-0000-0000-0000-000000000001)'.",
                column.logical_name
            ),
        )
    };
    let text = value.as_str().ok_or_else(wrong)?.trim();
    let last = text.rsplit('/').next().unwrap_or(text);
    let (set, rest) = last.split_once('(').ok_or_else(wrong)?;
    let key = rest.strip_suffix(')').ok_or_else(wrong)?;
    // A key may be written with its name, `contactid=...`, and some clients quote it.
    let key = key.rsplit('=').next().unwrap_or(key).trim().trim_matches('\'');
    let id = guid(key).ok_or_else(wrong)?;
    if set.is_empty() { Err(wrong()) } else { Ok((set.to_owned(), id)) }
}
