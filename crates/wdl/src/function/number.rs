//! Numbers from and to text.

use super::Call;
use crate::{
    EvalError, Profile, Value,
    format::{culture::Culture, number, parse_number},
    value::Decimal,
};

/// Bytes that a format may have.
const FORMAT_BYTES: usize = 10_000;

/// The culture that argument `at` names, else United States English.
pub(super) fn culture(call: &Call<'_>, at: usize) -> Result<&'static Culture, EvalError> {
    match call.text_if_any(at)? {
        None => Ok(Culture::default_culture()),
        Some(name) => match Culture::find(name) {
            Some(culture) => Ok(culture),
            None => call.fail(format!("was invoked with the locale '{name}', which is not valid.")),
        },
    }
}

/// Fails because a value cannot become what the function makes.
pub(super) fn not_convertible<T>(call: &Call<'_>) -> Result<T, EvalError> {
    call.fail("was invoked with a parameter that is not valid. The value cannot be converted to the target type.")
}

pub(super) fn format_number(call: &mut Call<'_>) -> Result<Value, EvalError> {
    if super::math::as_float(call.arg(0)).is_none() {
        return call.wrong_type(0, "to be an integer, a float or a decimal number");
    }
    let (format, culture) = (call.text(1)?, culture(call, 2)?);
    if format.len() > FORMAT_BYTES {
        return call.fail("was invoked with a format that is too long.");
    }
    match number::format(call.arg(0), format, culture, call.profile) {
        Some(text) => Ok(Value::from(text)),
        None => call.fail(format!(
            "was invoked with the format '{format}', which is not valid for a value of type '{}'.",
            call.arg(0).type_name()
        )),
    }
}

pub(super) fn is_int(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let text = call.text(0)?;
    Ok(Value::Bool(int_of(text, call.profile).is_some()))
}

pub(super) fn is_float(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (text, culture) = (call.text(0)?, culture(call, 1)?);
    Ok(Value::Bool(parse_number::float(text, culture).is_some()))
}

/// The whole number that a text is. The Standard host takes separators and a fraction of zeros too.
fn int_of(text: &str, profile: Profile) -> Option<i64> {
    let trimmed = text.trim_matches(parse_number::is_space);
    let plain = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
    if !plain.is_empty() && plain.bytes().all(|digit| digit.is_ascii_digit()) {
        return trimmed.parse().ok();
    }
    match profile {
        Profile::PowerAutomate => None,
        // There a sign can only stand in front.
        Profile::Standard if trimmed.ends_with(['+', '-']) => None,
        Profile::Standard => whole(parse_number::decimal(text, Culture::default_culture())?),
    }
}

fn whole(number: Decimal) -> Option<i64> {
    if number.fract().is_zero() { number.trunc().try_into().ok() } else { None }
}

pub(super) fn int(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let number = match call.arg(0) {
        Value::Int(number) => Some(*number),
        Value::Bool(truth) => Some(i64::from(*truth)),
        // Below 2^63 every whole double is an Integer.
        Value::Float(number) if number.fract() == 0.0 && number.abs() < 9_223_372_036_854_775_808.0 => {
            Some(*number as i64)
        }
        Value::Decimal(number) => whole(*number),
        Value::String(text) => int_of(text, call.profile),
        _ => None,
    };
    number.map_or_else(|| not_convertible(call), |number| Ok(Value::Int(number)))
}

pub(super) fn float(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let number = match call.arg(0) {
        Value::String(text) => parse_number::float(text, culture(call, 1)?),
        other => super::math::as_float(other),
    };
    number.map_or_else(|| not_convertible(call), |number| Ok(Value::Float(number)))
}

pub(super) fn decimal(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let number = match call.arg(0) {
        Value::String(text) => parse_number::decimal(text, culture(call, 1)?),
        other => super::math::as_decimal(other),
    };
    number.map_or_else(|| not_convertible(call), |number| Ok(Value::Decimal(number)))
}

pub(super) fn bool(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let truth = match call.arg(0) {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Some(true),
            text if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        },
        number => super::math::as_float(number).map(|number| number != 0.0),
    };
    truth.map_or_else(|| not_convertible(call), |truth| Ok(Value::Bool(truth)))
}
