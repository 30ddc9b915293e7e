//! The five operations. Two Integers give an Integer, a Decimal gives a Decimal, else the result is a Float.

use super::{as_decimal as decimal, as_float};
use crate::{EvalError, Value, function::Call, value::Decimal};

pub(super) fn add(call: &mut Call<'_>) -> Result<Value, EvalError> {
    operate(
        call,
        &Operation { int: i64::checked_add, float: |a, b| a + b, decimal: Decimal::checked_add, divides: false },
    )
}

pub(super) fn sub(call: &mut Call<'_>) -> Result<Value, EvalError> {
    operate(
        call,
        &Operation { int: i64::checked_sub, float: |a, b| a - b, decimal: Decimal::checked_sub, divides: false },
    )
}

pub(super) fn mul(call: &mut Call<'_>) -> Result<Value, EvalError> {
    operate(
        call,
        &Operation { int: i64::checked_mul, float: |a, b| a * b, decimal: Decimal::checked_mul, divides: false },
    )
}

pub(super) fn div(call: &mut Call<'_>) -> Result<Value, EvalError> {
    operate(call, &Operation { int: i64::checked_div, float: |a, b| a / b, decimal: div_decimal, divides: true })
}

/// Zeros at the end stay, as in .NET, only where the division comes out even without more digits after the point.
fn div_decimal(a: Decimal, b: Decimal) -> Option<Decimal> {
    let quotient = a.checked_div(b)?;
    Some(if quotient.scale() > a.scale().saturating_sub(b.scale()) { quotient.normalize() } else { quotient })
}

pub(super) fn modulo(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let int = |a: i64, b: i64| if b == -1 { Some(0) } else { a.checked_rem(b) };
    operate(call, &Operation { int, float: |a, b| a % b, decimal: Decimal::checked_rem, divides: true })
}

struct Operation {
    int: fn(i64, i64) -> Option<i64>,
    float: fn(f64, f64) -> f64,
    decimal: fn(Decimal, Decimal) -> Option<Decimal>,
    divides: bool,
}

fn operate(call: &Call<'_>, operation: &Operation) -> Result<Value, EvalError> {
    let (a, b) = (call.arg(0), call.arg(1));
    let mut floats = [0.0; 2];
    for (at, (value, float)) in [a, b].into_iter().zip(&mut floats).enumerate() {
        match as_float(value) {
            Some(number) => *float = number,
            None => return call.wrong_type(at, "to be an integer, a float or a decimal number"),
        }
    }
    let [float_a, float_b] = floats;
    if operation.divides && float_b == 0.0 {
        return Err(EvalError::template(format!(
            "Attempt to divide an integral or decimal value by zero in function '{}'.",
            call.function.name
        )));
    }
    let result = match (a, b) {
        (Value::Int(a), Value::Int(b)) => (operation.int)(*a, *b).map(Value::Int),
        _ => match (decimal(a), decimal(b)) {
            (Some(x), Some(y)) if [a, b].into_iter().any(|value| matches!(value, Value::Decimal(_))) => {
                (operation.decimal)(x, y).map(Value::Decimal)
            }
            _ => Some((operation.float)(float_a, float_b)).filter(|number| number.is_finite()).map(Value::Float),
        },
    };
    result.map_or_else(
        || call.fail("was invoked with numbers whose result is an overflow: it is outside the range of numbers."),
        Ok,
    )
}
