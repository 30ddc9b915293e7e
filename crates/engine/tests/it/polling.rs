//! Calls that a target accepts and answers later.

use engine::Asks;
use expect_test::expect;
use testkit::{accepted, fails, flow, never, succeeds};

use crate::check;

#[test]
fn an_accepted_call_is_asked_for_until_it_is_answered() {
    check(
        flow("a: http").answers([
            accepted("a", "http://x/1"),
            accepted("a", "http://x/1").retry_after(60),
            accepted("a", "http://x/2").retry_after(0),
            succeeds("a", "7"),
        ]),
        expect![[r#"
            a    Succeeded  OK            +71s
            run  Succeeded  NotSpecified  +71s
        "#]],
    );
}

#[test]
fn what_it_comes_to_is_the_result() {
    check(
        flow("a: http").answers([accepted("a", "http://x/1"), fails("a", 404)]),
        expect![[r#"
            a    Failed  NotFound      +10s
            run  Failed  ActionFailed  +10s
        "#]],
    );
}

#[test]
fn an_address_that_fails_for_now_is_asked_again() {
    let text = r#"a: http with {"inputs": {"retryPolicy": {"type": "fixed", "count": 1, "interval": "PT30S"}}}"#;
    check(
        flow(text).answers([
            accepted("a", "http://x/1"),
            fails("a", 503),
            accepted("a", "http://x/1"),
            fails("a", 503),
            succeeds("a", "7"),
        ]),
        expect![[r#"
            a    Succeeded  OK            +80s  3 attempts
            run  Succeeded  NotSpecified  +80s
        "#]],
    );
}

#[test]
fn the_pattern_can_be_turned_off() {
    check(
        flow(r#"a: http with {"operationOptions": "DisableAsyncPattern"}"#).answers([accepted("a", "http://x/1")]),
        expect![[r#"
            a    Succeeded  Accepted
            run  Succeeded  NotSpecified
        "#]],
    );
}

#[test]
fn a_timeout_ends_the_asking() {
    let text = r#"a: http with {"limit": {"timeout": "PT25S"}}"#;
    check(
        flow(text).answers(vec![accepted("a", "http://x/1"); 9]),
        expect![[r#"
            a    TimedOut  ActionTimedOut  +25s
            run  TimedOut  ActionTimedOut  +25s  ActionFailed
        "#]],
    );
    check(
        flow(text).answers([accepted("a", "http://x/1"), never("a")]),
        expect![[r#"
            a    TimedOut  ActionTimedOut  +25s
            run  TimedOut  ActionTimedOut  +25s  ActionFailed
        "#]],
    );
}

fn where_to(what: &Asks) -> &str {
    match what {
        Asks::Poll(address) => address,
        _ => "its own",
    }
}

#[test]
fn a_crash_forgets_neither_the_address_nor_the_time() {
    let answers = [accepted("a", "http://x/1"), accepted("a", "http://x/2"), succeeds("a", "7")];
    let mut player = flow("a: http").answers(answers).player();
    let mut asked = Vec::new();
    while player.advance() {
        player.crash();
        for call in player.run.outstanding_calls() {
            let since = player.clock.micros_since(player.run.start().at) / 1_000_000;
            asked.push(format!("+{since}s {}", where_to(&call.what)));
        }
        // Whoever goes on after a crash first looks around.
        player.advance();
    }
    assert_eq!(asked, ["+0s its own", "+10s http://x/1", "+20s http://x/2"]);
    assert!(player.run.ended().is_some());
}
