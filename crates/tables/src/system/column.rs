//! Building columns.

use std::collections::HashSet;

use model::table::{ChoiceOption, Column, ColumnKind, Requirement, Table};

/// The type name of a column that says to which table a lookup points.
pub(super) const TARGET_TYPE: &str = "entityname";

/// A column whose schema and display name are its logical name.
pub(super) fn column(logical_name: &str, kind: ColumnKind, requirement: Requirement) -> Column {
    Column {
        logical_name: logical_name.to_owned(),
        schema_name: logical_name.to_owned(),
        display_name: logical_name.to_owned(),
        kind,
        requirement,
    }
}

/// A text column with a display name.
pub(super) fn text(logical_name: &str, display_name: &str, max_length: u32) -> Column {
    named(column(logical_name, ColumnKind::Text { max_length }, Requirement::None), display_name)
}

/// A choice column with a display name; values count from `first`.
pub(super) fn choice(logical_name: &str, display_name: &str, first: i64, labels: &[&str]) -> Column {
    let options =
        (first..).zip(labels).map(|(value, label)| ChoiceOption { value, label: (*label).to_owned() }).collect();
    named(column(logical_name, ColumnKind::Choice { options }, Requirement::None), display_name)
}

/// A column with another display name.
pub(super) fn named(mut column: Column, display_name: &str) -> Column {
    display_name.clone_into(&mut column.display_name);
    column
}

/// A lookup whose navigation property is its logical name.
pub(super) fn lookup(logical_name: &str, targets: &[&str], requirement: Requirement) -> Column {
    let kind = ColumnKind::Lookup {
        targets: targets.iter().map(|target| (*target).to_owned()).collect(),
        navigation: logical_name.to_owned(),
    };
    column(logical_name, kind, requirement)
}

/// Whether a lookup may point to more than one table.
pub(super) fn is_polymorphic(kind: &ColumnKind) -> bool {
    matches!(kind, ColumnKind::Lookup { targets, .. } if targets.len() != 1)
}

/// The name of the column that says to which table a lookup points.
pub(super) fn target_name(lookup: &str) -> String {
    format!("{lookup}_targettype")
}

/// Adds columns that a table lacks.
pub(super) struct Builder<'t> {
    pub(super) table: &'t mut Table,
    names: HashSet<String>,
}

impl<'t> Builder<'t> {
    pub(super) fn new(table: &'t mut Table) -> Self {
        let names = table.columns.iter().map(|column| column.logical_name.to_ascii_lowercase()).collect();
        Self { table, names }
    }

    pub(super) fn add(&mut self, column: Column) {
        if self.names.insert(column.logical_name.to_ascii_lowercase()) {
            self.table.columns.push(column);
        }
    }

    pub(super) fn add_first(&mut self, column: Column) {
        if self.names.insert(column.logical_name.to_ascii_lowercase()) {
            self.table.columns.insert(0, column);
        }
    }

    pub(super) fn add_target_columns(&mut self) {
        let lookups: Vec<String> = self
            .table
            .columns
            .iter()
            .filter(|column| is_polymorphic(&column.kind))
            .map(|column| column.logical_name.clone())
            .collect();
        for name in lookups {
            let kind = ColumnKind::Other { type_name: TARGET_TYPE.to_owned() };
            self.add(column(&target_name(&name), kind, Requirement::System));
        }
    }
}
