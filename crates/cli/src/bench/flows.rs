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

/// So many pure actions in a row, then an answer.
pub(super) fn steps_and_answer(steps: u64) -> Value {
    let mut actions = Map::new();
    let mut after = json!({});
    for step in 0..steps {
        let inputs = json!({"name": "@triggerBody()?['name']", "step": step});
        actions.insert(format!("Step_{step}"), json!({"type": "Compose", "inputs": inputs, "runAfter": after}));
        after = json!({format!("Step_{step}"): ["Succeeded"]});
    }
    actions.insert("Respond".to_owned(), respond(after));
    flow(Value::Object(actions))
}

/// Answered at once, then a wait of hours.
pub(super) fn long_wait() -> Value {
    flow(json!({
        "Wait": {"type": "Wait", "runAfter": {}, "inputs": {"interval": {"count": 6, "unit": "Hour"}}},
        "Then": {"type": "Compose", "runAfter": {"Wait": ["Succeeded"]}, "inputs": "@triggerBody()?['name']"}
    }))
}

/// A loop over so many items with two pure actions each, answered when it is complete.
pub(super) fn loop_of(items: u64) -> Value {
    flow(json!({
        "Each": {"type": "Foreach", "foreach": format!("@range(0, {items})"), "runAfter": {}, "actions": {
            "Double": {"type": "Compose", "inputs": "@mul(items('Each'), 2)", "runAfter": {}},
            "Text": {"type": "Compose", "inputs": "item @{outputs('Double')}", "runAfter": {"Double": ["Succeeded"]}}
        }},
        "Respond": respond(json!({"Each": ["Succeeded"]}))
    }))
}

/// Says that it is done.
fn respond(after: Value) -> Value {
    json!({"type": "Response", "kind": "Http", "runAfter": after, "inputs": {"statusCode": 200, "body": "done"}})
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
    actions.insert("Respond".to_owned(), respond(Value::Object(after)));
    flow(Value::Object(actions))
}
