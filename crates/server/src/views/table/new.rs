//! Tables and columns that people make.

use app::tables as made;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::views::words::{DateTimeBehavior, Ownership};

/// What makes a table. The system's columns come by themselves.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewTable {
    /// Its name in files, with a publisher's prefix.
    #[schema(example = "contoso_Order")]
    schema_name: String,
    /// What people read.
    display_name: String,
    /// What people read for several rows.
    plural_name: Option<String>,
    /// Who owns its rows, which never changes.
    ownership: Ownership,
    /// Its columns. The first text names a row; without one there is a column `Name`.
    #[serde(default)]
    columns: Vec<NewColumn>,
    /// The solution that it becomes part of.
    solution: Option<String>,
}

/// Columns to add.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewColumns {
    /// The columns, all of them or none.
    pub(crate) columns: Vec<NewColumn>,
}

/// What makes a column.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewColumn {
    /// Its name in files, with a publisher's prefix.
    #[schema(example = "contoso_ScheduledDate")]
    schema_name: String,
    /// What people read.
    display_name: String,
    /// Whether a value must be given.
    #[serde(default)]
    requirement: NewRequirement,
    /// What it holds, which never changes.
    #[serde(flatten)]
    kind: NewKind,
}

/// Whether people must give a value.
#[derive(Clone, Copy, Default, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum NewRequirement {
    /// It may be left out.
    #[default]
    None,
    /// It should be given.
    Recommended,
    /// It must be given.
    Required,
}

/// What a new column holds.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum NewKind {
    /// Text.
    Text {
        /// The most characters; 100 where that is not said.
        max_length: Option<u32>,
    },
    /// A 32-bit number.
    Integer,
    /// A 64-bit number.
    BigInt,
    /// A number with a fixed number of decimal places.
    Decimal {
        /// The decimal places, 0 to 10; 2 where that is not said.
        precision: Option<u8>,
    },
    /// A floating point number.
    Double,
    /// Yes or no.
    Boolean,
    /// An instant or a day.
    DateTime {
        /// How it relates to time zones; an instant where that is not said.
        behavior: Option<DateTimeBehavior>,
    },
    /// One of a list.
    Choice {
        /// The choices.
        options: Vec<NewOption>,
    },
    /// Several of a list.
    MultiChoice {
        /// The choices.
        options: Vec<NewOption>,
    },
    /// A row of another table.
    Lookup {
        /// The logical names of the tables that it may point to.
        targets: Vec<String>,
    },
    /// A GUID that is no key here.
    Uniqueidentifier,
}

/// A new choice.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOption {
    /// What is stored; else the number after the choice before.
    value: Option<i64>,
    /// What people read.
    label: String,
}

impl From<NewTable> for made::NewTable {
    fn from(new: NewTable) -> Self {
        Self {
            schema_name: new.schema_name,
            display_name: new.display_name,
            plural_name: new.plural_name,
            ownership: new.ownership.into(),
            columns: new.columns.into_iter().map(Into::into).collect(),
            solution: new.solution,
        }
    }
}

impl From<NewColumn> for made::NewColumn {
    fn from(new: NewColumn) -> Self {
        let option = |it: NewOption| made::NewOption { value: it.value, label: it.label };
        let options = |options: Vec<NewOption>| options.into_iter().map(option).collect();
        Self {
            schema_name: new.schema_name,
            display_name: new.display_name,
            requirement: match new.requirement {
                NewRequirement::None => model::table::Requirement::None,
                NewRequirement::Recommended => model::table::Requirement::Recommended,
                NewRequirement::Required => model::table::Requirement::Required,
            },
            kind: match new.kind {
                NewKind::Text { max_length } => made::NewKind::Text { max_length },
                NewKind::Integer => made::NewKind::Integer,
                NewKind::BigInt => made::NewKind::BigInt,
                NewKind::Decimal { precision } => made::NewKind::Decimal { precision },
                NewKind::Double => made::NewKind::Double,
                NewKind::Boolean => made::NewKind::Boolean,
                NewKind::DateTime { behavior } => {
                    made::NewKind::DateTime { behavior: behavior.unwrap_or(DateTimeBehavior::UserLocal).into() }
                }
                NewKind::Choice { options: given } => made::NewKind::Choice { options: options(given) },
                NewKind::MultiChoice { options: given } => made::NewKind::MultiChoice { options: options(given) },
                NewKind::Lookup { targets } => made::NewKind::Lookup { targets },
                NewKind::Uniqueidentifier => made::NewKind::Uniqueidentifier,
            },
        }
    }
}
