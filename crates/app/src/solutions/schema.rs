//! What becomes of rows that are here, when their tables change.

use ::tables::{Filter, row::position, shape::Narrowed};
use model::{
    EnvironmentId,
    table::{Column, Requirement, Table},
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
        let count = self.holding(table, None)?;
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
                let count = self.holding(table, None)?;
                if count > 0 {
                    let message =
                        format!("{place} is new and required, and {count} rows have nothing in it; fill it after");
                    self.warn(table, message);
                }
            }
            (Some(here), next) => {
                let Some(narrowed) = Narrowed::of(here, next) else { return Ok(()) };
                let count = self.no_longer_fitting(table, name, &narrowed)?;
                if count > 0 {
                    let (hold, advice) = match narrowed {
                        Narrowed::Length { .. } => ("hold more", "shorten it"),
                        Narrowed::Places { .. } => ("hold a number", "round it"),
                        Narrowed::Values { .. } => ("hold such a value", "give them another one"),
                        Narrowed::Targets { .. } => ("point somewhere", "see to those that point there"),
                    };
                    let message = format!(
                        "{place} {narrowed}, and {count} rows {hold}; they keep it, and nobody can write the like again; {advice}"
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
        let count = self.holding(table, Some(&here.logical_name))?;
        if count > 0 {
            let message = format!(
                "the package no longer has the column `{column}` of the table `{}`; it stays, with what {count} rows hold in it",
                table.logical_name
            );
            self.warn(table, message);
        }
        Ok(())
    }

    fn no_longer_fitting(&mut self, table: &Table, name: &str, narrowed: &Narrowed) -> Result<u64, AppError> {
        Ok(match (narrowed, position(table, name).and_then(|column| narrowed.rows(column))) {
            (Narrowed::Length { to, .. }, _) => tables::count_longer(self.tx, self.environment, table, name, *to)?,
            (_, Some(filter)) => tables::count_rows(self.tx, self.environment, table, &filter)?,
            (_, None) => 0,
        })
    }

    /// How many rows hold something in a column; without one, how many there are.
    fn holding(&mut self, table: &Table, column: Option<&str>) -> Result<u64, AppError> {
        let filter = match column.and_then(|name| position(table, name)) {
            None => Filter::Const(true),
            Some(column) => Filter::Not(Filter::IsNull(column).into()),
        };
        Ok(tables::count_rows(self.tx, self.environment, table, &filter)?)
    }

    fn warn(&mut self, table: &Table, message: String) {
        let subject = Subject::new(SubjectKind::Table, &table.logical_name, &table.display_name);
        self.found.push(Check::new("Schema", Outcome::Warn, message).about(subject));
    }
}
