//! Reading a client's document into the shape that the schemas give it.

use serde_json::{Map, Value};

use crate::{
    Document, Kind, ResourceType, ScimError,
    schema::{Attribute, COMMON, Holds},
};

/// How many characters a text may have.
const LONGEST: usize = 4_096;
/// How many values an attribute may have.
const MOST: usize = 20_000;

/// The document with the names of the schemas and nothing that they do not have. What only the server sets is left out, and so is what
/// has no value.
///
/// # Errors
/// `invalidValue` for a value that does not fit its attribute, and for a required one that is missing.
pub fn conform(kind: &ResourceType, document: &Document) -> Result<Document, ScimError> {
    let mut read = parts(kind.schema.attributes, document)?;
    // Of what all resources have, this is the one thing that a client says.
    if let Some(attribute) = COMMON.iter().find(|attribute| attribute.name == "externalId") {
        read.extend(taken(attribute, document)?);
    }
    let extended =
        kind.extension.and_then(|extension| Some((extension, member(document, extension.urn)?.as_object()?)));
    if let Some((extension, members)) = extended {
        let members = parts(extension.attributes, members)?;
        if !members.is_empty() {
            read.insert(extension.urn.to_owned(), Value::Object(members));
        }
    }
    match kind.schema.attributes.iter().find(|it| it.required && !read.contains_key(it.name)) {
        Some(missing) => Err(invalid(missing, "is missing")),
        None => Ok(read),
    }
}

/// A value as its attribute holds it; `None` for no value.
pub(crate) fn value(attribute: &Attribute, given: &Value) -> Result<Option<Value>, ScimError> {
    if !attribute.many {
        return single(attribute, given);
    }
    let given = match given {
        Value::Array(values) => values.as_slice(),
        single => std::slice::from_ref(single),
    };
    if given.len() > MOST {
        return Err(invalid(attribute, &format!("has more than {MOST} values")));
    }
    let mut values = Vec::with_capacity(given.len());
    for given in given {
        values.extend(single(attribute, given)?);
    }
    one_primary(&mut values);
    Ok(if values.is_empty() { None } else { Some(Value::Array(values)) })
}

/// A value as one of its attribute's.
pub(crate) fn single(attribute: &Attribute, given: &Value) -> Result<Option<Value>, ScimError> {
    match (attribute.holds, given) {
        (_, Value::Null) => Ok(None),
        (Holds::Text | Holds::Instant | Holds::Reference, Value::String(text)) => {
            if text.chars().count() > LONGEST {
                return Err(invalid(attribute, &format!("has more than {LONGEST} characters")));
            }
            Ok(if text.is_empty() { None } else { Some(given.clone()) })
        }
        (Holds::Boolean, Value::Bool(_)) => Ok(Some(given.clone())),
        // Entra ID sends "True" and "False".
        (Holds::Boolean, Value::String(text)) => match text.to_ascii_lowercase().as_str() {
            "true" => Ok(Some(Value::Bool(true))),
            "false" => Ok(Some(Value::Bool(false))),
            _ => Err(invalid(attribute, "is neither true nor false")),
        },
        (Holds::Parts, Value::Object(members)) => {
            let members = parts(attribute.parts, members)?;
            Ok(if members.is_empty() { None } else { Some(Value::Object(members)) })
        }
        // Entra ID sends a manager's bare id.
        (Holds::Parts, Value::String(_)) => match attribute.part("value") {
            Some(part) => {
                Ok(single(part, given)?.map(|value| Value::Object(Map::from_iter([("value".to_owned(), value)]))))
            }
            None => Err(invalid(attribute, "has parts, and a text is given")),
        },
        _ => Err(invalid(attribute, "does not hold such a value")),
    }
}

fn parts(attributes: &[Attribute], document: &Document) -> Result<Document, ScimError> {
    let mut read = Document::new();
    for attribute in attributes {
        read.extend(taken(attribute, document)?);
    }
    Ok(read)
}

fn taken(attribute: &Attribute, document: &Document) -> Result<Option<(String, Value)>, ScimError> {
    let given = member(document, attribute.name).filter(|_| !attribute.read_only);
    let value = given.map(|given| value(attribute, given)).transpose()?.flatten();
    Ok(value.map(|value| (attribute.name.to_owned(), value)))
}

fn member<'d>(document: &'d Document, name: &str) -> Option<&'d Value> {
    document
        .get(name)
        .or_else(|| document.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

/// Of several that want to be the primary one, the last is. Source: RFC 7644, section 3.5.2.
fn one_primary(values: &mut [Value]) {
    let mut primaries =
        values.iter_mut().rev().filter_map(|value| value.get_mut("primary")).filter(|it| **it == Value::Bool(true));
    primaries.next();
    for another in primaries {
        *another = Value::Bool(false);
    }
}

fn invalid(attribute: &Attribute, what: &str) -> ScimError {
    ScimError::new(Kind::InvalidValue, format!("The attribute `{}` {what}.", attribute.name))
}
