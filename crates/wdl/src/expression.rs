//! Expressions: text in, tree and all problems out.

mod lexer;
mod parser;
mod print;

use std::sync::Arc;

pub(crate) use parser::{PARSE_ERROR, problem};

use crate::{Diagnostic, Span, Value, function::Function};

/// One parsed expression (without its leading `@`).
///
/// It prints in a normal form that parses to an equal expression. `==` ignores spans.
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
    /// A text, number, `true`, `false` or `null`.
    Literal(Value),
    /// `name(argument, ...)`.
    Call {
        /// The function's name as it was written.
        name: Arc<str>,
        /// Where the name stands.
        name_span: Span,
        /// The function, found ignoring case; `None` if there is none of this name, which fails when it is called.
        function: Option<&'static Function>,
        /// The arguments in order.
        args: Vec<Expression>,
    },
    /// `target.name`, `target['key']`, `target[0]`; with `?` before, what is missing is null.
    Access {
        /// What is looked into.
        target: Box<Expression>,
        /// What is looked for; a text literal for `.name`.
        key: Box<Expression>,
        /// Whether it was written with `?`.
        null_safe: bool,
    },
    /// What could not be read. A diagnostic says why.
    Error,
}

impl Expression {
    /// Parses one expression. Problems are reported together; the tree holds what could be read.
    pub fn parse(text: &str) -> (Self, Vec<Diagnostic>) {
        parser::parse(text)
    }

    /// The text, if this is a text literal.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Literal(value) => value.as_str(),
            _ => None,
        }
    }

    /// Visits this expression and everything inside it, outermost first.
    pub fn visit<'a>(&'a self, visitor: &mut dyn FnMut(&'a Self)) {
        visitor(self);
        match &self.kind {
            Kind::Call { args, .. } => args.iter().for_each(|arg| arg.visit(visitor)),
            Kind::Access { target, key, .. } => {
                target.visit(visitor);
                key.visit(visitor);
            }
            Kind::Literal(_) | Kind::Error => {}
        }
    }
}

impl Expression {
    /// Moves every span, for an expression that stands within a longer text.
    pub(crate) fn shift(&mut self, by: usize) {
        self.span = self.span.shifted(by);
        match &mut self.kind {
            Kind::Call { name_span, args, .. } => {
                *name_span = name_span.shifted(by);
                args.iter_mut().for_each(|arg| arg.shift(by));
            }
            Kind::Access { target, key, .. } => {
                target.shift(by);
                key.shift(by);
            }
            Kind::Literal(_) | Kind::Error => {}
        }
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            // Unlike values, literals of different number types are different expressions.
            (Self::Literal(a), Self::Literal(b)) => a.type_name() == b.type_name() && a == b,
            (Self::Call { name: a, args: a_args, .. }, Self::Call { name: b, args: b_args, .. }) => {
                a == b && a_args == b_args
            }
            (
                Self::Access { target: a, key: a_key, null_safe: a_safe },
                Self::Access { target: b, key: b_key, null_safe: b_safe },
            ) => a_safe == b_safe && a == b && a_key == b_key,
            (Self::Error, Self::Error) => true,
            _ => false,
        }
    }
}
