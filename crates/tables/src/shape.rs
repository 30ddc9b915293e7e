//! What becomes of a table when it takes the shape of another one: it can be widened, and a column can be narrowed.

use std::{fmt, mem::discriminant};

use model::table::{ChoiceOption, Column, ColumnKind, StateOption, StatusOption, Table};

use crate::{Cell, Filter};

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

/// What a column no longer takes, once it is as another one.
#[derive(Clone, PartialEq, Debug)]
pub enum Narrowed {
    /// Texts of more characters.
    Length {
        /// How many it takes here.
        from: u32,
        /// How many it would take.
        to: u32,
    },
    /// Numbers of more decimal places.
    Places {
        /// How many it takes here.
        from: u8,
        /// How many it would take.
        to: u8,
    },
    /// Some choices, states or status reasons.
    Values {
        /// Those that are gone, with what people read; none where every value was allowed.
        gone: Vec<(i64, String)>,
        /// Those that stay.
        stay: Vec<i64>,
        /// Whether a row holds several.
        several: bool,
    },
    /// Rows of some tables.
    Targets {
        /// The logical names of those tables; empty where every table was allowed.
        gone: Vec<String>,
    },
}

impl Narrowed {
    /// How a column becomes narrower. `None` where everything that it takes here still fits, or its type is another.
    pub fn of(here: &ColumnKind, next: &ColumnKind) -> Option<Self> {
        match (here, next) {
            (ColumnKind::Text { max_length: from }, ColumnKind::Text { max_length: to }) if to < from => {
                Some(Self::Length { from: *from, to: *to })
            }
            (ColumnKind::Decimal { precision: from }, ColumnKind::Decimal { precision: to }) if to < from => {
                Some(Self::Places { from: *from, to: *to })
            }
            (ColumnKind::Lookup { targets: from, .. }, ColumnKind::Lookup { targets: to, .. }) if !to.is_empty() => {
                let gone: Vec<String> = from.iter().filter(|it| !to.contains(it)).cloned().collect();
                (from.is_empty() || !gone.is_empty()).then_some(Self::Targets { gone })
            }
            _ if discriminant(here) == discriminant(next) => {
                Self::values(labelled(here)?, &labelled(next)?, matches!(here, ColumnKind::MultiChoice { .. }))
            }
            _ => None,
        }
    }

    /// An empty list allows everything. Where a row held several of any values, nobody can tell which of them are gone.
    fn values(from: Labelled, to: &Labelled, several: bool) -> Option<Self> {
        let allowed_all = from.is_empty();
        let gone: Labelled = from.into_iter().filter(|it| !to.iter().any(|other| other.0 == it.0)).collect();
        let is_narrower = if allowed_all { !several } else { !gone.is_empty() };
        let stay = to.iter().map(|it| it.0).collect();
        (is_narrower && !to.is_empty()).then_some(Self::Values { gone, stay, several })
    }

    /// The rows that may hold what no longer fits, by the position of the column. `None` for texts: no filter knows how long they are.
    pub fn rows(&self, column: usize) -> Option<Filter> {
        match self {
            Self::Length { .. } => None,
            Self::Values { gone, several: true, .. } => {
                Some(Filter::ContainsValues { column, values: gone.iter().map(|it| it.0).collect() })
            }
            Self::Values { stay, .. } => {
                let values = stay.iter().map(|value| Cell::Int(*value)).collect();
                Some(Filter::Not(Filter::In { column, values }.into()))
            }
            Self::Places { .. } | Self::Targets { .. } => Some(Filter::Not(Filter::IsNull(column).into())),
        }
    }
}

/// What follows the name of the column: "takes 5 characters instead of 100".
impl fmt::Display for Narrowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted =
            |names: &mut dyn Iterator<Item = &String>| names.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
        match self {
            Self::Length { from, to } => write!(f, "takes {to} characters instead of {from}"),
            Self::Places { from, to } => write!(f, "takes {to} decimal places instead of {from}"),
            Self::Values { gone, .. } if gone.is_empty() => f.write_str("no longer takes every value"),
            Self::Values { gone, .. } => write!(f, "no longer takes {}", quoted(&mut gone.iter().map(|it| &it.1))),
            Self::Targets { gone } if gone.is_empty() => f.write_str("no longer points to every table"),
            Self::Targets { gone } => write!(f, "no longer points to {}", quoted(&mut gone.iter())),
        }
    }
}

/// Values with what people read.
type Labelled = Vec<(i64, String)>;

/// The values of a column that lists them.
fn labelled(kind: &ColumnKind) -> Option<Labelled> {
    Some(match kind {
        ColumnKind::Choice { options } | ColumnKind::MultiChoice { options } => {
            options.iter().map(|it| (it.value, it.label.clone())).collect()
        }
        ColumnKind::State { states } => states.iter().map(|it| (it.value, it.label.clone())).collect(),
        ColumnKind::Status { statuses } => statuses.iter().map(|it| (it.value, it.label.clone())).collect(),
        _ => return None,
    })
}
