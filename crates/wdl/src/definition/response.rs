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
}

pub(super) fn read(reader: &mut Reader, source: &Value, inputs: Option<&Value>) -> Response {
    let kind = source.get("kind").and_then(Value::as_str).unwrap_or_default().into();
    reader.at("inputs", |reader| {
        let members = inputs.and_then(Value::as_object).cloned().unwrap_or_default();
        if members.get("statusCode").is_none() {
            reader.error("InvalidTemplate", "`statusCode` is missing.");
        }
        let told = members
            .iter()
            .filter(|(name, _)| &***name != "schema")
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        Response { kind, inputs: reader.parse_template(&Value::Object(told)) }
    })
}
