//! What an editor is told about half-written strings. `|` in a text stands for the cursor.

mod completions;
mod findings;
mod help;
mod robust;
mod types;

use wdl::{
    Definition, Value,
    analysis::{Analysis, NoSchemas, Operation, Place, Request, Schemas, Type, analyze},
};

/// A flow with one of most things: a request, variables, a parameter, loops, and two branches.
const FLOW: &str = r##"{
    "parameters": {"Site (contoso_Site)": {"type": "String", "defaultValue": "dev"}, "limit": {"type": "Int"}},
    "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {"schema": {
        "type": "object",
        "properties": {
            "id": {"type": "integer", "description": "The order's number."},
            "customer": {"type": "string"},
            "o'clock": {"type": "string"},
            "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}, "price": {"type": "number"}}}}
        }
    }}}},
    "actions": {
        "Init": {"type": "InitializeVariable", "inputs": {"variables": [{"name": "count", "type": "integer", "value": 0}]}},
        "Order": {"type": "Compose", "inputs": {"total": "@mul(2, 3)", "by": "@triggerBody()?['customer']"}, "runAfter": {"Init": ["Succeeded"]}},
        "Parse": {"type": "ParseJson", "runAfter": {"Order": ["Succeeded"]}, "inputs": {"content": "@outputs('Order')", "schema": {
            "type": "object", "properties": {"a": {"$ref": "#/definitions/A"}}, "definitions": {"A": {"type": ["boolean", "null"]}}}}},
        "Rows": {"type": "OpenApiConnection", "runAfter": {"Parse": ["Succeeded"]}, "inputs": {
            "host": {"connectionName": "shared_tables", "operationId": "ListRecords"}, "parameters": {"entityName": "contacts"}}},
        "Each": {"type": "Foreach", "foreach": "@body('Rows')?['value']", "runAfter": {"Rows": ["Succeeded"]}, "actions": {
            "Inner": {"type": "Compose", "inputs": "@items('Each')?['name']"}
        }},
        "Shape": {"type": "Select", "runAfter": {"Each": ["Succeeded"]}, "inputs": {
            "from": "@triggerBody()?['lines']", "select": {"code": "@item()?['sku']", "cost": "@item()?['price']"}}},
        "Set": {"type": "SetVariable", "runAfter": {"Shape": ["Succeeded"]}, "inputs": {"name": "count", "value": 1}},
        "Last": {"type": "Compose", "inputs": "", "runAfter": {"Set": ["Succeeded"]}},
        "Beside": {"type": "Compose", "inputs": "text", "runAfter": {"Rows": ["Succeeded"]}}
    }
}"##;

/// Knows the rows of one table.
struct Contacts;

impl Schemas for Contacts {
    fn body(&self, operation: &Operation<'_>) -> Type {
        let wanted = (operation.reference_key, operation.id, &*operation.parameters);
        if wanted != ("shared_tables", "ListRecords", &[("entityName", "contacts")]) {
            return Type::Any;
        }
        let schema = r#"{"properties": {"value": {"type": "array", "items": {"properties": {"name": {"type": "string"}, "age": {"type": "integer"}}}}}}"#;
        let schema = json(schema);
        Type::of_schema(&schema, &schema)
    }
}

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).expect("JSON")
}

/// What is said about a string in an action, with `|` for the cursor.
fn look(action: &str, path: &str, text: &str) -> Analysis {
    at(Place::Action { name: action, path }, text)
}

/// The same at any place.
fn at(place: Place<'_>, text: &str) -> Analysis {
    let cursor = text.find('|').unwrap_or(text.len());
    let text = text.replacen('|', "", 1);
    let (definition, _) = Definition::parse(&json(FLOW));
    analyze(Request { definition: &definition, schemas: &Contacts, place, text: &text, cursor }).expect("a place")
}

#[test]
fn an_action_that_is_not_there_is_no_place() {
    let (definition, _) = Definition::parse(&json(FLOW));
    let place = Place::Action { name: "Nothing", path: "inputs" };
    let request = Request { definition: &definition, schemas: &NoSchemas, place, text: "@1", cursor: 0 };
    assert!(analyze(request).is_none());
}
