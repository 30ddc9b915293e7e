//! Functions, one file per family.

mod arguments;
mod collection;
mod conversion;
mod datetime;
mod logical;
mod manipulation;
mod math;
mod number;
mod reference;
mod signature;
mod string;
mod uri;
mod xml;
mod xpath;

use std::{collections::HashMap, sync::LazyLock};

pub(crate) use arguments::Call;
pub use signature::{Parameter, Signature, Type, catalogue, signature};

use crate::{
    EvalError, Expression, Profile, Scope, Span, Value,
    evaluate::{Evaluator, evaluate},
    expression::Kind,
};

/// A function that expressions can call.
pub struct Function {
    /// Its name, as the reference spells it. Calls ignore case.
    pub name: &'static str,
    /// Which family of the reference it belongs to.
    pub family: Family,
    /// How it is called and what it gives: `substring(text: string, start: integer, length?: integer): string`;
    /// [`catalogue`] has it in parts.
    pub signature: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// When it fails though it is called with as many arguments, of those types, as the signature says; empty if never.
    pub errors: &'static str,
    /// Fewest arguments.
    pub min_args: usize,
    /// Most arguments; `None` if there may be any number.
    pub max_args: Option<usize>,
    count_message: &'static str,
    pub(crate) call: Implementation,
}

/// A family of functions, as the platform's reference groups them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Family {
    /// Texts.
    String,
    /// Lists and objects.
    Collection,
    /// Comparisons and decisions.
    Logical,
    /// From one type into another.
    Conversion,
    /// Numbers.
    Math,
    /// Dates and times.
    DateTime,
    /// What the flow, its trigger and its actions hold.
    Reference,
    /// Parts of web addresses.
    Uri,
    /// Members of objects.
    Manipulation,
    /// XML.
    Xml,
}

/// How a function works.
#[derive(Clone, Copy)]
pub(crate) enum Implementation {
    /// All arguments are evaluated first.
    Eager(fn(&mut Call<'_>) -> Result<Value, EvalError>),
    /// The function evaluates those arguments that it needs.
    Lazy(fn(&mut Evaluator<'_>, &'static Function, &[Expression]) -> Result<Value, EvalError>),
}

/// How many arguments a function takes, and what its message says otherwise.
#[derive(Clone, Copy)]
struct Count {
    min: usize,
    max: Option<usize>,
    message: &'static str,
}

const fn exactly(count: usize, message: &'static str) -> Count {
    Count { min: count, max: Some(count), message }
}

const fn between(min: usize, max: usize, message: &'static str) -> Count {
    Count { min, max: Some(max), message }
}

const fn at_least(min: usize, message: &'static str) -> Count {
    Count { min, max: None, message }
}

impl Function {
    const fn new(
        family: Family,
        name: &'static str,
        signature: &'static str,
        summary: &'static str,
        count: Count,
        call: Implementation,
    ) -> Self {
        let Count { min: min_args, max: max_args, message: count_message } = count;
        Self { name, family, signature, summary, errors: "", min_args, max_args, count_message, call }
    }

    /// The same, with what it fails on.
    const fn fails_if(self, errors: &'static str) -> Self {
        Self { errors, ..self }
    }

    /// Whether it evaluates only the arguments that it needs, as `if` does.
    pub fn is_lazy(&self) -> bool {
        matches!(self.call, Implementation::Lazy(_))
    }

    /// Fails with the platform's message if it cannot be called with so many arguments.
    ///
    /// # Errors
    /// Too few or too many arguments.
    pub fn check_count(&self, count: usize) -> Result<(), EvalError> {
        if count >= self.min_args && self.max_args.is_none_or(|max| count <= max) {
            return Ok(());
        }
        let message = self.count_message;
        Err(match self.family {
            Family::Reference => self.fails(&format!("{message}.")),
            _ => self.fails(&format!("{message}. The function was invoked with '{count}' parameter(s).")),
        })
    }

    /// The platform's message about a failed call; `what` ends with a full stop.
    pub(crate) fn fails(&self, what: &str) -> EvalError {
        let name = self.name;
        EvalError::template(format!(
            "The template language function '{name}' {what} Please see https://aka.ms/logicexpressions#{name} for usage \
             details."
        ))
    }
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.signature)
    }
}

/// Every function, family by family.
pub fn all() -> impl Iterator<Item = &'static Function> {
    FAMILIES.iter().copied().flatten()
}

/// The function of this name, ignoring case.
pub fn find(name: &str) -> Option<&'static Function> {
    static BY_NAME: LazyLock<HashMap<String, &'static Function>> =
        LazyLock::new(|| all().map(|function| (function.name.to_ascii_lowercase(), function)).collect());
    BY_NAME.get(&name.to_ascii_lowercase()).copied()
}

static FAMILIES: &[&[Function]] = &[
    string::FUNCTIONS,
    collection::FUNCTIONS,
    logical::FUNCTIONS,
    conversion::FUNCTIONS,
    math::FUNCTIONS,
    datetime::FUNCTIONS,
    reference::FUNCTIONS,
    uri::FUNCTIONS,
    manipulation::FUNCTIONS,
    xml::FUNCTIONS,
];

/// Calls a function by name with values, as data operations and conditions do.
///
/// # Errors
/// What the function says of its arguments; an unknown name.
pub fn apply(name: &str, args: &[Value], scope: &dyn Scope, profile: Profile) -> Result<Value, EvalError> {
    let literal = |value: &Value| Expression { kind: Kind::Literal(value.clone()), span: Span::default() };
    let call = Kind::Call {
        name: name.into(),
        name_span: Span::default(),
        function: find(name),
        args: args.iter().map(literal).collect(),
    };
    evaluate(&Expression { kind: call, span: Span::default() }, scope, profile)
}
