//! What a function is called with.

use std::sync::Arc;

use super::Function;
use crate::{EvalError, Profile, Scope, Value, limits};

/// One call of a function, its arguments evaluated. Arguments may be taken.
pub(crate) struct Call<'a> {
    pub(crate) function: &'static Function,
    pub(crate) scope: &'a dyn Scope,
    pub(crate) profile: Profile,
    pub(crate) args: &'a mut [Value],
}

impl Call<'_> {
    /// The argument; null if there are fewer.
    pub(crate) fn arg(&self, at: usize) -> &Value {
        self.args.get(at).unwrap_or(&Value::Null)
    }

    /// Takes the argument, so that it can be changed without a copy.
    pub(crate) fn take(&mut self, at: usize) -> Value {
        self.args.get_mut(at).map(std::mem::take).unwrap_or_default()
    }

    /// How many arguments there are.
    pub(crate) fn count(&self) -> usize {
        self.args.len()
    }

    /// Fails with the platform's message; `what` ends with a full stop.
    pub(crate) fn fail<T>(&self, what: impl AsRef<str>) -> Result<T, EvalError> {
        Err(self.function.fails(what.as_ref()))
    }

    /// Fails because an argument's type is not `expected` (`to be a string`).
    pub(crate) fn wrong_type<T>(&self, at: usize, expected: &str) -> Result<T, EvalError> {
        let which = self.which(at);
        let type_name = self.arg(at).type_name();
        self.fail(format!("expects its {which}parameter {expected}. The provided value is of type '{type_name}'."))
    }

    /// "first ", or nothing for a function that takes a single argument.
    fn which(&self, at: usize) -> &'static str {
        if self.function.max_args == Some(1) {
            return "";
        }
        match at {
            0 => "first ",
            1 => "second ",
            2 => "third ",
            3 => "fourth ",
            _ => "",
        }
    }

    /// The argument, which must be a text.
    pub(crate) fn text(&self, at: usize) -> Result<&Arc<str>, EvalError> {
        match self.arg(at) {
            Value::String(text) => Ok(text),
            _ if self.function.max_args == Some(1) => self.wrong_type(at, "to be a string"),
            _ => self.wrong_type(at, "to be of type string"),
        }
    }

    /// The argument, which must be a text if there is one.
    pub(crate) fn text_if_any(&self, at: usize) -> Result<Option<&Arc<str>>, EvalError> {
        if at < self.count() { self.text(at).map(Some) } else { Ok(None) }
    }

    /// The argument, which must be an Integer.
    pub(crate) fn int(&self, at: usize) -> Result<i64, EvalError> {
        match self.arg(at) {
            Value::Int(number) => Ok(*number),
            _ => self.wrong_type(at, "to be an integer"),
        }
    }

    /// Fails if a list that the function makes would have too many items.
    pub(crate) fn check_items(&self, count: usize) -> Result<(), EvalError> {
        if count > limits::ARRAY_ITEMS {
            return self.fail(format!("makes an array of more items than the limit of {}.", limits::ARRAY_ITEMS));
        }
        Ok(())
    }
}

/// Text as messages quote it, cut where it is very long.
pub(crate) fn quoted(text: &str) -> std::borrow::Cow<'_, str> {
    const LONGEST: usize = 2_000;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}
