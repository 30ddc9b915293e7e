//! Filters: a small typed tree, and what it means for a row.

mod like;

use std::{cmp::Ordering, sync::Arc};

use model::table::Table;

use crate::{Cell, Row, text};

pub use like::{MAX_PATTERN, Pattern, is_like};

/// A condition on the rows of one table. Columns are positions in the table.
///
/// It has SQL's three-valued logic: comparing with null is unknown, and a row matches only when the whole is true. What
/// the query languages mean beyond that (`ne` finds empty cells too) is spelled out in the tree by their parsers.
#[derive(Clone, PartialEq, Debug)]
pub enum Filter {
    /// Always, or never.
    Const(bool),
    /// All of these.
    And(Vec<Filter>),
    /// One of these.
    Or(Vec<Filter>),
    /// Not this.
    Not(Box<Filter>),
    /// A column compared with a value or another column of the same kind.
    Compare {
        /// The column.
        column: usize,
        /// How.
        comparison: Comparison,
        /// With what. Never [`Cell::Null`].
        with: Operand,
    },
    /// A text column like a pattern, ignoring case.
    Like {
        /// The column.
        column: usize,
        /// Where the text must stand.
        kind: LikeKind,
        /// The text, in which `%`, `_` and `[...]` are wildcards.
        text: Arc<str>,
    },
    /// A column equal to one of these.
    In {
        /// The column.
        column: usize,
        /// None of them [`Cell::Null`].
        values: Vec<Cell>,
    },
    /// A column that is empty.
    IsNull(usize),
    /// A column with several choices that has at least one of these.
    ContainsValues {
        /// The column.
        column: usize,
        /// The choices.
        values: Vec<i64>,
    },
}

/// How two values are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `eq`
    Equal,
    /// `ne`, but unknown for null.
    NotEqual,
    /// `gt`
    Greater,
    /// `ge`
    GreaterOrEqual,
    /// `lt`
    Less,
    /// `le`
    LessOrEqual,
}

impl Comparison {
    /// Whether it holds for two values that compare so.
    pub fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
        }
    }

    /// The comparison that holds exactly when this one does not, for values that are not null.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Greater => Self::LessOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Less => Self::GreaterOrEqual,
            Self::LessOrEqual => Self::Greater,
        }
    }

    /// The comparison with its two sides swapped.
    #[must_use]
    pub fn swapped(self) -> Self {
        match self {
            Self::Equal | Self::NotEqual => self,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
        }
    }
}

/// What a column is compared with.
#[derive(Clone, PartialEq, Debug)]
pub enum Operand {
    /// A value of the column's kind.
    Cell(Cell),
    /// Another column of the same kind.
    Column(usize),
}

/// Where the text of a [`Filter::Like`] must stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LikeKind {
    /// Anywhere.
    Contains,
    /// At the beginning.
    StartsWith,
    /// At the end.
    EndsWith,
    /// The text is the whole pattern.
    Pattern,
}

impl LikeKind {
    /// The whole pattern for a text.
    pub fn pattern(self, text: &str) -> String {
        match self {
            Self::Contains => format!("%{text}%"),
            Self::StartsWith => format!("{text}%"),
            Self::EndsWith => format!("%{text}"),
            Self::Pattern => text.to_owned(),
        }
    }
}

/// Whether a row satisfies a filter.
pub fn matches(filter: &Filter, row: &Row) -> bool {
    holds(filter, row) == Some(true)
}

/// The truth of a filter for a row; `None` is unknown.
fn holds(filter: &Filter, row: &Row) -> Option<bool> {
    match filter {
        Filter::Const(truth) => Some(*truth),
        Filter::And(parts) => fold(parts, row, false),
        Filter::Or(parts) => fold(parts, row, true),
        Filter::Not(part) => holds(part, row).map(|truth| !truth),
        Filter::Compare { column, comparison, with } => {
            let with = match with {
                Operand::Cell(cell) => cell,
                Operand::Column(other) => row.get(*other),
            };
            compare(row.get(*column), with).map(|ordering| comparison.holds(ordering))
        }
        Filter::Like { column, kind, text } => {
            row.get(*column).as_text().map(|value| is_like(value, &kind.pattern(text)))
        }
        Filter::In { column, values } => {
            let cell = row.get(*column);
            (!cell.is_null()).then(|| values.iter().any(|value| compare(cell, value) == Some(Ordering::Equal)))
        }
        Filter::IsNull(column) => Some(row.get(*column).is_null()),
        Filter::ContainsValues { column, values } => row.get(*column).as_text().map(|text| {
            text.split(',').any(|chosen| chosen.trim().parse().is_ok_and(|chosen| values.contains(&chosen)))
        }),
    }
}

