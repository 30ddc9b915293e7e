//! Evaluation of expressions.

mod access;

use crate::{
    Expression, Scope, Value,
    expression::Kind,
    function::{Call, Function, Implementation},
    limits,
};

/// Whose behaviour to follow where Power Automate and Logic Apps differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Profile {
    /// Power Automate.
    #[default]
    PowerAutomate,
    /// Logic Apps Standard.
    Standard,
}

/// An expression that could not be evaluated.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct EvalError {
    code: &'static str,
    message: String,
}

impl EvalError {
    /// An error with the platform's code and message.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        let mut message = message.into();
        if let Some((end, _)) = message.char_indices().nth(limits::MESSAGE_CHARACTERS) {
            message.truncate(end);
            message.push_str("...");
        }
        Self { code, message }
    }

    /// The platform's code (`InvalidTemplate`).
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The platform's message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// An error with the code of every failure at run time.
    pub(crate) fn template(message: impl Into<String>) -> Self {
        Self::new("InvalidTemplate", message)
    }

    /// A text grew beyond [`limits::TEXT_CHARACTERS`].
    pub(crate) fn too_long() -> Self {
        Self::template(format!(
            "The text that the expression makes is longer than the limit of {} characters.",
            limits::TEXT_CHARACTERS
        ))
    }
}

/// The expression's value.
///
/// # Errors
/// The first function or access that fails, with the platform's message.
pub fn evaluate(expression: &Expression, scope: &dyn Scope, profile: Profile) -> Result<Value, EvalError> {
    Evaluator::new(scope, profile).evaluate_as(Source::Expression(expression), expression)
}

/// What messages quote as the expression.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    /// The text as it was written.
    Text(&'a str),
    /// The expression, printed.
    Expression(&'a Expression),
}

/// Evaluates the expressions of one template and counts what they use.
pub(crate) struct Evaluator<'a> {
    pub(crate) scope: &'a dyn Scope,
    pub(crate) profile: Profile,
    calls: u64,
    /// Bytes of what is held at this moment.
    held: u64,
    /// Bytes that functions were given so far.
    given: u64,
    source: Source<'a>,
}

impl<'a> Evaluator<'a> {
    pub(crate) fn new(scope: &'a dyn Scope, profile: Profile) -> Self {
        Self { scope, profile, calls: 0, held: 0, given: 0, source: Source::Text("") }
    }

    /// Evaluates an expression that messages quote as `source`.
    pub(crate) fn evaluate_as(&mut self, source: Source<'a>, expression: &Expression) -> Result<Value, EvalError> {
        self.source = source;
        self.evaluate(expression)
    }

    /// Evaluates an expression, or a part of one.
    pub(crate) fn evaluate(&mut self, expression: &Expression) -> Result<Value, EvalError> {
        match &expression.kind {
            Kind::Literal(value) => Ok(value.clone()),
            Kind::Call { name, function, args, .. } => match function {
                Some(function) => self.call(function, args),
                None => {
                    Err(EvalError::template(format!("The template function '{name}' is not defined or not valid.")))
                }
            },
            Kind::Access { target, key, null_safe } => {
                let target = self.evaluate(target)?;
                // Keys are nearly always literals, which need no copy.
                match &key.kind {
                    Kind::Literal(key) => access::access(&target, key, *null_safe).map_err(|why| self.cannot(&why)),
                    _ => {
                        let key = self.evaluate(key)?;
                        access::access(&target, &key, *null_safe).map_err(|why| self.cannot(&why))
                    }
                }
            }
            Kind::Error => Err(self.cannot("it could not be read.")),
        }
    }

    /// Counts a value that is held while others are evaluated, unless that is too much; [`release`](Self::release) gives
    /// up so many bytes. Failures end the evaluation, so nothing is released then.
    pub(crate) fn hold(&mut self, value: &Value) -> Result<u64, EvalError> {
        let size = value.size();
        self.held = self.held.saturating_add(size);
        if self.held > limits::HELD_BYTES {
            return Err(EvalError::template(format!(
                "The values that the expression is made of are together larger than the limit of {} bytes.",
                limits::HELD_BYTES
            )));
        }
        Ok(size)
    }

    /// Gives up bytes that were held.
    pub(crate) fn release(&mut self, bytes: u64) {
        self.held = self.held.saturating_sub(bytes);
    }

    /// The value, unless it is too deep or too large.
    pub(crate) fn checked(&self, value: Value) -> Result<Value, EvalError> {
        let depth = value.depth();
        if depth > limits::VALUE_DEPTH {
            return Err(EvalError::template(format!(
                "The value that the expression makes is nested {depth} levels deep; the limit is {}.",
                limits::VALUE_DEPTH
            )));
        }
        if value.size() > limits::VALUE_BYTES {
            return Err(EvalError::template(format!(
                "The value that the expression makes is larger than the limit of {} bytes.",
                limits::VALUE_BYTES
            )));
        }
        Ok(value)
    }

    fn call(&mut self, function: &'static Function, args: &[Expression]) -> Result<Value, EvalError> {
        self.calls += 1;
        if self.calls > limits::CALLS {
            return Err(EvalError::template(format!(
                "The expression calls more functions than the limit of {}.",
                limits::CALLS
            )));
        }
        function.check_count(args.len())?;
        let value = match function.call {
            Implementation::Lazy(call) => return call(self, function, args),
            Implementation::Eager(call) => {
                let mut few: [Value; 4] = Default::default();
                let mut many = Vec::new();
                let values = match few.get_mut(..args.len()) {
                    Some(few) => few,
                    None => {
                        many.resize(args.len(), Value::Null);
                        many.as_mut_slice()
                    }
                };
                let mut size = 0_u64;
                for (value, arg) in values.iter_mut().zip(args) {
                    *value = self.evaluate(arg)?;
                    size = size.saturating_add(self.hold(value)?);
                }
                self.give(size)?;
                let result = call(&mut Call { function, scope: self.scope, profile: self.profile, args: values })?;
                self.release(size);
                result
            }
        };
        self.checked(value)
    }

    /// Counts what a function is given, unless all were given too much.
    fn give(&mut self, bytes: u64) -> Result<(), EvalError> {
        self.given = self.given.saturating_add(bytes);
        if self.given > limits::ARGUMENT_BYTES {
            return Err(EvalError::template(format!(
                "The expression gives functions more than the limit of {} bytes to work on.",
                limits::ARGUMENT_BYTES
            )));
        }
        Ok(())
    }

    fn cannot(&self, why: &str) -> EvalError {
        let because = "cannot be evaluated because";
        let details = "Please see https://aka.ms/logicexpressions for usage details.";
        EvalError::template(match self.source {
            Source::Text(text) => format!("The template language expression '{text}' {because} {why} {details}"),
            Source::Expression(expression) => {
                format!("The template language expression '{expression}' {because} {why} {details}")
            }
        })
    }
}
