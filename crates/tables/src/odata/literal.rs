//! Values in queries, and the cells that they are in a column.

use model::table::{Column, ColumnKind};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{
    Cell, CellKind,
    row::{guid, parse_day, parse_instant},
};

/// No decimal column has more places, so that more of them in a query mean nothing.
const MAX_PLACES: u32 = 10;

/// A value as a query writes it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Literal {
    /// `null`
    Null,
    /// A quoted text.
    Text(String),
    /// A value whose type the language does not say: in FetchXML everything, in a query function's arguments.
    Loose(String),
    /// Digits.
    Number(String),
    /// `true`, `false`
    Bool(bool),
    /// An id without quotes.
    Guid(Uuid),
    /// A date or date and time without quotes.
    Date(String),
}

impl Literal {
    /// The literal that an unquoted word is, if it is one.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "null" => return Some(Self::Null),
            "true" => return Some(Self::Bool(true)),
            "false" => return Some(Self::Bool(false)),
            _ => {}
        }
        if let Some(id) = guid(word) {
            return Some(Self::Guid(id));
        }
        let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
        if !digits.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let typed = word.trim_end_matches(['L', 'l', 'M', 'm', 'D', 'd', 'F', 'f']);
        if typed.parse::<f64>().is_ok_and(f64::is_finite) {
            return Some(Self::Number(typed.strip_prefix('+').unwrap_or(typed).to_owned()));
        }
        (parse_instant(word).is_some() || parse_day(word).is_some()).then(|| Self::Date(word.to_owned()))
    }

    /// The type's name for messages.
    fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Text(_) | Self::Loose(_) => "Edm.String",
            Self::Number(text) if text.contains(['.', 'e', 'E']) => "Edm.Double",
            Self::Number(_) => "Edm.Int32",
            Self::Bool(_) => "Edm.Boolean",
            Self::Guid(_) => "Edm.Guid",
            Self::Date(_) => "Edm.DateTimeOffset",
        }
    }

    /// The text, where the literal has one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Loose(text) | Self::Number(text) | Self::Date(text) => Some(text),
            _ => None,
        }
    }

    /// The cell that this is in a column. Ids and dates may be quoted, as the platform lets flows do.
    ///
    /// # Errors
    /// What is wrong, as a sentence.
    pub(crate) fn cell(&self, column: &Column) -> Result<Cell, String> {
        let loose = matches!(self, Self::Loose(_));
        let cell = match (CellKind::of(&column.kind), self) {
            (_, Self::Null) => Some(Cell::Null),
            (CellKind::Text, Self::Text(text) | Self::Loose(text)) => Some(Cell::text(text.as_str())),
            // A column with several choices is compared with the one number.
            (CellKind::Text, Self::Number(text)) if matches!(column.kind, ColumnKind::MultiChoice { .. }) => {
                Some(Cell::text(text.as_str()))
            }
            (CellKind::Int, Self::Number(text) | Self::Loose(text)) => whole(text).map(Cell::Int),
            (CellKind::Float, Self::Number(text) | Self::Loose(text)) => {
                text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Cell::Float)
            }
            (CellKind::Decimal, Self::Number(text) | Self::Loose(text)) => {
                decimal(text).map(|number| Cell::Decimal(number.round_dp(MAX_PLACES)))
            }
            (CellKind::Bool, Self::Bool(truth)) => Some(Cell::Bool(*truth)),
            (CellKind::Bool, Self::Number(text) | Self::Loose(text)) => match text.trim() {
                "1" => Some(Cell::Bool(true)),
                "0" => Some(Cell::Bool(false)),
                word if loose && word.eq_ignore_ascii_case("true") => Some(Cell::Bool(true)),
                word if loose && word.eq_ignore_ascii_case("false") => Some(Cell::Bool(false)),
                _ => None,
            },
            (CellKind::Uuid, Self::Guid(id)) => Some(Cell::Uuid(*id)),
            (CellKind::Uuid, Self::Text(text) | Self::Loose(text)) => guid(text).map(Cell::Uuid),
            (CellKind::Instant, Self::Date(text) | Self::Text(text) | Self::Loose(text)) => {
                parse_instant(text).map(Cell::Instant)
            }
            (CellKind::Day, Self::Date(text) | Self::Text(text) | Self::Loose(text)) => day(text).map(Cell::Day),
            _ => None,
        };
        cell.ok_or_else(|| match self.as_text() {
            Some(text) if !matches!((CellKind::of(&column.kind), self), (_, Self::Number(_))) => format!(
                "'{}' is not a value of column '{}', which holds {}",
                text.chars().take(100).collect::<String>(),
                column.logical_name,
                edm(&column.kind)
            ),
            _ => format!(
                "A binary operator with incompatible types was detected. Found operand types '{}' and '{}'",
                edm(&column.kind),
                self.type_name()
            ),
        })
    }

    /// The instant that a date says, at midnight for a day alone.
    pub(crate) fn instant(&self) -> Option<i64> {
        self.as_text().and_then(parse_instant)
    }

    /// The whole number.
    pub(crate) fn whole(&self) -> Option<i64> {
        self.as_text().and_then(whole)
    }
}

fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let number = decimal(text)?;
        number.fract().is_zero().then(|| i64::try_from(number.trunc()).ok()).flatten()
    })
}

fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

/// The day of a date, also of one with a time.
fn day(text: &str) -> Option<i32> {
    parse_day(text).or_else(|| {
        let instant = parse_instant(text)?;
        i32::try_from(instant.div_euclid(86_400_000_000)).ok()
    })
}

/// The type of a column as the Web API names it.
pub(crate) fn edm(kind: &ColumnKind) -> &'static str {
    match (CellKind::of(kind), kind) {
        (_, ColumnKind::BigInt) => "Edm.Int64",
        (CellKind::Text, _) => "Edm.String",
        (CellKind::Int, _) => "Edm.Int32",
        (CellKind::Float, _) => "Edm.Double",
        (CellKind::Decimal, _) => "Edm.Decimal",
        (CellKind::Bool, _) => "Edm.Boolean",
        (CellKind::Uuid, _) => "Edm.Guid",
        (CellKind::Instant, _) => "Edm.DateTimeOffset",
        (CellKind::Day, _) => "Edm.Date",
    }
}
