//! Rows as the Web API writes them.

use std::sync::Arc;

use model::table::{Column, ColumnKind, Table};
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;
use wdl::{Object, Value};

use super::{Row, day_text, instant_text};
use crate::{Cell, system};

/// Gives the name of a row of a table.
pub type NameOf<'a> = dyn Fn(&str, Uuid) -> Option<Arc<str>> + 'a;

/// Which annotations an answer carries (`Prefer: odata.include-annotations`).
#[derive(Clone, Copy, Default)]
pub struct Annotations<'a> {
    /// `@OData.Community.Display.V1.FormattedValue`: labels of choices, names behind lookups.
    pub formatted: bool,
    /// `@Microsoft.Dynamics.CRM.lookuplogicalname` and `associatednavigationproperty`.
    pub lookups: bool,
    /// Gives the name of a row of a table, for the formatted value of lookups.
    pub name_of: Option<&'a NameOf<'a>>,
}

impl Annotations<'_> {
    /// What the list in `odata.include-annotations="..."` asks for. `*` is everything.
    pub fn from_list(list: &str) -> Self {
        let asks = |name: &str| {
            list.split(',').map(str::trim).any(|pattern| match pattern.strip_suffix('*') {
                Some(prefix) => name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)),
                None => pattern.eq_ignore_ascii_case(name),
            })
        };
        Self {
            formatted: asks("OData.Community.Display.V1.FormattedValue"),
            lookups: asks("Microsoft.Dynamics.CRM.lookuplogicalname"),
            name_of: None,
        }
    }
}

/// The version tag of a row, `W/"123"`.
pub fn etag(table: &Table, row: &Row) -> String {
    format!("W/\"{}\"", row.version(table))
}

/// The name of a column in the Web API: `_x_value` for lookups and owners.
pub fn property_name(column: &Column) -> String {
    match column.kind {
        ColumnKind::Lookup { .. } | ColumnKind::Owner => format!("_{}_value", column.logical_name),
        _ => column.logical_name.clone(),
    }
}

/// Writes a row: its tag, its id, then the selected columns (all without a selection) in the table's order.
pub fn to_json(table: &Table, row: &Row, select: Option<&[usize]>, annotations: &Annotations<'_>) -> Value {
    let mut object = Object::new();
    object.insert("@odata.etag", etag(table, row).into());
    let key = table.columns.iter().position(|column| column.kind == ColumnKind::PrimaryKey);
    if let Some((at, column)) = key.and_then(|at| table.columns.get(at).map(|column| (at, column))) {
        object.insert(column.logical_name.as_str(), json(row.get(at)));
    }
    for (at, column) in table.columns.iter().enumerate() {
        if Some(at) == key || system::is_hidden(table, at) || select.is_some_and(|select| !select.contains(&at)) {
            continue;
        }
        let (name, cell) = (property_name(column), row.get(at));
        annotate(table, row, (at, column), &name, annotations, &mut object);
        object.insert(name, json(cell));
    }
    object.into()
}

/// The JSON of a cell.
pub(crate) fn json(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => Value::String(text.clone()),
        Cell::Int(number) => Value::Int(*number),
        Cell::Float(number) => Value::Float(*number),
        Cell::Decimal(number) => match number.to_i64().filter(|_| number.fract().is_zero()) {
            Some(whole) => Value::Int(whole),
            None => Value::Decimal(*number),
        },
        Cell::Bool(truth) => Value::Bool(*truth),
        Cell::Uuid(id) => id.to_string().into(),
        Cell::Instant(micros) => instant_text(*micros).into(),
        Cell::Day(day) => day_text(*day).into(),
    }
}

fn annotate(
    table: &Table,
    row: &Row,
    (at, column): (usize, &Column),
    name: &str,
    annotations: &Annotations<'_>,
    object: &mut Object,
) {
    if row.get(at).is_null() {
        return;
    }
    let target = system::target_of(table, row, at);
    if annotations.formatted {
        let text = match (row.get(at), &target) {
            (Cell::Uuid(id), Some(target)) => {
                annotations.name_of.and_then(|name_of| name_of(target, *id)).map(Value::from)
            }
            (cell, _) => label(column, cell).map(Value::from),
        };
        if let Some(text) = text {
            object.insert(format!("{name}@OData.Community.Display.V1.FormattedValue"), text);
        }
    }
    if annotations.lookups
        && let Some(target) = target
    {
        let navigation = match &column.kind {
            ColumnKind::Lookup { targets, navigation } if targets.len() > 1 => format!("{navigation}_{target}"),
            ColumnKind::Lookup { navigation, .. } => navigation.clone(),
            _ => column.logical_name.clone(),
        };
        object.insert(format!("{name}@Microsoft.Dynamics.CRM.associatednavigationproperty"), navigation.into());
        object.insert(format!("{name}@Microsoft.Dynamics.CRM.lookuplogicalname"), target.into());
    }
}

/// What people read instead of a cell, where that differs from the value itself.
pub(crate) fn label(column: &Column, cell: &Cell) -> Option<String> {
    let labels = |number: i64| match &column.kind {
        ColumnKind::Choice { options } | ColumnKind::MultiChoice { options } => {
            options.iter().find(|option| option.value == number).map(|option| option.label.clone())
        }
        ColumnKind::State { states } => {
            states.iter().find(|option| option.value == number).map(|option| option.label.clone())
        }
        ColumnKind::Status { statuses } => {
            statuses.iter().find(|option| option.value == number).map(|option| option.label.clone())
        }
        _ => None,
    };
    match (&column.kind, cell) {
        (ColumnKind::MultiChoice { .. }, Cell::Text(text)) => {
            let found: Vec<_> = text.split(',').filter_map(|part| part.parse().ok().and_then(labels)).collect();
            (!found.is_empty()).then(|| found.join("; "))
        }
        (ColumnKind::Boolean, Cell::Bool(truth)) => Some(if *truth { "Yes" } else { "No" }.to_owned()),
        (ColumnKind::Integer | ColumnKind::BigInt, Cell::Int(number)) => Some(grouped(&number.to_string())),
        (_, Cell::Int(number)) => labels(*number),
        (_, Cell::Decimal(number)) => Some(grouped(&number.to_string())),
        (_, Cell::Float(number)) => Some(grouped(&number.to_string())),
        (_, Cell::Instant(micros)) => {
            jiff::Timestamp::from_microsecond(*micros).ok().map(|at| at.strftime("%-m/%-d/%Y %-I:%M %p").to_string())
        }
        (_, Cell::Day(day)) => jiff::Timestamp::from_second(i64::from(*day).saturating_mul(86_400))
            .ok()
            .map(|at| at.strftime("%-m/%-d/%Y").to_string()),
        _ => None,
    }
}

/// Digits in groups of three, `1,234,567.5`.
fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |rest| ("-", rest));
    let (whole, rest) = digits.find(|c: char| !c.is_ascii_digit()).map_or((digits, ""), |at| digits.split_at(at));
    let mut text = String::with_capacity(number.len() + whole.len() / 3);
    text.push_str(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(rest);
    text
}
