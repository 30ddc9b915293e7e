//! JSON text as Json.NET reads it, which is what `json()` and Parse JSON accept.

mod token;

use std::{fmt::Write, sync::Arc};

use super::{Array, Object, Value};
use crate::limits;

/// Text that even a tolerant reader cannot read, in Json.NET's words and with its path, line and position.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct LenientJsonError(String);

impl Value {
    /// Reads JSON as the platform's Parse JSON action does.
    ///
    /// Besides JSON it takes texts in single quotes, names without quotes, comments, commas too many, `NaN`, `Infinity`,
    /// `undefined` (null), hexadecimal and octal numbers, `.5` and `1.`. A key that is repeated keeps its last value and
    /// place. Text after the first value is not read, and the end of the text after a value closes what is open.
    ///
    /// # Errors
    /// Text that is no JSON even so, or nested deeper than [`limits::VALUE_DEPTH`].
    pub fn from_lenient_json(text: &str) -> Result<Self, LenientJsonError> {
        Reader::new(text, false).document()
    }

    /// Reads JSON as the function `json()` does: as [`from_lenient_json`](Self::from_lenient_json), but the text must hold
    /// one whole value and nothing else.
    ///
    /// # Errors
    /// Text that is no JSON even so, or nested deeper than [`limits::VALUE_DEPTH`].
    pub fn from_json_text(text: &str) -> Result<Self, LenientJsonError> {
        Reader::new(text, true).document()
    }
}

/// A list or object that is not closed yet.
enum Open {
    Array { items: Vec<Value>, index: i64 },
    Object { entries: Vec<(Arc<str>, Value)>, name: Option<Arc<str>> },
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
    /// Before the first token, Json.NET speaks of line 0.
    started: bool,
    whole: bool,
    open: Vec<Open>,
}

/// What reading a value came to.
enum Step {
    Value(Value),
    /// A list or object was opened; what is in it follows.
    Opened,
    /// The innermost list or object was closed.
    Closed,
}

type Read<T> = Result<T, LenientJsonError>;

impl<'a> Reader<'a> {
    fn new(text: &'a str, whole: bool) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self { text, at: 0, line: 1, line_start: 0, started: false, whole, open: Vec::new() }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn advance(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
        self.started = true;
    }

    /// Reads the first value; lists and objects are kept on a stack of our own, so depth costs no stack of the process.
    fn document(mut self) -> Read<Value> {
        self.skip_blank()?;
        if self.peek().is_none() {
            return Err(LenientJsonError(
                "Error reading JToken from JsonReader. Path '', line 0, position 0.".to_owned(),
            ));
        }
        let mut step = self.value()?;
        loop {
            let value = match step {
                Step::Value(value) => Some(value),
                Step::Opened => None,
                Step::Closed => self.open.pop().map(|open| match open {
                    Open::Array { items, .. } => Value::Array(Array::from(items)),
                    Open::Object { entries, .. } => Value::Object(Object::from_entries(entries)),
                }),
            };
            if let Some(value) = value {
                match self.open.last_mut() {
                    None => return self.finish(value),
                    Some(Open::Array { items, .. }) => items.push(value),
                    Some(Open::Object { entries, name }) => entries.push((name.clone().unwrap_or_default(), value)),
                }
            }
            step = match self.open.last() {
                Some(Open::Array { items, index }) => {
                    let is_start = items.is_empty() && *index < 0;
                    self.after_item(is_start)?
                }
                Some(Open::Object { name, .. }) => {
                    let is_start = name.is_none();
                    self.after_member(is_start)?
                }
                None => return self.fail("Unexpected end when reading JSON.", self.at),
            };
        }
    }

    fn finish(mut self, value: Value) -> Read<Value> {
        if self.whole {
            self.skip_blank()?;
            if let Some(c) = self.peek() {
                return self
                    .fail(format!("Additional text encountered after finished reading JSON content: {c}."), self.at);
            }
        }
        Ok(value)
    }

