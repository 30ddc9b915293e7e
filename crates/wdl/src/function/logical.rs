//! Comparisons and decisions.

use std::cmp::Ordering;

use super::{
    Call, Count, Family, Function,
    Implementation::{self, Eager, Lazy},
    at_least, exactly,
};
use crate::{EvalError, Expression, Profile, Value, evaluate::Evaluator};

const TWO_MATCHING: Count = exactly(2, "expects two parameter of matching types");

pub(super) static FUNCTIONS: &[Function] = &[
    logical(
        "and",
        "and(condition: boolean, ...): boolean",
        "Whether all conditions are true; stops at the first that is not.",
        at_least(1, "expects a comma separated list of parameters"),
        Lazy(and),
    ),
    logical(
        "coalesce",
        "coalesce(value: any, ...): any",
        "The first value that is not null.",
        at_least(1, "expects at least one parameter"),
        Lazy(coalesce),
    ),
    logical(
        "equals",
        "equals(value: any, value: any, ...): boolean",
        "Whether all values are the same, deeply.",
        at_least(2, "expects two parameters: the values to test for deep equality"),
        Eager(equals),
    ),
    logical(
        "greater",
        "greater(value: number|string, than: number|string): boolean",
        "Whether the first of two numbers or texts is greater.",
        TWO_MATCHING,
        Eager(greater),
    )
    .fails_if("a number is compared with a text"),
    logical(
        "greaterOrEquals",
        "greaterOrEquals(value: number|string, than: number|string): boolean",
        "Whether the first of two numbers or texts is greater or the same.",
        TWO_MATCHING,
        Eager(greater_or_equals),
    )
    .fails_if("a number is compared with a text"),
    logical(
        "if",
        "if(condition: boolean, then: any, else: any): any",
        "One of two values; only that one is evaluated.",
        exactly(3, "expects three parameters: the condition, the value if it is true and the value if it is false"),
        Lazy(if_),
    ),
    logical(
        "less",
        "less(value: number|string, than: number|string): boolean",
        "Whether the first of two numbers or texts is less.",
        TWO_MATCHING,
        Eager(less),
    )
    .fails_if("a number is compared with a text"),
    logical(
        "lessOrEquals",
        "lessOrEquals(value: number|string, than: number|string): boolean",
        "Whether the first of two numbers or texts is less or the same.",
        TWO_MATCHING,
        Eager(less_or_equals),
    )
    .fails_if("a number is compared with a text"),
    logical(
        "not",
        "not(condition: boolean): boolean",
        "The opposite of a condition.",
        exactly(1, "expects one parameter: the boolean to negate"),
        Eager(not),
    ),
    logical(
        "or",
        "or(condition: boolean, ...): boolean",
        "Whether any condition is true; stops at the first that is.",
        at_least(1, "expects a comma separated list of parameters"),
        Lazy(or),
    ),
];

const fn logical(
    name: &'static str,
    signature: &'static str,
    summary: &'static str,
    count: Count,
    call: Implementation,
) -> Function {
    Function::new(Family::Logical, name, signature, summary, count, call)
}

fn and(evaluator: &mut Evaluator<'_>, function: &'static Function, args: &[Expression]) -> Result<Value, EvalError> {
    all_are(true, evaluator, function, args)
}

fn or(evaluator: &mut Evaluator<'_>, function: &'static Function, args: &[Expression]) -> Result<Value, EvalError> {
    all_are(false, evaluator, function, args).map(|all_false| Value::Bool(all_false != Value::Bool(true)))
}

/// Whether all arguments are `wanted`; the first that is not ends it.
fn all_are(
    wanted: bool,
    evaluator: &mut Evaluator<'_>,
    function: &'static Function,
    args: &[Expression],
) -> Result<Value, EvalError> {
    for arg in args {
        match evaluator.evaluate(arg)? {
            Value::Bool(truth) if truth == wanted => {}
            Value::Bool(_) => return Ok(Value::Bool(false)),
            other => {
                return Err(function.fails(&format!(
                    "expects all of its parameters to be booleans. Found invalid parameter types: '{}'.",
                    other.type_name()
                )));
            }
        }
    }
    Ok(Value::Bool(true))
}

