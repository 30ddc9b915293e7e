//! Numbers.

mod arithmetic;

use std::cmp::Ordering;

use super::{Call, Count, Family, Function, Implementation, at_least, exactly};
use crate::{EvalError, Value, value::Decimal};

/// Most numbers that `range` makes. Source: functions reference.
const RANGE_COUNT: i64 = 100_000;

pub(super) static FUNCTIONS: &[Function] = &[
    math(
        "add",
        "add(number: number, number: number): number",
        "The sum of two numbers.",
        exactly(2, "expects two numeric parameters: the summands"),
        arithmetic::add,
    )
    .fails_if("the sum is out of range"),
    math(
        "div",
        "div(number: number, by: number): number",
        "A number divided by another; whole numbers give a whole number.",
        exactly(2, "expects two numeric parameters: the dividend and the divisor"),
        arithmetic::div,
    )
    .fails_if("the divisor is zero"),
    math(
        "max",
        "max(number: number|array, ...): number",
        "The greatest of numbers, or of a list of numbers.",
        at_least(1, "expects a comma separated list of numbers or an array of numbers"),
        max,
    )
    .fails_if("there is no number"),
    math(
        "min",
        "min(number: number|array, ...): number",
        "The least of numbers, or of a list of numbers.",
        at_least(1, "expects a comma separated list of numbers or an array of numbers"),
        min,
    )
    .fails_if("there is no number"),
    math(
        "mod",
        "mod(number: number, by: number): number",
        "What remains when a number is divided by another.",
        exactly(2, "expects two numeric parameters: the dividend and the divisor"),
        arithmetic::modulo,
    )
    .fails_if("the divisor is zero"),
    math(
        "mul",
        "mul(number: number, number: number): number",
        "The product of two numbers.",
        exactly(2, "expects two numeric parameters: the factors"),
        arithmetic::mul,
    )
    .fails_if("the product is out of range"),
    math(
        "rand",
        "rand(least: integer, below: integer): integer",
        "A random whole number, at least the first and less than the second.",
        exactly(2, "expects two integer parameters: the minimum and the maximum value"),
        rand,
    )
    .fails_if("the first number is not less than the second"),
    math(
        "range",
        "range(start: integer, count: integer): array",
        "So many whole numbers in order.",
        exactly(2, "expects two integer parameters: the start index and the count"),
        range,
    )
    .fails_if("the count is negative or greater than 100,000"),
    math(
        "sub",
        "sub(number: number, minus: number): number",
        "The difference of two numbers.",
        exactly(2, "expects two numeric parameters: the minuend and the subtrahend"),
        arithmetic::sub,
    )
    .fails_if("the difference is out of range"),
];

const fn math(
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    count: Count,
    call: fn(&mut Call<'_>) -> Result<Value, EvalError>,
) -> Function {
    Function::new(Family::Math, name, signature, summary, count, Implementation::Eager(call))
}

/// Which of two numbers is greater; `None` if one is no number.
pub(super) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Decimal(b)) => Some(a.cmp(b)),
        (Value::Decimal(a), Value::Int(b)) => Some(a.cmp(&Decimal::from(*b))),
        (Value::Int(a), Value::Decimal(b)) => Some(Decimal::from(*a).cmp(b)),
        _ => as_float(a)?.partial_cmp(&as_float(b)?),
    }
}

/// The number as a double; `None` if the value is no number.
pub(super) fn as_float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        // The text is the shortest way that keeps the nearest double.
        Value::Decimal(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

/// The number as a Decimal; `None` if it is no number or out of that range.
pub(super) fn as_decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        // The shortest text of a double is what its writer meant.
        Value::Float(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

fn min(call: &mut Call<'_>) -> Result<Value, EvalError> {
    extreme(call, Ordering::Less)
}

fn max(call: &mut Call<'_>) -> Result<Value, EvalError> {
    extreme(call, Ordering::Greater)
}

fn extreme(call: &Call<'_>, wanted: Ordering) -> Result<Value, EvalError> {
    let numbers: &[Value] = match &*call.args {
        [Value::Array(numbers)] => numbers,
        numbers => numbers,
    };
    let mut best: Option<&Value> = None;
    for number in numbers {
        if as_float(number).is_none() {
            return call.fail(format!(
                "expects all of its parameters to be either integer or decimal numbers. Found invalid parameter types: '{}'.",
                number.type_name()
            ));
        }
        if best.is_none_or(|best| compare(number, best) == Some(wanted)) {
            best = Some(number);
        }
    }
    match best {
        Some(best) => Ok(best.clone()),
        None => call.fail("expects an array of numbers that is not empty."),
    }
}

fn rand(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (least, below) = (call.int(0)?, call.int(1)?);
    if least >= below {
        return call
            .fail("expects its first parameter, the minimum value, to be less than its second, the maximum value.");
    }
    let span = u128::from(below.abs_diff(least));
    let offset = call.scope.random() % span;
    Ok(Value::Int(i64::try_from(i128::from(least) + i128::try_from(offset).unwrap_or(0)).unwrap_or(least)))
}

fn range(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let (start, count) = (call.int(0)?, call.int(1)?);
    if !(0..=RANGE_COUNT).contains(&count) {
        return call.fail(format!(
            "expects its second parameter, the count, to be an integer from 0 to {RANGE_COUNT}. It is '{count}'."
        ));
    }
    match (0..count).map(|step| start.checked_add(step).map(Value::Int)).collect::<Option<Vec<_>>>() {
        Some(numbers) => Ok(Value::from(numbers)),
        None => call.fail("was invoked with numbers that overflow the range of integers."),
    }
}
