//! Static results.

use expect_test::expect;
use testkit::{Scenario, definition};
use wdl::{Object, Value};

use crate::check;

fn with_results(text: &str, results: &str) -> Scenario {
    let mut all: Object = definition(text).as_object().expect("an object").clone();
    all.insert("staticResults", Value::from_json(results.as_bytes()).expect("JSON"));
    Scenario::of(Value::Object(all))
}

const ENABLED: &str = r#"
    a: call with {"runtimeConfiguration": {"staticResult": {"name": "A0", "staticResultOptions": "Enabled"}}}
    b: compose @body('a') after a Succeeded Failed"#;

#[test]
fn the_action_is_not_done() {
    check(
        with_results(ENABLED, r#"{"A0": {"status": "Succeeded", "outputs": {"statusCode": "OK", "body": 5}}}"#),
        expect![[r#"
            a    Succeeded  OK
            b    Succeeded  OK            5
            run  Succeeded  NotSpecified
        "#]],
    );
    let failed =
        r#"{"A0": {"status": "Failed", "outputs": {"statusCode": 404}, "error": {"code": "Gone", "message": "m"}}}"#;
    check(
        with_results(ENABLED, failed),
        expect![[r#"
        a    Failed     NotFound      Gone
        b    Succeeded  OK            null
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_disabled_one_is_nothing() {
    check(
        with_results(&ENABLED.replace("Enabled", "Disabled"), r#"{"A0": {"status": "Failed"}}"#),
        expect![[r#"
        a    Succeeded  OK
        b    Succeeded  OK            {}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn every_status_has_a_code() {
    let ended = |result: &str| {
        let text = ENABLED.replace("Failed", "Failed Skipped TimedOut");
        let played = with_results(&text, &format!(r#"{{"A0": {result}}}"#)).play();
        let first = &played.record.actions[0];
        format!("{} {}", first.status.expect("ended"), first.code)
    };
    assert_eq!(ended(r#"{"status": "Succeeded"}"#), "Succeeded OK");
    assert_eq!(ended(r#"{"status": "Failed"}"#), "Failed ActionFailed");
    assert_eq!(ended(r#"{"status": "Skipped"}"#), "Skipped ActionSkipped");
    assert_eq!(ended(r#"{"status": "TimedOut"}"#), "TimedOut ActionTimedOut");
    assert_eq!(ended(r#"{"status": "Failed", "outputs": {"statusCode": "NotFound"}}"#), "Failed NotFound");
    assert_eq!(ended(r#"{"status": "Failed", "outputs": {"statusCode": "404"}}"#), "Failed NotFound");
}

#[test]
fn the_children_of_a_block_that_is_not_done_are_skipped() {
    let text = r#"
        s: scope with {"runtimeConfiguration": {"staticResult": {"name": "A0", "staticResultOptions": "Enabled"}}}
          a: compose 1
        b: compose @actions('a')?['status'] after s"#;
    check(
        with_results(text, r#"{"A0": {"status": "Succeeded"}}"#),
        expect![[r#"
            s    Succeeded  OK
            a    Skipped    ActionSkipped  ActionDependencyFailed
            b    Succeeded  OK             "Skipped"
            run  Succeeded  NotSpecified
        "#]],
    );
}
