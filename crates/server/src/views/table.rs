//! Tables.

mod copy;
mod new;

use model::table::{Column, ColumnKind, Table};
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use copy::{NewCopy, TableCopy};
pub(crate) use new::{NewColumns, NewTable};

use super::words::{DateTimeBehavior, Ownership, Requirement};

/// A table. Its rows are behind the Dataverse Web API.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableView {
    /// Its name in definitions.
    pub(crate) logical_name: String,
    /// Its name in addresses of the Web API.
    entity_set: String,
    /// What people read.
    display_name: String,
    /// Who owns its rows.
    ownership: Ownership,
    /// How many columns it has.
    columns: usize,
}

impl From<&Table> for TableView {
    fn from(table: &Table) -> Self {
        Self {
            logical_name: table.logical_name.clone(),
            entity_set: table.entity_set.clone(),
            display_name: table.display_name.clone(),
            ownership: table.ownership.into(),
            columns: table.columns.len(),
        }
    }
}

/// A table with its columns.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TableDetail {
    /// Its name in definitions.
    logical_name: String,
    /// The same, in the case that people gave it.
    schema_name: String,
    /// Its name in addresses of the Web API.
    entity_set: String,
    /// What people read.
    display_name: String,
    /// What people read for several rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    plural_name: Option<String>,
    /// Who owns its rows.
    ownership: Ownership,
    /// The column with the id of a row.
    primary_key: String,
    /// The column that names a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_name: Option<String>,
    /// Its columns, the system's too.
    columns: Vec<ColumnView>,
}

/// A column.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ColumnView {
    /// Its name in definitions.
    logical_name: String,
    /// The same, in the case that people gave it.
    schema_name: String,
    /// What people read.
    display_name: String,
    /// What it holds, as the Web API calls it.
    #[serde(rename = "type")]
    #[schema(example = "Lookup")]
    kind: &'static str,
    /// Whether a value must be given.
    requirement: Requirement,
    /// The most characters of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_length: Option<u32>,
    /// The decimal places of a decimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<u8>,
    /// How a date relates to time zones.
    #[serde(skip_serializing_if = "Option::is_none")]
    behavior: Option<DateTimeBehavior>,
    /// The choices, states or status reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<OptionView>,
    /// The tables that a lookup may point to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    targets: Vec<String>,
}

/// A choice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct OptionView {
    /// What is stored.
    value: i64,
    /// What people read.
    label: String,
}

impl From<&Table> for TableDetail {
    fn from(table: &Table) -> Self {
        let shown = table.columns.iter().enumerate().filter(|(at, _)| !tables::system::is_hidden(table, *at));
        Self {
            logical_name: table.logical_name.clone(),
            schema_name: table.schema_name.clone(),
            entity_set: table.entity_set.clone(),
            display_name: table.display_name.clone(),
            plural_name: table.plural_name.clone(),
            ownership: table.ownership.into(),
            primary_key: table.primary_key.clone(),
            primary_name: table.primary_name.clone(),
            columns: shown.map(|(_, column)| column.into()).collect(),
        }
    }
}

impl From<&Column> for ColumnView {
    fn from(column: &Column) -> Self {
        let option = |value: i64, label: &String| OptionView { value, label: label.clone() };
        let kind = &column.kind;
        Self {
            logical_name: column.logical_name.clone(),
            schema_name: column.schema_name.clone(),
            display_name: column.display_name.clone(),
            kind: tables::metadata::attribute_type(kind),
            requirement: column.requirement.into(),
            max_length: if let ColumnKind::Text { max_length } = kind { Some(*max_length) } else { None },
            precision: if let ColumnKind::Decimal { precision } = kind { Some(*precision) } else { None },
            behavior: if let ColumnKind::DateTime { behavior } = kind { Some((*behavior).into()) } else { None },
            options: match kind {
                ColumnKind::Choice { options } | ColumnKind::MultiChoice { options } => {
                    options.iter().map(|it| option(it.value, &it.label)).collect()
                }
                ColumnKind::State { states } => states.iter().map(|it| option(it.value, &it.label)).collect(),
                ColumnKind::Status { statuses } => statuses.iter().map(|it| option(it.value, &it.label)).collect(),
                _ => Vec::new(),
            },
            targets: if let ColumnKind::Lookup { targets, .. } = kind { targets.clone() } else { Vec::new() },
        }
    }
}
