//! Reading filters and the paths of patches.

use serde_json::Value;

use crate::{
    Kind, ResourceType, ScimError,
    field::Field,
    filter::{Condition, Operator, Place},
    schema::{Attribute, Holds},
};

/// How many bytes a filter or a path may have.
const LONGEST: usize = 8_192;
/// How deep groups may go.
const DEEPEST: usize = 32;

pub(crate) struct Parser<'t> {
    kind: &'static ResourceType,
    text: &'t str,
    at: usize,
    /// The attribute inside whose brackets names are parts.
    within: Option<&'static Attribute>,
}

/// What a patch's path names: a field, the values of it that fulfil a condition, and a part of them.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Path {
    pub(crate) field: Field,
    pub(crate) only: Option<Condition>,
}

/// Where a text's closing quote is.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })
}

impl<'t> Parser<'t> {
    pub(crate) fn new(kind: &'static ResourceType, text: &'t str) -> Result<Self, ScimError> {
        let parser = Self { kind, text, at: 0, within: None };
        if text.len() > LONGEST {
            return Err(parser.wrong(&format!("is longer than {LONGEST} bytes")));
        }
        Ok(parser)
    }

    pub(crate) fn filter(mut self) -> Result<Condition, ScimError> {
        let condition = self.either(0)?;
        self.end()?;
        Ok(condition)
    }

    /// A patch's path: `attribute`, `attribute.part`, `attribute[condition]` or `attribute[condition].part`.
    pub(crate) fn path(mut self) -> Result<Path, ScimError> {
        let field = self.field()?;
        let mut path = Path { field, only: None };
        if self.takes("[") {
            path.only = Some(self.bracket(field, 0)?);
            if self.takes(".") {
                path.field.part = Some(self.part_of(field)?);
            }
        }
        self.end()?;
        Ok(path)
    }

    fn either(&mut self, depth: usize) -> Result<Condition, ScimError> {
        let mut left = self.both(depth)?;
        while self.takes_word("or") {
            left = Condition::Or(Box::new(left), Box::new(self.both(depth)?));
        }
        Ok(left)
    }

    fn both(&mut self, depth: usize) -> Result<Condition, ScimError> {
        let mut left = self.one(depth)?;
        while self.takes_word("and") {
            left = Condition::And(Box::new(left), Box::new(self.one(depth)?));
        }
        Ok(left)
    }

