//! Filters. Source: RFC 7644, section 3.4.2.2.

use model::Timestamp;
use serde_json::Value;

use crate::{
    Document, ResourceType, ScimError,
    field::{Field, each},
    parse::Parser,
    schema::{Attribute, Holds},
};

/// A condition on a resource.
#[derive(Clone, PartialEq, Debug)]
pub struct Filter(pub(crate) Condition);

/// A condition on a resource, or on one value of an attribute that has parts.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Condition {
    Compare(Place, Operator, Value),
    Present(Place),
    /// One value of an attribute fulfils the condition.
    Within(Field, Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
}

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Place {
    /// A field of the resource.
    Field(Field),
    /// A part of the value that is looked at.
    Part(&'static Attribute),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
    EndsWith,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Filter {
    /// Reads a filter on resources of a type.
    ///
    /// # Errors
    /// `invalidFilter` with the place, for what is no filter, names no attribute, or goes too deep.
    pub fn parse(kind: &'static ResourceType, text: &str) -> Result<Self, ScimError> {
        Parser::new(kind, text)?.filter().map(Self)
    }

    /// Whether a resource fulfils it.
    pub fn matches(&self, document: &Document) -> bool {
        self.0.holds(&Subject::Resource(document))
    }

    /// The text that an attribute must equal for a resource to fulfil it, where that follows from it. Serves to look one up by a key.
    pub fn requires(&self, attribute: &str) -> Option<&str> {
        self.0.requires(attribute)
    }
}

pub(crate) enum Subject<'d> {
    Resource(&'d Document),
    Value(&'d Value),
}

impl Subject<'_> {
    fn values(&self, place: Place) -> Vec<&Value> {
        match (self, place) {
            (Self::Resource(document), Place::Field(field)) => match (field.part, field.attribute) {
                // A comparison of what has parts means its `value`.
                (None, Some(attribute)) if attribute.part("value").is_some() => {
                    field.values(document).into_iter().filter_map(|value| value.get("value")).collect()
                }
                _ => field.values(document),
            },
            (Self::Value(value), Place::Part(part)) => each(value.get(part.name)),
            // The parser makes neither.
            (Self::Resource(_), Place::Part(_)) | (Self::Value(_), Place::Field(_)) => Vec::new(),
        }
    }
}

impl Condition {
    pub(crate) fn holds(&self, subject: &Subject<'_>) -> bool {
        match self {
            Self::Compare(place, operator, wanted) => {
                let values = subject.values(*place);
                let equal = |value: &&Value| compare(place.attribute(), value, Operator::Equal, wanted);
                match (operator, wanted) {
                    (Operator::Equal, Value::Null) => values.is_empty(),
                    (Operator::NotEqual, Value::Null) => !values.is_empty(),
                    (Operator::NotEqual, _) => !values.iter().any(equal),
                    _ => values.iter().any(|value| compare(place.attribute(), value, *operator, wanted)),
                }
            }
            Self::Present(place) => subject.values(*place).iter().any(|value| !is_empty(value)),
            Self::Within(field, inner) => match subject {
                Subject::Resource(document) => {
                    field.values(document).into_iter().any(|value| inner.holds(&Subject::Value(value)))
                }
                Subject::Value(_) => false,
            },
            Self::And(one, other) => one.holds(subject) && other.holds(subject),
            Self::Or(one, other) => one.holds(subject) || other.holds(subject),
            Self::Not(inner) => !inner.holds(subject),
        }
    }

    fn requires(&self, name: &str) -> Option<&str> {
        match self {
            Self::Compare(place, Operator::Equal, Value::String(text)) => {
                place.attribute().filter(|attribute| attribute.name == name).map(|_| text.as_str())
            }
            Self::And(one, other) => one.requires(name).or_else(|| other.requires(name)),
            _ => None,
        }
    }

    /// The parts that a value has for certain if it fulfils this: what `emails[type eq "work"]` says of an address that is to be made.
    pub(crate) fn implies(&self, made: &mut Document) -> bool {
        match self {
            Self::Compare(Place::Part(part), Operator::Equal, value) => {
                made.insert(part.name.to_owned(), value.clone());
                true
            }
            Self::And(one, other) => one.implies(made) && other.implies(made),
            _ => false,
        }
    }
}

impl Place {
    pub(crate) fn attribute(self) -> Option<&'static Attribute> {
        match self {
            Self::Field(field) => match field.last() {
                Some(attribute) if attribute.holds == Holds::Parts => attribute.part("value").or(Some(attribute)),
                other => other,
            },
            Self::Part(part) => Some(part),
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn compare(attribute: Option<&Attribute>, value: &Value, operator: Operator, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Bool(value), Value::Bool(wanted)) => operator == Operator::Equal && value == wanted,
        (Value::String(value), Value::String(wanted)) => {
            if attribute.is_some_and(|attribute| attribute.holds == Holds::Instant) {
                let (value, wanted) = (value.parse::<Timestamp>(), wanted.parse::<Timestamp>());
                return matches!((value, wanted), (Ok(value), Ok(wanted)) if ordered(operator, value.cmp(&wanted)));
            }
            if attribute.is_some_and(|attribute| attribute.exact) {
                texts(operator, value, wanted)
            } else {
                texts(operator, &value.to_lowercase(), &wanted.to_lowercase())
            }
        }
        _ => false,
    }
}

fn texts(operator: Operator, value: &str, wanted: &str) -> bool {
    match operator {
        Operator::Contains => value.contains(wanted),
        Operator::StartsWith => value.starts_with(wanted),
        Operator::EndsWith => value.ends_with(wanted),
        _ => ordered(operator, value.cmp(wanted)),
    }
}

fn ordered(operator: Operator, order: std::cmp::Ordering) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::NotEqual | Operator::Contains | Operator::StartsWith | Operator::EndsWith => false,
    }
}
