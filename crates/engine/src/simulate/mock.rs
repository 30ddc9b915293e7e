//! Answers that are given beforehand.

use std::collections::HashMap;

use wdl::{Object, Value, definition::Status};

use crate::{ErrorInfo, Outcome};

/// Answers by action name.
pub(super) struct Mocks<'a> {
    given: Option<&'a Object>,
    /// How many calls of an action were answered.
    used: HashMap<String, usize>,
}

impl<'a> Mocks<'a> {
    pub(super) fn new(given: &'a Value) -> Self {
        Self { given: given.as_object(), used: HashMap::new() }
    }

    /// The outcome of the next call of an action.
    pub(super) fn outcome(&mut self, name: &str, made_up: impl FnOnce() -> Option<Value>) -> Outcome {
        let mock = match self.given.and_then(|given| given.get_ignore_case(name)) {
            Some(Value::Array(list)) => {
                let used = self.used.entry(name.to_lowercase()).or_default();
                let next = list.get(*used).or(list.last());
                *used += 1;
                next.cloned()
            }
            one => one.cloned(),
        };
        match mock {
            Some(mock) => of_mock(&mock),
            None => Outcome::answered(200, made_up().unwrap_or_else(|| with_body(Value::Object(Object::new())))),
        }
    }
}

fn with_body(body: Value) -> Value {
    Value::Object(Object::from([
        ("statusCode", Value::Int(200)),
        ("headers", Value::Object(Object::new())),
        ("body", body),
    ]))
}

/// `{status, code?, error?, outputs?}`, or outputs, or a body.
fn of_mock(mock: &Value) -> Outcome {
    let Some(object) = mock.as_object() else { return Outcome::answered(200, with_body(mock.clone())) };
    let word = object.get("status").and_then(Value::as_str).and_then(Status::from_word);
    let Some(status) = word else {
        return match object.get("statusCode") {
            Some(code) => Outcome::answered(number(code).unwrap_or(200), mock.clone()),
            None if object.get("body").is_some() || object.get("headers").is_some() => {
                Outcome::answered(200, mock.clone())
            }
            None => Outcome::answered(200, with_body(mock.clone())),
        };
    };
    let outputs = object.get("outputs").cloned();
    let mut outcome = match outputs.as_ref().and_then(|outputs| number(outputs.get("statusCode")?)) {
        Some(code) => Outcome::answered(code, outputs.clone().unwrap_or_default()),
        None => {
            Outcome { outputs, ..Outcome::answered(if status == Status::Succeeded { 200 } else { 400 }, Value::Null) }
        }
    };
    outcome.status = status;
    if let Some(code) = object.get("code") {
        outcome.code = code.to_text().to_string().into();
    }
    if let Some(error) = object.get("error") {
        let text = |key: &str| error.get(key).map(|value| value.to_text().to_string());
        let code = text("code").unwrap_or_else(|| outcome.code.to_string());
        outcome.error = Some(ErrorInfo::new(code, text("message").unwrap_or_default()));
    }
    outcome
}

fn number(value: &Value) -> Option<u16> {
    value.as_int().or_else(|| value.as_str()?.trim().parse().ok()).and_then(|code| u16::try_from(code).ok())
}
