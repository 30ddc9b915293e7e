//! Flows that leave traces outside.

use serde_json::{Map, Value, json};

/// A flow with one trigger, whose actions may use the connection `s`.
pub(crate) fn definition(trigger: Value, actions: Value) -> Value {
    json!({"properties": {
        "connectionReferences": {"s": {"runtimeSource": "embedded", "connection": {"connectionReferenceLogicalName": "demo_dataverse_soul"}, "api": {"name": "shared_commondataserviceforapps"}}},
        "definition": {"triggers": {"manual": trigger}, "actions": actions}
    }, "schemaVersion": "1.0.0.0"})
}

/// An action that adds a contact with these columns.
pub(crate) fn create_row(columns: &[(&str, &str)]) -> Value {
    let mut parameters = Map::from_iter([("entityName".to_owned(), json!("contacts"))]);
    parameters.extend(columns.iter().map(|(name, value)| (format!("item/{name}"), json!(value))));
    json!({"type": "OpenApiConnection", "runAfter": {}, "inputs": {
        "host": {"connectionName": "s", "operationId": "CreateRecord", "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},
        "parameters": parameters
    }})
}

/// The action, once another one has succeeded.
pub(crate) fn after(before: &str, mut action: Value) -> Value {
    action["runAfter"] = json!({before: ["Succeeded"]});
    action
}
