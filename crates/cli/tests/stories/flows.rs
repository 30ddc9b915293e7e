//! Flows that stories save.

use serde_json::{Value, json};

const DATAVERSE: &str = "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps";

/// A flow with this trigger and these actions; `s` is Soul's connection reference, `r` is Roohi's.
pub(crate) fn flow(trigger: Value, actions: Value) -> Value {
    let reference = |name: &str| {
        json!({
            "runtimeSource": "embedded",
            "connection": {"connectionReferenceLogicalName": name},
            "api": {"name": "shared_commondataserviceforapps"}
        })
    };
    let mut references = json!({});
    for (key, name) in [("s", "demo_dataverse_soul"), ("r", "demo_dataverse_roohi")] {
        if actions.to_string().contains(&format!("\"connectionName\":\"{key}\"")) {
            references[key] = reference(name);
        }
    }
    json!({"properties": {
        "connectionReferences": references,
        "definition": {"triggers": {"manual": trigger}, "actions": actions}
    }, "schemaVersion": "1.0.0.0"})
}

/// The trigger of a flow that people start.
pub(crate) fn button() -> Value {
    json!({"type": "Request", "kind": "Button", "inputs": {"schema": {"type": "object", "properties": {}}}})
}

/// The trigger of a flow that an HTTP request starts.
pub(crate) fn http_request() -> Value {
    json!({"type": "Request", "kind": "Http", "inputs": {"schema": {}}})
}

/// An action that adds an audit row.
pub(crate) fn add_row(key: &str, case: &str) -> Value {
    call(key, "CreateRecord", json!({"entityName": "demo_audits", "item/demo_name": "A row", "item/demo_case": case}))
}

/// An action that calls an operation of Dataverse.
pub(crate) fn call(key: &str, operation: &str, parameters: Value) -> Value {
    json!({"type": "OpenApiConnection", "runAfter": {}, "inputs": {
        "host": {"connectionName": key, "operationId": operation, "apiId": DATAVERSE},
        "parameters": parameters
    }})
}

/// An action that says a thing.
pub(crate) fn compose(inputs: Value) -> Value {
    json!({"type": "Compose", "inputs": inputs, "runAfter": {}})
}
