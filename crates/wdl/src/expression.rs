//! Expressions: text in, tree and all problems out.

use crate::{Diagnostic, Span, Value};

/// One parsed expression (without its leading `@`).
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the text that was parsed.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A literal.
    Literal(Value),
}

impl Expression {
    /// Parses one expression. Problems are reported together; the tree holds what could be read.
    pub fn parse(_text: &str) -> (Self, Vec<Diagnostic>) {
        (Self { kind: Kind::Literal(Value::Null), span: Span::default() }, Vec::new())
    }
}
