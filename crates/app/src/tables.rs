//! Tables: what they are, making and deleting them. Their rows are in [`crate::rows`].

mod column;
mod copy;

use std::sync::Arc;

use model::table::{Column, ColumnKind, Ownership, Requirement, Table};
use serde_json::json;
use solutions::plan::ComponentKind;
use store::{Tx, roles, tables};

pub use ::tables::mask::Mask;
pub use column::{NewColumn, NewKind, NewOption};
pub use copy::{CopiedTable, NewCopy, RowsToCopy, TableChange, copy};

use crate::{
    AppError, Op, Steward,
    flows::mentions,
    lookup::{self, BuildSolutions, Enter, EnvironmentFor},
    solutions::{build, components, names},
};

/// What makes a table. The system's columns come by themselves.
#[derive(Clone, PartialEq, Debug)]
pub struct NewTable {
    /// Its name in files, with a publisher's prefix (`contoso_Order`).
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// What people read for several rows.
    pub plural_name: Option<String>,
    /// Who owns its rows, which never changes.
    pub ownership: Ownership,
    /// Its columns. The first text names a row; without one there is `contoso_name`.
    pub columns: Vec<NewColumn>,
    /// The solution that it becomes part of.
    pub solution: Option<String>,
}

/// A table.
///
/// # Errors
/// The caller may not know of the environment, or there is no such table.
pub async fn get(steward: &Steward, op: &Op, environment: &str, name: &str) -> Result<Arc<Table>, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.to_owned());
    steward
        .read(move |_, tx| {
            let proof = lookup::environment::<Enter>(tx, &op, &environment)?;
            named(tx, &proof, &name)
        })
        .await
}

/// Makes a table.
///
/// # Errors
/// The caller may not build solutions there, the environment is protected, the name is taken, there is no such solution or it is
/// managed, a lookup names a table that is not there, or something is not valid.
pub async fn create(steward: &Steward, op: &Op, environment: &str, new: NewTable) -> Result<Arc<Table>, AppError> {
    let environment = environment.to_owned();
    steward
        .change(op, "table.create", move |_, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let logical_name = new.schema_name.to_lowercase();
            components::refuse_managed(tx, &proof, ComponentKind::Table, &logical_name)?;
            let prefix = new.solution.as_ref().map(|name| build::prefix(tx, &proof, name)).transpose()?;
            names::check_prefixed(&new.schema_name, 64, prefix.as_deref(), "schemaName")?;
            if tables::by_name(tx, proof.id(), &logical_name)?.is_some() {
                let message = format!("The table `{logical_name}` exists already.");
                return Err(AppError::conflict(message).at("schemaName"));
            }
            let solution = new.solution.clone();
            let made = made(tx, &proof, new, prefix.as_deref())?;
            let table = tables::put(tx, proof.id(), made)?;
            if let Some(solution) = &solution {
                build::include(tx, &proof, solution, ComponentKind::Table, &logical_name)?;
            }
            let columns: Vec<&str> = table.columns.iter().map(|column| column.logical_name.as_str()).collect();
            let detail = json!({"ownership": table.ownership, "columns": columns, "solution": solution});
            change.of(Some(proof.id()), object(&logical_name), detail);
            Ok(table)
        })
        .await
}

/// Adds columns to a table.
///
/// # Errors
/// The caller may not build solutions there, the environment is protected, there is no such table or it came with a managed solution,
/// a name is taken, or something is not valid.
pub async fn add_columns(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &str,
    new: Vec<NewColumn>,
) -> Result<Arc<Table>, AppError> {
    let (environment, name) = (environment.to_owned(), name.to_owned());
    steward
        .change(op, "table.columns.add", move |_, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let table = named(tx, &proof, &name)?;
            components::refuse_managed(tx, &proof, ComponentKind::Table, &table.logical_name)?;
            let columns = made_columns(tx, &proof, &table, new, None)?;
            let added: Vec<String> = columns.iter().map(|column| column.logical_name.clone()).collect();
            let mut wider = (*table).clone();
            wider.columns.extend(columns);
            let table = tables::put(tx, proof.id(), wider)?;
            change.of(Some(proof.id()), object(&table.logical_name), json!({"columns": added}));
            Ok(table)
        })
        .await
}