    fn one(&mut self, depth: usize) -> Result<Condition, ScimError> {
        if depth >= DEEPEST {
            return Err(self.wrong("goes too deep"));
        }
        if self.takes_word("not") {
            return Ok(Condition::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.takes("(") {
            let inner = self.either(depth + 1)?;
            self.expect(")")?;
            return Ok(inner);
        }
        if let Some(attribute) = self.within {
            let name = self.word();
            let part = attribute.part(name).ok_or_else(|| self.unknown(name))?;
            return self.comparison(Place::Part(part));
        }
        let field = self.field()?;
        if !self.takes("[") {
            return self.comparison(Place::Field(field));
        }
        let inner = self.bracket(field, depth + 1)?;
        if !self.takes(".") {
            return Ok(Condition::Within(field, Box::new(inner)));
        }
        let part = self.part_of(field)?;
        let compared = self.comparison(Place::Part(part))?;
        Ok(Condition::Within(field, Box::new(Condition::And(Box::new(inner), Box::new(compared)))))
    }

    /// The condition on one value of an attribute, after its opening bracket.
    fn bracket(&mut self, field: Field, depth: usize) -> Result<Condition, ScimError> {
        let attribute = field.last().filter(|it| it.holds == Holds::Parts);
        self.within = Some(attribute.ok_or_else(|| self.wrong("has brackets after an attribute without parts"))?);
        let inner = self.either(depth)?;
        self.within = None;
        self.expect("]")?;
        Ok(inner)
    }

    fn comparison(&mut self, place: Place) -> Result<Condition, ScimError> {
        let word = self.word();
        let operator = match word.to_ascii_lowercase().as_str() {
            "pr" => return Ok(Condition::Present(place)),
            "eq" => Operator::Equal,
            "ne" => Operator::NotEqual,
            "co" => Operator::Contains,
            "sw" => Operator::StartsWith,
            "ew" => Operator::EndsWith,
            "gt" => Operator::Greater,
            "ge" => Operator::GreaterOrEqual,
            "lt" => Operator::Less,
            "le" => Operator::LessOrEqual,
            _ => return Err(self.wrong(&format!("has `{word}` where an operator belongs"))),
        };
        let value = self.value()?;
        let is_flag = place.attribute().is_some_and(|it| it.holds == Holds::Boolean);
        let value = match value {
            // Some clients write truth as a text.
            Value::String(text) if is_flag => Value::Bool(text.eq_ignore_ascii_case("true")),
            other => other,
        };
        let fits = value.is_string() || matches!(operator, Operator::Equal | Operator::NotEqual);
        if !fits || is_flag && !matches!(operator, Operator::Equal | Operator::NotEqual) {
            return Err(self.wrong(&format!("compares with `{word}` what has no order and no letters")));
        }
        Ok(Condition::Compare(place, operator, value))
    }

    fn field(&mut self) -> Result<Field, ScimError> {
        let name = self.word();
        Field::of(self.kind, name).ok_or_else(|| self.unknown(name))
    }

    fn part_of(&mut self, field: Field) -> Result<&'static Attribute, ScimError> {
        let name = self.word();
        field.attribute.and_then(|attribute| attribute.part(name)).ok_or_else(|| self.unknown(name))
    }

    fn value(&mut self) -> Result<Value, ScimError> {
        self.space();
        let rest = self.rest();
        let length = match rest.strip_prefix('"') {
            Some(text) => closing_quote(text).map(|at| at + 2),
            None => rest.find(|letter: char| letter.is_whitespace() || ")]".contains(letter)).or(Some(rest.len())),
        };
        let literal = length.and_then(|length| rest.get(..length)).unwrap_or_default();
        match serde_json::from_str::<Value>(literal) {
            Ok(value) if !value.is_array() && !value.is_object() => {
                self.at += literal.len();
                Ok(value)
            }
            _ => Err(self.wrong("has no value after an operator; texts stand in double quotes")),
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The letters of a name or of an operator.
    fn word(&mut self) -> &'t str {
        self.space();
        let rest = self.rest();
        let length = rest.find(|letter: char| !(letter.is_alphanumeric() || "._:$-".contains(letter)));
        let word = rest.get(..length.unwrap_or(rest.len())).unwrap_or_default();
        self.at += word.len();
        word
    }

    fn takes_word(&mut self, wanted: &str) -> bool {
        let before = self.at;
        let found = self.word().eq_ignore_ascii_case(wanted);
        if !found {
            self.at = before;
        }
        found
    }

    fn takes(&mut self, sign: &str) -> bool {
        self.space();
        let found = self.rest().starts_with(sign);
        if found {
            self.at += sign.len();
        }
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), ScimError> {
        if self.takes(sign) { Ok(()) } else { Err(self.wrong(&format!("lacks `{sign}`"))) }
    }

    fn end(&mut self) -> Result<(), ScimError> {
        self.space();
        if self.rest().is_empty() { Ok(()) } else { Err(self.wrong("goes on after its end")) }
    }

    fn unknown(&self, name: &str) -> ScimError {
        self.wrong(&format!("names `{name}`, which a {} does not have", self.kind.name))
    }

    fn wrong(&self, what: &str) -> ScimError {
        let shown: String = self.text.chars().take(200).collect();
        ScimError::new(Kind::InvalidFilter, format!("`{shown}` {what} (at character {}).", self.at + 1))
    }
}
