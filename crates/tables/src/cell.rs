//! Values of columns.

use std::{fmt, sync::Arc};

use model::table::{ColumnKind, DateTimeBehavior};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::row::{day_text, instant_text};

/// What one column of one row holds. Cloning is cheap.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Null,
    /// Text; also several choices (`1,2,3`) and columns that are kept but not interpreted.
    Text(Arc<str>),
    /// Whole number: integers, choices, states and status reasons.
    Int(i64),
    /// Floating point number, never NaN or infinite.
    Float(f64),
    /// Number with a fixed number of decimal places.
    Decimal(Decimal),
    /// Yes or no.
    Bool(bool),
    /// An id: keys, lookups and owners.
    Uuid(Uuid),
    /// Microseconds since 1970-01-01T00:00:00Z. For columns without time zone, of the digits as given.
    Instant(i64),
    /// Days since 1970-01-01.
    Day(i32),
}

/// Which variant of [`Cell`] a column uses for what is not null.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CellKind {
    /// [`Cell::Text`]
    Text,
    /// [`Cell::Int`]
    Int,
    /// [`Cell::Float`]
    Float,
    /// [`Cell::Decimal`]
    Decimal,
    /// [`Cell::Bool`]
    Bool,
    /// [`Cell::Uuid`]
    Uuid,
    /// [`Cell::Instant`]
    Instant,
    /// [`Cell::Day`]
    Day,
}

impl CellKind {
    /// The variant that a column of this kind uses.
    pub fn of(kind: &ColumnKind) -> Self {
        match kind {
            ColumnKind::PrimaryKey | ColumnKind::Lookup { .. } | ColumnKind::Owner | ColumnKind::Uniqueidentifier => {
                Self::Uuid
            }
            ColumnKind::Text { .. } | ColumnKind::MultiChoice { .. } | ColumnKind::Other { .. } => Self::Text,
            ColumnKind::Integer
            | ColumnKind::BigInt
            | ColumnKind::Choice { .. }
            | ColumnKind::State { .. }
            | ColumnKind::Status { .. } => Self::Int,
            ColumnKind::Decimal { .. } => Self::Decimal,
            ColumnKind::Double => Self::Float,
            ColumnKind::Boolean => Self::Bool,
            ColumnKind::DateTime { behavior: DateTimeBehavior::DateOnly } => Self::Day,
            ColumnKind::DateTime { .. } => Self::Instant,
        }
    }
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The variant, unless null.
    pub fn kind(&self) -> Option<CellKind> {
        Some(match self {
            Self::Null => return None,
            Self::Text(_) => CellKind::Text,
            Self::Int(_) => CellKind::Int,
            Self::Float(_) => CellKind::Float,
            Self::Decimal(_) => CellKind::Decimal,
            Self::Bool(_) => CellKind::Bool,
            Self::Uuid(_) => CellKind::Uuid,
            Self::Instant(_) => CellKind::Instant,
            Self::Day(_) => CellKind::Day,
        })
    }

    /// The id, if this is one.
    pub fn as_uuid(&self) -> Option<Uuid> {
        match self {
            Self::Uuid(id) => Some(*id),
            _ => None,
        }
    }

    /// The whole number, if this is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<Uuid> for Cell {
    fn from(id: Uuid) -> Self {
        Self::Uuid(id)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl fmt::Display for Cell {
    /// As a literal of a query, texts quoted; for messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Int(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
            Self::Decimal(number) => number.fmt(f),
            Self::Bool(truth) => truth.fmt(f),
            Self::Uuid(id) => id.fmt(f),
            Self::Instant(micros) => f.write_str(&instant_text(*micros)),
            Self::Day(day) => f.write_str(&day_text(*day)),
        }
    }
}
