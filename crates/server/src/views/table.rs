//! Tables.

use model::table::Table;
use serde::Serialize;
use utoipa::ToSchema;

use super::words::Ownership;

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
