//! Row triggers: which registrations a change of a row fires, and what the run gets.
//!
//! Source: "Trigger flows when a row is added, modified, or deleted".

mod body;

use model::{
    Depth,
    table::{Ownership, Table},
};
use uuid::Uuid;

use crate::{Filter, Row, filter};

pub use body::{BodyFacts, trigger_body};

/// What happened to a row.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChangeKind {
    /// It was made.
    Create,
    /// It was changed.
    Update,
    /// It was removed.
    Delete,
}

impl ChangeKind {
    /// The name in a trigger's `SdkMessage`.
    pub fn message(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Delete => "Delete",
        }
    }

    /// Whether a registration's `message` number, 1 to 7, covers this.
    pub fn is_covered_by(self, message: u8) -> bool {
        match self {
            Self::Create => matches!(message, 1 | 4 | 5 | 7),
            Self::Delete => matches!(message, 2 | 5 | 6 | 7),
            Self::Update => matches!(message, 3 | 4 | 6 | 7),
        }
    }
}

/// The reach that a registration's `scope` number, 1 to 4, means.
pub fn scope(number: i64) -> Option<Depth> {
    Some(match number {
        1 => Depth::User,
        2 => Depth::BusinessUnit,
        3 => Depth::ParentChild,
        4 => Depth::Organization,
        _ => return None,
    })
}

/// The columns that `subscriptionRequest/filteringattributes` lists.
pub fn filtering_columns(list: &str) -> Vec<String> {
    list.split(',').map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty()).collect()
}

/// A row trigger that waits for changes.
#[derive(Clone, PartialEq, Debug)]
pub struct Registration {
    /// 1 to 7: added, deleted, modified, and their combinations.
    pub message: u8,
    /// The table's logical name.
    pub table: String,
    /// How far from the owner a row may be.
    pub scope: Depth,
    /// An update fires only if its request names one of these columns; empty is any.
    pub filtering_columns: Vec<String>,
    /// A row fires only if it satisfies this after the save (before it, when it is removed). Its relative dates are those
    /// of the moment at which it was read.
    pub filter: Option<Filter>,
    /// The principal of the trigger's connection.
    pub owner: Uuid,
    /// The owner's business unit.
    pub business_unit: Uuid,
    /// The business units below that.
    pub business_units_below: Vec<Uuid>,
}

/// A change of a row.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// What happened.
    pub kind: ChangeKind,
    /// The row after the change; before it, when it was removed.
    pub row: &'a Row,
    /// The columns that the request named, whether or not their values changed.
    pub touched: &'a [usize],
}

/// Whether a change of a row of this table fires a registration.
pub fn matches(registration: &Registration, table: &Table, change: &Change<'_>) -> bool {
    registration.table.eq_ignore_ascii_case(&table.logical_name)
        && change.kind.is_covered_by(registration.message)
        && in_scope(registration, table, change.row)
        && names_a_column(registration, table, change)
        && registration.filter.as_ref().is_none_or(|filter| filter::matches(filter, change.row))
}

fn in_scope(registration: &Registration, table: &Table, row: &Row) -> bool {
    // Rows of the organization have no owner to be near to.
    if table.ownership == Ownership::Organization || registration.scope == Depth::Organization {
        return true;
    }
    let unit = || row.uuid(table, "owningbusinessunit");
    match registration.scope {
        Depth::User => row.owner(table) == Some(registration.owner),
        Depth::BusinessUnit => unit() == Some(registration.business_unit),
        Depth::ParentChild => unit().is_some_and(|unit| {
            unit == registration.business_unit || registration.business_units_below.contains(&unit)
        }),
        Depth::Organization => true,
    }
}

fn names_a_column(registration: &Registration, table: &Table, change: &Change<'_>) -> bool {
    if change.kind != ChangeKind::Update || registration.filtering_columns.is_empty() {
        return true;
    }
    change
        .touched
        .iter()
        .filter_map(|at| table.columns.get(*at))
        .any(|column| registration.filtering_columns.iter().any(|name| name.eq_ignore_ascii_case(&column.logical_name)))
}
