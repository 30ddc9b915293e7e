//! Types from JSON schemas.

use std::sync::Arc;

use super::types::{Member, Type};
use crate::{Object, Value};

/// How deep a schema is read: schemas may contain themselves.
const DEPTH: u32 = 8;
/// How many schemas inside one are read.
const SCHEMAS: u32 = 2_000;

/// The type of what fits a schema. References (`#/definitions/Item`) are looked up in `document`; what is too deep or not understood
/// may be anything.
pub(super) fn of_schema(schema: &Value, document: &Value) -> Type {
    Reader { document, room: SCHEMAS }.read(schema, 0)
}

struct Reader<'a> {
    document: &'a Value,
    room: u32,
}

impl<'a> Reader<'a> {
    fn read(&mut self, schema: &'a Value, depth: u32) -> Type {
        if depth > DEPTH || self.room == 0 || schema.as_object().is_none_or(Object::is_empty) {
            return Type::Any;
        }
        self.room -= 1;
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return self.named(reference).map_or(Type::Any, |schema| self.read(schema, depth + 1));
        }
        for choice in ["anyOf", "oneOf"] {
            if let Some(choices) = schema.get(choice).and_then(Value::as_array) {
                return Type::one_of(choices.iter().map(|choice| self.read(choice, depth + 1)).collect::<Vec<_>>());
            }
        }
        let mut types = match schema.get("type") {
            Some(Value::String(word)) => vec![self.of_word(word, schema, depth)],
            Some(Value::Array(words)) => {
                words.iter().filter_map(Value::as_str).map(|word| self.of_word(word, schema, depth)).collect()
            }
            _ => vec![self.untyped(schema, depth)],
        };
        if schema.get("x-nullable").or(schema.get("nullable")).and_then(Value::as_bool) == Some(true) {
            types.push(Type::Null);
        }
        Type::one_of(types)
    }

    fn of_word(&mut self, word: &str, schema: &'a Value, depth: u32) -> Type {
        match word {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "integer" => Type::Integer,
            "number" => Type::number(),
            "string" => Type::String,
            "array" => Type::array_of(schema.get("items").map_or(Type::Any, |items| self.read(items, depth + 1))),
            "object" => Type::object(self.members(schema, depth)),
            _ => Type::Any,
        }
    }

    /// A schema that names no type is an object if it names members.
    fn untyped(&mut self, schema: &'a Value, depth: u32) -> Type {
        let values = schema.get("enum").and_then(Value::as_array);
        if let Some(values) = values {
            return Type::one_of(values.iter().map(Type::of_value));
        }
        let members = self.members(schema, depth);
        if members.is_empty() { Type::Any } else { Type::object(members) }
    }

    fn members(&mut self, schema: &'a Value, depth: u32) -> Vec<Member> {
        let mut members: Vec<Member> = Vec::new();
        let parts = schema.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flat_map(|parts| parts.iter()) {
            members.extend(self.read(part, depth + 1).members().cloned());
        }
        for (name, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Object::iter) {
            let of = self.read(schema, depth + 1);
            members.retain(|member| member.name != *name);
            members.push(Member { name: name.clone(), of, about: about(schema) });
            if self.room == 0 {
                // Half of the members would make the others look like mistakes.
                return Vec::new();
            }
        }
        members
    }

    fn named(&self, reference: &str) -> Option<&'a Value> {
        let steps = reference.strip_prefix("#/")?.split('/');
        let mut at = self.document;
        for step in steps {
            at = at.get(&step.replace("~1", "/").replace("~0", "~"))?;
        }
        Some(at)
    }
}

/// What people read about a member.
fn about(schema: &Value) -> Option<Arc<str>> {
    let text = |key: &str| schema.get(key).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    text("description").or_else(|| text("x-ms-summary")).or_else(|| text("title")).map(Into::into)
}
