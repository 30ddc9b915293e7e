//! `Response`: answers whoever started the run.

use std::sync::Arc;

use super::read::Reader;
use crate::{Template, Value};

/// `inputs = {statusCode, headers?, body?}`
#[derive(Clone, Debug)]
pub struct Response {
    /// `Http`, `PowerApp`, `Skills`, as spelled; empty where the file says nothing.
    pub kind: Arc<str>,
    /// All inputs but the schema.
    pub inputs: Template,
    /// The status code, where it is written out.
    pub status: Option<i64>,
    /// The schema of the body. It is for designers; answers are not checked against it.
    pub schema: Option<Value>,
}

pub(super) fn read(reader: &mut Reader, source: &Value, inputs: Option<&Value>) -> Response {
    let kind = source.get("kind").and_then(Value::as_str).unwrap_or_default().into();
    reader.at("inputs", |reader| {
        let members = inputs.and_then(Value::as_object).cloned().unwrap_or_default();
        let status = members.get("statusCode");
        if status.is_none() {
            reader
                .error("InvalidTemplate", "`statusCode` is missing. Give the HTTP status of the answer, such as 200.");
        }
        let status = status.and_then(|code| code.as_int().or_else(|| code.as_str()?.trim().parse().ok()));
        if status.is_some_and(|code| !matches!(code, 200..=299 | 400..=599)) {
            let message = "An answer's status code is one of 2xx, 4xx or 5xx. The action fails with another.";
            reader.at("statusCode", |reader| reader.warning("InvalidTemplate", message));
        }
        let told = members
            .iter()
            .filter(|(name, _)| &***name != "schema")
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let schema = members.get("schema").filter(|schema| !schema.is_null()).cloned();
        Response { kind, inputs: reader.parse_template(&Value::Object(told)), status, schema }
    })
}
