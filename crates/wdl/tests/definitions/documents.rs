//! What a definition may stand in.

use expect_test::expect;
use wdl::{
    Definition, Value,
    definition::{Clientdata, ReferenceMode, RuntimeSource},
};

use crate::check;

const FLOW: &str = r#"{"triggers": {"m": {"type": "Request"}}, "actions": {"a": {"type": "Compose", "inputs": 1}}}"#;

fn names(document: &str) -> Vec<String> {
    let (definition, problems) = Definition::parse(&Value::from_json(document.as_bytes()).expect("JSON"));
    assert_eq!(problems, []);
    definition.actions.iter().map(|action| action.name.to_string()).collect()
}

#[test]
fn a_cloud_flow_a_workflow_file_and_a_template() {
    for document in [
        FLOW.to_owned(),
        format!(r#"{{"properties": {{"definition": {FLOW}}}}}"#),
        format!(r#"{{"definition": {FLOW}, "kind": "Stateful"}}"#),
        format!(
            r#"{{"resources": [{{"type": "other"}}, {{"type": "microsoft.logic/workflows", "properties": {{"definition": {FLOW}}}}}]}}"#
        ),
    ] {
        assert_eq!(names(&document), ["a"]);
    }
}

#[test]
fn what_a_template_computes_when_it_is_deployed_is_left_alone() {
    let document = r#"{"resources": [{"type": "Microsoft.Logic/workflows", "properties": {"definition": {
        "triggers": {"r": {"type": "Recurrence", "recurrence": {"frequency": "[parameters('often')]", "interval": 1}}},
        "actions": {"a": {"type": "Compose", "inputs": "[concat('@{encodeURIComponent(', variables('quote'), ')}')]"}}}}}]}"#;
    check(
        document,
        expect![
            "warning UnsupportedTriggerType at triggers/r: Steward keeps and shows triggers of type `Recurrence` but cannot fire them yet; the flow cannot be turned on."
        ],
    );
}

#[test]
fn what_is_no_definition() {
    check(
        "[]",
        expect![[r#"
        error InvalidTemplate: A definition must be an object with `triggers` and `actions`, not Array.
        warning MissingTrigger at triggers: The definition has no trigger, so nothing starts it."#]],
    );
    check("{}", expect!["warning MissingTrigger at triggers: The definition has no trigger, so nothing starts it."]);
    check(
        r#"{"triggers": 5, "actions": 6, "parameters": []}"#,
        expect![[r#"
        error InvalidTemplate at parameters: `parameters` must be an object, not Array.
        error InvalidTemplate at triggers: `triggers` must be an object, not Integer.
        error InvalidTemplate at actions: `actions` must be an object, not Integer.
        warning MissingTrigger at triggers: The definition has no trigger, so nothing starts it."#]],
    );
}

#[test]
fn connection_references_in_their_spellings() {
    let document = r#"{"properties": {"connectionReferences": {
        "shared_a": {"runtimeSource": "embedded", "connection": {"connectionReferenceLogicalName": "new_a"}, "api": {"name": "shared_a"}},
        "shared_a_1": {"runtimeSource": "Invoker", "connection": {}, "api": {"name": "shared_a"}},
        "shared_b": {"impersonation": {"source": "invoker"}, "connection": {"connectionReferenceLogicalName": "new_b"}, "api": {"name": "shared_b"}},
        "shared_c": {"impersonation": {}, "id": "/providers/Microsoft.PowerApps/apis/shared_c", "source": "Embedded"}},
        "definition": {"triggers": {"m": {"type": "Request"}}, "actions": {}}}}"#;
    let (file, _) = Clientdata::parse(&Value::from_json(document.as_bytes()).expect("JSON"));
    let modes: Vec<ReferenceMode> = file.references.iter().map(|reference| reference.mode).collect();
    assert_eq!(
        modes,
        [ReferenceMode::Embedded, ReferenceMode::Invoker, ReferenceMode::Impersonate, ReferenceMode::Embedded]
    );
    let connectors: Vec<&str> = file.references.iter().map(|reference| &*reference.connector).collect();
    assert_eq!(connectors, ["shared_a", "shared_a", "shared_b", "shared_c"]);
    assert_eq!(file.reference("SHARED_A").and_then(|reference| reference.logical_name.as_deref()), Some("new_a"));
    assert_eq!(file.reference("shared_a_1").and_then(|reference| reference.logical_name.as_deref()), None);
}

#[test]
fn another_runtime_source_leaves_the_rest_of_the_file_as_it_is() {
    let document = r#"{"properties":{"z":1,"connectionReferences":{"b":{"api":{"name":"shared_b"},"runtimeSource":"embedded","x":[2]},"a":{"source":"Embedded","id":"shared_a"},"c":{}},"definition":{}},"schemaVersion":"1.0.0.0"}"#;
    let file = Value::from_json(document.as_bytes()).expect("JSON");
    let with =
        |key, source| Clientdata::with_runtime_source(&file, key, source).map(|changed| changed.to_json_string());
    for (key, before, after) in [
        ("b", r#""runtimeSource":"embedded""#, r#""runtimeSource":"invoker""#),
        ("a", r#""source":"Embedded""#, r#""source":"Invoker""#),
        ("c", r#""c":{}"#, r#""c":{"runtimeSource":"invoker"}"#),
    ] {
        assert_eq!(with(key, RuntimeSource::Invoker), Some(document.replace(before, after)));
    }
    assert_eq!(with("b", RuntimeSource::Embedded).as_deref(), Some(document));
    assert_eq!(with("B", RuntimeSource::Invoker), None);
    let bare = Value::from_json(br#"{"connectionReferences":{"a":5}}"#).expect("JSON");
    assert_eq!(Clientdata::with_runtime_source(&bare, "a", RuntimeSource::Invoker), None);
}
