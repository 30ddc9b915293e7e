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
fn intervals_have_limits() {
    let most = [("Second", 9_999_999), ("Minute", 72_000), ("Hour", 12_000), ("Day", 500), ("Week", 71), ("Month", 16)];
    for (frequency, most) in most {
        for (interval, fits) in [(0, false), (1, true), (most, true), (most + 1, false)] {
            let definition = format!(
                r#"{{"triggers": {{"r": {{"type": "Recurrence", "recurrence": {{"frequency": "{frequency}", "interval": "{interval}"}}}}}}, "actions": {{}}}}"#
            );
            let source = wdl::Value::from_json(definition.as_bytes()).expect("JSON");
            let (_, problems) = wdl::Definition::parse(&source);
            assert_eq!(problems.is_empty(), fits, "every {interval} {frequency}: {problems:?}");
        }
    }
}

#[test]
fn schedules_and_times_that_mean_nothing() {
    let clock = |recurrence: &str| format!(r#"{{"r": {{"type": "Recurrence", "recurrence": {recurrence}}}}}"#);
    trigger(
        &clock(
            r#"{"frequency": "Month", "interval": "2", "startTime": "2026-01-31T09:00:00", "timeZone": "W. Europe Standard Time", "count": 5,
                "schedule": {"hours": "8", "monthlyOccurrences": [{"day": "Monday", "occurrence": -1}]}}"#,
        ),
        expect![""],
    );
    trigger(
        &clock(
            r#"{"frequency": "Hour", "interval": 1, "startTime": "soon", "endTime": "2026-01-31T09:00:00", "timeZone": "Atlantis", "count": 0,
                "schedule": {"minutes": [5], "weekDays": ["Monday"], "monthlyOccurrences": [{"day": "Monday", "occurrence": 6}]}}"#,
        ),
        expect![[r#"
            error InvalidTemplate at triggers/r/recurrence: `{"day":"Monday","occurrence":6}` in `schedule.monthlyOccurrences` needs an `occurrence` from 1 to 5, or from -1 (the last one) to -5.
            error InvalidTemplate at triggers/r/recurrence: `schedule.minutes` means nothing with the frequency Hour; it fits Day, Week, Month, Year.
            error InvalidTemplate at triggers/r/recurrence: `schedule.weekDays` means nothing with the frequency Hour; it fits Week.
            error InvalidTemplate at triggers/r/recurrence: `count` is 0; it must be a number from 1.
            error InvalidTemplate at triggers/r/recurrence: `Atlantis` is not a time zone. Use a name such as `W. Europe Standard Time`.
            error InvalidTemplate at triggers/r/recurrence: `startTime` is `soon`, which is no time such as `2026-01-31T09:00:00Z`."#]],
    );
    trigger(
        &clock(r#"{"frequency": "Day", "interval": 1, "startTime": "2026-01-31T09:00:00"}"#),
        expect![
            "error InvalidTemplate at triggers/r/recurrence: `startTime` is `2026-01-31T09:00:00`; without a `timeZone` it must be in UTC and end with `Z`."
        ],
    );
    let sliding =
        |more: &str| format!(r#"{{"r": {{"type": "SlidingWindow", "recurrence": {{"frequency": {more}}}}}}}"#);
    trigger(&sliding(r#""Minute", "interval": 10}, "inputs": {"delay": "PT30S""#), expect![""]);
    trigger(
        &sliding(r#""Minute", "interval": 10}, "inputs": {"delay": "a while""#),
        expect![[
            r#"error InvalidTemplate at triggers/r/inputs/delay: `"a while"` is not an ISO 8601 duration such as PT5S or P1D."#
        ]],
    );
    trigger(
        &sliding(r#""Day", "interval": 1"#),
        expect![[r#"
        error InvalidTemplate at triggers/r/recurrence: A sliding window is as long as some seconds, minutes or hours, and has no `schedule`.
        warning UnsupportedTriggerType at triggers/r: Steward keeps and shows triggers of type `SlidingWindow` but cannot fire them yet; the flow cannot be turned on."#]],
    );
}

#[test]
fn polls() {
    let poll = |inputs: &str| {
        format!(
            r#"{{"p": {{"type": "Http", "inputs": {inputs}, "recurrence": {{"frequency": "Minute", "interval": 1}}}}}}"#
        )
    };
    trigger(&poll(r#"{"method": "GET", "uri": "https://x/"}"#), expect![""]);
    trigger(
        &poll(r#"{"method": "GET", "retryPolicy": {"type": "sometimes"}}"#),
        expect![[r#"
        error InvalidTemplate at triggers/p/inputs: `uri` is missing.
        error InvalidTemplate at triggers/p/inputs/retryPolicy: `sometimes` is not a retry policy; use none, fixed or exponential."#]],
    );
    trigger(
        r#"{"p": {"type": "Http", "inputs": {"method": "GET", "uri": "https://x/"}}}"#,
        expect![[r#"
        error InvalidTemplate at triggers/p/recurrence: `recurrence` is missing.
        warning UnsupportedTriggerType at triggers/p: Steward keeps and shows triggers of type `Http` but cannot fire them yet; the flow cannot be turned on."#]],
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
            "warning ResponseWithoutRequest at actions: The flow has a Response action, but nobody waits for an answer: its trigger is no request. The action will be skipped."
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

#[test]
fn requests() {
    trigger(
        r#"{"a": {"type": "Request", "kind": "Http", "inputs": {"method": "GET", "relativePath": "/customers/{id}"}}}"#,
        expect![""],
    );
    trigger(
        r#"{"a": {"type": "Request", "kind": "Carrier pigeon", "inputs": {"relativePath": "a/{b}/{b}/c{d}"}}}"#,
        expect![[r#"
            warning UnknownTriggerKind at triggers/a: `Carrier pigeon` is not a kind of request that Steward knows; people and apps can start the flow.
            error InvalidTemplate at triggers/a/inputs/relativePath: `{b}` is in `relativePath` twice.
            error InvalidTemplate at triggers/a/inputs/relativePath: `c{d}` is no segment of a path; a parameter is a whole segment: `/customers/{id}`.
            error InvalidTemplate at triggers/a/inputs: `relativePath` needs a `method`. Name the one that callers use."#]],
    );
}

#[test]
fn limits_of_runs() {
    let limited = |more: &str| format!(r#"{{"a": {{"type": "Request", {more}}}}}"#);
    trigger(&limited(r#""operationOptions": "SingleInstance""#), expect![""]);
    trigger(
        &limited(r#""runtimeConfiguration": {"concurrency": {"runs": "5", "maximumWaitingRuns": 100}}"#),
        expect![""],
    );
    trigger(
        &limited(
            r#""operationOptions": "x, singleInstance", "runtimeConfiguration": {"concurrency": {"runs": 0, "maximumWaitingRuns": 101}}"#,
        ),
        expect![[r#"
            error InvalidTemplate at triggers/a: The trigger has `runtimeConfiguration.concurrency` and the option `SingleInstance`, which is the same as one run. Keep one of them.
            error InvalidTemplate at triggers/a/runtimeConfiguration/concurrency: `runs` is 0; it must be a number from 1 to 100.
            error InvalidTemplate at triggers/a/runtimeConfiguration/concurrency: `maximumWaitingRuns` is 101; it must be a number from 1 to 100."#]],
    );
}

#[test]
fn an_app_is_answered_as_its_trigger_asks() {
    let answers = |trigger: &str, kind: &str| {
        format!(
            r#"{{"triggers": {{"t": {{"type": "Request", "kind": "{trigger}"}}}}, "actions": {{"r": {{"type": "Response", "kind": "{kind}", "inputs": {{"statusCode": 200}}}}}}}}"#
        )
    };
    for (trigger, kind) in [
        ("Http", "Http"),
        ("PowerApp", "PowerApp"),
        ("PowerAppV2", "powerapp"),
        ("Button", "PowerApp"),
        ("Skills", "Skills"),
        ("PowerApp", "Http"),
    ] {
        crate::check(&answers(trigger, kind), expect![""]);
    }
    crate::check(
        &answers("Http", "PowerApp"),
        expect![
            "error InvalidTemplate at actions/r: The action `r` answers as `PowerApp`, which only a trigger of the kind PowerApp or PowerAppV2 or Button asks for; the trigger is of the kind `Http`."
        ],
    );
    crate::check(
        &answers("Button", "Skills"),
        expect![
            "error InvalidTemplate at actions/r: The action `r` answers as `Skills`, which only a trigger of the kind Skills asks for; the trigger is of the kind `Button`."
        ],
    );
}
