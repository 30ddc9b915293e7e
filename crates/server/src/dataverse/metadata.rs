//! What there is: the list of tables, their definitions, and who asks.

use std::fmt::Write as _;

use app::rows;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use model::table::{ColumnKind, Table};
use tables::{ErrorKind, ODataError, metadata::entity_definition, row::property_name, system};
use wdl::{Object, Value};

use super::{answer, asking::Asking};
use crate::error::ApiResult;

/// The list of entity sets.
pub(super) async fn service(asking: &Asking) -> ApiResult<Response> {
    let tables = rows::list_tables(asking.server.steward(), &asking.op, &asking.environment).await?;
    let entry = |table: &Table| {
        let set = Value::from(table.entity_set.as_str());
        Value::Object(Object::from([("name", set.clone()), ("kind", Value::from("EntitySet")), ("url", set)]))
    };
    let value: Vec<Value> = tables.iter().map(|table| entry(table)).collect();
    Ok(answer::list(asking, "", Value::from(value), None, None))
}

/// `WhoAmI()`
pub(super) async fn who_am_i(asking: &Asking) -> ApiResult<Response> {
    let found = rows::who_am_i(asking.server.steward(), &asking.op, &asking.environment, asking.on_behalf_of).await?;
    let (unit, user) = found;
    let unit = Value::from(unit.to_string());
    let me = Object::from([
        ("BusinessUnitId", unit.clone()),
        ("UserId", Value::from(user.to_string())),
        // An environment is one organization with one business unit at its root.
        ("OrganizationId", unit),
    ]);
    Ok(answer::single(asking, StatusCode::OK, "Microsoft.Dynamics.CRM.WhoAmIResponse", &Value::Object(me)))
}

/// `EntityDefinitions`, all or one; or the columns of one.
pub(super) async fn definitions(asking: &Asking, table: Option<&str>, attributes: bool) -> ApiResult<Response> {
    if asking.option("$filter").is_some() {
        let message = "$filter is not supported on EntityDefinitions. Write EntityDefinitions(LogicalName='...').";
        return Err(ODataError::new(ErrorKind::NotSupported, message).into());
    }
    let tables = rows::list_tables(asking.server.steward(), &asking.op, &asking.environment).await?;
    let expand = asking.option("$expand").is_some_and(|expand| expand.trim_start().starts_with("Attributes"));
    let Some(wanted) = table else {
        let value: Vec<Value> = tables.iter().map(|table| selected(asking, entity_definition(table, expand))).collect();
        return Ok(answer::list(asking, "EntityDefinitions", Value::from(value), None, None));
    };
    let table = tables.iter().find(|table| table.logical_name == wanted).ok_or_else(|| {
        let message = format!("Could not find an entity with name '{wanted}'.");
        ODataError::new(ErrorKind::ObjectDoesNotExist, message)
    })?;
    let definition = entity_definition(table, expand || attributes);
    if attributes {
        let columns = definition.get("Attributes").and_then(Value::as_array);
        let columns = columns.into_iter().flat_map(|columns| columns.iter());
        let value: Vec<Value> = columns.map(|column| selected(asking, column.clone())).collect();
        let what = format!("EntityDefinitions('{wanted}')/Attributes");
        return Ok(answer::list(asking, &what, Value::from(value), None, None));
    }
    Ok(answer::single(asking, StatusCode::OK, "EntityDefinitions/$entity", &selected(asking, definition)))
}

/// The members that `$select` names, and those that were expanded.
fn selected(asking: &Asking, definition: Value) -> Value {
    let (Some(select), Some(members)) = (asking.option("$select"), definition.as_object()) else { return definition };
    let names: Vec<&str> = select.split(',').map(str::trim).collect();
    let mut shown = Object::new();
    for (name, value) in members.iter() {
        if name.starts_with('@') || &**name == "Attributes" || names.contains(&&**name) {
            shown.insert(name.clone(), value.clone());
        }
    }
    Value::Object(shown)
}

/// `$metadata`: tables with their columns and lookups, in CSDL. Source: OData CSDL XML 4.0.
pub(super) async fn csdl(asking: &Asking) -> ApiResult<Response> {
    let tables = rows::list_tables(asking.server.steward(), &asking.op, &asking.environment).await?;
    let mut types = String::new();
    let mut sets = String::new();
    for table in &tables {
        // Writing to a String cannot fail.
        let _ = entity_type(&mut types, table);
        let (set, name) = (xml(&table.entity_set), xml(&table.logical_name));
        let _ = writeln!(sets, "        <EntitySet Name=\"{set}\" EntityType=\"Microsoft.Dynamics.CRM.{name}\"/>");
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\">\n  <edmx:DataServices>\n    \
         <Schema Namespace=\"Microsoft.Dynamics.CRM\" Alias=\"mscrm\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n\
         {types}      <EntityContainer Name=\"System\">\n{sets}      </EntityContainer>\n    </Schema>\n  \
         </edmx:DataServices>\n</edmx:Edmx>\n"
    );
    Ok(([(header::CONTENT_TYPE, "application/xml; charset=utf-8")], document).into_response())
}

fn entity_type(out: &mut String, table: &Table) -> std::fmt::Result {
    writeln!(out, "      <EntityType Name=\"{}\">", xml(&table.logical_name))?;
    writeln!(out, "        <Key><PropertyRef Name=\"{}\"/></Key>", xml(&table.primary_key))?;
    for (at, column) in table.columns.iter().enumerate() {
        if system::is_hidden(table, at) {
            continue;
        }
        writeln!(out, "        <Property Name=\"{}\" Type=\"{}\"/>", xml(&property_name(column)), edm(&column.kind))?;
        if let ColumnKind::Lookup { targets, navigation } = &column.kind
            && let [target] = &targets[..]
        {
            let (name, target) = (xml(navigation), xml(target));
            writeln!(out, "        <NavigationProperty Name=\"{name}\" Type=\"mscrm.{target}\"/>")?;
        }
    }
    writeln!(out, "      </EntityType>")
}

fn edm(kind: &ColumnKind) -> &'static str {
    match kind {
        ColumnKind::PrimaryKey | ColumnKind::Uniqueidentifier | ColumnKind::Lookup { .. } | ColumnKind::Owner => {
            "Edm.Guid"
        }
        ColumnKind::Integer | ColumnKind::Choice { .. } | ColumnKind::State { .. } | ColumnKind::Status { .. } => {
            "Edm.Int32"
        }
        ColumnKind::BigInt => "Edm.Int64",
        ColumnKind::Decimal { .. } => "Edm.Decimal",
        ColumnKind::Double => "Edm.Double",
        ColumnKind::Boolean => "Edm.Boolean",
        ColumnKind::DateTime { behavior: model::table::DateTimeBehavior::DateOnly } => "Edm.Date",
        ColumnKind::DateTime { .. } => "Edm.DateTimeOffset",
        ColumnKind::Text { .. } | ColumnKind::MultiChoice { .. } | ColumnKind::Other { .. } => "Edm.String",
    }
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
