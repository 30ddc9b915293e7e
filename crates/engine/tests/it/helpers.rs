//! `Expression`: the date and number helpers of the designer.

use expect_test::expect;
use testkit::flow;

use crate::check;

#[test]
fn times() {
    check(
        flow("t: helper CurrentTime"),
        expect![[r#"
        t    Succeeded  OK            {"body":"2026-01-01T00:00:00.0000000Z"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(r#"t: helper AddToTime {"baseTime": "2026-01-31", "interval": 1, "timeUnit": "Month"}"#),
        expect![[r#"
        t    Succeeded  OK            {"body":"2026-02-28T00:00:00.0000000"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(r#"t: helper SubtractFromTime {"baseTime": "2026-01-31", "interval": 1, "timeUnit": "Day"}"#),
        expect![[r#"
            t    Succeeded  OK            {"body":"2026-01-30T00:00:00.0000000"}
            run  Succeeded  NotSpecified
        "#]],
    );
    check(
        flow(r#"t: helper GetFutureTime {"interval": 2, "timeUnit": "Hour"}"#),
        expect![[r#"
        t    Succeeded  OK            {"body":"2026-01-01T02:00:00.0000000Z"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(r#"t: helper GetPastTime {"interval": "@add(1, 1)", "timeUnit": "Hour"}"#),
        expect![[r#"
        t    Succeeded  OK            {"body":"2025-12-31T22:00:00.0000000Z"}
        run  Succeeded  NotSpecified
    "#]],
    );
    let convert = r#"{"baseTime": "2026-07-01T12:00:00Z", "sourceTimeZone": "UTC", "destinationTimeZone": "W. Europe Standard Time", "formatString": "HH:mm"}"#;
    check(
        flow(&format!("t: helper ConvertTimeZone {convert}")),
        expect![[r#"
        t    Succeeded  OK            {"body":"14:00"}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn numbers_and_texts() {
    check(
        flow(r#"n: helper FormatNumber {"number": 1234.5, "format": "N2", "locale": "de-de"}"#),
        expect![[r#"
        n    Succeeded  OK            {"body":"1.234,50"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(r#"s: helper Substring {"text": "hello", "startingPosition": 1, "length": 3}"#),
        expect![[r#"
        s    Succeeded  OK            {"body":"ell"}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(r#"i: helper IndexOf {"text": "hello", "searchText": "L"}"#),
        expect![[r#"
        i    Succeeded  OK            {"body":2}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn a_helper_fails_as_its_function_does() {
    check(
        flow(r#"s: helper Substring {"text": "hello", "startingPosition": 9}"#),
        expect![[r#"
        s    Failed  InvalidTemplate
        run  Failed  ActionFailed
    "#]],
    );
}
