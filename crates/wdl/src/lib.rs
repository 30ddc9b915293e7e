//! The Workflow Definition Language: definitions, expressions, functions, diagnostics.
//!
//! Give it the JSON of a Power Automate flow or Logic Apps workflow and it gives back a [`Definition`]: every action
//! typed, every expression parsed once, and every mistake with its place. Give it a [`Template`] and a [`Scope`] and it
//! gives back a [`Value`].
//!
//! It never reads a clock, a file or a socket: the time, randomness and everything that an expression may refer to come
//! through [`Scope`]. Input from outside can be refused, never make it panic, hang or exhaust the stack.
//!
//! An editor asks [`analysis::analyze`] what is wrong with a half-written string, and what could come next.
//!
//! Start at [`Definition::parse`] and [`evaluate()`]; then read one file in `function/` (a family of functions) or
//! `definition/` (a kind of action).

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod analysis;
pub mod context;
pub mod definition;
pub mod diagnostic;
pub mod evaluate;
pub mod expression;
pub mod format;
pub mod function;
pub mod limits;
pub mod scope;
pub mod template;
pub mod value;
mod xml;

pub use context::{ContextError, JsonScope};
pub use definition::Definition;
pub use diagnostic::{Diagnostic, Severity, Span};
pub use evaluate::{EvalError, Profile, evaluate};
pub use expression::Expression;
pub use scope::{EmptyScope, Instant, Scope};
pub use template::Template;
pub use value::{Array, Object, Value};
