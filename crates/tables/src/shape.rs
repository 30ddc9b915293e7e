//! Making one table hold what another one holds.

use std::mem::discriminant;

use model::table::{ChoiceOption, Column, ColumnKind, StateOption, StatusOption, Table};

/// Why two tables of one name cannot be one.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ShapeError {
    /// The rows of one have owners, and those of the other have none; or their keys are not called alike.
    #[error("The ownership or the key of the table `{0}` is another.")]
    Table(String),
    /// A column holds something else.
    #[error("The column `{column}` of the table `{table}` is of another type.")]
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
}

/// A table with the columns, choices and room that another one has besides. What it has stays as it is, so rows of either fit.
///
/// # Errors
/// The two are not of one kind.
pub fn extended(here: &Table, with: &Table) -> Result<Table, ShapeError> {
    if here.ownership != with.ownership || here.primary_key != with.primary_key {
        return Err(ShapeError::Table(here.logical_name.clone()));
    }
    let mut table = here.clone();
    for column in &with.columns {
        match table.columns.iter_mut().find(|it| it.logical_name == column.logical_name) {
            None => table.columns.push(column.clone()),
            Some(own) => widen(own, column).ok_or_else(|| ShapeError::Column {
                table: here.logical_name.clone(),
                column: column.logical_name.clone(),
            })?,
        }
    }
    Ok(table)
}

/// Lets a column hold what another one can. `None` where they are of different types.
fn widen(own: &mut Column, other: &Column) -> Option<()> {
    if discriminant(&own.kind) != discriminant(&other.kind) {
        return None;
    }
    match (&mut own.kind, &other.kind) {
        (ColumnKind::Text { max_length: own }, ColumnKind::Text { max_length: other }) => *own = (*own).max(*other),
        (ColumnKind::Decimal { precision: own }, ColumnKind::Decimal { precision: other }) => {
            *own = (*own).max(*other);
        }
        (ColumnKind::DateTime { behavior: own }, ColumnKind::DateTime { behavior: other }) if own != other => {
            return None;
        }
        (ColumnKind::Choice { options: own }, ColumnKind::Choice { options: other })
        | (ColumnKind::MultiChoice { options: own }, ColumnKind::MultiChoice { options: other }) => {
            listed(own, other, |it: &ChoiceOption| it.value);
        }
        (ColumnKind::State { states: own }, ColumnKind::State { states: other }) => {
            add(own, other, |it: &StateOption| it.value);
        }
        (ColumnKind::Status { statuses: own }, ColumnKind::Status { statuses: other }) => {
            add(own, other, |it: &StatusOption| it.value);
        }
        (ColumnKind::Lookup { targets: own, .. }, ColumnKind::Lookup { targets: other, .. }) => {
            listed(own, other, String::clone);
        }
        _ => {}
    }
    Some(())
}

/// Adds what a list lacks. An empty list allows everything.
fn listed<T: Clone, K: PartialEq>(own: &mut Vec<T>, other: &[T], key: impl Fn(&T) -> K) {
    if own.is_empty() || other.is_empty() {
        own.clear();
    } else {
        add(own, other, key);
    }
}

fn add<T: Clone, K: PartialEq>(own: &mut Vec<T>, other: &[T], key: impl Fn(&T) -> K) {
    let lacking: Vec<T> = other.iter().filter(|it| !own.iter().any(|own| key(own) == key(it))).cloned().collect();
    own.extend(lacking);
}
