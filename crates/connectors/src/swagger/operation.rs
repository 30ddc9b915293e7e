//! Operations of a definition.

use std::collections::HashSet;

use wdl::{Diagnostic, Object, Value};

/// One operation: a method of a path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its `operationId`, which flows name.
    pub id: String,
    /// The method, in upper case.
    pub method: String,
    /// The path, with `{parameters}`.
    pub path: String,
    /// What people read.
    pub summary: Option<String>,
    /// What kind of trigger it is, where it is one.
    pub trigger: Option<TriggerStyle>,
    /// Whether designers hide it (`x-ms-visibility: internal`).
    pub is_internal: bool,
    /// Whether it is kept for flows that use it already.
    pub is_deprecated: bool,
    /// The schema of the answer that counts as success, as it stands in the file.
    pub response: Option<Value>,
}

/// How a trigger learns of events. Source: OpenAPI extensions, `x-ms-trigger`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TriggerStyle {
    /// Asked again and again; one answer is one event.
    PollingSingle,
    /// Asked again and again; each item of an answer is an event.
    PollingBatch,
    /// Called back at an address that it is given.
    Webhook,
}

/// Methods of HTTP, as a path lists them.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// Every operation, in the order of the file.
pub(super) fn read_all(document: &Value, problems: &mut Vec<Diagnostic>) -> Vec<Operation> {
    let Some(paths) = document.get("paths").and_then(Value::as_object) else {
        let message = "The definition has no `paths`, so it offers no operation.";
        problems.push(Diagnostic::error("InvalidDefinition", message).at("paths"));
        return Vec::new();
    };
    let mut operations: Vec<Operation> = Vec::new();
    let mut seen = HashSet::new();
    for (path, item) in paths.iter() {
        for (method, source) in item.as_object().map(Object::iter).into_iter().flatten() {
            if !METHODS.contains(&method.to_ascii_lowercase().as_str()) || source.as_object().is_none() {
                continue;
            }
            let place = format!("paths/{path}/{method}");
            let operation = read(path, method, item, source);
            if operation.id.is_empty() {
                let message = format!("`{method} {path}` has no `operationId`, so no flow can name it.");
                problems.push(Diagnostic::warning("MissingOperationId", message).at(place));
                continue;
            }
            if !seen.insert(operation.id.to_lowercase()) {
                let message = format!("The operation id `{}` stands in the definition twice.", operation.id);
                problems.push(Diagnostic::warning("DuplicateOperationId", message).at(place));
                continue;
            }
            operations.push(operation);
        }
    }
    operations
}

fn read(path: &str, method: &str, item: &Value, source: &Value) -> Operation {
    let text = |key: &str| source.get(key).and_then(Value::as_str).map(str::to_owned);
    Operation {
        id: text("operationId").unwrap_or_default(),
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        summary: text("summary").filter(|summary| !summary.is_empty()),
        trigger: trigger(item, source),
        is_internal: text("x-ms-visibility").as_deref() == Some("internal"),
        is_deprecated: source.get("deprecated").and_then(Value::as_bool).unwrap_or(false),
        response: response(source),
    }
}

fn trigger(item: &Value, source: &Value) -> Option<TriggerStyle> {
    let called_back = [item, source].iter().any(|part| part.get("x-ms-notification-content").is_some());
    let style = source.get("x-ms-trigger").and_then(Value::as_str)?;
    Some(match style {
        _ if called_back => TriggerStyle::Webhook,
        "batch" => TriggerStyle::PollingBatch,
        _ => TriggerStyle::PollingSingle,
    })
}

/// The schema of the first answer below 300, else of `default`.
fn response(source: &Value) -> Option<Value> {
    let responses = source.get("responses")?.as_object()?;
    let good = responses.iter().find(|(status, _)| status.starts_with('2')).map(|(_, answer)| answer);
    let answer = good.or_else(|| responses.get("default"))?;
    answer.get("schema").cloned()
}
