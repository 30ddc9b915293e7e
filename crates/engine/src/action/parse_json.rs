//! `ParseJson`: reads JSON text, tolerantly, and checks it against a schema.

mod schema;

use wdl::{Object, Value, definition::ParseJson};

use crate::{
    ErrorInfo, Place,
    step::{End, Stepper},
};

pub(super) fn start(stepper: &mut Stepper<'_>, place: Place, it: &ParseJson) {
    let content = stepper.evaluate(&it.content, place);
    let schema = it.schema.as_ref().map(|schema| stepper.evaluate(schema, place)).transpose();
    let (content, schema) = match content.and_then(|content| Ok((content, schema?))) {
        Ok(evaluated) => evaluated,
        Err(error) => return stepper.end(place, End::bad_template(error)),
    };
    let mut inputs = Object::from([("content", content.clone())]);
    if let Some(schema) = &schema {
        inputs.insert("schema", schema.clone());
    }
    let inputs = Some(Value::Object(inputs));
    let end = match read(content).and_then(|value| check(value, schema.as_ref())) {
        Ok(value) => End::succeeded("OK", inputs, Some(Value::Object(Object::from([("body", value)])))),
        Err(Refused { code, error, outputs }) => End { outputs, ..End::failed(code, error, inputs) },
    };
    stepper.end(place, end);
}

/// What is wrong with a value under a schema, one sentence for each mistake.
pub(crate) fn mismatches(value: &Value, schema: &Value) -> Vec<String> {
    let errors = schema::errors(value, schema);
    errors.iter().filter_map(|error| error.get("message")?.as_str().map(str::to_owned)).collect()
}

/// Why the content is not taken.
struct Refused {
    code: &'static str,
    error: ErrorInfo,
    outputs: Option<Value>,
}

fn refuse<T>(code: &'static str, error: ErrorInfo) -> Result<T, Refused> {
    Err(Refused { code, error, outputs: None })
}

fn read(content: Value) -> Result<Value, Refused> {
    match content {
        Value::Null => missing(),
        Value::String(text) if text.is_empty() => missing(),
        Value::String(text) if text.trim().is_empty() => Ok(Value::Null),
        Value::String(text) => Value::from_lenient_json(&text).or_else(|error| {
            let message = format!(
                "The 'content' property of actions of type 'ParseJson' must be valid JSON. The provided value cannot be parsed: '{error}'."
            );
            refuse("InvalidJSON", ErrorInfo::new("InvalidJSON", message))
        }),
        Value::Object(object) if object.get("$content-type").is_some() && object.get("$content").is_some() => {
            let message = "The 'content' property of actions of type 'ParseJson' must be JSON or text, not content with a type of its own. Decode it first.";
            refuse("BadRequest", ErrorInfo::new("BadRequest", message))
        }
        other => Ok(other),
    }
}

fn missing() -> Result<Value, Refused> {
    refuse(
        "BadRequest",
        ErrorInfo::new("InvalidTemplate", "Required property 'content' expects a value but got null. Path ''."),
    )
}

fn check(value: Value, schema: Option<&Value>) -> Result<Value, Refused> {
    let Some(schema) = schema else { return Ok(value) };
    if let Some(keyword) = schema::unsupported(schema, 0) {
        let message = format!("The schema of an action of type 'ParseJson' may not have the keyword '{keyword}'.");
        return refuse("ActionSchemaNotSupported", ErrorInfo::new("ActionSchemaNotSupported", message));
    }
    let errors = schema::errors(&value, schema);
    if errors.is_empty() {
        return Ok(value);
    }
    let outputs = Object::from([("errors", Value::from(errors))]);
    Err(Refused {
        code: "ValidationFailed",
        error: ErrorInfo::new("ValidationFailed", "The schema validation failed."),
        outputs: Some(Value::Object(outputs)),
    })
}
