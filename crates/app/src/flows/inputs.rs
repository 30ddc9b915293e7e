//! What a button is pressed with.

use wdl::{Object, Value};

use crate::AppError;

/// Checks the inputs of a button or app trigger against its schema: required members are there, and simple types fit.
///
/// # Errors
/// What is missing or does not fit, with its path.
pub fn check_inputs(schema: &Value, inputs: &Value) -> Result<(), AppError> {
    let empty = Object::new();
    let given = match inputs {
        Value::Null => &empty,
        Value::Object(object) => object,
        other => {
            return Err(
                AppError::invalid(format!("The inputs must be an object, not {}.", other.type_name())).at("inputs")
            );
        }
    };
    let properties = schema.get("properties").and_then(Value::as_object);
    let title = |name: &str| {
        let property = properties.and_then(|properties| properties.get(name));
        property.and_then(|property| property.get("title")).and_then(Value::as_str).unwrap_or(name).to_owned()
    };
    for name in schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flat_map(|required| required.iter())
        .filter_map(Value::as_str)
    {
        if given.get(name).is_none_or(Value::is_null) {
            return Err(AppError::invalid(format!("The input `{name}` ({}) is required.", title(name)))
                .at(format!("inputs/{name}")));
        }
    }
    for (name, property) in properties.into_iter().flat_map(Object::iter) {
        let (Some(value), Some(wanted)) = (given.get(name), property.get("type").and_then(Value::as_str)) else {
            continue;
        };
        let fits = match (wanted, value) {
            (_, Value::Null) => true,
            ("string", value) => value.as_str().is_some(),
            ("boolean", value) => value.as_bool().is_some(),
            ("integer", value) => value.as_int().is_some(),
            ("number", value) => matches!(value, Value::Int(_) | Value::Float(_) | Value::Decimal(_)),
            ("array", value) => value.as_array().is_some(),
            ("object", value) => value.as_object().is_some(),
            _ => true,
        };
        if !fits {
            let message =
                format!("The input `{name}` ({}) must be of type {wanted}; it is {}.", title(name), value.type_name());
            return Err(AppError::invalid(message).at(format!("inputs/{name}")));
        }
    }
    Ok(())
}
