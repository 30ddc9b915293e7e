//! The flows that run: everything they do leaves a trace that names the run.

use serde_json::{Value, json};

use crate::common::{after, create_row, definition};

/// The rows that one run of [`load`] adds, the child's too.
pub(crate) const ROWS: [&str; 5] = ["first", "a", "b", "child", "last"];
/// The calls that one run of [`load`] makes.
pub(crate) const CALLS: [&str; 3] = ["call", "call a", "call b"];
/// What the row of a schedule's run is called.
pub(crate) const TICK: &str = "tick";

/// A row that says which place of which run of what added it.
fn row(place: &str, tag: &str) -> Value {
    create_row(&[("firstname", place), ("lastname", tag), ("jobtitle", "@{workflow()['run']['name']}")])
}

/// A flow that an HTTP request starts with an `id`: pure steps, rows, calls, a loop, a wait and a child.
pub(crate) fn load(stub: &str, child: &str) -> Value {
    let tag = "@triggerBody()['id']";
    let call = |place: &str| {
        json!({"type": "Http", "runAfter": {}, "inputs": {"method": "POST", "uri": stub, "headers": {"content-type": "application/json"},
            "body": {"place": place, "tag": tag, "run": "@{workflow()['run']['name']}"}}})
    };
    let each = json!({"type": "Foreach", "foreach": "@createArray('a','b')", "runAfter": {}, "actions": {
        "Inner": row("@items('Each')", tag),
        "Inner_call": after("Inner", call("call @{items('Each')}")),
    }});
    definition(
        json!({"type": "Request", "kind": "Http", "inputs": {"schema": {}}}),
        json!({
            "Before": {"type": "Compose", "inputs": "@guid()", "runAfter": {}},
            "First": after("Before", row("first", tag)),
            "Call": after("First", call("call")),
            "Each": after("Call", each),
            "Pause": after("Each", json!({"type": "Wait", "inputs": {"interval": {"count": 3, "unit": "Second"}}})),
            "Child": after("Pause", json!({"type": "Workflow", "inputs": {"host": {"workflowReferenceName": child}, "body": {"text": tag}}})),
            "Last": after("Child", row("last", tag)),
            "After": after("Last", json!({"type": "Compose", "inputs": "@outputs('First')?['body/contactid']"})),
        }),
    )
}

/// A flow that another one calls with a `text`.
pub(crate) fn child() -> Value {
    definition(
        json!({"type": "Request", "kind": "Button", "inputs": {"schema": {
            "type": "object", "properties": {"text": {"type": "string", "title": "Tag"}}, "required": ["text"]}}}),
        json!({
            "Row": row("child", "@triggerBody()['text']"),
            "Answer": after("Row", json!({"type": "Response", "kind": "PowerApp", "inputs": {"statusCode": 200, "body": {"done": true}}})),
        }),
    )
}

/// A flow of the clock; its row says for which moment it was started.
pub(crate) fn tick() -> Value {
    definition(
        json!({"type": "Recurrence", "recurrence": {"frequency": "Second", "interval": 1}}),
        json!({"Row": row(TICK, "@{trigger()['inputs']['scheduledTime']}")}),
    )
}
