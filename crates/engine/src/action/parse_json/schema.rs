//! Validation against a JSON schema of draft 4, with Json.NET Schema's messages. `format` is not looked at.

mod bounds;
mod place;

use place::At;
use wdl::{Object, Value};

/// How deep schemas may refer to each other, and values may be nested.
const DEPTH: u32 = 128;
/// How many values are looked at, for schemas that refer to themselves many times over.
const CHECKS: u32 = 2_000_000;
/// How many errors are told.
const ERRORS: usize = 100;

/// The first keyword that the platform does not support.
pub(super) fn unsupported(schema: &Value, depth: u32) -> Option<&'static str> {
    let schema = schema.as_object().filter(|_| depth < DEPTH)?;
    if let Some(keyword) = ["pattern", "patternProperties"].into_iter().find(|keyword| schema.get(keyword).is_some()) {
        return Some(keyword);
    }
    schema.iter().find_map(|(keyword, value)| match (&**keyword, value) {
        ("properties" | "definitions" | "dependencies", Value::Object(named)) => {
            named.iter().find_map(|(_, schema)| unsupported(schema, depth + 1))
        }
        ("items" | "allOf" | "anyOf" | "oneOf", Value::Array(list)) => {
            list.iter().find_map(|schema| unsupported(schema, depth + 1))
        }
        ("items" | "additionalProperties" | "additionalItems" | "not", schema) => unsupported(schema, depth + 1),
        _ => None,
    })
}

/// What is wrong with a value, as the records that the platform's outputs list.
pub(super) fn errors(value: &Value, schema: &Value) -> Vec<Value> {
    let mut validator = Validator { root: schema, checks: 0 };
    let mut found = Vec::new();
    validator.check(&At::root(), value, schema, &mut found);
    found.truncate(ERRORS);
    found
}

struct Validator<'a> {
    root: &'a Value,
    checks: u32,
}

impl<'a> Validator<'a> {
    fn check(&mut self, at: &At<'_>, value: &Value, schema: &'a Value, found: &mut Vec<Value>) {
        self.checks = self.checks.saturating_add(1);
        let Some(object) = schema.as_object() else { return };
        if self.checks > CHECKS || found.len() >= ERRORS {
            return;
        }
        if at.depth > DEPTH {
            found.push(at.error(
                "schema",
                "The schema or the value is nested too deeply.".into(),
                &Value::Null,
                Vec::new(),
            ));
            return;
        }
        if let Some(target) = object.get("$ref").and_then(Value::as_str).and_then(|to| self.referred(to)) {
            return self.check(&at.under("$ref"), value, target, found);
        }
        if !self.check_type(at, value, object, found) {
            return;
        }
        bounds::check(at, value, object, found);
        match value {
            Value::Object(members) => self.check_members(at, value, members, object, found),
            Value::Array(items) => self.check_items(at, items, object, found),
            _ => {}
        }
        self.check_combinations(at, value, object, found);
    }

