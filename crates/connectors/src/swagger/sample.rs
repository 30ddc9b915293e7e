//! A value that fits a schema, always the same one.

use wdl::{Array, Object, Value};

/// How deep a sample is made: schemas may contain themselves.
const DEPTH: u32 = 8;
/// How many values a sample has at most.
const VALUES: u32 = 2_000;

/// The plainest value of a schema of this document: empty texts, zeros, lists of one item, objects with all their properties.
pub(super) fn of_schema(document: &Value, schema: &Value) -> Value {
    Sampler { document, room: VALUES }.value(schema, 0)
}

struct Sampler<'a> {
    document: &'a Value,
    room: u32,
}

impl Sampler<'_> {
    fn value(&mut self, schema: &Value, depth: u32) -> Value {
        if depth > DEPTH || self.room == 0 {
            return Value::Null;
        }
        self.room -= 1;
        if let Some(named) = schema.get("$ref").and_then(Value::as_str) {
            return self.named(named).map_or(Value::Null, |schema| self.value(&schema, depth + 1));
        }
        if let Some(default) = schema.get("default") {
            return default.clone();
        }
        if let Some(first) = schema.get("enum").and_then(Value::as_array).and_then(|values| values.iter().next()) {
            return first.clone();
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("string") => Value::from(""),
            Some("integer") => Value::Int(0),
            Some("number") => Value::Float(0.0),
            Some("boolean") => Value::Bool(false),
            Some("array") => {
                let item = schema.get("items").map(|items| self.value(items, depth + 1));
                Value::Array(item.into_iter().collect::<Array>())
            }
            Some("object") | None => self.object(schema, depth),
            Some(_) => Value::Null,
        }
    }

    fn object(&mut self, schema: &Value, depth: u32) -> Value {
        let mut object = Object::new();
        let parts = schema.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flat_map(|parts| parts.iter()) {
            if let Value::Object(part) = self.value(part, depth + 1) {
                part.iter().for_each(|(name, value)| object.insert(name.clone(), value.clone()));
            }
        }
        for (name, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Object::iter) {
            object.insert(name.clone(), self.value(schema, depth + 1));
        }
        Value::Object(object)
    }

    /// The schema that a reference into this document names (`#/definitions/Item`).
    fn named(&self, reference: &str) -> Option<Value> {
        let mut at = self.document;
        for step in reference.strip_prefix("#/")?.split('/') {
            at = at.get(&step.replace("~1", "/").replace("~0", "~"))?;
        }
        Some(at.clone())
    }
}
