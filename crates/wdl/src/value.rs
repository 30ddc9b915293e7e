//! Values: JSON with .NET's numbers, shared and never deep-copied.

mod array;
mod envelope;
mod json;
mod lenient_json;
mod object;
mod text;

use std::sync::Arc;

pub use array::Array;
pub use envelope::Envelope;
pub(crate) use envelope::{decode, from_base64, to_base64};
pub use json::JsonError;
pub use lenient_json::LenientJsonError;
pub use object::Object;
pub use rust_decimal::Decimal;
pub(crate) use text::float as write_float;

/// A value. Cloning one is cheap: texts, arrays and objects are shared.
///
/// `==` is deep equality with the language's number rule: an Integer and a Float are equal when their values are.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// 64-bit signed whole number; messages call it Integer.
    Int(i64),
    /// Double; messages call it Float.
    Float(f64),
    /// .NET decimal: exact, keeps its scale.
    Decimal(Decimal),
    /// Text.
    String(Arc<str>),
    /// List.
    Array(Array),
    /// Members in order.
    Object(Object),
}

impl Value {
    /// The type's name as error messages spell it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "Null",
            Self::Bool(_) => "Boolean",
            Self::Int(_) => "Integer",
            Self::Float(_) => "Float",
            Self::Decimal(_) => "Decimal",
            Self::String(_) => "String",
            Self::Array(_) => "Array",
            Self::Object(_) => "Object",
        }
    }

    /// Whether this is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if this is a String.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is an Integer.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The truth value, if this is a Boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The list, if this is an Array.
    pub fn as_array(&self) -> Option<&Array> {
        match self {
            Self::Array(array) => Some(array),
            _ => None,
        }
    }

    /// The members, if this is an Object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The member with exactly this key, if this is an Object that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object().and_then(|object| object.get(key))
    }

    /// How deep it is nested; scalars are 0.
    pub fn depth(&self) -> u32 {
        match self {
            Self::Array(array) => array.depth(),
            Self::Object(object) => object.depth(),
            _ => 0,
        }
    }

    /// About how many bytes its JSON text takes, shared parts counted each time. It is known without looking inside, so
    /// it bounds the work of comparing and writing values that share their parts many times over.
    pub fn size(&self) -> u64 {
        match self {
            Self::Null | Self::Bool(_) => 4,
            Self::Int(_) | Self::Float(_) | Self::Decimal(_) => 8,
            Self::String(text) => text.len() as u64 + 2,
            Self::Array(array) => array.size(),
            Self::Object(object) => object.size(),
        }
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Int(a), Self::Float(b)) | (Self::Float(b), Self::Int(a)) => (*a as f64) == *b,
            (Self::Decimal(a), Self::Decimal(b)) => a == b,
            (Self::Decimal(a), Self::Int(b)) | (Self::Int(b), Self::Decimal(a)) => *a == Decimal::from(*b),
            (Self::Decimal(a), Self::Float(b)) | (Self::Float(b), Self::Decimal(a)) => {
                Decimal::try_from(*b).is_ok_and(|b| *a == b)
            }
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(text: Arc<str>) -> Self {
        Self::String(text)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::Array(items.into())
    }
}

impl From<Array> for Value {
    fn from(array: Array) -> Self {
        Self::Array(array)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
