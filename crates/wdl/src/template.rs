//! Templates: any JSON value of a definition, its strings parsed once.

mod read;

use std::sync::Arc;

use crate::{
    Diagnostic, EvalError, Expression, Object, Profile, Scope, Value,
    evaluate::{Evaluator, Source},
    limits,
};

/// A value of a definition in which strings may be expressions (`@...`, `...@{...}...`). Parts without any are shared as
/// they are, and cloning is cheap.
#[derive(Clone, Debug)]
pub enum Template {
    /// Nothing to evaluate.
    Literal(Value),
    /// `@expression`: the value keeps its type.
    Expression(Arc<Written>),
    /// `...@{expression}...`: always a text.
    Interpolation(Arc<[Segment]>),
    /// A list in which something is to be evaluated.
    Array(Arc<[Template]>),
    /// An object in which something is to be evaluated, keys too.
    Object(Arc<[(Template, Template)]>),
}

/// An expression with the text it was read from, which messages quote.
#[derive(Clone, Debug)]
pub struct Written {
    /// The text without `@` or `@{` and `}`.
    pub source: Arc<str>,
    /// The parsed expression. Its spans are within the whole string it stands in.
    pub expression: Expression,
}

/// A part of a text with interpolations.
#[derive(Clone, Debug)]
pub enum Segment {
    /// Stands as it is.
    Text(Arc<str>),
    /// The text form of the value.
    Expression(Written),
}

impl Template {
    /// Parses every string in `source`. Each problem's path is relative to `source` (`a/b/0`), its span is within that string.
    pub fn parse(source: &Value) -> (Self, Vec<Diagnostic>) {
        read::value(source)
    }

    /// Parses one string of a definition. A problem's span is within the string.
    pub fn parse_string(text: &str) -> (Self, Vec<Diagnostic>) {
        let mut problems = Vec::new();
        let template = read::string(&text.into(), &mut problems);
        (template, problems)
    }

    /// The value, with every expression evaluated.
    ///
    /// # Errors
    /// The first expression that fails.
    pub fn evaluate(&self, scope: &dyn Scope, profile: Profile) -> Result<Value, EvalError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            _ => self.evaluate_with(&mut Evaluator::new(scope, profile)),
        }
    }

    fn evaluate_with<'a>(&'a self, evaluator: &mut Evaluator<'a>) -> Result<Value, EvalError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Expression(written) => written.evaluate(evaluator),
            Self::Interpolation(segments) => {
                let mut text = String::new();
                for segment in segments.iter() {
                    match segment {
                        Segment::Text(part) => text.push_str(part),
                        Segment::Expression(written) => written.evaluate(evaluator)?.write_text(&mut text),
                    }
                    if text.len() > limits::TEXT_CHARACTERS {
                        return Err(EvalError::too_long());
                    }
                }
                Ok(Value::from(text))
            }
            Self::Array(items) => {
                let mut values = Vec::with_capacity(items.len());
                let mut size = 0_u64;
                for item in items.iter() {
                    let value = item.evaluate_with(evaluator)?;
                    size = size.saturating_add(evaluator.hold(&value)?);
                    values.push(value);
                }
                evaluator.release(size);
                evaluator.checked(Value::from(values))
            }
            Self::Object(members) => {
                let mut object = Object::new();
                let mut size = 0_u64;
                for (key, value) in members.iter() {
                    let value = value.evaluate_with(evaluator)?;
                    size = size.saturating_add(evaluator.hold(&value)?);
                    let key = match key.evaluate_with(evaluator)? {
                        Value::String(key) => key,
                        other => other.to_text(),
                    };
                    object.insert(key, value);
                }
                evaluator.release(size);
                evaluator.checked(Value::Object(object))
            }
        }
    }

    /// Whether evaluating it needs no scope.
    pub fn is_literal(&self) -> bool {
        matches!(self, Self::Literal(_))
    }

    /// The value, if there is nothing to evaluate.
    pub fn as_literal(&self) -> Option<&Value> {
        match self {
            Self::Literal(value) => Some(value),
            _ => None,
        }
    }

    /// Shows every expression in it, outermost only; [`Expression::visit`] goes inside.
    pub fn expressions(&self, visitor: &mut dyn FnMut(&Expression)) {
        self.placed_expressions(&mut String::new(), &mut |_, expression| visitor(expression));
    }

    /// The same with the path of the string that each expression stands in (`inputs/items/0`), where the template stands at `path`.
    pub fn placed_expressions(&self, path: &mut String, visitor: &mut dyn FnMut(&str, &Expression)) {
        match self {
            Self::Literal(_) => {}
            Self::Expression(written) => visitor(path, &written.expression),
            Self::Interpolation(segments) => {
                for segment in segments.iter() {
                    if let Segment::Expression(written) = segment {
                        visitor(path, &written.expression);
                    }
                }
            }
            Self::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    within(path, &at.to_string(), |path| item.placed_expressions(path, visitor));
                }
            }
            Self::Object(members) => {
                for (key, value) in members.iter() {
                    within(path, &key.source(), |path| {
                        key.placed_expressions(path, visitor);
                        value.placed_expressions(path, visitor);
                    });
                }
            }
        }
    }

    /// The text that it was read from, as messages quote it; JSON where it was no text.
    pub fn source(&self) -> Arc<str> {
        match self {
            Self::Literal(Value::String(text)) => text.clone(),
            Self::Literal(value) => value.to_json_string().into(),
            Self::Expression(written) => format!("@{}", written.source).into(),
            Self::Interpolation(segments) => {
                let text = |segment: &Segment| match segment {
                    Segment::Text(text) => text.to_string(),
                    Segment::Expression(written) => format!("@{{{}}}", written.source),
                };
                segments.iter().map(text).collect::<String>().into()
            }
            Self::Array(items) => {
                let items: Vec<_> = items.iter().map(Self::source).collect();
                format!("[{}]", items.join(",")).into()
            }
            Self::Object(members) => {
                let members: Vec<_> =
                    members.iter().map(|(key, value)| format!("{}:{}", key.source(), value.source())).collect();
                format!("{{{}}}", members.join(",")).into()
            }
        }
    }
}

/// Does `work` with the path one step deeper.
fn within(path: &mut String, step: &str, work: impl FnOnce(&mut String)) {
    let length = path.len();
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(step);
    work(path);
    path.truncate(length);
}

impl Written {
    fn evaluate<'a>(&'a self, evaluator: &mut Evaluator<'a>) -> Result<Value, EvalError> {
        evaluator.evaluate_as(Source::Text(&self.source), &self.expression)
    }
}

impl Default for Template {
    fn default() -> Self {
        Self::Literal(Value::Null)
    }
}
