//! The flows of the workloads.

use serde_json::{Map, Value, json};

fn flow(actions: Value) -> Value {
    json!({"definition": {
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {"schema": {}}}},
        "actions": actions
    }})
}

/// Answers one field of the body.
pub(super) fn echo() -> Value {
    flow(
        json!({"Respond": {"type": "Response", "kind": "Http", "runAfter": {}, "inputs": {"statusCode": 200, "body": {"name": "@triggerBody()?['name']"}}}}),
    )
}

/// Ten pure actions in a row.
pub(super) fn ten_steps() -> Value {
    let mut actions = Map::new();
    actions.insert("Step_0".to_owned(), json!({"type": "InitializeVariable", "runAfter": {}, "inputs": {"variables": [{"name": "sum", "type": "integer", "value": 0}]}}));
    for step in 1..10 {
        let before = format!("Step_{}", step - 1);
        let mut action = if step % 2 == 0 {
            json!({"type": "IncrementVariable", "inputs": {"name": "sum", "value": step}})
        } else {
            json!({"type": "Compose", "inputs": {"name": "@triggerBody()?['name']", "step": step}})
        };
        action["runAfter"] = json!({before: ["Succeeded"]});
        actions.insert(format!("Step_{step}"), action);
    }
    flow(Value::Object(actions))
}

/// A loop over 1,000 items with two pure actions each, answered when it is complete.
pub(super) fn loop_of_thousand() -> Value {
    flow(json!({
        "Each": {"type": "Foreach", "foreach": "@range(0, 1000)", "runAfter": {}, "actions": {
            "Double": {"type": "Compose", "inputs": "@mul(items('Each'), 2)", "runAfter": {}},
            "Text": {"type": "Compose", "inputs": "item @{outputs('Double')}", "runAfter": {"Double": ["Succeeded"]}}
        }},
        "Respond": {"type": "Response", "kind": "Http", "runAfter": {"Each": ["Succeeded"]}, "inputs": {"statusCode": 200, "body": "done"}}
    }))
}

/// How many calls [`parallel_calls`] makes.
const CALLS: usize = 20;

/// Calls an address in parallel, and answers when all have answered.
pub(super) fn parallel_calls(url: &str) -> Value {
    let mut actions = Map::new();
    for call in 0..CALLS {
        let inputs = json!({"method": "GET", "uri": url, "retryPolicy": {"type": "none"}});
        actions.insert(format!("Call_{call}"), json!({"type": "Http", "runAfter": {}, "inputs": inputs}));
    }
    let after = actions.keys().map(|name| (name.clone(), json!(["Succeeded"]))).collect::<Map<_, _>>();
    let respond =
        json!({"type": "Response", "kind": "Http", "runAfter": after, "inputs": {"statusCode": 200, "body": "done"}});
    actions.insert("Respond".to_owned(), respond);
    flow(Value::Object(actions))
}
