//! JSON values into cells of a column.

use model::table::{ChoiceOption, Column, ColumnKind, Table};
use rust_decimal::{Decimal, RoundingStrategy, prelude::ToPrimitive};
use uuid::Uuid;
use wdl::Value;

use super::{parse_day, parse_instant};
use crate::{Cell, CellKind, ErrorKind, ODataError};

/// The largest size of a decimal or money column, on either side of zero. Source: column types of the Dataverse documentation.
const MAX_DECIMAL: i64 = 922_337_203_685_477;
/// The longest text that any column holds, in characters; also the bound for columns that are kept but not interpreted.
const MAX_TEXT: usize = 1_048_576;
/// The most choices that a column with several choices holds.
const MAX_CHOICES: usize = 150;

/// The cell that a JSON value is in a column. Empty text is null, as on the platform.
///
/// # Errors
/// A value of the wrong type, too long, out of range, or not on the column's list.
pub fn convert(table: &Table, column: &Column, value: &Value) -> Result<Cell, ODataError> {
    if value.is_null() {
        return Ok(Cell::Null);
    }
    match &column.kind {
        ColumnKind::Text { max_length } => text(table, column, value, *max_length as usize),
        ColumnKind::Other { .. } => text(table, column, value, MAX_TEXT),
        ColumnKind::Integer => whole(value, "Edm.Int32", i64::from(i32::MIN), i64::from(i32::MAX)),
        ColumnKind::BigInt => whole(value, "Edm.Int64", i64::MIN, i64::MAX),
        ColumnKind::Choice { options } => {
            let cell = whole(value, "Edm.Int32", i64::from(i32::MIN), i64::from(i32::MAX))?;
            on_list(table, column, options.iter().map(|option| option.value), &cell).map(|()| cell)
        }
        ColumnKind::State { states } => {
            let cell = whole(value, "Edm.Int32", i64::from(i32::MIN), i64::from(i32::MAX))?;
            on_list(table, column, states.iter().map(|option| option.value), &cell).map(|()| cell)
        }
        ColumnKind::Status { statuses } => {
            let cell = whole(value, "Edm.Int32", i64::from(i32::MIN), i64::from(i32::MAX))?;
            on_list(table, column, statuses.iter().map(|option| option.value), &cell).map(|()| cell)
        }
        ColumnKind::MultiChoice { options } => several(table, column, options, value),
        ColumnKind::Decimal { precision } => decimal(table, column, value, *precision),
        ColumnKind::Double => {
            let number = match value {
                Value::Int(number) => Some(*number as f64),
                Value::Float(number) => Some(*number),
                Value::Decimal(number) => number.to_f64(),
                Value::String(text) => text.trim().parse().ok(),
                _ => None,
            };
            number.filter(|number| number.is_finite()).map(Cell::Float).ok_or_else(|| mismatch(value, "Edm.Double"))
        }
        ColumnKind::Boolean => match value {
            Value::Bool(truth) => Ok(Cell::Bool(*truth)),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Ok(Cell::Bool(true)),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Ok(Cell::Bool(false)),
            _ => Err(mismatch(value, "Edm.Boolean")),
        },
        ColumnKind::DateTime { .. } if CellKind::of(&column.kind) == CellKind::Day => {
            value.as_str().and_then(parse_day).map(Cell::Day).ok_or_else(|| mismatch(value, "Edm.Date"))
        }
        ColumnKind::DateTime { .. } => value
            .as_str()
            .and_then(parse_instant)
            .map(Cell::Instant)
            .ok_or_else(|| mismatch(value, "Edm.DateTimeOffset")),
        ColumnKind::PrimaryKey | ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } | ColumnKind::Owner => {
            value.as_str().and_then(guid).map(Cell::Uuid).ok_or_else(|| mismatch(value, "Edm.Guid"))
        }
    }
}

/// An id in the usual form, with or without braces.
pub(crate) fn guid(text: &str) -> Option<Uuid> {
    let text = text.trim();
    let text = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
    if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
}

/// The message for a literal that is not of the expected type.
pub(crate) fn mismatch(value: &Value, expected: &str) -> ODataError {
    let literal = match value {
        Value::String(text) => text.chars().take(200).collect(),
        Value::Array(_) | Value::Object(_) => {
            return ODataError::new(
                ErrorKind::InvalidPayload,
                format!(
                    "A value of type '{}' was found where a value of type '{expected}' was expected.",
                    value.type_name()
                ),
            );
        }
        other => other.to_json_string(),
    };
    ODataError::new(
        ErrorKind::InvalidPayload,
        format!("Cannot convert the literal '{literal}' to the expected type '{expected}'."),
    )
}

