//! What a run gets from the change of a row.

use model::table::{ColumnKind, Table};
use uuid::Uuid;
use wdl::{Object, Value};

use super::ChangeKind;
use crate::{
    Row,
    row::{json, label, property_name},
    system,
};

/// What the body says beside the row.
#[derive(Clone, Copy)]
pub struct BodyFacts<'a> {
    /// What happened.
    pub kind: ChangeKind,
    /// Whom "run as" resolved to.
    pub run_as: Uuid,
    /// The address of the Web API without a slash at its end, `https://host/api/data/v9.2`.
    pub base: &'a str,
    /// Gives the entity set name of a table.
    pub set_of: &'a dyn Fn(&str) -> Option<String>,
}

/// The body of the trigger's outputs. A removed row leaves its id only.
///
/// Source: the sample schema of the trigger's outputs in exported flows.
pub fn trigger_body(table: &Table, row: &Row, facts: &BodyFacts<'_>) -> Value {
    let mut body = Object::new();
    let id = row.id(table).unwrap_or_default().to_string();
    body.insert("@odata.id", format!("{}/{}({id})", facts.base, table.entity_set).into());
    body.insert("ItemInternalId", id.as_str().into());
    body.insert("SdkMessage", facts.kind.message().into());
    body.insert("RunAsSystemUserId", facts.run_as.to_string().into());
    body.insert("RowVersion", row.version(table).to_string().into());
    body.insert(table.primary_key.as_str(), id.as_str().into());
    if facts.kind == ChangeKind::Delete {
        return body.into();
    }
    for (at, column) in table.columns.iter().enumerate() {
        let cell = row.get(at);
        if column.kind == ColumnKind::PrimaryKey || system::is_hidden(table, at) || cell.is_null() {
            continue;
        }
        let (name, logical) = (property_name(column), &column.logical_name);
        match &column.kind {
            ColumnKind::Lookup { .. } | ColumnKind::Owner => {
                if let Some(target) = system::target_of(table, row, at) {
                    if let Some(set) = (facts.set_of)(&target) {
                        body.insert(format!("_{logical}_type"), set.into());
                    }
                    body.insert(format!("{name}@Microsoft.Dynamics.CRM.lookuplogicalname"), target.into());
                }
            }
            ColumnKind::Choice { .. }
            | ColumnKind::MultiChoice { .. }
            | ColumnKind::State { .. }
            | ColumnKind::Status { .. }
            | ColumnKind::Boolean => {
                if let Some(label) = label(column, cell) {
                    body.insert(format!("_{logical}_label"), label.into());
                }
            }
            _ => {}
        }
        body.insert(name, json(cell));
    }
    body.into()
}
