//! A value that fits a JSON schema, always the same one.

use wdl::{Array, Object, Value};

/// How deep a sample is made.
const DEPTH: u32 = 12;

/// The plainest value of a schema: empty texts and lists, zeros, and objects with all their properties.
pub(super) fn of_schema(schema: &Value, depth: u32) -> Value {
    if let Some(default) = schema.get("default") {
        return default.clone();
    }
    if let Some(first) = schema.get("enum").and_then(Value::as_array).and_then(|values| values.first()) {
        return first.clone();
    }
    let word = match schema.get("type") {
        Some(Value::Array(words)) => words.first().and_then(Value::as_str),
        Some(word) => word.as_str(),
        None => None,
    };
    match word.unwrap_or("object") {
        "string" => Value::from(""),
        "integer" => Value::Int(0),
        "number" => Value::Float(0.0),
        "boolean" => Value::Bool(false),
        "array" => Value::Array(Array::default()),
        "object" if depth < DEPTH => {
            let properties = schema.get("properties").and_then(Value::as_object);
            let members = properties.into_iter().flat_map(Object::iter);
            Value::Object(members.map(|(name, schema)| (name.clone(), of_schema(schema, depth + 1))).collect())
        }
        "object" => Value::Object(Object::new()),
        _ => Value::Null,
    }
}
