//! Keywords that bound a value itself: enumerations, lengths, counts, sizes.

use std::collections::HashSet;

use wdl::{Object, Value};

use super::{place::At, type_name};

pub(super) fn check(at: &At<'_>, value: &Value, schema: &Object, found: &mut Vec<Value>) {
    let mut wrong = |kind: &str, message: String| found.push(at.error(kind, message, value, Vec::new()));
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array)
        && !allowed.iter().any(|one| one == value)
    {
        wrong("enum", format!("Value {} is not defined in enum.", value.to_json_string()));
    }
    match value {
        Value::String(text) => {
            let length = text.encode_utf16().count();
            if let Some(least) = count(schema, "minLength").filter(|least| length < *least) {
                wrong("minimumLength", format!("String '{text}' is less than minimum length of {least}."));
            }
            if let Some(most) = count(schema, "maxLength").filter(|most| length > *most) {
                wrong("maximumLength", format!("String '{text}' exceeds maximum length of {most}."));
            }
        }
        Value::Int(_) | Value::Float(_) | Value::Decimal(_) => check_number(value, schema, &mut wrong),
        Value::Array(items) => {
            let length = items.len();
            if let Some(least) = count(schema, "minItems").filter(|least| length < *least) {
                wrong("minimumItems", format!("Array item count {length} is less than minimum count of {least}."));
            }
            if let Some(most) = count(schema, "maxItems").filter(|most| length > *most) {
                wrong("maximumItems", format!("Array item count {length} exceeds maximum count of {most}."));
            }
            if schema.get("uniqueItems").and_then(Value::as_bool) == Some(true)
                && let Some(again) = first_repeated(items)
            {
                wrong("uniqueItems", format!("Non-unique array item at index {again}."));
            }
        }
        Value::Object(members) => {
            let length = members.len();
            if let Some(least) = count(schema, "minProperties").filter(|least| length < *least) {
                wrong(
                    "minimumProperties",
                    format!("Object property count {length} is less than minimum count of {least}."),
                );
            }
            if let Some(most) = count(schema, "maxProperties").filter(|most| length > *most) {
                wrong("maximumProperties", format!("Object property count {length} exceeds maximum count of {most}."));
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// The place of the first item whose JSON stood there before.
fn first_repeated(items: &[Value]) -> Option<usize> {
    let mut seen = HashSet::new();
    items.iter().position(|item| !seen.insert(item.to_json()))
}

fn check_number(value: &Value, schema: &Object, wrong: &mut dyn FnMut(&str, String)) {
    let Some(number) = float(value) else { return };
    let (shown, name) = (value.to_text(), if type_name(value) == "Number" { "Float" } else { "Integer" });
    let excludes = |key: &str| schema.get(key).and_then(Value::as_bool) == Some(true);
    if let Some((least, text)) = bound(schema, "minimum") {
        if number < least {
            wrong("minimum", format!("{name} {shown} is less than minimum value of {text}."));
        } else if number == least && excludes("exclusiveMinimum") {
            wrong("minimum", format!("{name} {shown} equals minimum value of {text} and exclusive minimum is true."));
        }
    }
    if let Some((most, text)) = bound(schema, "maximum") {
        if number > most {
            wrong("maximum", format!("{name} {shown} exceeds maximum value of {text}."));
        } else if number == most && excludes("exclusiveMaximum") {
            wrong("maximum", format!("{name} {shown} equals maximum value of {text} and exclusive maximum is true."));
        }
    }
    if let Some((of, text)) = bound(schema, "multipleOf").filter(|(of, _)| *of > 0.0) {
        let rest = (number / of).fract().abs();
        if rest > 1e-9 && rest < 1.0 - 1e-9 {
            wrong("multipleOf", format!("{name} {shown} is not a multiple of {text}."));
        }
    }
}

fn bound(schema: &Object, key: &str) -> Option<(f64, std::sync::Arc<str>)> {
    let bound = schema.get(key)?;
    Some((float(bound)?, bound.to_text()))
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Decimal(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn count(schema: &Object, key: &str) -> Option<usize> {
    schema.get(key).and_then(Value::as_int).and_then(|count| usize::try_from(count).ok())
}
