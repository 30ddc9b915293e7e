//! Retries.

use engine::Entry;
use expect_test::expect;
use testkit::{Answer, Scenario, breaks, fails, flow, succeeds};

use crate::check;

fn with_policy(policy: &str) -> Scenario {
    flow(&format!("a: call with {{\"inputs\": {{\"retryPolicy\": {policy}}}}}"))
}

fn times(answer: Answer, count: usize) -> Vec<Answer> {
    vec![answer; count]
}

#[test]
fn a_fixed_policy_waits_as_it_says() {
    let policy = r#"{"type": "fixed", "count": 2, "interval": "PT30S"}"#;
    check(
        with_policy(policy).answers(times(fails("a", 503), 2)),
        expect![[r#"
        a    Succeeded  OK            +60s  3 attempts
        run  Succeeded  NotSpecified  +60s
    "#]],
    );
    check(
        with_policy(policy).answers(times(fails("a", 503), 3)),
        expect![[r#"
        a    Failed  ServiceUnavailable  +60s  3 attempts
        run  Failed  ActionFailed        +60s
    "#]],
    );
}

#[test]
fn none_means_none() {
    check(
        with_policy(r#"{"type": "none"}"#).answers([fails("a", 500)]),
        expect![[r#"
        a    Failed  InternalServerError
        run  Failed  ActionFailed
    "#]],
    );
}

#[test]
fn the_target_may_say_how_long() {
    let policy = r#"{"type": "Fixed", "count": 1, "interval": "PT5S"}"#;
    check(
        with_policy(policy).answers([fails("a", 429).retry_after(600)]),
        expect![[r#"
        a    Succeeded  OK            +600s  2 attempts
        run  Succeeded  NotSpecified  +600s
    "#]],
    );
}

#[test]
fn only_what_may_pass_is_tried_again() {
    check(
        flow("a: call").answers([fails("a", 404)]),
        expect![[r#"
        a    Failed  NotFound
        run  Failed  ActionFailed
    "#]],
    );
    check(
        with_policy(r#"{"type": "fixed", "count": 1, "interval": "PT5S"}"#)
            .answers([breaks("a", "UnresolvableHostName")]),
        expect![[r#"
            a    Succeeded  OK            +5s  2 attempts
            run  Succeeded  NotSpecified  +5s
        "#]],
    );
}

#[test]
fn without_a_policy_there_are_four_more_attempts_some_seconds_apart() {
    let played = flow("a: call").answers(times(fails("a", 500), 5)).play();
    let waits: Vec<i64> = played
        .entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::AttemptFailed { at, retry_at, .. } => Some((retry_at.0 - at.0) / 1_000_000),
            _ => None,
        })
        .collect();
    assert_eq!(waits.len(), 4);
    assert!(waits.iter().all(|wait| (5..=45).contains(wait)), "{waits:?}");
    assert_eq!(played.record.actions[0].attempts.len(), 5);
    assert_eq!(played.record.actions[0].attempts[4].code, "InternalServerError");
}

#[test]
fn each_attempt_has_a_key_of_its_own() {
    let text = r#"a: call with {"inputs": {"retryPolicy": {"type": "fixed", "count": 2, "interval": "PT5S"}}}"#;
    let mut player = flow(text).answers(times(fails("a", 503), 2)).player();
    let mut keys = Vec::new();
    while player.advance() {
        let calls = player.run.outstanding_calls();
        for call in calls {
            assert!(call.repeated);
            if !keys.contains(&call.idempotency_key) {
                keys.push(call.idempotency_key);
            }
        }
    }
    expect![[r#"
        00000000-0000-0000-0000-000000000007-0-0-1
        00000000-0000-0000-0000-000000000007-0-0-2
        00000000-0000-0000-0000-000000000007-0-0-3"#]]
    .assert_eq(&keys.join("\n"));
}

#[test]
fn http_calls_are_tried_again_too() {
    let text = r#"a: http with {"inputs": {"retryPolicy": {"type": "fixed", "count": 3, "interval": "PT10S"}}}"#;
    check(
        flow(text).answers([fails("a", 408), fails("a", 502), succeeds("a", "1")]),
        expect![[r#"
        a    Succeeded  OK            +20s  3 attempts
        run  Succeeded  NotSpecified  +20s
    "#]],
    );
}
