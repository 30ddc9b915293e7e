//! What becomes of rows that are here, when their tables change.

use model::{
    EnvironmentId,
    table::{Column, ColumnKind, Requirement, Table},
};
use solutions::plan::{Check, ComponentKind, Deployment, Fate, Outcome, Subject, SubjectKind};
use store::{Tx, tables};

use super::{Read, target::Here};
use crate::AppError;

/// Says in the plan which rows are lost, and which no longer are what their table asks for.
pub(super) fn check(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    read: &Read,
    here: &Here,
    plan: &mut Deployment,
) -> Result<(), AppError> {
    let find = |name: &str| here.target.tables.iter().find(|table| table.logical_name == name);
    let mut rows = Rows { tx, environment, found: Vec::new() };
    let removed = plan.components.iter().filter(|it| it.kind == ComponentKind::Table && it.fate == Fate::Remove);
    for table in removed.filter_map(|it| find(&it.key)) {
        rows.of_removed(table)?;
    }
    let whole = read.contents.tables.iter().map(|table| (&table.logical_name, &table.columns));
    let added = read.contents.extensions.iter().map(|it| (&it.extends, &it.columns));
    for (name, columns) in whole.chain(added).filter(|_| plan.to.is_some()) {
        let Some(table) = find(name) else { continue };
        for column in columns {
            rows.of_column(table, column)?;
        }
        let former = here.contents.tables.iter().filter(|it| it.logical_name == *name).flat_map(|it| &it.columns);
        let extended = here.contents.extensions.iter().filter(|it| it.extends == *name).flat_map(|it| &it.columns);
        let is_gone = |it: &&Column| columns.iter().all(|column| column.logical_name != it.logical_name);
        for gone in former.chain(extended).filter(is_gone) {
            rows.of_gone(table, &gone.logical_name)?;
        }
    }
    let found = rows.found;
    // What a table cannot become was found without its rows.
    if plan.checks.iter().any(|check| check.code == "Schema") {
        plan.checks.extend(found);
    } else {
        plan.check("Schema", found, "no row is lost, and each is what its table asks for");
    }
    Ok(())
}

struct Rows<'a, 'tx> {
    tx: &'a mut Tx<'tx>,
    environment: EnvironmentId,
    found: Vec<Check>,
}

impl Rows<'_, '_> {
    fn of_removed(&mut self, table: &Table) -> Result<(), AppError> {
        let count = self.holding(table, &table.primary_key, None)?;
        if count > 0 {
            let name = &table.logical_name;
            self.warn(
                table,
                format!("the table `{name}` goes with its {count} rows; copy what is still needed before"),
            );
        }
        Ok(())
    }

    fn of_column(&mut self, table: &Table, column: &Column) -> Result<(), AppError> {
        let name = &column.logical_name;
        let place = format!("the column `{name}` of the table `{}`", table.logical_name);
        match (table.column(name).map(|here| &here.kind), &column.kind) {
            (None, _) if column.requirement == Requirement::Required => {
                let count = self.holding(table, &table.primary_key, None)?;
                if count > 0 {
                    let message =
                        format!("{place} is new and required, and {count} rows have nothing in it; fill it after");
                    self.warn(table, message);
                }
            }
            (Some(ColumnKind::Text { max_length: before }), ColumnKind::Text { max_length }) if max_length < before => {
                let count = self.holding(table, name, Some(*max_length))?;
                if count > 0 {
                    let message = format!(
                        "{place} takes {max_length} characters instead of {before}, and {count} rows hold more; they keep it, and nobody can \
                         write as much again; shorten it"
                    );
                    self.warn(table, message);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn of_gone(&mut self, table: &Table, column: &str) -> Result<(), AppError> {
        let Some(here) = table.column(column) else { return Ok(()) };
        let count = self.holding(table, &here.logical_name, None)?;
        if count > 0 {
            let message = format!(
                "the package no longer has the column `{column}` of the table `{}`; it stays, with what {count} rows hold in it",
                table.logical_name
            );
            self.warn(table, message);
        }
        Ok(())
    }

    fn holding(&mut self, table: &Table, column: &str, longer_than: Option<u32>) -> Result<u64, AppError> {
        Ok(tables::count_holding(self.tx, self.environment, table, column, longer_than)?)
    }

    fn warn(&mut self, table: &Table, message: String) {
        let subject = Subject::new(SubjectKind::Table, &table.logical_name, &table.display_name);
        self.found.push(Check::new("Schema", Outcome::Warn, message).about(subject));
    }
}
