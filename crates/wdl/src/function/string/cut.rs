//! Parts of texts and lists.

use crate::{Array, EvalError, Value, function::Call};

/// How many UTF-16 units a text has.
pub(in crate::function) fn length_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The UTF-16 units from `start` up to, not including, `end`, both clamped. Half of a surrogate pair becomes U+FFFD.
pub(in crate::function) fn cut(text: &str, start: usize, end: usize) -> String {
    if text.is_ascii() {
        let end = end.min(text.len());
        return text.get(start.min(end)..end).unwrap_or_default().to_owned();
    }
    let units: Vec<u16> = text.encode_utf16().skip(start).take(end.saturating_sub(start)).collect();
    String::from_utf16_lossy(&units)
}

pub(super) fn length(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let length = match call.arg(0) {
        Value::String(text) => length_of(text),
        Value::Array(items) => items.len(),
        _ => return call.wrong_type(0, "to be an array or a string"),
    };
    Ok(Value::Int(i64::try_from(length).unwrap_or(i64::MAX)))
}

pub(super) fn substring(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (text, start) = (call.text(0)?, call.int(1)?);
    let length = length_of(text);
    let Some(start) = usize::try_from(start).ok().filter(|start| *start < length) else {
        return call.fail(
            "parameter is out of range: 'start index' must be non-negative integer and should be less than the length of the \
             string.",
        );
    };
    let end = if call.count() < 3 {
        Some(length)
    } else {
        usize::try_from(call.int(2)?).ok().and_then(|count| start.checked_add(count)).filter(|end| *end <= length)
    };
    let Some(end) = end else {
        return call.fail(
            "parameters are out of range: 'start index' and 'length' must be non-negative integers and their sum must be no \
             larger than the length of the string.",
        );
    };
    Ok(Value::from(cut(text, start, end)))
}

pub(super) fn slice(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let text = call.text(0)?;
    let length = length_of(text);
    let position = |index: i64| match usize::try_from(index) {
        Ok(index) => index.min(length),
        Err(_) => length.saturating_sub(usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX)),
    };
    let start = position(call.int(1)?);
    let end = if call.count() < 3 { length } else { position(call.int(2)?) };
    Ok(Value::from(cut(text, start, end)))
}

pub(super) fn chunk(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let Some(size) = call.arg(1).as_int().and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0) else {
        return match call.arg(1) {
            Value::Int(_) => {
                call.fail("expects chunk size to be a positive integer. The provided value is less than 1.")
            }
            _ => call.fail("expects chunk size to be a positive integer."),
        };
    };
    let pieces: Vec<Value> = match call.arg(0) {
        Value::String(text) => {
            call.check_items(length_of(text).div_ceil(size))?;
            if text.is_ascii() {
                text.as_bytes()
                    .chunks(size)
                    .map(|part| Value::from(String::from_utf8_lossy(part).into_owned()))
                    .collect()
            } else {
                let units: Vec<u16> = text.encode_utf16().collect();
                units.chunks(size).map(|part| Value::from(String::from_utf16_lossy(part))).collect()
            }
        }
        Value::Array(items) => items.chunks(size).map(|part| Value::Array(Array::from(part.to_vec()))).collect(),
        _ => return call.wrong_type(0, "to be an array or a string"),
    };
    Ok(Value::from(pieces))
}
