//! Triggers.

use expect_test::{Expect, expect};

fn trigger(trigger: &str, expected: Expect) {
    crate::check(&format!(r#"{{"triggers": {trigger}, "actions": {{}}}}"#), expected);
}

#[test]
fn a_flow_has_one() {
    trigger("{}", expect!["warning MissingTrigger at triggers: The definition has no trigger, so nothing starts it."]);
    trigger(
        r#"{"a": {"type": "Request"}, "b": {"type": "Request"}}"#,
        expect![
            "warning InvalidTemplate at triggers: The definition has 2 triggers; a cloud flow has one, and only the first fires."
        ],
    );
    trigger(
        r#"{"a": {"type": "Geofence"}}"#,
        expect![
            "warning UnsupportedTriggerType at triggers/a: Steward keeps and shows triggers of type `Geofence` but cannot fire them yet; the flow cannot be turned on."
        ],
    );
}

#[test]
fn recurrences() {
    trigger(
        r#"{"r": {"type": "Recurrence"}}"#,
        expect![[r#"
        error InvalidTemplate at triggers/r/recurrence: `recurrence` is missing.
        warning UnsupportedTriggerType at triggers/r: Steward keeps and shows triggers of type `Recurrence` but cannot fire them yet; the flow cannot be turned on."#]],
    );
    trigger(
        r#"{"r": {"type": "Recurrence", "recurrence": {"frequency": "Fortnight", "interval": 1}}}"#,
        expect![[r#"
        error InvalidTemplate at triggers/r/recurrence: `Fortnight` is not a frequency; use Second, Minute, Hour, Day, Week or Month.
        warning UnsupportedTriggerType at triggers/r: Steward keeps and shows triggers of type `Recurrence` but cannot fire them yet; the flow cannot be turned on."#]],
    );
    trigger(
        r#"{"r": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 501}}}"#,
        expect![
            "error InvalidTemplate at triggers/r/recurrence: `interval` is 501; with Day it must be from 1 to 500."
        ],
    );
    trigger(
        r#"{"r": {"type": "Recurrence", "recurrence": {"frequency": "week", "interval": 1, "schedule": {"hours": [24, "7"], "minutes": -1, "weekDays": ["Monday", "Someday"]}}}}"#,
        expect![[r#"
            error InvalidTemplate at triggers/r/recurrence: `24` in `schedule.hours` must be from 0 to 23.
            error InvalidTemplate at triggers/r/recurrence: `-1` in `schedule.minutes` must be from 0 to 59.
            error InvalidTemplate at triggers/r/recurrence: `"Someday"` is not a day of the week."#]],
    );
}

#[test]
fn rows() {
    let row = |parameters: &str| {
        format!(
            r#"{{"r": {{"type": "OpenApiConnectionWebhook", "inputs": {{"host": {{"connectionName": "shared_commondataserviceforapps", "operationId": "SubscribeWebhookTrigger", "apiId": "/x"}}, "parameters": {parameters}}}}}}}"#
        )
    };
    trigger(
        &row(
            r#"{"subscriptionRequest/message": 4, "subscriptionRequest/entityname": "contact", "subscriptionRequest/scope": 4, "subscriptionRequest/runas": 2}"#,
        ),
        expect![[""]],
    );
    trigger(
        &row(r#"{"subscriptionRequest/message": 9, "subscriptionRequest/scope": "x", "subscriptionRequest/runas": 4}"#),
        expect![[r#"
            error InvalidTemplate at triggers/r/inputs/parameters: `subscriptionRequest/message` is 9; it must be a number from 1 to 7.
            error InvalidTemplate at triggers/r/inputs/parameters: `subscriptionRequest/scope` is "x"; it must be a number from 1 to 4.
            error InvalidTemplate at triggers/r/inputs/parameters: `subscriptionRequest/runas` is 4; it must be a number from 1 to 3.
            error InvalidTemplate at triggers/r/inputs/parameters: `subscriptionRequest/entityname` is missing: name the table."#]],
    );
}

#[test]
fn other_events_cannot_be_fired_yet() {
    trigger(
        r#"{"r": {"type": "OpenApiConnection", "inputs": {"host": {"connectionName": "shared_x", "operationId": "OnNew", "apiId": "/shared_x"}}, "recurrence": {"frequency": "Minute", "interval": 1}}}"#,
        expect![
            "warning UnsupportedTriggerType at triggers/r: Steward keeps and shows the trigger `OnNew` of `/shared_x` but cannot fire it yet; the flow cannot be turned on."
        ],
    );
}

#[test]
fn a_response_that_nobody_waits_for() {
    crate::check(
        r#"{"triggers": {"r": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}}, "actions": {"a": {"type": "Response", "inputs": {"statusCode": 200}}}}"#,
        expect![
            "error InvalidTemplate at actions/a: The action `a` has type 'Response', but the trigger `r` has a 'recurrence': nobody waits for an answer. Take the action out, or use a request trigger."
        ],
    );
}

#[test]
fn lists_are_split_by_triggers_that_give_one() {
    trigger(r#"{"a": {"type": "Request", "splitOn": "@triggerBody()?['rows']"}}"#, expect![""]);
    trigger(
        r#"{"a": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}, "splitOn": "@triggerBody()"}}"#,
        expect![
            "error InvalidTemplate at triggers/a: The clock gives no list to start one run for each item of (`splitOn`)."
        ],
    );
}
