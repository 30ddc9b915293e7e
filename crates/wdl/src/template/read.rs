//! Strings of a definition into templates.

use std::sync::Arc;

use super::{Segment, Template, Written};
use crate::{
    Diagnostic, Expression, Span, Value,
    expression::{PARSE_ERROR, problem},
    limits,
};

/// Parses every string in the value.
pub(super) fn value(source: &Value) -> (Template, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    if source.depth() > limits::VALUE_DEPTH {
        let message = format!("The value is nested deeper than {} levels.", limits::VALUE_DEPTH);
        problems.push(Diagnostic::error(PARSE_ERROR, message));
        return (Template::Literal(Value::Null), problems);
    }
    let template = Reader { path: Vec::new(), problems: &mut problems }.value(source);
    (template, problems)
}

struct Reader<'a> {
    /// Lengths are what recursion needs; the joined path is only made for problems.
    path: Vec<Step<'a>>,
    problems: &'a mut Vec<Diagnostic>,
}

enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Reader<'a> {
    fn value(&mut self, source: &'a Value) -> Template {
        match source {
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                let mut parts = Vec::with_capacity(items.len());
                let mut unchanged = true;
                for (at, item) in items.iter().enumerate() {
                    self.path.push(Step::Index(at));
                    let part = self.value(item);
                    unchanged &= is_unchanged(&part, item);
                    parts.push(part);
                    self.path.pop();
                }
                if unchanged { Template::Literal(source.clone()) } else { Template::Array(parts.into()) }
            }
            Value::Object(object) => {
                let mut parts = Vec::with_capacity(object.len());
                let mut unchanged = true;
                for (name, value) in object.iter() {
                    self.path.push(Step::Key(name));
                    let key = if is_name(name) { Template::Literal(name.clone().into()) } else { self.string(name) };
                    unchanged &= key.as_literal().and_then(Value::as_str) == Some(&**name);
                    let part = self.value(value);
                    unchanged &= is_unchanged(&part, value);
                    parts.push((key, part));
                    self.path.pop();
                }
                if unchanged { Template::Literal(source.clone()) } else { Template::Object(parts.into()) }
            }
            other => Template::Literal(other.clone()),
        }
    }

    fn string(&mut self, text: &Arc<str>) -> Template {
        let before = self.problems.len();
        let template = string(text, self.problems);
        if self.problems.len() > before {
            let path = self.path.iter().map(Step::to_string).collect::<Vec<_>>().join("/");
            for problem in self.problems.iter_mut().skip(before) {
                problem.path.clone_from(&path);
            }
        }
        template
    }
}

impl std::fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(at) => write!(f, "{at}"),
        }
    }
}

/// Whether a part stands as it was, so that what is around it can be shared.
fn is_unchanged(part: &Template, source: &Value) -> bool {
    match (part, source) {
        (Template::Literal(Value::String(part)), Value::String(source)) => Arc::ptr_eq(part, source),
        (Template::Literal(Value::Array(part)), Value::Array(source)) => part.is_same(source),
        (Template::Literal(Value::Object(part)), Value::Object(source)) => part.is_same(source),
        (Template::Literal(_), _) => true,
        _ => false,
    }
}

/// Whether a key that begins with `@` can only be a name, as in `@odata.type`.
fn is_name(key: &str) -> bool {
    key.strip_prefix('@').is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains(['(', '{', '\'', '['])
    })
}

/// Reads one string by the rules for `@`.
pub(super) fn string(text: &Arc<str>, problems: &mut Vec<Diagnostic>) -> Template {
    if let Some(rest) = text.strip_prefix('@') {
        if rest.is_empty() {
            return Template::Literal(text.clone().into());
        }
        if rest.starts_with('@') {
            return Template::Literal(rest.into());
        }
        if !rest.starts_with('{') {
            return Template::Expression(Arc::new(written(rest, 1, problems)));
        }
    }
    if text.contains("@{") { interpolation(text, problems) } else { Template::Literal(text.clone().into()) }
}

fn interpolation(text: &str, problems: &mut Vec<Diagnostic>) -> Template {
    let mut segments = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while let Some((before, after)) = text.get(at..).and_then(|rest| rest.split_once("@{")) {
        if let Some(escaped) = before.strip_suffix('@') {
            literal.push_str(escaped);
            literal.push_str("@{");
            at = text.len() - after.len();
            continue;
        }
        literal.push_str(before);
        if !literal.is_empty() {
            segments.push(Segment::Text(std::mem::take(&mut literal).into()));
        }
        let start = text.len() - after.len();
        let source = match segment_length(after) {
            Ok(length) => {
                let source = after.get(..length).unwrap_or_default();
                segments.push(Segment::Expression(written(source, start, problems)));
                source
            }
            Err(message) => {
                problems.push(problem(message, Span::new(start - 2, text.len())));
                // What is half written is kept for editors; what else is wrong with it would only repeat the problem.
                segments.push(Segment::Expression(written(after, start, &mut Vec::new())));
                after
            }
        };
        at = (start + source.len() + 1).min(text.len());
    }
    literal.push_str(text.get(at..).unwrap_or_default());
    if segments.is_empty() {
        return Template::Literal(literal.into());
    }
    if !literal.is_empty() {
        segments.push(Segment::Text(literal.into()));
    }
    Template::Interpolation(segments.into())
}

/// Bytes up to the `}` that ends the segment. Braces in texts do not count.
fn segment_length(text: &str) -> Result<usize, &'static str> {
    let mut in_text = false;
    for (at, c) in text.char_indices() {
        match c {
            '\'' => in_text = !in_text,
            '}' if !in_text => return Ok(at),
            _ => {}
        }
    }
    Err(if in_text {
        "The string interpolation segment that begins here is not terminated: a text in it has no closing quote."
    } else {
        "The string interpolation segment that begins here is not terminated. Add '}', or write '@@{' for a literal '@{'."
    })
}

fn written(source: &str, start: usize, problems: &mut Vec<Diagnostic>) -> Written {
    let (mut expression, found) = Expression::parse(source);
    expression.shift(start);
    problems.extend(found.into_iter().map(|mut problem| {
        problem.span = problem.span.map(|span| span.shifted(start));
        problem
    }));
    Written { source: source.into(), expression }
}
