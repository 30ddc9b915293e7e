//! Evaluation of expressions.

use crate::{Expression, Scope, Value, expression::Kind};

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
        Self { code, message: message.into() }
    }

    /// The platform's code (`InvalidTemplate`).
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The platform's message.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// The expression's value.
///
/// # Errors
/// The first function or access that fails, with the platform's message.
pub fn evaluate(expression: &Expression, _scope: &dyn Scope, _profile: Profile) -> Result<Value, EvalError> {
    match &expression.kind {
        Kind::Literal(value) => Ok(value.clone()),
    }
}
