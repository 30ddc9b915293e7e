//! `$expand`: rows behind lookups.

use model::table::{ColumnKind, Table};

use super::{Expand, MAX_EXPANDS, invalid, name, unknown_column};
use crate::{ErrorKind, ODataError};

/// Reads `nav,nav($select=a,b)`.
pub(super) fn parse(table: &Table, text: &str) -> Result<Vec<Expand>, ODataError> {
    let mut expands = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.is_empty() {
            return Ok(expands);
        }
        let at = text.len() - rest.len();
        let end = rest.find([',', '(']).unwrap_or(rest.len());
        let (navigation, tail) = rest.split_at(end);
        let navigation = navigation.trim();
        let (options, tail) = match tail.strip_prefix('(') {
            Some(inside) => {
                let close = matching(inside)
                    .ok_or_else(|| invalid(format!("A '(' is never closed in $expand at position {}.", at + end)))?;
                (inside.get(..close).unwrap_or_default(), inside.get(close + 1..).unwrap_or_default())
            }
            None => ("", tail),
        };
        rest = tail;
        let column = name::navigation(table, navigation).ok_or_else(|| unknown_column(table, navigation, at))?;
        if expands.len() >= MAX_EXPANDS {
            return Err(invalid(format!("A query has at most {MAX_EXPANDS} expands.")));
        }
        expands.push(Expand {
            navigation: navigation.to_owned(),
            column,
            target: target(table, column, navigation),
            select: select(navigation, options)?,
        });
    }
}

/// The byte of the `)` that closes what began before the text.
fn matching(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    let mut quoted = false;
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth == 0 => return Some(at),
            ')' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

fn select(navigation: &str, options: &str) -> Result<Option<String>, ODataError> {
    let mut select = None;
    for option in options.split(';').map(str::trim).filter(|option| !option.is_empty()) {
        match option.split_once('=') {
            Some(("$select", columns)) => select = Some(columns.trim().to_owned()),
            _ => {
                return Err(ODataError::new(
                    ErrorKind::NotSupported,
                    format!("Only $select is supported within the expand of '{navigation}', not '{option}'."),
                ));
            }
        }
    }
    Ok(select)
}

fn target(table: &Table, column: usize, navigation: &str) -> Option<String> {
    match &table.columns.get(column)?.kind {
        ColumnKind::Lookup { targets, .. } if targets.len() == 1 => targets.first().cloned(),
        ColumnKind::Lookup { targets, .. } => targets
            .iter()
            .find(|target| navigation.strip_suffix(target.as_str()).is_some_and(|stem| stem.ends_with('_')))
            .cloned(),
        _ => None,
    }
}
