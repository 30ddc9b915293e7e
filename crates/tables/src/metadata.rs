//! `EntityDefinitions`: what clients ask to learn a table's shape.

use model::table::{Column, ColumnKind, Ownership, Requirement, Table};
use wdl::{Object, Value};

use crate::system;

/// The definition of a table, with its columns when they are asked for (`$expand=Attributes`).
pub fn entity_definition(table: &Table, attributes: bool) -> Value {
    let mut object = Object::from([
        ("LogicalName", Value::from(table.logical_name.as_str())),
        ("SchemaName", table.schema_name.as_str().into()),
        ("EntitySetName", table.entity_set.as_str().into()),
        ("LogicalCollectionName", table.entity_set.as_str().into()),
        ("DisplayName", localized(&table.display_name)),
        (
            "OwnershipType",
            match table.ownership {
                Ownership::User => "UserOwned",
                Ownership::Organization => "OrganizationOwned",
            }
            .into(),
        ),
        ("PrimaryIdAttribute", table.primary_key.as_str().into()),
        ("PrimaryNameAttribute", table.primary_name.as_deref().into()),
        ("IsCustomEntity", table.logical_name.contains('_').into()),
    ]);
    if attributes {
        let columns = table.columns.iter().enumerate().filter(|(at, _)| !system::is_hidden(table, *at));
        let columns: Vec<Value> = columns.map(|(_, column)| attribute(table, column)).collect();
        object.insert("Attributes", columns.into());
    }
    object.into()
}

fn attribute(table: &Table, column: &Column) -> Value {
    let kind = attribute_type(&column.kind);
    let writable = !system::is_written_by_system(&column.logical_name);
    let mut object = Object::from([
        ("@odata.type", Value::from(format!("#Microsoft.Dynamics.CRM.{kind}AttributeMetadata"))),
        ("LogicalName", column.logical_name.as_str().into()),
        ("SchemaName", column.schema_name.as_str().into()),
        ("EntityLogicalName", table.logical_name.as_str().into()),
        ("AttributeType", kind.into()),
        ("DisplayName", localized(&column.display_name)),
        ("IsPrimaryId", (column.logical_name == table.primary_key).into()),
        ("IsPrimaryName", (Some(&column.logical_name) == table.primary_name.as_ref()).into()),
        ("IsValidForCreate", writable.into()),
        ("IsValidForUpdate", (writable && column.kind != ColumnKind::PrimaryKey).into()),
        ("IsValidForRead", true.into()),
        ("RequiredLevel", Value::from(Object::from([("Value", Value::from(required_level(column.requirement)))]))),
    ]);
    match &column.kind {
        ColumnKind::Text { max_length } => object.insert("MaxLength", i64::from(*max_length).into()),
        ColumnKind::Decimal { precision } => object.insert("Precision", i64::from(*precision).into()),
        ColumnKind::Lookup { targets, .. } => {
            let targets: Vec<Value> = targets.iter().map(|target| Value::from(target.as_str())).collect();
            object.insert("Targets", targets.into());
        }
        ColumnKind::Owner => object.insert("Targets", vec![Value::from("systemuser"), Value::from("team")].into()),
        ColumnKind::Choice { options } | ColumnKind::MultiChoice { options } => {
            let options = options.iter().map(|option| choice(option.value, &option.label, None)).collect();
            object.insert("OptionSet", option_set(options));
        }
        ColumnKind::State { states } => {
            let options = states
                .iter()
                .map(|state| choice(state.value, &state.label, Some(("DefaultStatus", state.default_status))))
                .collect();
            object.insert("OptionSet", option_set(options));
        }
        ColumnKind::Status { statuses } => {
            let options = statuses
                .iter()
                .map(|status| choice(status.value, &status.label, Some(("State", status.state))))
                .collect();
            object.insert("OptionSet", option_set(options));
        }
        _ => {}
    }
    object.into()
}

fn choice(value: i64, label: &str, extra: Option<(&str, i64)>) -> Value {
    let mut object = Object::from([("Value", Value::from(value)), ("Label", localized(label))]);
    if let Some((name, number)) = extra {
        object.insert(name, number.into());
    }
    object.into()
}

fn option_set(options: Vec<Value>) -> Value {
    Object::from([("Options", Value::from(options))]).into()
}

/// A label as metadata writes it, in English (language code 1033).
fn localized(text: &str) -> Value {
    let label = Value::from(Object::from([("Label", Value::from(text)), ("LanguageCode", Value::Int(1_033))]));
    Object::from([("LocalizedLabels", Value::from(vec![label.clone()])), ("UserLocalizedLabel", label)]).into()
}

fn required_level(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::None => "None",
        Requirement::Recommended => "Recommended",
        Requirement::Required => "ApplicationRequired",
        Requirement::System => "SystemRequired",
    }
}

/// The name of a column's type. Source: `AttributeTypeCode` of the Web API.
pub fn attribute_type(kind: &ColumnKind) -> &'static str {
    match kind {
        ColumnKind::PrimaryKey | ColumnKind::Uniqueidentifier => "Uniqueidentifier",
        ColumnKind::Text { max_length } if *max_length > 4_000 => "Memo",
        ColumnKind::Text { .. } => "String",
        ColumnKind::Integer => "Integer",
        ColumnKind::BigInt => "BigInt",
        ColumnKind::Decimal { .. } => "Decimal",
        ColumnKind::Double => "Double",
        ColumnKind::Boolean => "Boolean",
        ColumnKind::DateTime { .. } => "DateTime",
        ColumnKind::Choice { .. } => "Picklist",
        ColumnKind::MultiChoice { .. } => "MultiSelectPicklist",
        ColumnKind::State { .. } => "State",
        ColumnKind::Status { .. } => "Status",
        ColumnKind::Lookup { .. } => "Lookup",
        ColumnKind::Owner => "Owner",
        ColumnKind::Other { .. } => "Virtual",
    }
}
