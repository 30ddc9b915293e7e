//! The place of an attribute in a resource.

use serde_json::Value;

use crate::{
    Document, ResourceType,
    schema::{Attribute, COMMON, Schema, named},
};

/// Where a value is: below an extension or not, an attribute, a part of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Field {
    /// The extension that has the attribute.
    pub(crate) extension: Option<&'static Schema>,
    /// The attribute; `None` stands for the whole extension.
    pub(crate) attribute: Option<&'static Attribute>,
    /// The part.
    pub(crate) part: Option<&'static Attribute>,
}

impl Field {
    /// The field that a text names, such as `name.familyName` or `urn:...:User:department`.
    pub(crate) fn of(kind: &ResourceType, text: &str) -> Option<Self> {
        let own = kind.schema;
        if let Some(rest) = kind.extension.and_then(|extension| after(text, extension.urn)) {
            let extension = kind.extension;
            if rest.is_empty() {
                return Some(Self { extension, attribute: None, part: None });
            }
            return Self::among(extension?.attributes, rest).map(|field| Self { extension, ..field });
        }
        let name = after(text, own.urn).unwrap_or(text);
        Self::among(own.attributes, name).or_else(|| Self::among(&COMMON, name))
    }

    fn among(attributes: &'static [Attribute], text: &str) -> Option<Self> {
        let (name, part) = text.split_once('.').map_or((text, None), |(name, part)| (name, Some(part)));
        let attribute = named(attributes, name)?;
        let part = match part {
            None => None,
            Some(part) => Some(attribute.part(part)?),
        };
        Some(Self { extension: None, attribute: Some(attribute), part })
    }

    /// What holds the value: the part, else the attribute.
    pub(crate) fn last(&self) -> Option<&'static Attribute> {
        self.part.or(self.attribute)
    }

    /// The values there: one for each that an attribute with several has.
    pub(crate) fn values<'d>(&self, document: &'d Document) -> Vec<&'d Value> {
        let within = match self.extension {
            None => Some(document),
            Some(extension) => document.get(extension.urn).and_then(Value::as_object),
        };
        let Some(attribute) = self.attribute else {
            return self.extension.and_then(|extension| document.get(extension.urn)).into_iter().collect();
        };
        let all = each(within.and_then(|within| within.get(attribute.name)));
        match self.part {
            None => all,
            Some(part) => all.into_iter().filter_map(|value| value.get(part.name)).collect(),
        }
    }
}

/// The values of an attribute that may have several.
pub(crate) fn each(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().collect(),
        Some(value) => vec![value],
    }
}

/// What follows a schema's name and a colon; empty for the name alone.
fn after<'t>(text: &'t str, urn: &str) -> Option<&'t str> {
    let head = text.get(..urn.len())?;
    let rest = text.get(urn.len()..)?;
    if !head.eq_ignore_ascii_case(urn) {
        return None;
    }
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(':') }
}