    /// The end of the text closes what is open, where that is allowed.
    fn closed_by_end(&self) -> Read<Step> {
        if self.whole {
            let kind = match self.open.last() {
                Some(Open::Array { .. }) => "JArray",
                _ => "JObject",
            };
            return self.fail(format!("Unexpected end of content while loading {kind}."), self.at);
        }
        Ok(Step::Closed)
    }

    fn after_item(&mut self, is_start: bool) -> Read<Step> {
        self.skip_blank()?;
        match self.peek() {
            None if is_start => self.fail_at_end(),
            None => self.closed_by_end(),
            Some(']') => {
                self.advance();
                Ok(Step::Closed)
            }
            Some(_) if is_start => self.value(),
            Some(',') => {
                self.advance();
                self.skip_blank()?;
                match self.peek() {
                    None => self.fail_at_end(),
                    Some(']') => {
                        self.advance();
                        Ok(Step::Closed)
                    }
                    Some(_) => self.value(),
                }
            }
            Some('}') => {
                self.advance();
                self.fail("JsonToken EndObject is not valid for closing JsonType Array.", self.at)
            }
            Some(c) => {
                self.fail(format!("After parsing a value an unexpected character was encountered: {c}."), self.at)
            }
        }
    }

    fn after_member(&mut self, is_start: bool) -> Read<Step> {
        self.skip_blank()?;
        if !is_start {
            match self.peek() {
                None => return self.closed_by_end(),
                Some(',') => self.advance(),
                Some('}') => {}
                Some(']') => {
                    self.advance();
                    return self.fail("JsonToken EndArray is not valid for closing JsonType Object.", self.at);
                }
                Some(c) => {
                    return self
                        .fail(format!("After parsing a value an unexpected character was encountered: {c}."), self.at);
                }
            }
            self.skip_blank()?;
        }
        match self.peek() {
            None => self.fail_at_end(),
            Some('}') => {
                self.advance();
                Ok(Step::Closed)
            }
            Some(_) => {
                let read = self.name()?;
                if let Some(Open::Object { name, .. }) = self.open.last_mut() {
                    *name = Some(read);
                }
                self.value()
            }
        }
    }

    /// Opens a list or object.
    fn enter(&mut self, open: Open) -> Read<Step> {
        self.count_item();
        self.advance();
        if self.open.len() >= usize::try_from(limits::VALUE_DEPTH).unwrap_or(usize::MAX) {
            return self.fail(format!("The reader's MaxDepth of {} has been exceeded.", limits::VALUE_DEPTH), self.at);
        }
        self.open.push(open);
        Ok(Step::Opened)
    }

    /// Another item of the innermost list begins or is complete.
    fn count_item(&mut self) {
        if let Some(Open::Array { index, .. }) = self.open.last_mut() {
            *index += 1;
        }
    }

    fn fail<T>(&self, message: impl AsRef<str>, at: usize) -> Read<T> {
        let position = self.text.get(self.line_start..at).unwrap_or_default().chars().count();
        let line = if !self.started && position == 0 { 0 } else { self.line };
        Err(LenientJsonError(format!(
            "{} Path '{}', line {line}, position {position}.",
            message.as_ref(),
            path(&self.open)
        )))
    }

    fn fail_at_end<T>(&self) -> Read<T> {
        let outer = self.open.len().saturating_sub(1);
        let path = path(self.open.get(..outer).unwrap_or_default());
        Err(LenientJsonError(format!("Unexpected end when reading token. Path '{path}'.")))
    }
}

/// A path as Json.NET writes it: `rows[1].name`, `['a b'][0]`.
fn path(open: &[Open]) -> String {
    let mut path = String::new();
    for step in open {
        match step {
            Open::Array { index, .. } if *index >= 0 => {
                let _ = write!(path, "[{index}]");
            }
            Open::Object { name: Some(name), .. } => {
                if name.contains(|c: char| ". '/\"[]()\\".contains(c) || c.is_control()) {
                    let _ = write!(path, "['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"));
                } else {
                    let dot = if path.is_empty() { "" } else { "." };
                    let _ = write!(path, "{dot}{name}");
                }
            }
            _ => {}
        }
    }
    path
}

#[cfg(test)]
mod tests;
