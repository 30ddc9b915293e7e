//! Tables that are copied from another environment.

use std::collections::BTreeMap;

use app::tables as copied;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::views::words::{Mask, RowsToCopy, TableChange};

/// What to copy.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewCopy {
    /// The environment that has it, by name.
    #[schema(example = "prod")]
    from: String,
    /// Logical or entity set names; else all tables.
    tables: Option<Vec<String>>,
    /// Which rows.
    rows: RowsToCopy,
    /// How many rows of each table: 1 to 10,000, and 200 where that is not said.
    limit: Option<u32>,
    /// The masks that are not the usual ones, by `table.column`.
    #[serde(default)]
    masks: BTreeMap<String, Mask>,
    /// What masked values follow from: the same seed makes the same rows. Without one nobody can make them again.
    seed: Option<String>,
    /// Only say what would be.
    #[serde(default)]
    dry_run: bool,
}

impl From<NewCopy> for copied::NewCopy {
    fn from(new: NewCopy) -> Self {
        Self {
            from: new.from,
            tables: new.tables,
            rows: new.rows.into(),
            limit: new.limit,
            masks: new.masks.into_iter().map(|(column, mask)| (column, mask.into())).collect(),
            seed: new.seed,
            dry_run: new.dry_run,
        }
    }
}

/// What was copied, or would be.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TableCopy {
    /// Each table.
    tables: Vec<CopiedTable>,
}

/// What became of a table.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CopiedTable {
    /// Its logical name.
    table: String,
    /// What people read.
    display_name: String,
    /// What becomes of its definition.
    change: TableChange,
    /// How many rows are added.
    rows: usize,
    /// What becomes of the values of each column, where rows are masked.
    columns: Vec<MaskedColumn>,
}

/// What becomes of a column's values.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct MaskedColumn {
    /// Its logical name.
    column: String,
    /// How it is masked.
    mask: Mask,
}

impl From<Vec<copied::CopiedTable>> for TableCopy {
    fn from(tables: Vec<copied::CopiedTable>) -> Self {
        Self { tables: tables.into_iter().map(Into::into).collect() }
    }
}

impl From<copied::CopiedTable> for CopiedTable {
    fn from(copied: copied::CopiedTable) -> Self {
        let columns = copied.columns.into_iter();
        Self {
            table: copied.table.logical_name.clone(),
            display_name: copied.table.display_name.clone(),
            change: copied.change.into(),
            rows: copied.rows,
            columns: columns.map(|(column, mask)| MaskedColumn { column, mask: mask.into() }).collect(),
        }
    }
}
