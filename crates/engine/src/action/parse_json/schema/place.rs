//! Where a check is, in the value and in the schema. Paths are written only when there is something to say.

use std::fmt::Write;

use wdl::{Object, Value};

/// A place: a step from the one around it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    around: Option<&'a At<'a>>,
    step: Step<'a>,
    schema: &'a str,
    below: Below<'a>,
    pub(super) depth: u32,
}

/// A step in the value.
#[derive(Clone, Copy)]
enum Step<'a> {
    None,
    Member(&'a str),
    Item(usize),
}

/// What follows a keyword in the schema.
#[derive(Clone, Copy)]
enum Below<'a> {
    None,
    Name(&'a str),
    Number(usize),
}

impl<'a> At<'a> {
    /// The whole value and the whole schema.
    pub(super) fn root() -> Self {
        Self { around: None, step: Step::None, schema: "#", below: Below::None, depth: 0 }
    }

    fn deeper<'b>(&'b self, schema: &'b str) -> At<'b> {
        At { around: Some(self), step: Step::None, schema, below: Below::None, depth: self.depth.saturating_add(1) }
    }

    /// The same value under another part of the schema.
    pub(super) fn under<'b>(&'b self, keyword: &'b str) -> At<'b> {
        self.deeper(keyword)
    }

    /// The same value under one of several schemas.
    pub(super) fn numbered<'b>(&'b self, keyword: &'b str, number: usize) -> At<'b> {
        At { below: Below::Number(number), ..self.deeper(keyword) }
    }

    /// The same value under a named schema.
    pub(super) fn named<'b>(&'b self, keyword: &'b str, name: &'b str) -> At<'b> {
        At { below: Below::Name(name), ..self.deeper(keyword) }
    }

    /// A member of the value.
    pub(super) fn member(self, name: &'a str) -> Self {
        Self { step: Step::Member(name), ..self }
    }

    /// An item of the value.
    pub(super) fn item(self, number: usize) -> Self {
        Self { step: Step::Item(number), ..self }
    }

    /// `rows[0].name` and `#/properties/rows/items/properties/name`.
    fn paths(&self) -> (String, String) {
        let mut steps = vec![self];
        while let Some(around) = steps.last().and_then(|last| last.around) {
            steps.push(around);
        }
        let (mut path, mut schema) = (String::new(), String::new());
        for at in steps.into_iter().rev() {
            // Writing to a text does not fail.
            let _ = match at.step {
                Step::None => Ok(()),
                Step::Member(name) => write!(path, "{}{name}", if path.is_empty() { "" } else { "." }),
                Step::Item(number) => write!(path, "[{number}]"),
            };
            let _ = write!(schema, "{}{}", if schema.is_empty() { "" } else { "/" }, at.schema);
            let _ = match at.below {
                Below::None => Ok(()),
                Below::Name(name) => write!(schema, "/{name}"),
                Below::Number(number) => write!(schema, "/{number}"),
            };
        }
        (path, schema)
    }

    /// One error.
    pub(super) fn error(&self, kind: &str, message: String, value: &Value, children: Vec<Value>) -> Value {
        let (path, schema) = self.paths();
        Value::Object(Object::from([
            ("message", Value::from(message)),
            ("lineNumber", Value::Int(0)),
            ("linePosition", Value::Int(0)),
            ("path", Value::from(path)),
            ("value", value.clone()),
            ("schemaId", Value::from(schema)),
            ("errorType", Value::from(kind)),
            ("childErrors", Value::from(children)),
        ]))
    }
}
