use tables::{Mode, Row, row};

use super::{inspection, json, resolve_set};

/// The state and status that a request ends in, from the state and status that the row has.
fn check(from: Option<(i64, i64)>, body: &str) -> String {
    let table = inspection();
    let mut changes = row::from_json(&table, &json(body), Mode::Update, &resolve_set).unwrap();
    let existing = from.map(|(state, status)| {
        let mut row = Row::empty(&table);
        row.set_named(&table, "statecode", state);
        row.set_named(&table, "statuscode", status);
        row
    });
    match row::status(&table, &mut changes, existing.as_ref()) {
        Ok(()) => {
            let mut row = existing.unwrap_or_default();
            row.apply(&changes);
            format!("{}/{}", row.named(&table, "statecode"), row.named(&table, "statuscode"))
        }
        Err(error) => format!("{} {}", error.name(), error.message),
    }
}

#[test]
fn state_and_status_reason_bring_each_other() {
    let table = [
        (None, "{}", "0/1"),
        (None, r#"{"statuscode":10}"#, "0/10"),
        (None, r#"{"statuscode":20}"#, "1/20"),
        (None, r#"{"statecode":1}"#, "1/2"),
        (Some((0, 10)), "{}", "0/10"),
        (Some((0, 10)), r#"{"statecode":0}"#, "0/10"),
        (Some((0, 10)), r#"{"statecode":1}"#, "1/2"),
        (Some((0, 10)), r#"{"statecode":1,"statuscode":20}"#, "1/20"),
        (Some((1, 20)), r#"{"statuscode":1}"#, "0/1"),
        (
            Some((0, 10)),
            r#"{"statecode":1,"statuscode":10}"#,
            "InvalidStateCodeStatusCode 10 is not a valid status code for state code 1 on contoso_inspection.",
        ),
    ];
    for (from, body, expected) in table {
        assert_eq!(check(from, body), expected, "{from:?} {body}");
    }
}
