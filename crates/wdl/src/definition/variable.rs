//! `InitializeVariable`, `SetVariable`, `IncrementVariable`, `DecrementVariable`, `AppendToArrayVariable`, `AppendToStringVariable`.

use std::{fmt, sync::Arc};

use super::read::Reader;
use crate::{Template, Value};

/// A variable's type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VariableType {
    /// True or false.
    Boolean,
    /// Whole number.
    Integer,
    /// Floating point number.
    Float,
    /// Text.
    String,
    /// Object.
    Object,
    /// List.
    Array,
}

impl VariableType {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word.to_lowercase().as_str() {
            "boolean" | "bool" => Self::Boolean,
            "integer" | "int" => Self::Integer,
            "float" => Self::Float,
            "string" => Self::String,
            "object" => Self::Object,
            "array" => Self::Array,
            _ => return None,
        })
    }

    /// The value as this type holds it: a whole number becomes a Float where the type is Float. `None` if it does not fit.
    pub fn accept(self, value: Value) -> Option<Value> {
        match (self, value) {
            (_, Value::Null) => Some(Value::Null),
            (Self::Float, Value::Int(number)) => Some(Value::Float(number as f64)),
            (Self::Boolean, value @ Value::Bool(_))
            | (Self::Integer, value @ Value::Int(_))
            | (Self::Float, value @ (Value::Float(_) | Value::Decimal(_)))
            | (Self::String, value @ Value::String(_))
            | (Self::Object, value @ Value::Object(_))
            | (Self::Array, value @ Value::Array(_)) => Some(value),
            _ => None,
        }
    }
}

impl fmt::Display for VariableType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Boolean => "Boolean",
            Self::Integer => "Integer",
            Self::Float => "Float",
            Self::String => "String",
            Self::Object => "Object",
            Self::Array => "Array",
        })
    }
}

/// One of `inputs.variables`: `{name, type, value?}`
#[derive(Clone, Debug)]
pub struct InitializeVariable {
    /// Its name.
    pub name: Arc<str>,
    /// Its type.
    pub variable_type: VariableType,
    /// Its first value; null if there is none.
    pub value: Template,
}

/// `inputs = {name, value?}`
#[derive(Clone, Debug)]
pub struct UpdateVariable {
    /// The variable's name.
    pub name: Arc<str>,
    /// What to do.
    pub update: VariableUpdate,
    /// The value; `None` where it is left out.
    pub value: Option<Template>,
}

/// What to do with a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VariableUpdate {
    /// Give it the value.
    Set,
    /// Add the value, 1 if it is left out.
    Increment,
    /// Take the value away, 1 if it is left out.
    Decrement,
    /// Put the value at the end of the list.
    AppendToArray,
    /// Put the value's text at the end of the text.
    AppendToString,
}

pub(super) fn update_of(type_word: &str) -> Option<VariableUpdate> {
    Some(match type_word {
        "setvariable" => VariableUpdate::Set,
        "incrementvariable" => VariableUpdate::Increment,
        "decrementvariable" => VariableUpdate::Decrement,
        "appendtoarrayvariable" => VariableUpdate::AppendToArray,
        "appendtostringvariable" => VariableUpdate::AppendToString,
        _ => return None,
    })
}

pub(super) fn read_initialize(reader: &mut Reader, inputs: Option<&Value>) -> Vec<InitializeVariable> {
    reader.at("inputs/variables", |reader| {
        let declared = inputs.and_then(|inputs| inputs.get("variables")).and_then(Value::as_array);
        let declared = declared.filter(|declared| !declared.is_empty());
        let Some(declared) = declared else {
            reader.error("InvalidTemplate", "`InitializeVariable` declares a variable, as `inputs.variables[0]`.");
            return Vec::new();
        };
        let one = |(at, source): (usize, &Value)| reader.at(&at.to_string(), |reader| read_declared(reader, source));
        declared.iter().enumerate().map(one).collect()
    })
}

fn read_declared(reader: &mut Reader, source: &Value) -> InitializeVariable {
    let name = reader.text(Some(source), "name", true).unwrap_or_else(|| "".into());
    let word = reader.text(Some(source), "type", true).unwrap_or_else(|| "".into());
    let variable_type = VariableType::from_word(&word).unwrap_or_else(|| {
        reader.error(
            "InvalidTemplate",
            format!("`{word}` is not a variable type; use boolean, integer, float, string, object or array."),
        );
        VariableType::Object
    });
    InitializeVariable { name, variable_type, value: reader.template(Some(source), "value") }
}

pub(super) fn read_update(reader: &mut Reader, type_word: &str, inputs: Option<&Value>) -> UpdateVariable {
    reader.at("inputs", |reader| UpdateVariable {
        name: reader.text(inputs, "name", true).unwrap_or_else(|| "".into()),
        update: update_of(type_word).unwrap_or(VariableUpdate::Set),
        value: reader.optional_template(inputs, "value"),
    })
}
