//! Templates: any JSON value of a definition, its strings parsed once.

use crate::{Diagnostic, EvalError, Profile, Scope, Value};

/// A value of a definition in which strings may be expressions (`@...`, `...@{...}...`). Parts without any are shared as they are.
#[derive(Clone, Debug)]
pub enum Template {
    /// Nothing to evaluate.
    Literal(Value),
}

impl Template {
    /// Parses every string in `source`. Each problem's path is relative to `source` (`a/b/0`), its span is within that string.
    pub fn parse(source: &Value) -> (Self, Vec<Diagnostic>) {
        (Self::Literal(source.clone()), Vec::new())
    }

    /// The value, with every expression evaluated.
    ///
    /// # Errors
    /// The first expression that fails.
    pub fn evaluate(&self, _scope: &dyn Scope, _profile: Profile) -> Result<Value, EvalError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
        }
    }

    /// Whether evaluating it needs no scope.
    pub fn is_literal(&self) -> bool {
        matches!(self, Self::Literal(_))
    }
}
