//! Kinds of actions.

use expect_test::expect;

use crate::actions;

#[test]
fn conditions() {
    actions(
        r#"{"a": {"type": "If", "actions": {}}}"#,
        expect!["error InvalidTemplate at actions/a/expression: `expression` is missing. Give a condition."],
    );
    actions(
        r#"{"a": {"type": "If", "expression": {}, "actions": {}}}"#,
        expect![
            "error InvalidTemplate at actions/a/expression: A condition must not be an empty object. Name an operator such as `equals`, or write an expression."
        ],
    );
    actions(
        r#"{"a": {"type": "If", "expression": {"equals": [1]}, "actions": {}}}"#,
        expect!["error InvalidTemplate at actions/a/expression/equals: `equals` compares a list of two values."],
    );
    actions(
        r#"{"a": {"type": "If", "expression": {"and": {}, "or": []}, "actions": {}}}"#,
        expect![[r#"
        error InvalidTemplate at actions/a/expression: A condition has one operator; join several with `and` or `or`.
        error InvalidTemplate at actions/a/expression/and: `and` and `or` take a list of conditions, not Object."#]],
    );
    actions(
        r#"{"a": {"type": "If", "expression": {"xor": [1, 2]}, "actions": {}}}"#,
        expect![
            "error InvalidTemplate at actions/a/expression/xor: `xor` is not an operator of conditions. Use and, or, not or the name of a comparison such as equals."
        ],
    );
    actions(
        r#"{"a": {"type": "If", "expression": {"AND": [{"Not": {"lessOrEquals": [1, 2]}}]}, "actions": {}}}"#,
        expect![[""]],
    );
}

#[test]
fn switches() {
    actions(
        r#"{"a": {"type": "Switch", "expression": "x", "cases": {"One": {"case": 1, "actions": {}}, "Two": {"case": 1, "actions": {}}}}}"#,
        expect![
            "error InvalidTemplate at actions/a/cases/Two/case: Another case has the same value. Give each case a value of its own."
        ],
    );
}

#[test]
fn loops() {
    actions(
        r#"{"a": {"type": "Foreach", "actions": {}}}"#,
        expect!["error InvalidTemplate at actions/a: `foreach` is missing: name the list to go through."],
    );
    actions(
        r#"{"a": {"type": "Until", "actions": {}}}"#,
        expect!["error InvalidTemplate at actions/a/expression: `expression` is missing. Give a condition."],
    );
    actions(
        r#"{"a": {"type": "Until", "expression": "@true", "limit": {"count": 5, "timeout": "soon"}, "actions": {}}}"#,
        expect![[
            r#"error InvalidTemplate at actions/a/limit/timeout: `"soon"` is not an ISO 8601 duration such as PT5S or P1D."#
        ]],
    );
    actions(
        r#"{"a": {"type": "Until", "expression": "@true", "limit": {"count": "@add(1, 1)", "timeout": "@concat('PT1H')"}, "actions": {}}}"#,
        expect![[""]],
    );
}

#[test]
fn calls() {
    actions(
        r#"{"a": {"type": "Http", "inputs": {}}}"#,
        expect![[r#"
        error InvalidTemplate at actions/a/inputs: `method` is missing.
        error InvalidTemplate at actions/a/inputs: `uri` is missing."#]],
    );
    actions(
        r#"{"a": {"type": "Http", "inputs": {"method": "GET", "uri": "x", "retryPolicy": {"type": "often"}}}}"#,
        expect![
            "error InvalidTemplate at actions/a/inputs/retryPolicy: `often` is not a retry policy; use none, fixed or exponential."
        ],
    );
    actions(
        r#"{"a": {"type": "Http", "inputs": {"method": "GET", "uri": "x", "retryPolicy": {"type": "fixed", "interval": "5"}}}}"#,
        expect![[
            r#"error InvalidTemplate at actions/a/inputs/retryPolicy/interval: `"5"` is not an ISO 8601 duration such as PT5S or P1D."#
        ]],
    );
    actions(
        r#"{"a": {"type": "OpenApiConnection", "inputs": {"parameters": {}}}}"#,
        expect![
            "warning MissingOperation at actions/a/inputs: `host.operationId` is missing; the action cannot be run."
        ],
    );
    actions(
        r#"{"a": {"type": "Http", "inputs": {"method": "GET", "uri": "x"}, "limit": {"timeout": "PT5X"}}}"#,
        expect![[
            r#"error InvalidTemplate at actions/a/limit/timeout: `"PT5X"` is not an ISO 8601 duration such as PT5S or P1D."#
        ]],
    );
}

#[test]
fn waits_and_endings() {
    actions(
        r#"{"a": {"type": "Wait", "inputs": {}}}"#,
        expect!["error InvalidTemplate at actions/a/inputs: `Wait` needs `interval` or `until`."],
    );
    actions(
        r#"{"a": {"type": "Terminate", "inputs": {"runStatus": "Stopped"}}}"#,
        expect![
            "error InvalidTemplate at actions/a/inputs: `Stopped` is not a run status; use Succeeded, Failed or Cancelled."
        ],
    );
    actions(
        r#"{"a": {"type": "Response", "inputs": {}}}"#,
        expect![
            "error InvalidTemplate at actions/a/inputs: `statusCode` is missing. Give the HTTP status of the answer, such as 200."
        ],
    );
}

#[test]
fn data_operations() {
    actions(
        r#"{"a": {"type": "Table", "inputs": {"from": [], "format": "XML"}}}"#,
        expect!["error InvalidTemplate at actions/a/inputs: `XML` is not a table format; use CSV or HTML."],
    );
    actions(
        r#"{"a": {"type": "Expression", "kind": "Sing", "inputs": {}}}"#,
        expect![
            "warning UnsupportedActionType at actions/a: Steward keeps `Expression` actions of kind `Sing` but cannot run them."
        ],
    );
}

#[test]
fn child_flows() {
    let call = |inputs: &str| format!(r#"{{"a": {{"type": "Workflow", "inputs": {inputs}}}}}"#);
    actions(
        &call(
            r#"{"host": {"workflowReferenceName": "0b39f5ae-0cb1-4d3e-8a3b-0f5a0f8a3c11"}, "body": {"text": "@body('b')"}}"#,
        ),
        expect![
            "error InvalidTemplate at actions/a/inputs/body/text (1..10): The action(s) 'b' referenced by 'inputs' in action 'a' are not defined in the template. Correct the name."
        ],
    );
    actions(
        &call(r#"{"host": {"workflow": {"id": "/workflows/x"}, "triggerName": "manual"}}"#),
        expect![
            "warning UnsupportedActionType at actions/a: Steward keeps and shows actions of type `Workflow` but cannot run them yet; the flow cannot be turned on while it has one."
        ],
    );
}

#[test]
fn webhooks() {
    actions(
        r#"{"a": {"type": "HttpWebhook", "inputs": {"subscribe": {"method": "POST", "uri": "@concat('https://x/?u=', listCallbackUrl())"}}}}"#,
        expect![[""]],
    );
    actions(
        r#"{"a": {"type": "HttpWebhook", "inputs": {"subscribe": {"uri": "https://x/", "retryPolicy": {"type": "often"}}}}}"#,
        expect![[r#"
            error InvalidTemplate at actions/a/inputs/subscribe: `method` is missing: it says which service is to call back.
            error InvalidTemplate at actions/a/inputs/subscribe/retryPolicy: `often` is not a retry policy; use none, fixed or exponential."#]],
    );
    actions(
        r#"{"a": {"type": "httpwebhook"}}"#,
        expect![[r#"
        error InvalidTemplate at actions/a/inputs/subscribe: `method` is missing: it says which service is to call back.
        error InvalidTemplate at actions/a/inputs/subscribe: `uri` is missing: it says which service is to call back."#]],
    );
}

#[test]
fn pages() {
    let with = |count: &str| {
        let inputs = r#"{"method": "GET", "uri": "https://x/"}"#;
        let policy = format!(r#"{{"paginationPolicy": {{"minimumItemCount": {count}}}}}"#);
        format!(r#"{{"a": {{"type": "Http", "inputs": {inputs}, "runtimeConfiguration": {policy}}}}}"#)
    };
    actions(&with("5000"), expect![[""]]);
    actions(
        &with("100001"),
        expect![
            "error InvalidTemplate at actions/a/runtimeConfiguration/paginationPolicy/minimumItemCount: `minimumItemCount` must be a whole number from 1 to 100000."
        ],
    );
    actions(
        &with("\"many\""),
        expect![
            "error InvalidTemplate at actions/a/runtimeConfiguration/paginationPolicy/minimumItemCount: `minimumItemCount` must be a whole number from 1 to 100000."
        ],
    );
}

#[test]
fn changesets_hold_changes_of_rows() {
    let changeset = |operation: &str| {
        format!(
            r#"{{"c": {{"type": "Changeset", "kind": "ODataOpenApiConnection", "inputs": {{}}, "actions": {{
                "row": {{"type": "OpenApiConnection", "inputs": {{"host": {{"connectionName": "x", "operationId": "{operation}", "apiId": "/apis/x"}}, "parameters": {{}}}}}}
            }}}}}}"#
        )
    };
    for operation in ["CreateRecord", "UpdateRecord", "UpdateOnlyRecord", "DeleteRecord"] {
        actions(&changeset(operation), expect![[""]]);
    }
    actions(
        &changeset("ListRecords"),
        expect![
            "warning UnsupportedActionType at actions/c: A changeset adds, updates and deletes rows, and the action `row` does something else; the flow cannot be turned on while it is in there."
        ],
    );
    actions(
        r#"{"c": {"type": "changeset", "actions": {"a": {"type": "Compose", "inputs": 1}}}}"#,
        expect![
            "warning UnsupportedActionType at actions/c: A changeset adds, updates and deletes rows, and the action `a` does something else; the flow cannot be turned on while it is in there."
        ],
    );
}
