//! JSON as XML. Source: Json.NET's conversion to XML nodes.

use super::{Attribute, Document, Element, NodeId, NodeKind, name::encoded, split_name};
use crate::{Object, Value};

/// The document of an object with one root property; `?xml` and `!DOCTYPE` may stand beside it.
///
/// # Errors
/// No root or several, in Json.NET's words.
pub(crate) fn from_json(object: &Object) -> Result<Document, String> {
    let mut document = Document::new();
    for (key, value) in object.iter() {
        match &**key {
            "?xml" => {
                let attributes = value.as_object().map(declaration).unwrap_or_default();
                document.add(0, NodeKind::Declaration(attributes));
            }
            "!DOCTYPE" => {
                let part = |key: &str| value.get(key).map(|part| part.to_text().to_string()).unwrap_or_default();
                let kind = NodeKind::Doctype {
                    name: part("@name"),
                    public: part("@public"),
                    system: part("@system"),
                    subset: part("@internalSubset"),
                };
                document.add(0, kind);
            }
            key => {
                if document.children(0).iter().any(|id| document.element(*id).is_some()) {
                    return Err(
                        "JSON root object has multiple properties. The root object must have a single property in \
                                order to create a valid XML document."
                            .to_owned(),
                    );
                }
                if value.as_array().is_some() || key.starts_with(['@', '#']) {
                    return Err(format!(
                        "The root property '{key}' cannot be converted to a root element. It must be an object or a value."
                    ));
                }
                add(&mut document, 0, key, value);
            }
        }
    }
    if document.children(0).iter().all(|id| document.element(*id).is_none()) {
        return Err("The JSON object has no root property.".to_owned());
    }
    Ok(document)
}

fn declaration(members: &Object) -> Vec<Attribute> {
    members
        .iter()
        .filter_map(|(key, value)| {
            let name = key.strip_prefix('@')?;
            let is_known = matches!(name, "version" | "encoding" | "standalone");
            is_known.then(|| Attribute { name: name.to_owned(), value: value.to_text().to_string() })
        })
        .collect()
}

/// Adds what a property stands for. Values are nested no deeper than the limit of values, so recursion is bounded.
fn add(document: &mut Document, parent: NodeId, key: &str, value: &Value) {
    match (key, value) {
        ("#text", Value::Array(items)) => items.iter().for_each(|item| add(document, parent, key, item)),
        ("#text" | "#significant-whitespace" | "#whitespace", value) => {
            document.add(parent, NodeKind::Text(scalar(value)));
        }
        ("#cdata-section", Value::Array(items)) => items.iter().for_each(|item| add(document, parent, key, item)),
        ("#cdata-section", value) => {
            // The end mark cannot stand in a section, so what holds one is written as text.
            let text = scalar(value);
            document.add(parent, if text.contains("]]>") { NodeKind::Text(text) } else { NodeKind::CData(text) });
        }
        (key, Value::Array(items)) => items.iter().for_each(|item| add_element(document, parent, key, item)),
        (key, value) => match key.strip_prefix('?') {
            Some(target) => {
                let data = scalar(value).replace("?>", "? >");
                document.add(parent, NodeKind::Instruction { target: encoded(target), data });
            }
            None => add_element(document, parent, key, value),
        },
    }
}

fn add_element(document: &mut Document, parent: NodeId, key: &str, value: &Value) {
    let members = value.as_object();
    let attributes: Vec<Attribute> = members.map(attributes).unwrap_or_default();
    let declares = |prefix: &str| attributes.iter().any(|a| a.name.strip_prefix("xmlns:") == Some(prefix));
    let is_known = |prefix: &str| prefix == "xml" || declares(prefix) || !document.namespace(prefix, parent).is_empty();
    // A prefix that nothing declares is dropped.
    let qualified = |name: &str| match split_name(name) {
        ("", local) => encoded(local),
        (prefix, local) if prefix == "xmlns" || is_known(prefix) => format!("{}:{}", encoded(prefix), encoded(local)),
        (_, local) => encoded(local),
    };
    let name = qualified(key);
    let mut element = Element { name, attributes: Vec::new(), is_empty: true };
    for attribute in &attributes {
        element.attributes.push(Attribute { name: qualified(&attribute.name), value: attribute.value.clone() });
    }
    let id = document.add(parent, NodeKind::Element(element));
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (key, value) in members.iter().filter(|(key, value)| !is_attribute(key, value)) {
                add(document, id, key, value);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_element(document, id, key, item)),
        value => {
            document.add(id, NodeKind::Text(scalar(value)));
        }
    }
    let has_content = !document.children(id).is_empty();
    if let Some(NodeKind::Element(element)) = document.nodes.get_mut(id).map(|node| &mut node.kind) {
        element.is_empty = !has_content;
    }
}

fn is_attribute(key: &str, value: &Value) -> bool {
    key.strip_prefix('@').is_some_and(|name| !name.is_empty()) && !matches!(value, Value::Array(_) | Value::Object(_))
}

fn attributes(members: &Object) -> Vec<Attribute> {
    members
        .iter()
        .filter(|(key, value)| is_attribute(key, value))
        .map(|(key, value)| Attribute { name: key.trim_start_matches('@').to_owned(), value: scalar(value) })
        .collect()
}

/// A value as XML spells it: truth values in small letters.
fn scalar(value: &Value) -> String {
    match value {
        Value::Bool(truth) => truth.to_string(),
        other => other.to_text().chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect(),
    }
}
