//! Names of columns in queries.

use model::table::{ColumnKind, Table};

use crate::row::position;

fn is_lookup(kind: &ColumnKind) -> bool {
    matches!(kind, ColumnKind::Lookup { .. } | ColumnKind::Owner)
}

/// The column that a name in a filter or order means: the logical name, `_x_value` for lookups, or `navigation/key`.
pub(super) fn column(table: &Table, name: &str) -> Option<usize> {
    if let Some((navigation, key)) = name.split_once('/') {
        return through_key(table, navigation, key);
    }
    if let Some(inner) = name.strip_prefix('_').and_then(|rest| rest.strip_suffix("_value"))
        && let Some(at) = position(table, inner)
        && table.columns.get(at).is_some_and(|column| is_lookup(&column.kind))
    {
        return Some(at);
    }
    let at = position(table, name)?;
    (!crate::system::is_hidden(table, at)).then_some(at)
}

/// The column that a name in a selection means: as in a filter, or a navigation property for its lookup.
pub(super) fn selectable(table: &Table, name: &str) -> Option<usize> {
    column(table, name).or_else(|| navigation(table, name))
}

/// The lookup with this navigation property, also in its form for one of several tables, `parentcustomerid_account`.
pub(super) fn navigation(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| match &column.kind {
        ColumnKind::Owner => column.logical_name == name,
        ColumnKind::Lookup { targets, navigation } => {
            navigation == name
                || targets.iter().any(|target| {
                    [navigation, &column.logical_name].iter().any(|stem| {
                        name.strip_prefix(stem.as_str()).and_then(|rest| rest.strip_prefix('_'))
                            == Some(target.as_str())
                    })
                })
        }
        _ => false,
    })
}

/// `navigation/key` is the lookup's own value when `key` is the key of the table it points to.
fn through_key(table: &Table, name: &str, key: &str) -> Option<usize> {
    let at = navigation(table, name)?;
    let is_key = match &table.columns.get(at)?.kind {
        ColumnKind::Owner => matches!(key, "ownerid" | "systemuserid" | "teamid"),
        ColumnKind::Lookup { targets, .. } => {
            targets.iter().any(|target| key.strip_suffix("id") == Some(target.as_str()))
        }
        _ => false,
    };
    is_key.then_some(at)
}
