//! What rows of a table look like before there are any.

use model::table::{Column, ColumnKind, Table};
use wdl::analysis::{Member, Type};

use super::property_name;
use crate::system;

/// The type of a row as [`to_json`](super::to_json) writes it. Columns that may be empty are typed as if they held something.
pub fn type_of(table: &Table) -> Type {
    let shown = table.columns.iter().enumerate().filter(|(at, _)| !system::is_hidden(table, *at));
    let columns = shown.map(|(_, column)| Member {
        name: property_name(column).into(),
        of: type_of_column(column),
        about: Some(column.display_name.as_str().into()).filter(|name: &std::sync::Arc<str>| !name.is_empty()),
    });
    Type::object([Member::new("@odata.etag", Type::String)].into_iter().chain(columns).collect())
}

fn type_of_column(column: &Column) -> Type {
    match column.kind {
        ColumnKind::PrimaryKey
        | ColumnKind::Text { .. }
        | ColumnKind::DateTime { .. }
        | ColumnKind::MultiChoice { .. }
        | ColumnKind::Lookup { .. }
        | ColumnKind::Owner
        | ColumnKind::Uniqueidentifier => Type::String,
        ColumnKind::Integer
        | ColumnKind::BigInt
        | ColumnKind::Choice { .. }
        | ColumnKind::State { .. }
        | ColumnKind::Status { .. } => Type::Integer,
        // A decimal without a fraction is written as a whole number.
        ColumnKind::Decimal { .. } | ColumnKind::Double => Type::number(),
        ColumnKind::Boolean => Type::Boolean,
        ColumnKind::Other { .. } => Type::Any,
    }
}
