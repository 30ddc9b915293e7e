//! What every table has: system columns, and the tables that every environment has.

mod column;
mod standard;

use model::table::{ColumnKind, DateTimeBehavior, Ownership, Requirement, StateOption, StatusOption, Table};

use crate::{Cell, Row, row::position};
use column::{Builder, column, lookup};

pub use standard::{account, business_unit, contact, standard_tables, system_user, team};

/// Columns that requests cannot write; what they say about them is ignored.
const WRITTEN_BY_SYSTEM: [&str; 11] = [
    "createdon",
    "createdby",
    "createdonbehalfby",
    "modifiedon",
    "modifiedby",
    "modifiedonbehalfby",
    "owninguser",
    "owningteam",
    "owningbusinessunit",
    "organizationid",
    "versionnumber",
];

/// Whether a column is the system's to write. Source: platform behaviour, "Update and delete table rows".
pub fn is_written_by_system(logical_name: &str) -> bool {
    WRITTEN_BY_SYSTEM.contains(&logical_name)
}

/// Whether a table is a read-only view of principals, with no rows of its own in the store.
pub fn is_virtual(logical_name: &str) -> bool {
    matches!(logical_name, "systemuser" | "team" | "businessunit")
}

/// Adds the columns that a table needs and lacks: its key and name, and the system's columns. What is there stays where it
/// is. Each lookup that may point to several tables gets a column beside it that says to which it does.
///
/// Source: the standard columns that every exported table carries.
#[must_use]
pub fn complete(mut table: Table) -> Table {
    let key = table.primary_key.clone();
    let name = table.primary_name.clone();
    let mut builder = Builder::new(&mut table);
    builder.add_first(column(&key, ColumnKind::PrimaryKey, Requirement::System));
    if let Some(name) = name {
        builder.add(column(&name, ColumnKind::Text { max_length: 100 }, Requirement::None));
    }
    if is_virtual(&builder.table.logical_name) {
        return table;
    }
    let user_local = || ColumnKind::DateTime { behavior: DateTimeBehavior::UserLocal };
    for (instant, by, on_behalf) in
        [("createdon", "createdby", "createdonbehalfby"), ("modifiedon", "modifiedby", "modifiedonbehalfby")]
    {
        builder.add(column(instant, user_local(), Requirement::System));
        builder.add(lookup(by, &["systemuser"], Requirement::System));
        builder.add(lookup(on_behalf, &["systemuser"], Requirement::System));
    }
    match builder.table.ownership {
        Ownership::User => {
            builder.add(column("ownerid", ColumnKind::Owner, Requirement::System));
            builder.add(lookup("owninguser", &["systemuser"], Requirement::System));
            builder.add(lookup("owningteam", &["team"], Requirement::System));
            builder.add(lookup("owningbusinessunit", &["businessunit"], Requirement::System));
        }
        Ownership::Organization => builder.add(lookup("organizationid", &["organization"], Requirement::System)),
    }
    builder.add(column("statecode", active_or_inactive(), Requirement::System));
    let statuses = default_statuses(builder.table);
    builder.add(column("statuscode", ColumnKind::Status { statuses }, Requirement::None));
    builder.add(column("versionnumber", ColumnKind::BigInt, Requirement::System));
    builder.add(column("overriddencreatedon", user_local(), Requirement::None));
    for number in ["importsequencenumber", "timezoneruleversionnumber", "utcconversiontimezonecode"] {
        builder.add(column(number, ColumnKind::Integer, Requirement::None));
    }
    builder.add_target_columns();
    table
}

fn active_or_inactive() -> ColumnKind {
    ColumnKind::State {
        states: vec![
            StateOption { value: 0, label: "Active".into(), default_status: 1 },
            StateOption { value: 1, label: "Inactive".into(), default_status: 2 },
        ],
    }
}

/// A status reason for each state of a table that names none.
fn default_statuses(table: &Table) -> Vec<StatusOption> {
    let states = table.columns.iter().find_map(|column| match &column.kind {
        ColumnKind::State { states } => Some(states.as_slice()),
        _ => None,
    });
    states
        .unwrap_or_default()
        .iter()
        .map(|state| StatusOption { value: state.default_status, label: state.label.clone(), state: state.value })
        .collect()
}

/// The column that says to which table a lookup points, where the lookup itself does not fix it.
pub fn target_column(table: &Table, lookup: usize) -> Option<usize> {
    let column = table.columns.get(lookup)?;
    if !column::is_polymorphic(&column.kind) {
        return None;
    }
    position(table, &column::target_name(&column.logical_name))
}

/// The logical name of the table that a lookup or owner of this row points to.
pub fn target_of(table: &Table, row: &Row, lookup: usize) -> Option<String> {
    match &table.columns.get(lookup)?.kind {
        ColumnKind::Owner => {
            let team = row.uuid(table, "owningteam").is_some();
            Some(if team { "team" } else { "systemuser" }.to_owned())
        }
        ColumnKind::Lookup { targets, .. } => match target_column(table, lookup).map(|at| row.get(at)) {
            Some(Cell::Text(name)) => Some(name.to_string()),
            _ => targets.first().cloned(),
        },
        _ => None,
    }
}

/// Whether a column is only there for Steward's own book-keeping and not part of answers.
pub fn is_hidden(table: &Table, column: usize) -> bool {
    table.columns.get(column).is_some_and(
        |column| matches!(&column.kind, ColumnKind::Other { type_name } if type_name == column::TARGET_TYPE),
    )
}
