//! `Request`: an HTTP call, a button, an app.

use std::sync::Arc;

use crate::Value;

/// `{"type": "Request", "kind": ..., "inputs": {schema?, method?, relativePath?}}`
#[derive(Clone, Debug)]
pub struct RequestTrigger {
    /// `Http`, `Button`, `PowerApp`, `PowerAppV2`, `Skills`, as spelled.
    pub kind: Arc<str>,
    /// The JSON schema of the body.
    pub schema: Value,
    /// The only method that is accepted.
    pub method: Option<Arc<str>>,
    /// Refuse bodies that do not fit the schema.
    pub validates: bool,
}

impl RequestTrigger {
    /// Whether people and apps start it, signed in, rather than a signed address.
    pub fn is_button(&self) -> bool {
        !self.kind.eq_ignore_ascii_case("Http")
    }
}

pub(super) fn read(source: &Value) -> RequestTrigger {
    let inputs = source.get("inputs");
    let text = |key: &str| inputs.and_then(|inputs| inputs.get(key)).and_then(Value::as_str);
    RequestTrigger {
        kind: source.get("kind").and_then(Value::as_str).unwrap_or("Http").into(),
        schema: inputs.and_then(|inputs| inputs.get("schema")).cloned().unwrap_or_default(),
        method: text("method").map(Into::into),
        validates: source
            .get("operationOptions")
            .and_then(Value::as_str)
            .is_some_and(|options| options.contains("EnableSchemaValidation")),
    }
}
