//! Conditions of `If` and `Until`: one expression, or a tree of comparisons.

use super::read::Reader;
use crate::{Template, Value};

/// A condition.
#[derive(Clone, Debug)]
pub enum Condition {
    /// `"@equals(1, 1)"`
    Expression(Template),
    /// `{"and": [...]}`: all hold; true when there are none.
    And(Vec<Condition>),
    /// `{"or": [...]}`: one holds; false when there are none.
    Or(Vec<Condition>),
    /// `{"not": ...}`
    Not(Box<Condition>),
    /// `{"equals": [a, b]}` and its like.
    Compare(Comparison, Template, Template),
}

/// How two values are compared; each is the function of the same name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    /// `equals`
    Equals,
    /// `greater`
    Greater,
    /// `greaterOrEquals`
    GreaterOrEquals,
    /// `less`
    Less,
    /// `lessOrEquals`
    LessOrEquals,
    /// `contains`
    Contains,
    /// `startsWith`
    StartsWith,
    /// `endsWith`
    EndsWith,
}

impl Comparison {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Equals,
        Self::Greater,
        Self::GreaterOrEquals,
        Self::Less,
        Self::LessOrEquals,
        Self::Contains,
        Self::StartsWith,
        Self::EndsWith,
    ];

    /// The function's name.
    pub fn function(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::Greater => "greater",
            Self::GreaterOrEquals => "greaterOrEquals",
            Self::Less => "less",
            Self::LessOrEquals => "lessOrEquals",
            Self::Contains => "contains",
            Self::StartsWith => "startsWith",
            Self::EndsWith => "endsWith",
        }
    }
}

impl Condition {
    /// Shows every template in it.
    pub fn templates(&self, visitor: &mut dyn FnMut(&Template)) {
        match self {
            Self::Expression(template) => visitor(template),
            Self::And(all) | Self::Or(all) => all.iter().for_each(|one| one.templates(visitor)),
            Self::Not(one) => one.templates(visitor),
            Self::Compare(_, left, right) => {
                visitor(left);
                visitor(right);
            }
        }
    }
}

pub(super) fn read_at(reader: &mut Reader, source: &Value, key: &str) -> Condition {
    reader.at(key, |reader| match source.get(key) {
        None => {
            reader.error("InvalidTemplate", format!("`{key}` is missing. Give a condition."));
            Condition::And(Vec::new())
        }
        Some(condition) => read(reader, condition),
    })
}

fn read(reader: &mut Reader, source: &Value) -> Condition {
    let Value::Object(object) = source else { return Condition::Expression(reader.parse_template(source)) };
    let Some((word, operands)) = object.iter().next() else {
        reader.error(
            "InvalidTemplate",
            "A condition must not be an empty object. Name an operator such as `equals`, or write an expression.",
        );
        return Condition::And(Vec::new());
    };
    if object.len() > 1 {
        reader.error("InvalidTemplate", "A condition has one operator; join several with `and` or `or`.");
    }
    reader.at(word, |reader| match word.to_lowercase().as_str() {
        "and" => Condition::And(read_all(reader, operands)),
        "or" => Condition::Or(read_all(reader, operands)),
        "not" => Condition::Not(Box::new(read(reader, operands))),
        lower => {
            let Some(comparison) = Comparison::ALL.into_iter().find(|one| one.function().to_lowercase() == lower)
            else {
                reader.error("InvalidTemplate", format!("`{word}` is not an operator of conditions. Use and, or, not or the name of a comparison such as equals."));
                return Condition::And(Vec::new());
            };
            let Some([left, right]) = operands.as_array().map(|operands| &**operands) else {
                reader.error("InvalidTemplate", format!("`{word}` compares a list of two values."));
                return Condition::And(Vec::new());
            };
            let left = reader.at("0", |reader| reader.parse_template(left));
            let right = reader.at("1", |reader| reader.parse_template(right));
            Condition::Compare(comparison, left, right)
        }
    })
}

fn read_all(reader: &mut Reader, operands: &Value) -> Vec<Condition> {
    let Some(operands) = operands.as_array() else {
        reader.error(
            "InvalidTemplate",
            format!("`and` and `or` take a list of conditions, not {}.", operands.type_name()),
        );
        return Vec::new();
    };
    operands
        .iter()
        .enumerate()
        .map(|(at, operand)| reader.at(&at.to_string(), |reader| read(reader, operand)))
        .collect()
}