fn if_(evaluator: &mut Evaluator<'_>, function: &'static Function, args: &[Expression]) -> Result<Value, EvalError> {
    let [condition, then, otherwise] = args else { return Ok(Value::Null) };
    match evaluator.evaluate(condition)? {
        Value::Bool(true) => evaluator.evaluate(then),
        Value::Bool(false) => evaluator.evaluate(otherwise),
        other => Err(function.fails(&format!(
            "expects its first parameter to be of type boolean. The provided value is of type '{}'.",
            other.type_name()
        ))),
    }
}

fn coalesce(evaluator: &mut Evaluator<'_>, _: &'static Function, args: &[Expression]) -> Result<Value, EvalError> {
    for arg in args {
        let value = evaluator.evaluate(arg)?;
        if !value.is_null() {
            return Ok(value);
        }
    }
    Ok(Value::Null)
}

fn equals(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let Some((first, rest)) = call.args.split_first() else { return Ok(Value::Bool(true)) };
    Ok(Value::Bool(rest.iter().all(|other| other == first)))
}

fn not(call: &mut Call<'_>) -> Result<Value, EvalError> {
    match call.arg(0) {
        Value::Bool(truth) => Ok(Value::Bool(!truth)),
        _ => call.wrong_type(0, "to be a boolean"),
    }
}

fn greater(call: &mut Call<'_>) -> Result<Value, EvalError> {
    compare(call, Ordering::is_gt)
}

fn greater_or_equals(call: &mut Call<'_>) -> Result<Value, EvalError> {
    compare(call, Ordering::is_ge)
}

fn less(call: &mut Call<'_>) -> Result<Value, EvalError> {
    compare(call, Ordering::is_lt)
}

fn less_or_equals(call: &mut Call<'_>) -> Result<Value, EvalError> {
    compare(call, Ordering::is_le)
}

fn compare(call: &Call<'_>, holds: fn(Ordering) -> bool) -> Result<Value, EvalError> {
    let (a, b) = (call.arg(0), call.arg(1));
    let is_number = |value: &Value| matches!(value, Value::Int(_) | Value::Float(_) | Value::Decimal(_));
    let ordering = match (a, b) {
        (Value::String(a), Value::String(b)) => match call.profile {
            Profile::PowerAutomate => Some(ordinal_ignoring_case(a, b)),
            Profile::Standard => Some(a.encode_utf16().cmp(b.encode_utf16())),
        },
        _ if is_number(a) && is_number(b) => super::math::compare(a, b),
        _ => {
            let comparable = |value: &Value| is_number(value) || value.as_str().is_some();
            let invalid: Vec<_> = [a, b]
                .into_iter()
                .filter(|value| !comparable(value))
                .map(|value| format!("'{}'", value.type_name()))
                .collect();
            if invalid.is_empty() {
                return call.fail(format!(
                    "expects two parameter of matching types. The function was invoked with values of type '{}' and '{}' \
                     that do not match.",
                    a.type_name(),
                    b.type_name()
                ));
            }
            return call.fail(format!(
                "expects all of its parameters to be either integer or decimal numbers. Found invalid parameter types: {}.",
                invalid.join(",")
            ));
        }
    };
    // Only NaN cannot be ordered, and it is neither greater nor less.
    Ok(Value::Bool(ordering.is_some_and(holds)))
}

/// .NET's OrdinalIgnoreCase: by UTF-16 units after upper-casing each.
fn ordinal_ignoring_case(a: &str, b: &str) -> Ordering {
    let units = |text: &str| -> Vec<u16> { super::string::upper(text).encode_utf16().collect() };
    units(a).cmp(&units(b))
}
