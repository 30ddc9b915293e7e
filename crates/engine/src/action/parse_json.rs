//! `ParseJson`: reads JSON text, tolerantly. Validation against the schema comes with the whole language.

use wdl::{Object, Value, definition::ParseJson};

use crate::{
    ErrorInfo, Place,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &ParseJson) {
    let content = match stepper.evaluate(&it.content, place) {
        Ok(content) => content,
        Err(error) => return stepper.end(place, End::bad_template(error)),
    };
    let mut inputs = Object::from([("content", content.clone())]);
    if let Some(schema) = it.schema.as_ref().and_then(|schema| stepper.evaluate(schema, place).ok()) {
        inputs.insert("schema", schema);
    }
    let inputs = Some(Value::Object(inputs));
    let parsed = match content {
        Value::Null => Err(End::failed("BadRequest", ErrorInfo::new("InvalidTemplate", "Required property 'content' expects a value but got null. Path ''."), inputs.clone())),
        Value::String(text) if text.is_empty() => {
            Err(End::failed("BadRequest", ErrorInfo::new("InvalidTemplate", "Required property 'content' expects a value but got null. Path ''."), inputs.clone()))
        }
        Value::String(text) if text.trim().is_empty() => Ok(Value::Null),
        Value::String(text) => Value::from_json(text.as_bytes()).map_err(|error| {
            let message = format!("The 'content' property of actions of type 'ParseJson' must be valid JSON. The provided value cannot be parsed: '{error}'.");
            End::failed("InvalidJSON", ErrorInfo::new("InvalidJSON", message), inputs.clone())
        }),
        other => Ok(other),
    };
    let end = match parsed {
        Ok(parsed) => End::succeeded("OK", inputs, Some(Value::Object(Object::from([("body", parsed)])))),
        Err(end) => end,
    };
    stepper.end(place, end);
}
