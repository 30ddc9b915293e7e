//! `target.name`, `target['key']` and `target[0]`.

use crate::{Array, Object, Value};

/// The member or item, or why there is none. With `null_safe`, what is missing is null.
pub(super) fn access(target: &Value, key: &Value, null_safe: bool) -> Result<Value, String> {
    match (target, key) {
        (Value::Null, _) if null_safe => Ok(Value::Null),
        (Value::Null, _) => Err(format!("property '{}' cannot be selected.", key.to_text())),
        (Value::Object(object), Value::String(name)) => match member(object, name) {
            Some(value) => Ok(value.clone()),
            None if null_safe => Ok(Value::Null),
            None => {
                let available = object.keys().map(|key| &**key).collect::<Vec<_>>().join(", ");
                Err(format!("property '{name}' doesn't exist, available properties are '{available}'."))
            }
        },
        (Value::Object(_), _) => Err(format!(
            "property '{}' cannot be selected. Object properties can only be selected using a string.",
            key.to_text()
        )),
        (Value::Array(items), Value::Int(index)) => item(items, *index, null_safe),
        (Value::Array(_), _) => Err(format!(
            "property '{}' cannot be selected. Array elements can only be selected using an integer index.",
            key.to_text()
        )),
        (Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Decimal(_) | Value::String(_), _) => Err(format!(
            "property '{}' cannot be selected. Property selection is not supported on values of type '{}'.",
            key.to_text(),
            target.type_name()
        )),
    }
}

/// The member of this name: exactly, else ignoring case, else along a path with `/`.
fn member<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object.get_ignore_case(name).or_else(|| {
        let (first, rest) = name.split_once('/')?;
        rest.split('/').try_fold(object.get_ignore_case(first)?, |value, part| value.as_object()?.get_ignore_case(part))
    })
}

fn item(items: &Array, index: i64, null_safe: bool) -> Result<Value, String> {
    match usize::try_from(index).ok().and_then(|index| items.get(index)) {
        Some(item) => Ok(item.clone()),
        None if null_safe => Ok(Value::Null),
        None if items.is_empty() => Err(format!("array index '{index}' cannot be selected from empty array.")),
        None => Err(format!("array index '{index}' is outside bounds (0, {}) of array.", items.len() - 1)),
    }
}
