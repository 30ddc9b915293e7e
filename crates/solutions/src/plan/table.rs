//! What tables cannot become.

use std::{collections::HashMap, mem::discriminant};

use model::table::{Column, ColumnKind, Table};

use super::{Facts, Finding, Findings};

pub(super) fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let by_name: HashMap<&str, &Table> =
        facts.target.tables.iter().map(|table| (table.logical_name.as_str(), table)).collect();
    let here = |name: &str| by_name.get(name).copied();
    for table in &facts.contents.tables {
        let existing = here(&table.logical_name);
        if existing.is_some_and(|existing| existing.ownership != table.ownership) {
            let message =
                format!("the table `{}` has another kind of owner here; that cannot change", table.logical_name);
            findings.schema.push(Finding::schema(table, message));
        }
        for column in &table.columns {
            if let Some(existing) = existing {
                same_kind(existing, column, findings);
            }
            targets(facts, &table.logical_name, column, findings);
        }
    }
    for extension in facts.contents.extensions.iter().filter(|extension| !extension.columns.is_empty()) {
        let Some(existing) = here(&extension.extends) else {
            let message = format!(
                "the package adds columns to the table `{}`, which is neither in the package nor here",
                extension.extends
            );
            findings.errors.push(Finding::conflict(message));
            continue;
        };
        for column in &extension.columns {
            same_kind(existing, column, findings);
        }
    }
}

fn same_kind(table: &Table, column: &Column, findings: &mut Findings) {
    let here = table.column(&column.logical_name);
    if here.is_some_and(|here| discriminant(&here.kind) != discriminant(&column.kind)) {
        let message = format!(
            "the column `{}` of the table `{}` has another type here than in the package; a type cannot change",
            column.logical_name, table.logical_name
        );
        findings.schema.push(Finding::schema(table, message));
    }
}

/// Lookups of the system (`createdby`) point to tables that every environment has.
fn targets(facts: &Facts<'_>, table: &str, column: &Column, findings: &mut Findings) {
    let ColumnKind::Lookup { targets, .. } = &column.kind else { return };
    for target in targets.iter().filter(|target| !facts.tables.contains_key(target.as_str())) {
        let message = format!(
            "the lookup `{}` of the table `{table}` points to the table `{target}`, which is not here; it can be imported and \
             not be set",
            column.logical_name
        );
        findings.warnings.push(Finding::conflict(message));
    }
}
