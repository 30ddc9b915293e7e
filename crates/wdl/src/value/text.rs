//! The text form of values: what `string()`, `concat()` and interpolation make of them.

use std::{fmt::Write, sync::Arc};

use super::Value;

impl Value {
    /// The text form: null is empty, truth values are `True` and `False`, content envelopes are their content, lists and
    /// objects are compact JSON.
    pub fn to_text(&self) -> Arc<str> {
        match self {
            Self::String(text) => text.clone(),
            _ => {
                let mut text = String::new();
                self.write_text(&mut text);
                text.into()
            }
        }
    }

    /// Appends the text form.
    pub fn write_text(&self, to: &mut String) {
        match self {
            Self::Null => {}
            Self::Bool(true) => to.push_str("True"),
            Self::Bool(false) => to.push_str("False"),
            Self::Int(number) => int(*number, to),
            Self::Float(number) => float(*number, to),
            Self::Decimal(number) => {
                let _ = write!(to, "{number}");
            }
            Self::String(text) => to.push_str(text),
            Self::Array(_) => self.write_json_text(to),
            Self::Object(_) => match self.as_envelope().and_then(|envelope| envelope.text()) {
                Some(text) => to.push_str(&text),
                None => self.write_json_text(to),
            },
        }
    }

    /// Appends compact JSON as .NET's Json.NET spells it, which is what flows see: `1E-07` and `5.0`.
    pub fn write_json_text(&self, to: &mut String) {
        match self {
            Self::Null => to.push_str("null"),
            Self::Bool(true) => to.push_str("true"),
            Self::Bool(false) => to.push_str("false"),
            Self::Int(number) => int(*number, to),
            Self::Float(number) => {
                let start = to.len();
                float(*number, to);
                with_point(start, to);
            }
            Self::Decimal(number) => {
                let start = to.len();
                let _ = write!(to, "{number}");
                with_point(start, to);
            }
            Self::String(text) => quoted(text, to),
            Self::Array(items) => {
                to.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        to.push(',');
                    }
                    item.write_json_text(to);
                }
                to.push(']');
            }
            Self::Object(object) => {
                to.push('{');
                for (at, (key, value)) in object.iter().enumerate() {
                    if at > 0 {
                        to.push(',');
                    }
                    quoted(key, to);
                    to.push(':');
                    value.write_json_text(to);
                }
                to.push('}');
            }
        }
    }
}

fn int(number: i64, to: &mut String) {
    let _ = write!(to, "{number}");
}

/// Whole numbers keep a decimal place in JSON, so that they stay floats when read again.
fn with_point(start: usize, to: &mut String) {
    if !to.get(start..).unwrap_or_default().contains(['.', 'E', 'N', 'I']) {
        to.push_str(".0");
    }
}

/// Appends a Float as .NET does by default: the shortest digits that read back the same, with an exponent below 0.0001
/// and where there are more than 15 places, and more than digits, before the point.
pub(crate) fn float(number: f64, to: &mut String) {
    if number.is_nan() {
        return to.push_str("NaN");
    }
    if number.is_infinite() {
        return to.push_str(if number > 0.0 { "Infinity" } else { "-Infinity" });
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = exponent.parse().unwrap_or(0);
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    if power >= -4 && usize::try_from(power).unwrap_or(0) < count.max(15) {
        let _ = write!(to, "{number}");
        return;
    }
    let sign = if power < 0 { '-' } else { '+' };
    let _ = write!(to, "{digits}E{sign}{:02}", power.unsigned_abs());
}

fn quoted(text: &str, to: &mut String) {
    to.push('"');
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\0'..='\u{1f}' | '\u{85}' | '\u{2028}' | '\u{2029}' => "",
            _ => continue,
        };
        to.push_str(text.get(plain..at).unwrap_or_default());
        plain = at + c.len_utf8();
        if escape.is_empty() {
            let _ = write!(to, "\\u{:04x}", u32::from(c));
        } else {
            to.push_str(escape);
        }
    }
    to.push_str(text.get(plain..).unwrap_or_default());
    to.push('"');
}
