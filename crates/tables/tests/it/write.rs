//! Rows as the Web API writes them.

use expect_test::expect;
use model::Timestamp;
use tables::{
    Owner, Row,
    row::{self, Annotations, Stamp},
    system,
};

use super::{id, inspection, row_of};

const BODY: &str = r#"{"contoso_name":"Roof","contoso_floors":1234,"contoso_cost":1234567.5,"contoso_urgent":false,
    "contoso_at":"2026-11-22T12:30:00Z","contoso_day":"2026-11-22","contoso_kind":2,"contoso_kinds":"3,1",
    "contoso_About_contact@odata.bind":"/contacts(00000000-0000-0000-0000-000000000002)"}"#;

fn columns(names: &[&str]) -> Vec<usize> {
    let table = inspection();
    names.iter().map(|name| row::position(&table, name).unwrap()).collect()
}

const SHOWN: [&str; 10] = [
    "contoso_name",
    "contoso_notes",
    "contoso_floors",
    "contoso_cost",
    "contoso_urgent",
    "contoso_at",
    "contoso_day",
    "contoso_kind",
    "contoso_kinds",
    "contoso_about",
];

#[test]
fn a_row_has_its_tag_its_id_and_the_selected_columns() {
    let table = inspection();
    let mut row = row_of(BODY);
    row.set_named(&table, "versionnumber", 7);
    row.set_named(&table, "contoso_inspectionid", id(9));
    let value = row::to_json(&table, &row, Some(&columns(&SHOWN)), &Annotations::default());
    expect![[r#"{"@odata.etag":"W/\"7\"","contoso_inspectionid":"00000000-0000-0000-0000-000000000009","contoso_name":"Roof","contoso_notes":null,"contoso_floors":1234,"contoso_cost":1234567.5,"contoso_urgent":false,"contoso_at":"2026-11-22T12:30:00Z","contoso_day":"2026-11-22","contoso_kind":2,"contoso_kinds":"3,1","_contoso_about_value":"00000000-0000-0000-0000-000000000002"}"#]].assert_eq(&value.to_json_string());
}

#[test]
fn annotations_say_what_people_read() {
    let table = inspection();
    let name_of = |table: &str, _| Some(format!("a {table}").into());
    let annotations = Annotations { name_of: Some(&name_of), ..Annotations::from_list("*") };
    let value = row::to_json(&table, &row_of(BODY), Some(&columns(&SHOWN)), &annotations);
    let lines: Vec<String> = value
        .as_object()
        .unwrap()
        .iter()
        .filter(|(name, _)| name.contains('@') && !name.starts_with('@'))
        .map(|(name, value)| format!("{name}: {}", value.as_str().unwrap()))
        .collect();
    expect![[r#"
        contoso_floors@OData.Community.Display.V1.FormattedValue: 1,234
        contoso_cost@OData.Community.Display.V1.FormattedValue: 1,234,567.5
        contoso_urgent@OData.Community.Display.V1.FormattedValue: No
        contoso_at@OData.Community.Display.V1.FormattedValue: 11/22/2026 12:30 PM
        contoso_day@OData.Community.Display.V1.FormattedValue: 11/22/2026
        contoso_kind@OData.Community.Display.V1.FormattedValue: Fire
        contoso_kinds@OData.Community.Display.V1.FormattedValue: Water; Roof
        _contoso_about_value@OData.Community.Display.V1.FormattedValue: a contact
        _contoso_about_value@Microsoft.Dynamics.CRM.associatednavigationproperty: contoso_About_contact
        _contoso_about_value@Microsoft.Dynamics.CRM.lookuplogicalname: contact"#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn a_list_of_annotations_asks_for_those() {
    let asks = |list| {
        let annotations = Annotations::from_list(list);
        (annotations.formatted, annotations.lookups)
    };
    assert_eq!(asks("OData.Community.Display.V1.FormattedValue"), (true, false));
    assert_eq!(asks("Microsoft.Dynamics.CRM.*"), (false, true));
    assert_eq!(asks("*"), (true, true));
    assert_eq!(asks("Something.Else"), (false, false));
}

#[test]
fn what_is_written_can_be_read_again() {
    let table = inspection();
    let row = row_of(BODY);
    for (at, column) in table.columns.iter().enumerate() {
        if column.logical_name == "contoso_about_targettype" {
            continue;
        }
        let value = row::to_json(&table, &row, Some(&[at]), &Annotations::default());
        let written = value.get(&row::property_name(column)).cloned().unwrap_or_default();
        assert_eq!(&row::convert(&table, column, &written).unwrap(), row.get(at), "{}", column.logical_name);
    }
}

#[test]
fn the_system_says_who_made_and_changed_a_row() {
    let table = system::contact();
    let show = |row: &Row| {
        let line = |name: &&str| format!("{name} {}", row.named(&table, name));
        let names = [
            "fullname",
            "createdon",
            "createdby",
            "createdonbehalfby",
            "modifiedon",
            "modifiedby",
            "modifiedonbehalfby",
            "ownerid",
            "owninguser",
            "owningteam",
            "owningbusinessunit",
        ];
        names.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let changes =
        |text: &str| row::from_json(&table, &super::json(text), tables::Mode::Update, &super::resolve_set).unwrap();
    let first = changes(r#"{"firstname":"Sam","lastname":"Smith"}"#);
    let stamp = Stamp { now: Timestamp(1_500_000), by: id(1), on_behalf_by: Some(id(2)) };
    let made = row::new_row(&table, &first, id(9), &stamp, Owner::User(id(1)), id(100));
    expect![[r#"
        fullname 'Sam Smith'
        createdon 1970-01-01T00:00:01Z
        createdby 00000000-0000-0000-0000-000000000001
        createdonbehalfby 00000000-0000-0000-0000-000000000002
        modifiedon 1970-01-01T00:00:01Z
        modifiedby 00000000-0000-0000-0000-000000000001
        modifiedonbehalfby 00000000-0000-0000-0000-000000000002
        ownerid 00000000-0000-0000-0000-000000000001
        owninguser 00000000-0000-0000-0000-000000000001
        owningteam null
        owningbusinessunit 00000000-0000-0000-0000-000000000064"#]]
    .assert_eq(&show(&made));
    let stamp = Stamp { now: Timestamp(9_000_000), by: id(3), on_behalf_by: None };
    let mut changed = row::changed_row(&table, &made, &changes(r#"{"lastname":"Jones"}"#), &stamp);
    row::set_owner(&table, &mut changed, Owner::Team(id(50)), id(200));
    expect![[r#"
        fullname 'Sam Jones'
        createdon 1970-01-01T00:00:01Z
        createdby 00000000-0000-0000-0000-000000000001
        createdonbehalfby 00000000-0000-0000-0000-000000000002
        modifiedon 1970-01-01T00:00:09Z
        modifiedby 00000000-0000-0000-0000-000000000003
        modifiedonbehalfby null
        ownerid 00000000-0000-0000-0000-000000000032
        owninguser null
        owningteam 00000000-0000-0000-0000-000000000032
        owningbusinessunit 00000000-0000-0000-0000-0000000000c8"#]]
    .assert_eq(&show(&changed));
}