fn text(table: &Table, column: &Column, value: &Value, max_length: usize) -> Result<Cell, ODataError> {
    let Some(text) = value.as_str() else { return Err(mismatch(value, "Edm.String")) };
    if text.is_empty() {
        return Ok(Cell::Null);
    }
    // A byte count within the limit needs no counting of UTF-16 units, which are never more.
    if text.len() > max_length && text.encode_utf16().count() > max_length {
        return Err(ODataError::new(
            ErrorKind::StringLengthTooLong,
            format!(
                "A validation error occurred. The length of the '{}' attribute of the '{}' entity exceeded the maximum allowed \
                 length of '{max_length}'.",
                column.logical_name, table.logical_name
            ),
        ));
    }
    match value {
        Value::String(text) => Ok(Cell::Text(text.clone())),
        _ => Err(mismatch(value, "Edm.String")),
    }
}

fn whole(value: &Value, expected: &str, min: i64, max: i64) -> Result<Cell, ODataError> {
    let number = match value {
        Value::Int(number) => Some(*number),
        Value::Float(number) => {
            Decimal::try_from(*number).ok().filter(|number| number.fract().is_zero()).and_then(|n| n.to_i64())
        }
        Value::Decimal(number) => Some(number).filter(|number| number.fract().is_zero()).and_then(ToPrimitive::to_i64),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| (min..=max).contains(number)).map(Cell::Int).ok_or_else(|| mismatch(value, expected))
}

fn decimal(table: &Table, column: &Column, value: &Value, precision: u8) -> Result<Cell, ODataError> {
    let number = match value {
        Value::Int(number) => Some(Decimal::from(*number)),
        Value::Float(number) => Decimal::try_from(*number).ok(),
        Value::Decimal(number) => Some(*number),
        Value::String(text) => Decimal::from_str_exact(text.trim()).ok(),
        _ => None,
    };
    let number = number.ok_or_else(|| mismatch(value, "Edm.Decimal"))?;
    if number.abs() > Decimal::from(MAX_DECIMAL) {
        return Err(ODataError::new(
            ErrorKind::NumberOutOfRange,
            format!(
                "A validation error occurred. The value of '{}' on record of type '{}' is outside the valid range.",
                column.logical_name, table.logical_name
            ),
        ));
    }
    let places = u32::from(precision.min(10));
    let number = number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    Ok(Cell::Decimal(number.normalize()))
}

fn on_list(table: &Table, column: &Column, mut list: impl Iterator<Item = i64>, cell: &Cell) -> Result<(), ODataError> {
    let Some(value) = cell.as_int() else { return Ok(()) };
    let mut any = false;
    if list.any(|allowed| {
        any = true;
        allowed == value
    }) || !any
    {
        return Ok(());
    }
    Err(ODataError::new(
        ErrorKind::PicklistValueOutOfRange,
        format!(
            "A validation error occurred. The value {value} of '{}' on record of type '{}' is outside the valid range.",
            column.logical_name, table.logical_name
        ),
    ))
}

fn several(table: &Table, column: &Column, options: &[ChoiceOption], value: &Value) -> Result<Cell, ODataError> {
    let given = match value {
        Value::String(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        _ => return Err(mismatch(value, "Edm.String")),
    };
    let mut chosen: Vec<i64> = Vec::new();
    for part in given.split(',').filter(|part| !part.trim().is_empty()) {
        let number = part.trim().parse().map_err(|_| mismatch(value, "Edm.Int32"))?;
        on_list(table, column, options.iter().map(|option| option.value), &Cell::Int(number))?;
        if !chosen.contains(&number) {
            chosen.push(number);
        }
        if chosen.len() > MAX_CHOICES {
            return Err(ODataError::new(
                ErrorKind::InvalidArgument,
                format!("Column '{}' holds at most {MAX_CHOICES} choices.", column.logical_name),
            ));
        }
    }
    if chosen.is_empty() {
        return Ok(Cell::Null);
    }
    let text: Vec<_> = chosen.iter().map(ToString::to_string).collect();
    Ok(Cell::text(text.join(",")))
}
