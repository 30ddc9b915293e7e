//! Tables from the outside: text in, text out.

mod fetchxml;
mod filters;
mod mask;
mod odata;
mod read;
mod security;
mod shape;
mod status;
mod system;
mod trigger;
mod write;

use model::table::{
    ChoiceOption, Column, ColumnKind, DateTimeBehavior, Ownership, Requirement, StateOption, StatusOption, Table,
};
use tables::{Changes, Mode, Row, odata::Asking, row};
use uuid::Uuid;
use wdl::Value;

/// A table with a column of each kind.
fn inspection() -> Table {
    let options = || {
        [(1, "Roof"), (2, "Fire"), (3, "Water")]
            .map(|(value, label)| ChoiceOption { value, label: label.into() })
            .to_vec()
    };
    let date = |behavior| ColumnKind::DateTime { behavior };
    let lookup = |targets: &[&str], navigation: &str| ColumnKind::Lookup {
        targets: targets.iter().map(|target| (*target).to_owned()).collect(),
        navigation: navigation.to_owned(),
    };
    let columns = [
        ("contoso_name", ColumnKind::Text { max_length: 10 }),
        ("contoso_notes", ColumnKind::Text { max_length: 2_000 }),
        ("contoso_floors", ColumnKind::Integer),
        ("contoso_big", ColumnKind::BigInt),
        ("contoso_cost", ColumnKind::Decimal { precision: 2 }),
        ("contoso_score", ColumnKind::Double),
        ("contoso_urgent", ColumnKind::Boolean),
        ("contoso_at", date(DateTimeBehavior::UserLocal)),
        ("contoso_day", date(DateTimeBehavior::DateOnly)),
        ("contoso_kind", ColumnKind::Choice { options: options() }),
        ("contoso_kinds", ColumnKind::MultiChoice { options: options() }),
        ("contoso_permit", lookup(&["contoso_permit"], "contoso_Permit")),
        ("contoso_about", lookup(&["account", "contact"], "contoso_About")),
        ("contoso_key", ColumnKind::Uniqueidentifier),
        (
            "statecode",
            ColumnKind::State {
                states: vec![
                    StateOption { value: 0, label: "Active".into(), default_status: 1 },
                    StateOption { value: 1, label: "Inactive".into(), default_status: 2 },
                ],
            },
        ),
        (
            "statuscode",
            ColumnKind::Status {
                statuses: [(1, "Open", 0), (10, "Waiting", 0), (2, "Done", 1), (20, "Cancelled", 1)]
                    .map(|(value, label, state)| StatusOption { value, label: label.into(), state })
                    .to_vec(),
            },
        ),
    ]
    .map(|(name, kind)| Column {
        logical_name: name.into(),
        schema_name: name.into(),
        display_name: name.into(),
        kind,
        requirement: Requirement::None,
    });
    tables::system::complete(Table {
        logical_name: "contoso_inspection".into(),
        schema_name: "contoso_Inspection".into(),
        entity_set: "contoso_inspections".into(),
        plural_name: None,
        display_name: "Inspection".into(),
        ownership: Ownership::User,
        primary_key: "contoso_inspectionid".into(),
        primary_name: Some("contoso_name".into()),
        columns: columns.to_vec(),
    })
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// The tables that the tests know by their entity set names.
fn resolve_set(set: &str) -> Option<String> {
    Some(
        match set {
            "systemusers" => "systemuser",
            "teams" => "team",
            "accounts" => "account",
            "contacts" => "contact",
            "contoso_permits" => "contoso_permit",
            _ => return None,
        }
        .to_owned(),
    )
}

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap()
}

/// The changes of a create request.
fn created(text: &str) -> Changes {
    row::from_json(&inspection(), &json(text), Mode::Create, &resolve_set).unwrap()
}

/// The row that a create request makes.
fn row_of(text: &str) -> Row {
    let table = inspection();
    let mut row = Row::empty(&table);
    row.apply(&created(text));
    row
}

/// Sunday 22 November 2026, 10:30 UTC, asked by user 1 of business unit 100 and team 50.
fn asking() -> Asking {
    Asking { now: "2026-11-22T10:30:00Z".parse().unwrap(), user: id(1), business_unit: id(100), teams: vec![id(50)] }
}
