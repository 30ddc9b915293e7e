//! `Response`.

use expect_test::expect;
use testkit::{Played, flow};
use wdl::Value;

use crate::check;

#[test]
fn it_answers_while_the_run_goes_on() {
    check(
        flow("r: respond 201 {\"id\": 1}\nw: wait 1 Hour after r"),
        expect![[r#"
        r    Succeeded  OK                    {"statusCode":201,"body":{"id":1}}
        w    Succeeded  OK            +3600s
        run  Succeeded  NotSpecified  +3600s
    "#]],
    );
    let reply = flow("r: respond 201 {\"id\": 1}").play().reply.expect("an answer");
    assert_eq!((reply.status, reply.body), (201, Some(Value::from_json(b"{\"id\":1}").unwrap())));
}

#[test]
fn nobody_waits_so_it_is_skipped() {
    check(
        flow("r: respond 200\na: compose 1 after r Skipped").not_awaited(),
        expect![[r#"
        r    Skipped    ActionResponseSkipped
        a    Succeeded  OK                     1
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn the_second_one_fails() {
    check(
        flow("r: respond 200\ns: respond 200 after r"),
        expect![[r#"
        r    Succeeded  OK                         {"statusCode":200}
        s    Failed     ActionResponseAlreadySent
        run  Failed     ActionFailed
    "#]],
    );
}

#[test]
fn redirections_and_nonsense_are_no_answers() {
    check(
        flow("r: respond 302"),
        expect![[r#"
        r    Failed  BadRequest
        run  Failed  ActionFailed
    "#]],
    );
    check(
        flow("r: respond @string('x')"),
        expect![[r#"
        r    Failed  BadRequest
        run  Failed  ActionFailed
    "#]],
    );
    check(
        flow("r: respond @concat('20','0')"),
        expect![[r#"
        r    Succeeded  OK            {"statusCode":"200"}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn some_headers_are_not_for_flows_to_set() {
    let headers =
        r#"{"X-Own": "1", "x-ms-secret": "2", "Content-Type": "text/csv", "Content-Length": "9", "Set-Cookie": "a"}"#;
    let played: Played = flow(&format!("r: respond 200 x with {{\"inputs\": {{\"headers\": {headers}}}}}")).play();
    let headers = played.reply.expect("an answer").headers;
    expect![[r#"
        [
            (
                "X-Own",
                "1",
            ),
            (
                "Content-Type",
                "text/csv",
            ),
        ]
    "#]]
    .assert_debug_eq(&headers);
}

#[test]
fn a_caller_does_not_wait_for_ever_and_a_parent_does() {
    let text = "
        w: wait 3 Minute
        r: respond 200 after w";
    check(
        flow(text),
        expect![[r#"
        w    Succeeded  OK                      +180s
        r    Failed     ActionResponseTimedOut  +180s
        run  Failed     ActionFailed            +180s
    "#]],
    );
    check(
        flow(text).called_by_a_parent(),
        expect![[r#"
        w    Succeeded  OK            +180s
        r    Succeeded  OK            +180s  {"statusCode":200}
        run  Succeeded  NotSpecified  +180s
    "#]],
    );
}
