use expect_test::expect;
use model::Depth;
use tables::{
    Change, ChangeKind, Registration, Row, odata,
    trigger::{self, BodyFacts, trigger_body},
};

use super::{asking, created, id, inspection};

fn registration(message: u8) -> Registration {
    Registration {
        message,
        table: "contoso_inspection".into(),
        scope: Depth::Organization,
        filtering_columns: Vec::new(),
        filter: None,
        owner: id(1),
        business_unit: id(100),
        business_units_below: vec![id(110)],
    }
}

/// A row with an owner and a business unit.
fn owned(owner: u128, unit: u128) -> Row {
    let table = inspection();
    let mut row = Row::empty(&table);
    row.apply(&created(r#"{"contoso_name":"Roof","contoso_floors":3,"contoso_kind":2}"#));
    row.set_named(&table, "ownerid", id(owner));
    row.set_named(&table, "owningbusinessunit", id(unit));
    row
}

fn fires(registration: &Registration, kind: ChangeKind, row: &Row, body: &str) -> bool {
    let table = inspection();
    let touched = created(body).touched(&table);
    trigger::matches(registration, &table, &Change { kind, row, touched: &touched })
}

#[test]
fn messages_cover_what_their_names_say() {
    let mut lines = Vec::new();
    for message in 0..=8 {
        let kinds = [ChangeKind::Create, ChangeKind::Update, ChangeKind::Delete];
        let covered: Vec<_> = kinds
            .into_iter()
            .filter(|kind| fires(&registration(message), *kind, &owned(1, 100), "{}"))
            .map(ChangeKind::message)
            .collect();
        lines.push(format!("{message} {}", covered.join(" ")));
    }
    expect![[r#"
        0 
        1 Create
        2 Delete
        3 Update
        4 Create Update
        5 Create Delete
        6 Update Delete
        7 Create Update Delete
        8 "#]]
    .assert_eq(&lines.join("\n"));
}

#[test]
fn scope_is_relative_to_the_owner_of_the_registration() {
    let mut lines = Vec::new();
    for number in 1..=4 {
        let scope = trigger::scope(number).unwrap();
        let registration = Registration { scope, ..registration(1) };
        let reached: Vec<_> = [("own", 1, 100), ("colleague's", 2, 100), ("below", 3, 110), ("elsewhere", 4, 200)]
            .into_iter()
            .filter(|(_, owner, unit)| fires(&registration, ChangeKind::Create, &owned(*owner, *unit), "{}"))
            .map(|row| row.0)
            .collect();
        lines.push(format!("{number} {}", reached.join(", ")));
    }
    expect![[r#"
        1 own
        2 own, colleague's
        3 own, colleague's, below
        4 own, colleague's, below, elsewhere"#]]
    .assert_eq(&lines.join("\n"));
    assert_eq!(trigger::scope(5), None);
}

#[test]
fn filter_columns_look_at_the_request_and_only_for_updates() {
    let registration = Registration {
        filtering_columns: trigger::filtering_columns("contoso_name, contoso_permit,ownerid"),
        ..registration(7)
    };
    let row = owned(1, 100);
    // The value is what it was; that the request names the column is enough.
    assert!(fires(&registration, ChangeKind::Update, &row, r#"{"contoso_name":"Roof"}"#));
    assert!(!fires(&registration, ChangeKind::Update, &row, r#"{"contoso_floors":4}"#));
    assert!(fires(&registration, ChangeKind::Update, &row, r#"{"contoso_Permit@odata.bind":null}"#));
    let owner = r#"{"ownerid@odata.bind":"/teams(00000000-0000-0000-0000-000000000003)"}"#;
    assert!(fires(&registration, ChangeKind::Update, &row, owner));
    assert!(fires(&registration, ChangeKind::Create, &row, r#"{"contoso_floors":4}"#));
    assert!(fires(&registration, ChangeKind::Delete, &row, "{}"));
}

#[test]
fn the_filter_looks_at_the_row() {
    let table = inspection();
    let with = |text: &str| Registration {
        filter: Some(odata::parse_filter(&table, text, &asking()).unwrap()),
        ..registration(7)
    };
    for kind in [ChangeKind::Create, ChangeKind::Update, ChangeKind::Delete] {
        assert!(fires(&with("contoso_name eq 'ROOF' and contoso_floors ge 3"), kind, &owned(1, 100), "{}"));
        assert!(!fires(&with("contoso_floors gt 3"), kind, &owned(1, 100), "{}"));
    }
}

#[test]
fn another_table_does_not_fire() {
    let registration = Registration { table: "account".into(), ..registration(7) };
    assert!(!fires(&registration, ChangeKind::Create, &owned(1, 100), "{}"));
}

#[test]
fn the_body_of_the_trigger() {
    let table = inspection();
    let mut row = owned(1, 100);
    row.set_named(&table, "contoso_inspectionid", id(9));
    row.set_named(&table, "versionnumber", 77);
    row.set_named(&table, "contoso_about", id(5));
    row.set_named(&table, "contoso_about_targettype", "contact");
    let set_of = |table: &str| Some(format!("{table}s"));
    let body = |kind| {
        let facts = BodyFacts { kind, run_as: id(3), base: "https://host/api/data/v9.2", set_of: &set_of };
        let value = trigger_body(&table, &row, &facts);
        let lines: Vec<_> = value
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}: {}", value.to_json_string()))
            .collect();
        lines.join("\n")
    };
    expect![[r#"
        @odata.id: "https://host/api/data/v9.2/contoso_inspections(00000000-0000-0000-0000-000000000009)"
        ItemInternalId: "00000000-0000-0000-0000-000000000009"
        SdkMessage: "Update"
        RunAsSystemUserId: "00000000-0000-0000-0000-000000000003"
        RowVersion: "77"
        contoso_inspectionid: "00000000-0000-0000-0000-000000000009"
        contoso_name: "Roof"
        contoso_floors: 3
        _contoso_kind_label: "Fire"
        contoso_kind: 2
        _contoso_about_type: "contacts"
        _contoso_about_value@Microsoft.Dynamics.CRM.lookuplogicalname: "contact"
        _contoso_about_value: "00000000-0000-0000-0000-000000000005"
        _ownerid_type: "systemusers"
        _ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname: "systemuser"
        _ownerid_value: "00000000-0000-0000-0000-000000000001"
        _owningbusinessunit_type: "businessunits"
        _owningbusinessunit_value@Microsoft.Dynamics.CRM.lookuplogicalname: "businessunit"
        _owningbusinessunit_value: "00000000-0000-0000-0000-000000000064"
        versionnumber: 77"#]]
    .assert_eq(&body(ChangeKind::Update));
    assert_eq!(body(ChangeKind::Delete).lines().count(), 6);
}