/// Deletes a table. It has no rows, and nothing uses it.
///
/// # Errors
/// The caller may not build solutions there, the environment is protected, there is no such table, every environment has it, it came
/// with a managed solution, it has rows, or a flow, a lookup or a security role names it.
pub async fn delete(steward: &Steward, op: &Op, environment: &str, name: &str) -> Result<(), AppError> {
    let (environment, name) = (environment.to_owned(), name.to_owned());
    steward
        .change(op, "table.delete", move |steward, tx, op, change| {
            let proof = lookup::environment::<BuildSolutions>(tx, op, &environment)?;
            lookup::changeable(tx, op, change, proof.environment())?;
            let table = named(tx, &proof, &name)?;
            let name = table.logical_name.as_str();
            components::refuse_managed(tx, &proof, ComponentKind::Table, name)?;
            if names::is_standard(name) {
                return Err(AppError::invalid(format!("Every environment has the table `{name}`.")).at("table"));
            }
            let mut used = Vec::new();
            if !tables::is_empty(tx, proof.id(), &table)? {
                used.push("its rows".to_owned());
            }
            for other in tables::list_tables(tx, proof.id())? {
                let points = |column: &&Column| matches!(&column.kind, ColumnKind::Lookup { targets, .. } if targets.iter().any(|it| it == name));
                let columns = other.columns.iter().filter(|_| other.logical_name != name).filter(points);
                used.extend(columns.map(|it| format!("the column `{}` of the table `{}`", it.logical_name, other.logical_name)));
            }
            for role in roles::list(tx, proof.id())? {
                if role.privileges.iter().any(|privilege| privilege.table == name) {
                    used.push(format!("the security role `{}`", role.name));
                }
            }
            used.extend(mentions::as_words(&mentions::mentioning(steward, tx, op, &proof, &[name, &table.entity_set])?));
            if !used.is_empty() {
                return Err(build::in_use(&format!("The table `{name}`"), &used));
            }
            components::forget(tx, proof.id(), ComponentKind::Table, name)?;
            tables::delete_table(tx, proof.id(), &table.logical_name)?;
            change.of(Some(proof.id()), object(name), json!({"definition": &*table}));
            Ok(())
        })
        .await
}

/// The table of this logical name or entity set name.
fn named<R>(tx: &mut Tx<'_>, proof: &EnvironmentFor<R>, name: &str) -> Result<Arc<Table>, AppError> {
    let found = match tables::by_name(tx, proof.id(), &name.to_lowercase())? {
        Some(table) => Some(table),
        None => tables::by_set(tx, proof.id(), name)?,
    };
    found.ok_or_else(|| AppError::not_found(format!("table `{name}`")))
}

fn made(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<BuildSolutions>,
    new: NewTable,
    prefix: Option<&str>,
) -> Result<Table, AppError> {
    let logical_name = new.schema_name.to_lowercase();
    let display_name = names::display(&new.display_name, "displayName")?;
    let plural_name = new.plural_name.map(|name| names::display(&name, "pluralName")).transpose()?;
    let mut table = Table {
        entity_set: plural(&logical_name),
        plural_name: plural_name.filter(|plural| *plural != display_name),
        display_name,
        ownership: new.ownership,
        primary_key: format!("{logical_name}id"),
        primary_name: None,
        columns: Vec::new(),
        schema_name: new.schema_name,
        logical_name,
    };
    table.columns = made_columns(tx, proof, &table, new.columns, prefix)?;
    let first = table.columns.iter().find(|column| matches!(column.kind, ColumnKind::Text { .. }));
    let name = match first {
        Some(column) => column.logical_name.clone(),
        None => {
            let own = table.schema_name.split('_').next().unwrap_or_default();
            let name = Column {
                logical_name: format!("{}_name", own.to_lowercase()),
                schema_name: format!("{own}_Name"),
                display_name: "Name".to_owned(),
                kind: ColumnKind::Text { max_length: 100 },
                requirement: Requirement::None,
            };
            let logical_name = name.logical_name.clone();
            table.columns.insert(0, name);
            logical_name
        }
    };
    table.primary_name = Some(name);
    Ok(table)
}

fn made_columns(
    tx: &mut Tx<'_>,
    proof: &EnvironmentFor<BuildSolutions>,
    table: &Table,
    new: Vec<NewColumn>,
    prefix: Option<&str>,
) -> Result<Vec<Column>, AppError> {
    let mut tables: Vec<String> =
        tables::list_tables(tx, proof.id())?.iter().map(|table| table.logical_name.clone()).collect();
    tables.push(table.logical_name.clone());
    let mut columns: Vec<Column> = Vec::new();
    for (at, new) in new.into_iter().enumerate() {
        let column = new.checked(&format!("columns/{at}"), prefix, &tables)?;
        let name = &column.logical_name;
        if *name == table.primary_key
            || table.column(name).is_some()
            || columns.iter().any(|it| it.logical_name == *name)
        {
            let message = format!("The table `{}` has a column `{name}` already.", table.logical_name);
            return Err(AppError::conflict(message).at(format!("columns/{at}/schemaName")));
        }
        columns.push(column);
    }
    Ok(columns)
}

/// The plural in addresses, as the platform makes it from a logical name.
fn plural(name: &str) -> String {
    let vowel = |letter: char| "aeiou".contains(letter);
    match name.strip_suffix('y') {
        Some(stem) if !stem.ends_with(vowel) => format!("{stem}ies"),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|end| name.ends_with(end)) => format!("{name}es"),
        _ => format!("{name}s"),
    }
}

/// How the audit log names a table.
fn object(logical_name: &str) -> String {
    format!("table/{logical_name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals() {
        for (one, many) in [
            ("con_order", "con_orders"),
            ("con_entry", "con_entries"),
            ("con_day", "con_days"),
            ("con_box", "con_boxes"),
            ("con_branch", "con_branches"),
        ] {
            assert_eq!(plural(one), many);
        }
    }
}