/// `Or` when `decisive` is true, `And` when it is false.
fn fold(parts: &[Filter], row: &Row, decisive: bool) -> Option<bool> {
    let mut result = Some(!decisive);
    for part in parts {
        match holds(part, row) {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => result = None,
        }
    }
    result
}

/// How two cells of one kind compare; `None` when one is null or they are of different kinds.
pub fn compare(a: &Cell, b: &Cell) -> Option<Ordering> {
    match (a, b) {
        (Cell::Text(a), Cell::Text(b)) => Some(text::compare(a, b)),
        (Cell::Int(a), Cell::Int(b)) => Some(a.cmp(b)),
        (Cell::Float(a), Cell::Float(b)) => a.partial_cmp(b),
        (Cell::Decimal(a), Cell::Decimal(b)) => Some(a.cmp(b)),
        (Cell::Bool(a), Cell::Bool(b)) => Some(a.cmp(b)),
        (Cell::Uuid(a), Cell::Uuid(b)) => Some(a.cmp(b)),
        (Cell::Instant(a), Cell::Instant(b)) => Some(a.cmp(b)),
        (Cell::Day(a), Cell::Day(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

impl Filter {
    /// All of these; flattens and drops what is always true.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Const(true) => {}
                Self::Const(false) => return Self::Const(false),
                Self::And(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::Const(true),
            1 => kept.pop().unwrap_or(Self::Const(true)),
            _ => Self::And(kept),
        }
    }

    /// One of these; flattens and drops what is never true.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Const(false) => {}
                Self::Const(true) => return Self::Const(true),
                Self::Or(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::Const(false),
            1 => kept.pop().unwrap_or(Self::Const(false)),
            _ => Self::Or(kept),
        }
    }

    /// The opposite, as the platform means it: what compares with a size stays unknown for empty cells, what compares for
    /// sameness or likeness finds empty cells too.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Const(truth) => Self::Const(!truth),
            Self::And(parts) => Self::any(parts.into_iter().map(Self::negated)),
            Self::Or(parts) => Self::all(parts.into_iter().map(Self::negated)),
            Self::Not(part) => *part,
            Self::Compare { column, comparison, with } => {
                let negated = Self::Compare { column, comparison: comparison.negated(), with };
                if comparison == Comparison::Equal { Self::Or(vec![negated, Self::IsNull(column)]) } else { negated }
            }
            Self::IsNull(column) => Self::Not(Box::new(Self::IsNull(column))),
            same @ (Self::Like { .. } | Self::In { .. } | Self::ContainsValues { .. }) => {
                let column = match &same {
                    Self::Like { column, .. } | Self::In { column, .. } | Self::ContainsValues { column, .. } => {
                        *column
                    }
                    _ => return Self::Not(Box::new(same)),
                };
                Self::Or(vec![Self::Not(Box::new(same)), Self::IsNull(column)])
            }
        }
    }

    /// The filter as text with column names, for messages and tests.
    pub fn describe(&self, table: &Table) -> String {
        let name = |column: &usize| table.columns.get(*column).map_or("?", |column| column.logical_name.as_str());
        let list = |parts: &[Self], word: &str| {
            let parts: Vec<_> = parts.iter().map(|part| part.describe(table)).collect();
            format!("({})", parts.join(word))
        };
        match self {
            Self::Const(truth) => truth.to_string(),
            Self::And(parts) => list(parts, " and "),
            Self::Or(parts) => list(parts, " or "),
            Self::Not(part) => format!("not {}", part.describe(table)),
            Self::Compare { column, comparison, with } => {
                let sign = match comparison {
                    Comparison::Equal => "=",
                    Comparison::NotEqual => "<>",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => ">=",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "<=",
                };
                let with = match with {
                    Operand::Cell(cell) => cell.to_string(),
                    Operand::Column(column) => name(column).to_owned(),
                };
                format!("{} {sign} {with}", name(column))
            }
            Self::Like { column, kind, text } => format!("{} like '{}'", name(column), kind.pattern(text)),
            Self::In { column, values } => {
                let values: Vec<_> = values.iter().map(ToString::to_string).collect();
                format!("{} in ({})", name(column), values.join(", "))
            }
            Self::IsNull(column) => format!("{} is null", name(column)),
            Self::ContainsValues { column, values } => format!("{} has one of {values:?}", name(column)),
        }
    }
}
