//! XML.

use super::{Call, Family, Function, Implementation, exactly, xpath};
use crate::{EvalError, Profile, Value, xml::Document};

pub(super) static FUNCTIONS: &[Function] = &[
    Function::new(
        Family::Xml,
        "xml",
        "xml(value: string|object): content",
        "XML from text, or from an object with one root property.",
        exactly(1, "expects one parameter: the string or object to be converted to XML"),
        Implementation::Eager(xml),
    )
    .fails_if("the text is no XML, or the object has not one root"),
    Function::new(
        Family::Xml,
        "xpath",
        "xpath(xml: content|string, path: string): any",
        "What an XPath expression finds in XML.",
        exactly(2, "expects two parameters: an XML object and an XPath expression"),
        Implementation::Eager(find),
    )
    .fails_if("the first is no XML, or the second no XPath expression"),
];

const XML: &str = "application/xml;charset=utf-8";

fn xml(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let read = match call.arg(0) {
        Value::String(text) => Document::parse(text),
        Value::Object(object) => match call.arg(0).as_envelope() {
            Some(_) => Document::parse(&call.arg(0).to_text()),
            None => crate::xml::from_json(object),
        },
        _ => return call.wrong_type(0, "to be a string or an object"),
    };
    match read {
        Ok(document) => Ok(Value::envelope(XML, document.to_xml(0).as_bytes())),
        Err(why) => {
            call.fail(format!("parameter is not valid. The provided value cannot be converted to XML: '{why}'."))
        }
    }
}

fn find(call: &mut Call<'_>) -> Result<Value, EvalError> {
    let value = call.arg(0);
    let is_xml = value.as_envelope().is_some_and(|envelope| envelope.is_xml());
    let is_text = value.as_str().is_some() && call.profile == Profile::PowerAutomate;
    if !is_xml && !is_text {
        return call.wrong_type(0, "to be an XML object");
    }
    let path = call.text(1)?;
    let document = match Document::parse(&value.to_text()) {
        Ok(document) => document,
        Err(why) => return call.fail(format!("parameter is not valid. The provided value is not XML: '{why}'.")),
    };
    match xpath::evaluate(path, &document) {
        Ok(result) => Ok(to_value(&result, &document)),
        Err(why) => {
            call.fail(format!("was invoked with the XPath expression '{path}', which cannot be evaluated: {why}"))
        }
    }
}

/// Elements become XML, other nodes their text.
fn to_value(result: &xpath::Found, document: &Document) -> Value {
    match result {
        xpath::Found::Nodes(nodes) => {
            let values = nodes.iter().map(|node| match node.attribute {
                None if document.element(node.id).is_some() || node.id == 0 => {
                    Value::envelope(XML, document.to_xml(node.id).as_bytes())
                }
                _ => Value::from(node.text(document)),
            });
            Value::Array(values.collect())
        }
        xpath::Found::Number(number) => Value::Float(*number),
        xpath::Found::Text(text) => Value::from(text.as_str()),
        xpath::Found::Truth(truth) => Value::Bool(*truth),
    }
}