    /// The schema that a reference within the document names.
    fn referred(&self, to: &str) -> Option<&'a Value> {
        let mut schema = self.root;
        for step in to.strip_prefix('#')?.split('/').skip(1) {
            schema = schema.get(&step.replace("~1", "/").replace("~0", "~"))?;
        }
        Some(schema)
    }

    /// Whether the type fits; what is of another type is not looked at further.
    fn check_type(&mut self, at: &At<'_>, value: &Value, schema: &'a Object, found: &mut Vec<Value>) -> bool {
        let wanted: Vec<&str> = match schema.get("type") {
            Some(Value::String(word)) => vec![word],
            Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
            _ => return true,
        };
        if wanted.is_empty() || wanted.iter().any(|word| fits(value, word)) {
            return true;
        }
        let names: Vec<String> = wanted.iter().map(|word| capitalized(word)).collect();
        let message = format!("Invalid type. Expected {} but got {}.", names.join(", "), type_name(value));
        found.push(at.error("type", message, value, Vec::new()));
        false
    }

    fn check_members(
        &mut self,
        at: &At<'_>,
        value: &Value,
        members: &Object,
        schema: &'a Object,
        found: &mut Vec<Value>,
    ) {
        let required = schema.get("required").and_then(Value::as_array).into_iter().flat_map(|names| names.iter());
        let missing: Vec<&str> =
            required.filter_map(Value::as_str).filter(|name| members.get(name).is_none()).collect();
        if !missing.is_empty() {
            let message = format!("Required properties are missing from object: {}.", missing.join(", "));
            found.push(at.error("required", message, value, Vec::new()));
        }
        let described = schema.get("properties").and_then(Value::as_object);
        for (name, member) in members.iter() {
            match (described.and_then(|described| described.get(name)), schema.get("additionalProperties")) {
                (Some(schema), _) => {
                    self.check(&at.named("properties", name).member(name), member, schema, found);
                }
                (None, Some(Value::Bool(false))) => {
                    let message = format!(
                        "Property '{name}' has not been defined and the schema does not allow additional properties."
                    );
                    found.push(at.error("additionalProperties", message, member, Vec::new()));
                }
                (None, Some(schema)) => {
                    self.check(&at.under("additionalProperties").member(name), member, schema, found);
                }
                (None, None) => {}
            }
        }
        let dependencies = schema.get("dependencies").and_then(Value::as_object).into_iter().flat_map(Object::iter);
        for (name, needs) in dependencies.filter(|(name, _)| members.get(name).is_some()) {
            match needs {
                Value::Array(names) => {
                    let missing: Vec<&str> =
                        names.iter().filter_map(Value::as_str).filter(|name| members.get(name).is_none()).collect();
                    if !missing.is_empty() {
                        let missing = missing.join(", ");
                        let message =
                            format!("Dependencies for property '{name}' failed. Missing required keys: {missing}.");
                        found.push(at.error("dependencies", message, value, Vec::new()));
                    }
                }
                schema => self.check(&at.named("dependencies", name), value, schema, found),
            }
        }
    }

    fn check_items(&mut self, at: &At<'_>, items: &[Value], schema: &'a Object, found: &mut Vec<Value>) {
        for (number, item) in items.iter().enumerate() {
            match schema.get("items") {
                Some(Value::Array(schemas)) => match (schemas.get(number), schema.get("additionalItems")) {
                    (Some(schema), _) => self.check(&at.numbered("items", number).item(number), item, schema, found),
                    (None, Some(Value::Bool(false))) => {
                        let message = format!(
                            "Index {} has not been defined and the schema does not allow additional items.",
                            number.saturating_add(1)
                        );
                        found.push(at.error("additionalItems", message, item, Vec::new()));
                    }
                    (None, Some(schema)) => self.check(&at.under("additionalItems").item(number), item, schema, found),
                    (None, None) => {}
                },
                Some(schema) => self.check(&at.under("items").item(number), item, schema, found),
                None => return,
            }
        }
    }

    fn check_combinations(&mut self, at: &At<'_>, value: &Value, schema: &'a Object, found: &mut Vec<Value>) {
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let Some(schemas) = schema.get(keyword).and_then(Value::as_array) else { continue };
            let (mut valid, mut invalid, mut children) = (Vec::new(), Vec::new(), Vec::new());
            for (number, schema) in schemas.iter().enumerate() {
                let mut errors = Vec::new();
                self.check(&at.numbered(keyword, number), value, schema, &mut errors);
                if errors.is_empty() { &mut valid } else { &mut invalid }.push(number.to_string());
                children.extend(errors);
            }
            let message = match keyword {
                "allOf" if !invalid.is_empty() => {
                    format!(
                        "JSON does not match all schemas from 'allOf'. Invalid schema indexes: {}.",
                        invalid.join(", ")
                    )
                }
                "anyOf" if valid.is_empty() => "JSON does not match any schemas from 'anyOf'.".to_owned(),
                "oneOf" if valid.is_empty() => "JSON is valid against no schemas from 'oneOf'.".to_owned(),
                "oneOf" if valid.len() > 1 => format!(
                    "JSON is valid against more than one schema from 'oneOf'. Valid schema indexes: {}.",
                    valid.join(", ")
                ),
                _ => continue,
            };
            children.truncate(ERRORS);
            found.push(at.error(keyword, message, value, children));
        }
        if let Some(not) = schema.get("not") {
            let mut errors = Vec::new();
            self.check(&at.under("not"), value, not, &mut errors);
            if errors.is_empty() {
                found.push(at.error("not", "JSON is valid against schema from 'not'.".into(), value, Vec::new()));
            }
        }
    }
}

fn fits(value: &Value, word: &str) -> bool {
    match word {
        "any" => true,
        "number" => matches!(value, Value::Int(_) | Value::Float(_) | Value::Decimal(_)),
        word => type_name(value).eq_ignore_ascii_case(word),
    }
}

/// A value's type in the schema's words.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Float(_) | Value::Decimal(_) => "Number",
        other => other.type_name(),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
