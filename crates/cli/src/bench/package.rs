//! The tables of W6 as a solution, and its flow.

use anyhow::{Context as _, Result};
use model::{
    ConnectorName, Depth, Privilege, RoleId, Verb,
    table::{Column, ColumnKind, Ownership, Requirement, Table},
};
use serde_json::{Value, json};
use solutions::{
    Contents, ExportOptions, Package, SolutionVersion,
    contents::{ManagedFlag, Manifest, Publisher, ReferenceFile, RoleFile},
};

/// The connection reference of the flow.
pub(super) const REFERENCE: &str = "bench_dataverse";
/// The security role that opens the tables.
pub(super) const ROWS: &str = "Bench: rows";
/// The security role with the right to act on behalf of others.
pub(super) const ON_BEHALF: &str = "Bench: act on behalf of others";

/// The solution as a zip: a table whose rows are changed, a table to which the flow adds one for each, and roles.
pub(super) fn zip() -> Result<Vec<u8>> {
    let contents = Contents {
        manifest: Some(Manifest {
            unique_name: "Bench".to_owned(),
            display_name: "Bench: rows that start flows".to_owned(),
            version: SolutionVersion::new(1, 0, 0, 0),
            managed: ManagedFlag::Unmanaged,
            publisher: Publisher {
                unique_name: "bench".to_owned(),
                display_name: "Bench".to_owned(),
                prefix: "bench".to_owned(),
                option_value_prefix: Some(10_001),
            },
            ..Manifest::default()
        }),
        connection_references: vec![ReferenceFile {
            logical_name: REFERENCE.to_owned(),
            display_name: "Bench's Dataverse".to_owned(),
            description: None,
            connector: ConnectorName::new(ConnectorName::DATAVERSE),
            custom_connector: None,
        }],
        tables: vec![table("Item", &[("Round", "Round")]), table("Mark", &[("Round", "Round"), ("Item", "Item")])],
        roles: vec![
            role("5d5c1e10-7d2f-4a57-9a3c-0e1f8a2b7c11", ROWS, &["bench_item", "bench_mark"], &[])?,
            role("5d5c1e10-7d2f-4a57-9a3c-0e1f8a2b7c12", ON_BEHALF, &[], &["prvActOnBehalfOfAnotherUser"])?,
        ],
        ..Contents::default()
    };
    let package = solutions::export(&contents, &Package::new(), ExportOptions { managed: false, values: false })?;
    Ok(package.write_zip()?)
}

/// A table with a name and columns of text.
fn table(name: &str, columns: &[(&str, &str)]) -> Table {
    let schema_name = format!("bench_{name}");
    let column = |schema_name: String, display_name: &str, kind, requirement| Column {
        logical_name: schema_name.to_lowercase(),
        schema_name,
        display_name: display_name.to_owned(),
        kind,
        requirement,
    };
    let text = |(name, display_name): &(&str, &str)| {
        column(format!("bench_{name}"), display_name, ColumnKind::Text { max_length: 200 }, Requirement::None)
    };
    let mut all = vec![
        column(format!("{schema_name}Id"), name, ColumnKind::PrimaryKey, Requirement::System),
        text(&("Name", "Name")),
    ];
    all.extend(columns.iter().map(text));
    Table {
        logical_name: schema_name.to_lowercase(),
        entity_set: format!("{}s", schema_name.to_lowercase()),
        plural_name: None,
        display_name: name.to_owned(),
        ownership: Ownership::User,
        primary_key: format!("{}id", schema_name.to_lowercase()),
        primary_name: Some("bench_name".to_owned()),
        schema_name,
        columns: all,
    }
}

/// A role that may do everything with all rows of these tables, and see who people are.
fn role(id: &str, name: &str, tables: &[&str], others: &[&str]) -> Result<RoleFile> {
    let id: RoleId = id.parse().with_context(|| format!("`{id}` is no id"))?;
    let privilege = |verb, table: &str| Privilege { verb, table: table.to_owned(), depth: Depth::Organization };
    let all = tables.iter().flat_map(|table| Verb::ALL.map(|verb| privilege(verb, table)));
    Ok(RoleFile {
        id,
        name: name.to_owned(),
        privileges: all.chain([privilege(Verb::Read, "systemuser")]).collect(),
        other_privileges: others.iter().map(|other| (*other).to_owned()).collect(),
    })
}

/// A row of one table was changed: adds a row to the other, as whoever changed it (run as: triggering user).
pub(super) fn flow() -> Value {
    let connector = ConnectorName::DATAVERSE;
    let reference = |impersonation: Value| {
        let mut reference = json!({
            "runtimeSource": "embedded",
            "connection": {"connectionReferenceLogicalName": REFERENCE},
            "api": {"name": connector}
        });
        if impersonation.is_object() {
            reference["impersonation"] = impersonation;
        }
        reference
    };
    let host = |name: &str, operation: &str| json!({"connectionName": name, "operationId": operation, "apiId": format!("/providers/Microsoft.PowerApps/apis/{connector}")});
    let invoker = format!("{connector}_1");
    json!({
        "schemaVersion": "1.0.0.0",
        "properties": {
            "templateName": "",
            "connectionReferences": {
                connector: reference(Value::Null),
                &invoker: reference(json!({"source": "invoker"}))
            },
            "definition": {
                "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
                "contentVersion": "1.0.0.0",
                "parameters": {
                    "$connections": {"defaultValue": {}, "type": "Object"},
                    "$authentication": {"defaultValue": {}, "type": "SecureObject"}
                },
                "triggers": {"When_an_item_is_modified": {
                    "type": "OpenApiConnectionWebhook",
                    "inputs": {
                        "host": host(connector, "SubscribeWebhookTrigger"),
                        "parameters": {
                            "subscriptionRequest/message": 3,
                            "subscriptionRequest/entityname": "bench_item",
                            "subscriptionRequest/scope": 4,
                            "subscriptionRequest/runas": 1
                        },
                        "authentication": "@parameters('$authentication')"
                    }
                }},
                "actions": {"Add_a_mark": {
                    "runAfter": {},
                    "type": "OpenApiConnection",
                    "inputs": {
                        "host": host(&invoker, "CreateRecord"),
                        "parameters": {
                            "entityName": "bench_marks",
                            "item/bench_name": "@concat(triggerOutputs()?['body/bench_name'], ' was changed')",
                            "item/bench_round": "@triggerOutputs()?['body/bench_round']",
                            "item/bench_item": "@triggerOutputs()?['body/bench_itemid']"
                        },
                        "authentication": "@parameters('$authentication')"
                    }
                }}
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_reads_as_what_it_was_made_from() {
        let package = Package::read_zip(&zip().unwrap(), &solutions::Limits::default()).unwrap();
        let (read, problems) = package.contents();
        assert_eq!(problems, []);
        assert_eq!(
            read.tables.iter().map(|table| &*table.entity_set).collect::<Vec<_>>(),
            ["bench_items", "bench_marks"]
        );
        let clientdata = wdl::Value::from_json(flow().to_string().as_bytes()).unwrap();
        let (_, problems) = wdl::definition::Clientdata::parse(&clientdata);
        assert_eq!(problems, []);
    }
}
