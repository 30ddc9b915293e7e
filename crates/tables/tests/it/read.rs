//! What requests want to write.

use expect_test::{Expect, expect};
use tables::{Changes, Mode, row};

use super::{inspection, json, resolve_set};

fn show(changes: &Changes) -> String {
    let table = inspection();
    let mut lines: Vec<String> =
        changes.cells.iter().map(|(at, cell)| format!("{} = {cell}", table.columns[*at].logical_name)).collect();
    lines.extend(changes.owner.map(|owner| format!("owner {owner:?}")));
    lines.extend(changes.id.map(|id| format!("id {id}")));
    lines.extend(changes.links.iter().map(|link| format!("link {} {}", link.table, link.id)));
    lines.join("\n")
}

fn check(mode: Mode, body: &str, expected: Expect) {
    let result = match row::from_json(&inspection(), &json(body), mode, &resolve_set) {
        Ok(changes) => show(&changes),
        Err(error) => format!("{} {} {}: {}", error.status(), error.code(), error.name(), error.message),
    };
    expected.assert_eq(&result);
}

#[test]
fn every_kind_of_column_takes_its_json() {
    check(
        Mode::Create,
        r#"{"contoso_name":"Roof","contoso_floors":3,"contoso_big":9007199254740993,"contoso_cost":12.345,"contoso_score":0.5,
            "contoso_urgent":true,"contoso_at":"2026-11-22T12:30:00.5+02:00","contoso_day":"2026-11-22","contoso_kind":2,
            "contoso_kinds":"3,1","contoso_key":"11111111-2222-3333-4444-555555555555","contoso_notes":"",
            "contoso_inspectionid":"00000000-0000-0000-0000-000000000009","statuscode":10}"#,
        expect![[r#"
            contoso_name = 'Roof'
            contoso_floors = 3
            contoso_big = 9007199254740993
            contoso_cost = 12.35
            contoso_score = 0.5
            contoso_urgent = true
            contoso_at = 2026-11-22T10:30:00Z
            contoso_day = 2026-11-22
            contoso_kind = 2
            contoso_kinds = '3,1'
            contoso_key = 11111111-2222-3333-4444-555555555555
            contoso_notes = null
            statuscode = 10
            id 00000000-0000-0000-0000-000000000009"#]],
    );
}

#[test]
fn numbers_may_come_as_text() {
    check(
        Mode::Update,
        r#"{"contoso_floors":"3","contoso_cost":"1.5","contoso_score":"2","contoso_urgent":"True","contoso_kind":2.0}"#,
        expect![[r#"
            contoso_floors = 3
            contoso_cost = 1.5
            contoso_score = 2
            contoso_urgent = true
            contoso_kind = 2"#]],
    );
}

#[test]
fn lookups_are_written_through_their_navigation_property() {
    check(
        Mode::Create,
        r#"{"contoso_Permit@odata.bind":"/contoso_permits(00000000-0000-0000-0000-000000000001)",
            "contoso_About_contact@odata.bind":"contacts(00000000-0000-0000-0000-000000000002)",
            "ownerid@odata.bind":"https://host/api/data/v9.2/systemusers(00000000-0000-0000-0000-000000000003)"}"#,
        expect![[r#"
            contoso_permit = 00000000-0000-0000-0000-000000000001
            contoso_about = 00000000-0000-0000-0000-000000000002
            contoso_about_targettype = 'contact'
            owner User(00000000-0000-0000-0000-000000000003)
            link contoso_permit 00000000-0000-0000-0000-000000000001
            link contact 00000000-0000-0000-0000-000000000002"#]],
    );
    check(
        Mode::Update,
        r#"{"ownerid@odata.bind":"/teams(00000000-0000-0000-0000-000000000003)","contoso_Permit@odata.bind":null,"contoso_About":null}"#,
        expect![[r#"
            contoso_permit = null
            contoso_about = null
            contoso_about_targettype = null
            owner Team(00000000-0000-0000-0000-000000000003)"#]],
    );
}

#[test]
fn what_the_system_writes_is_ignored() {
    check(
        Mode::Update,
        r#"{"createdby":"x","createdon":"nonsense","versionnumber":1,"@odata.etag":"W/\"1\"","contoso_kind@OData.Community.Display.V1.FormattedValue":"Roof",
            "overriddencreatedon":"2020-01-01T00:00:00Z","createdby@odata.bind":"/systemusers(00000000-0000-0000-0000-000000000003)",
            "contoso_inspectionid":"00000000-0000-0000-0000-000000000009"}"#,
        expect![""],
    );
    check(
        Mode::Create,
        r#"{"overriddencreatedon":"2020-01-01T00:00:00Z"}"#,
        expect!["overriddencreatedon = 2020-01-01T00:00:00Z"],
    );
}

#[test]
fn unknown_properties_are_refused() {
    check(
        Mode::Create,
        r#"{"contoso_nope":1}"#,
        expect![
            "400 0x80048d19 InvalidPayload: Invalid property 'contoso_nope' was found in entity 'Microsoft.Dynamics.CRM.contoso_inspection': the property 'contoso_nope' does not exist on type 'Microsoft.Dynamics.CRM.contoso_inspection'. Make sure to only use property names that are defined by the type."
        ],
    );
    check(
        Mode::Create,
        r#"{"contoso_Name":"x"}"#,
        expect![
            "400 0x80048d19 InvalidPayload: Invalid property 'contoso_Name' was found in entity 'Microsoft.Dynamics.CRM.contoso_inspection': the property 'contoso_Name' does not exist on type 'Microsoft.Dynamics.CRM.contoso_inspection'. Make sure to only use property names that are defined by the type. Did you mean 'contoso_name'?"
        ],
    );
    check(
        Mode::Create,
        r#"{"contoso_permit@odata.bind":"/contoso_permits(00000000-0000-0000-0000-000000000001)"}"#,
        expect![
            "400 0x80048d19 InvalidPayload: An undeclared property 'contoso_permit' which only has property annotations in the payload but no property value was found in the payload. In OData, only declared navigation properties and declared named streams can be represented as properties without values. Names are case-sensitive: did you mean 'contoso_Permit'?"
        ],
    );
}

#[test]
fn lookups_cannot_be_written_as_values() {
    let refused = || {
        expect![[
            r#"400 0x80048d19 InvalidPayload: A lookup cannot be written as a value. Use its navigation property: "contoso_Permit@odata.bind": "/entityset(id)"."#
        ]]
    };
    check(Mode::Create, r#"{"_contoso_permit_value":"00000000-0000-0000-0000-000000000001"}"#, refused());
    check(Mode::Create, r#"{"contoso_permit":"00000000-0000-0000-0000-000000000001"}"#, refused());
    check(Mode::Create, r#"{"contoso_Permit":{"contoso_name":"new"}}"#, refused());
}

#[test]
fn wrong_values_are_refused() {
    check(
        Mode::Create,
        r#"{"contoso_name":5}"#,
        expect!["400 0x80048d19 InvalidPayload: Cannot convert the literal '5' to the expected type 'Edm.String'."],
    );
    check(
        Mode::Create,
        r#"{"contoso_name":"12345678901"}"#,
        expect![
            "400 0x80044331 StringLengthTooLong: A validation error occurred. The length of the 'contoso_name' attribute of the 'contoso_inspection' entity exceeded the maximum allowed length of '10'."
        ],
    );
    check(
        Mode::Create,
        r#"{"contoso_floors":""}"#,
        expect!["400 0x80048d19 InvalidPayload: Cannot convert the literal '' to the expected type 'Edm.Int32'."],
    );
    check(
        Mode::Create,
        r#"{"contoso_floors":2147483648}"#,
        expect![
            "400 0x80048d19 InvalidPayload: Cannot convert the literal '2147483648' to the expected type 'Edm.Int32'."
        ],
    );
    check(
        Mode::Create,
        r#"{"contoso_cost":1e300}"#,
        expect![
            "400 0x80048d19 InvalidPayload: Cannot convert the literal '1e+300' to the expected type 'Edm.Decimal'."
        ],
    );
    check(
        Mode::Create,
        r#"{"contoso_kind":4}"#,
        expect![
            "400 0x8004431A PicklistValueOutOfRange: A validation error occurred. The value 4 of 'contoso_kind' on record of type 'contoso_inspection' is outside the valid range."
        ],
    );
    check(
        Mode::Create,
        r#"{"contoso_kinds":"1,4"}"#,
        expect![
            "400 0x8004431A PicklistValueOutOfRange: A validation error occurred. The value 4 of 'contoso_kinds' on record of type 'contoso_inspection' is outside the valid range."
        ],
    );
    check(
        Mode::Create,
        r#"{"contoso_day":"2026-11-22T00:00:00Z"}"#,
        expect![
            "400 0x80048d19 InvalidPayload: Cannot convert the literal '2026-11-22T00:00:00Z' to the expected type 'Edm.Date'."
        ],
    );
    check(
        Mode::Create,
        r#"{"contoso_at":"tomorrow"}"#,
        expect![
            "400 0x80048d19 InvalidPayload: Cannot convert the literal 'tomorrow' to the expected type 'Edm.DateTimeOffset'."
        ],
    );
    check(
        Mode::Create,
        r#"{"contoso_at":[1]}"#,
        expect![
            "400 0x80048d19 InvalidPayload: A value of type 'Array' was found where a value of type 'Edm.DateTimeOffset' was expected."
        ],
    );
    check(
        Mode::Create,
        r#"[1]"#,
        expect!["400 0x80048d19 InvalidPayload: The body of the request must be a JSON object."],
    );
}

#[test]
fn references_must_fit_the_lookup() {
    check(
        Mode::Create,
        r#"{"contoso_Permit@odata.bind":"/contacts(00000000-0000-0000-0000-000000000001)"}"#,
        expect!["400 0x80048d19 InvalidPayload: The property 'contoso_Permit' does not refer to rows of 'contact'."],
    );
    check(
        Mode::Create,
        r#"{"contoso_Permit@odata.bind":"/nothing(00000000-0000-0000-0000-000000000001)"}"#,
        expect!["404 0x80060888 ResourceNotFound: Resource not found for the segment 'nothing'."],
    );
    check(
        Mode::Create,
        r#"{"ownerid@odata.bind":"/contacts(00000000-0000-0000-0000-000000000001)"}"#,
        expect!["400 0x80048d19 InvalidPayload: The property 'ownerid' does not refer to rows of 'contact'."],
    );
    check(
        Mode::Create,
        r#"{"ownerid@odata.bind":null}"#,
        expect!["400 0x80040203 InvalidArgument: A row must have an owner."],
    );
    check(
        Mode::Create,
        r#"{"contoso_Permit@odata.bind":"00000000-0000-0000-0000-000000000001"}"#,
        expect![
            "400 0x80048d19 InvalidPayload: The value of 'contoso_permit@odata.bind' is no reference to a row. Write '/entityset(id)', for example '/contacts(00000000-0000-0000-0000-000000000001)'."
        ],
    );
}
