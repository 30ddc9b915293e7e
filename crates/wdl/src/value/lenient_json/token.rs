//! Texts, numbers, words and comments.

use std::sync::Arc;

use super::{Open, Read, Reader, Step};
use crate::Value;

impl Reader<'_> {
    pub(super) fn skip_blank(&mut self) -> Read<()> {
        while let Some(c) = self.peek() {
            match c {
                '\r' | '\n' => self.new_line(c),
                '/' => self.comment()?,
                _ if c.is_whitespace() => self.at += c.len_utf8(),
                _ => break,
            }
        }
        Ok(())
    }

    fn new_line(&mut self, c: char) {
        self.at += c.len_utf8();
        if c == '\r' && self.peek() == Some('\n') {
            self.at += 1;
        }
        self.line += 1;
        self.line_start = self.at;
    }

    fn comment(&mut self) -> Read<()> {
        self.advance();
        match self.peek() {
            Some('/') => {
                while self.peek().is_some_and(|c| !matches!(c, '\r' | '\n')) {
                    self.advance();
                }
                Ok(())
            }
            Some('*') => {
                self.advance();
                while !self.rest().starts_with("*/") {
                    match self.peek() {
                        None => return self.fail("Unexpected end while parsing comment.", self.at),
                        Some(c @ ('\r' | '\n')) => self.new_line(c),
                        Some(_) => self.advance(),
                    }
                }
                self.at += 2;
                Ok(())
            }
            Some(c) => self.fail(format!("Error parsing comment. Expected: *, got {c}."), self.at),
            None => self.fail("Unexpected end while parsing comment.", self.at),
        }
    }

    pub(super) fn value(&mut self) -> Read<Step> {
        self.skip_blank()?;
        let Some(c) = self.peek() else { return self.fail_at_end() };
        let value = match c {
            '[' => return self.enter(Open::Array { items: Vec::new(), index: -1 }),
            '{' => return self.enter(Open::Object { entries: Vec::new(), name: None }),
            '"' | '\'' => {
                let text = self.quoted(c)?;
                self.count_item();
                Value::from(text)
            }
            // Where a value is left out before a comma, it is null.
            ',' => {
                self.started = true;
                self.count_item();
                Value::Null
            }
            ']' => {
                self.advance();
                let kind = if self.open.is_empty() { "None" } else { "Object" };
                return self.fail(format!("JsonToken EndArray is not valid for closing JsonType {kind}."), self.at);
            }
            't' => self.word("true", "boolean", Value::Bool(true))?,
            'f' => self.word("false", "boolean", Value::Bool(false))?,
            'n' if self.rest().starts_with("nu") => self.word("null", "null", Value::Null)?,
            'u' => self.word("undefined", "undefined", Value::Null)?,
            'N' => self.word("NaN", "NaN", Value::Float(f64::NAN))?,
            'I' => self.word("Infinity", "Infinity", Value::Float(f64::INFINITY))?,
            '-' if self.rest().starts_with("-I") => {
                self.word("-Infinity", "-Infinity", Value::Float(f64::NEG_INFINITY))?
            }
            '-' | '.' | '0'..='9' => self.number()?,
            _ => return self.fail(format!("Unexpected character encountered while parsing value: {c}."), self.at),
        };
        Ok(Step::Value(value))
    }

    fn word(&mut self, word: &str, kind: &str, value: Value) -> Read<Value> {
        self.started = true;
        if self.rest().chars().count() < word.len() && word.starts_with(self.rest()) {
            return self.fail("Unexpected end when reading JSON.", self.text.len());
        }
        for expected in word.chars() {
            if self.peek() != Some(expected) {
                return self.fail(format!("Error parsing {kind} value."), self.at);
            }
            self.at += 1;
        }
        if self.peek().is_some_and(|c| !is_end(c)) {
            return self.fail(format!("Error parsing {kind} value."), self.at);
        }
        self.count_item();
        Ok(value)
    }

    fn number(&mut self) -> Read<Value> {
        self.started = true;
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_hexdigit() || matches!(c, '-' | '+' | '.' | 'x' | 'X')) {
            self.at += 1;
        }
        if let Some(c) = self.peek().filter(|c| !is_end(*c)) {
            return self.fail(format!("Unexpected character encountered while parsing number: {c}."), self.at);
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        // The path of a number that cannot be read has its index already.
        self.count_item();
        match number(written) {
            Some(value) => Ok(value),
            None => self.fail(format!("Input string '{written}' is not a valid number."), self.at),
        }
    }

    fn quoted(&mut self, quote: char) -> Read<String> {
        self.advance();
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else {
                return self.fail(format!("Unterminated string. Expected delimiter: {quote}."), self.at);
            };
            match c {
                '\\' => {
                    self.advance();
                    text.push(self.escape(quote)?);
                }
                '\n' => {
                    text.push(c);
                    self.new_line(c);
                }
                _ => {
                    self.advance();
                    if c == quote {
                        return Ok(text);
                    }
                    text.push(c);
                }
            }
        }
    }

    fn escape(&mut self, quote: char) -> Read<char> {
        let Some(c) = self.peek() else {
            return self.fail(format!("Unterminated string. Expected delimiter: {quote}."), self.at);
        };
        self.advance();
        Ok(match c {
            'b' => '\u{8}',
            't' => '\t',
            'n' => '\n',
            'f' => '\u{c}',
            'r' => '\r',
            '\\' | '"' | '\'' | '/' => c,
            'u' => {
                let unit = self.unit()?;
                if (0xD800..0xDC00).contains(&unit) && self.rest().starts_with("\\u") {
                    let back = self.at;
                    self.at += 2;
                    let low = self.unit()?;
                    match char::decode_utf16([unit, low]).next() {
                        Some(Ok(pair)) => return Ok(pair),
                        // The second is no half of this pair and stands for itself.
                        _ => self.at = back,
                    }
                }
                char::from_u32(u32::from(unit)).unwrap_or('\u{FFFD}')
            }
            _ => return self.fail(format!("Bad JSON escape sequence: \\{c}."), self.at),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Read<u16> {
        let digits: String = self.rest().chars().take(4).collect();
        if digits.chars().count() < 4 {
            return self.fail("Unexpected end while parsing Unicode escape sequence.", self.text.len());
        }
        let unit = digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(&digits, 16).ok());
        match unit.flatten() {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None => self.fail(format!("Invalid Unicode escape sequence: \\u{digits}."), self.at),
        }
    }

    pub(super) fn name(&mut self) -> Read<Arc<str>> {
        let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let name = match self.peek() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote)?.into(),
            Some(c) if is_letter(c) => {
                let start = self.at;
                while self.peek().is_some_and(is_letter) {
                    self.advance();
                }
                if let Some(c) = self.peek().filter(|c| !c.is_whitespace() && *c != ':') {
                    return self.fail(format!("Invalid JavaScript property identifier character: {c}."), self.at);
                }
                self.text.get(start..self.at).unwrap_or_default().into()
            }
            Some(c) => return self.fail(format!("Invalid property identifier character: {c}."), self.at),
            None => return self.fail_at_end(),
        };
        self.skip_blank()?;
        match self.peek() {
            Some(':') => {
                self.advance();
                Ok(name)
            }
            Some(c) => {
                self.fail(format!("Invalid character after parsing property name. Expected ':' but got: {c}."), self.at)
            }
            None => self.fail_at_end(),
        }
    }
}

fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | '}' | ']' | ')' | '/')
}

/// The number: octal after a zero, hexadecimal after `0x`, an Integer without and a Float with point or exponent. Whole
/// numbers beyond 64 bits become Floats.
fn number(written: &str) -> Option<Value> {
    let radix = |digits: &str, radix: u32| i64::from_str_radix(digits, radix).ok().map(Value::Int);
    if let Some(digits) = written.strip_prefix("0x").or_else(|| written.strip_prefix("0X")) {
        return if digits.starts_with(['+', '-']) { None } else { radix(digits, 16) };
    }
    let plain = written.strip_prefix('-').unwrap_or(written);
    if !plain.is_empty() && plain.bytes().all(|digit| digit.is_ascii_digit()) {
        if written.len() > 1 && written.starts_with('0') {
            return radix(written, 8);
        }
        return written.parse().ok().map(Value::Int).or_else(|| written.parse().ok().map(Value::Float));
    }
    // Rust reads the same forms and, besides, words that cannot come here and a plus sign.
    if written.starts_with('+') || !plain.bytes().any(|digit| digit.is_ascii_digit()) {
        return None;
    }
    written.parse().ok().map(Value::Float)
}
