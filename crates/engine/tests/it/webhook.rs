//! Services that are asked to call back.

use engine::Asks;
use expect_test::expect;
use testkit::{Scenario, breaks, fails, flow, never, succeeds};

use crate::check;

fn webhook(more: &str) -> Scenario {
    flow(&format!("\n        a: webhook{more}\n        b: compose @body('a') after a"))
}

#[test]
fn what_the_service_tells_is_the_result() {
    check(
        webhook("").answers([succeeds("a", "{}").after(5), succeeds("a", "7").after(600)]),
        expect![[r#"
            a    Succeeded  OK            +605s  {"statusCode":200,"headers":{},"body":7}
            b    Succeeded  OK            +605s  7
            run  Succeeded  NotSpecified  +605s
        "#]],
    );
}

#[test]
fn a_service_that_refuses_fails_the_action() {
    check(
        webhook("").answers([fails("a", 403)]),
        expect![[r#"
        a    Failed   Forbidden      {"statusCode":403,"headers":{},"body":{}}
        b    Skipped  ActionSkipped  ActionConditionFailed
        run  Failed   ActionFailed
    "#]],
    );
    check(
        webhook("").answers([breaks("a", "BadGateway"), succeeds("a", "1"), succeeds("a", "7")]),
        expect![[r#"
        a    Succeeded  OK            +7.374s  2 attempts{"statusCode":200,"headers":{},"body":7}
        b    Succeeded  OK            +7.374s  7
        run  Succeeded  NotSpecified  +7.374s
    "#]],
    );
}

#[test]
fn a_timeout_ends_the_wait() {
    let text = r#" with {"limit": {"timeout": "PT1H"}}"#;
    check(
        webhook(text).answers([succeeds("a", "1"), never("a")]),
        expect![[r#"
        a    TimedOut  ActionTimedOut  +3600s
        b    Skipped   ActionSkipped   +3600s  ActionConditionFailed
        run  TimedOut  ActionTimedOut  +3600s  ActionFailed
    "#]],
    );
}

/// Plays until nothing more happens but what takes for ever. The places that listen, and the requests that end subscriptions.
fn listening(scenario: Scenario, cancel: bool) -> String {
    let mut player = scenario.player();
    while player.advance() {}
    let mut said = format!("listens {}, ", player.listens.len());
    if cancel {
        player.happen(engine::Happening::Cancel);
    }
    said.push_str(&format!("then {}, unsubscribed", player.listens.len()));
    for request in &player.unsubscribed {
        said.push_str(&format!(" {}", request.to_json_string()));
    }
    said
}

#[test]
fn the_service_is_told_when_nobody_waits_any_more() {
    let off = r#"unsubscribed {"method":"POST","uri":"https://test.invalid/off","body":"https://test.invalid/callbacks/0/0"}"#;
    let waits = || webhook("").answers([succeeds("a", "1"), never("a")]);
    assert_eq!(listening(waits(), false), "listens 1, then 1, unsubscribed");
    assert_eq!(listening(waits(), true), format!("listens 1, then 0, {off}"));
    // Nobody knows yet whether the service has agreed.
    assert_eq!(listening(webhook("").answers([never("a")]), true), format!("listens 1, then 0, {off}"));
    let told = webhook("").answers([succeeds("a", "1"), succeeds("a", "2")]);
    assert_eq!(listening(told, false), format!("listens 0, then 0, {off}"));
    let timeout = webhook(r#" with {"limit": {"timeout": "PT1H"}}"#).answers([succeeds("a", "1"), never("a")]);
    assert_eq!(listening(timeout, false), format!("listens 0, then 0, {off}"));
    assert_eq!(listening(webhook("").answers([fails("a", 403)]), false), "listens 0, then 0, unsubscribed");
}

#[test]
fn a_crash_forgets_neither_that_it_waits_nor_for_what() {
    let mut player = webhook("").answers([succeeds("a", "1"), succeeds("a", "7").after(60)]).player();
    let mut asked = Vec::new();
    while player.advance() {
        player.crash();
        asked.extend(player.run.outstanding_calls().into_iter().map(|call| call.what));
        player.advance();
    }
    assert_eq!(asked, [Asks::Itself, Asks::Callback]);
    assert!(player.run.ended().is_some());
}
