//! `Until`: its children until a condition holds, at least once.

use super::{Condition, condition, read::Reader};
use crate::{Template, Value, limits};

/// `{expression, limit: {count, timeout}, actions}`
#[derive(Clone, Debug)]
pub struct Until {
    /// Looked at after each iteration.
    pub expression: Condition,
    /// `limit.count`; 60 where it is left out.
    pub count: Option<Template>,
    /// `limit.timeout`; an hour where it is left out.
    pub timeout: Option<Template>,
    /// Hitting a limit fails the loop.
    pub fail_at_limit: bool,
}

pub(super) fn read(reader: &mut Reader, source: &Value) -> Until {
    let limit = source.get("limit");
    let count = limit.and_then(|limit| limit.get("count")).and_then(Value::as_int);
    if count.is_some_and(|count| !(1..=limits::UNTIL_COUNT as i64).contains(&count)) {
        let message = format!("`count` must be a number from 1 to {}.", limits::UNTIL_COUNT);
        reader.at("limit/count", |reader| reader.error("InvalidTemplate", message));
    }
    Until {
        expression: condition::read_at(reader, source, "expression"),
        count: reader.at("limit", |reader| reader.optional_template(limit, "count")),
        timeout: reader.at("limit", |reader| reader.optional_template(limit, "timeout")),
        fail_at_limit: source.get("operationOptions").and_then(Value::as_str).is_some_and(|options| {
            options.split(',').any(|option| option.trim().eq_ignore_ascii_case("FailWhenLimitsReached"))
        }),
    }
}
