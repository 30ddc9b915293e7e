//! What strings come to.

use wdl::analysis::{Place, Type};

use crate::{at, json, look};

fn of(text: &str) -> String {
    look("Last", "inputs", text).of.to_string()
}

#[test]
fn types_follow_from_functions_schemas_and_shapes() {
    for (text, expected) in [
        ("plain", "string"),
        ("@{1}", "string"),
        ("@null", "null"),
        ("@1", "integer"),
        ("@add(1, 2)", "integer"),
        ("@add(1, 2.5)", "number"),
        ("@concat(1)", "string"),
        ("@if(true, 1, 'x')", "integer or string"),
        ("@if(true, 1, 2.0)", "number"),
        ("@createArray(1, 2)", "array of integer"),
        ("@createArray(1, null)", "array of (integer or null)"),
        ("@split('a', ',')", "array of string"),
        ("@triggerBody()", "object"),
        ("@triggerBody()?['lines']", "array of object"),
        ("@triggerBody()?['lines'][0]['price']", "number"),
        ("@first(triggerBody()?['lines'])?['sku']", "string"),
        ("@triggerOutputs()?['body/id']", "integer"),
        ("@trigger()?['outputs']?['body']?['id']", "integer"),
        ("@outputs('Order')?['total']", "integer"),
        ("@outputs('Order')?['by']", "string"),
        ("@body('Parse')?['a']", "boolean or null"),
        ("@body('Rows')?['value']", "array of object"),
        ("@outputs('Rows')?['statusCode']", "integer"),
        ("@body('Shape')", "array of object"),
        ("@body('Shape')[0]['cost']", "number"),
        ("@outputs('Inner')", "array of string"),
        ("@actions('Order')?['outputs']?['total']", "integer"),
        ("@actions('Order')?['status']", "string"),
        ("@variables('count')", "integer"),
        ("@parameters('limit')", "integer"),
        ("@workflow()?['run']?['name']", "string"),
        ("@result('Each')[0]['status']", "string"),
        ("@setProperty(outputs('Order'), 'total', 'x')?['total']", "string"),
        ("@nothing()", "any"),
        ("@outputs('Nothing')", "any"),
        ("@concat(", "string"),
    ] {
        assert_eq!(of(text), expected, "{text}");
    }
    assert_eq!(look("Inner", "inputs", "@item()?['age']").of, Type::Integer);
    assert_eq!(look("Shape", "inputs/select", "@item()?['sku']").of, Type::String);
    assert_eq!(at(Place::Anywhere, "@outputs('Beside')").of, Type::String);
}

#[test]
fn actions_that_read_each_other_in_a_circle_may_be_anything() {
    let source = json(
        r#"{"triggers": {}, "actions": {
            "A": {"type": "Compose", "inputs": "@outputs('B')", "runAfter": {"B": ["Succeeded"]}},
            "B": {"type": "Compose", "inputs": {"x": "@outputs('A')"}, "runAfter": {"A": ["Succeeded"]}}}}"#,
    );
    let (definition, _) = wdl::Definition::parse(&source);
    let request = wdl::analysis::Request {
        definition: &definition,
        schemas: &wdl::analysis::NoSchemas,
        place: Place::Anywhere,
        text: "@outputs('A')?['x']",
        cursor: 0,
    };
    assert_eq!(wdl::analysis::analyze(request).expect("a place").of, Type::Any);
}

#[test]
fn schemas_are_read_as_far_as_they_are_understood() {
    let read = |text: &str| {
        let schema = json(text);
        Type::of_schema(&schema, &schema)
    };
    for (schema, expected) in [
        ("{}", "any"),
        ("true", "any"),
        (r#"{"type": "unheard"}"#, "any"),
        (r#"{"type": ["string", "null"]}"#, "string or null"),
        (r#"{"type": "string", "x-nullable": true}"#, "string or null"),
        (r#"{"enum": [1, "a"]}"#, "integer or string"),
        (r#"{"anyOf": [{"type": "integer"}, {"type": "number"}]}"#, "number"),
        (r##"{"$ref": "#/definitions/nothing"}"##, "any"),
        (r##"{"$ref": "#"}"##, "any"),
        (
            r##"{"$ref": "#/definitions/L", "definitions": {"L": {"type": "array", "items": {"$ref": "#/definitions/L"}}}}"##,
            "array of array of array of array",
        ),
    ] {
        assert_eq!(read(schema).to_string(), expected, "{schema}");
    }
    let together =
        read(r#"{"allOf": [{"properties": {"a": {"type": "string"}}}], "properties": {"b": {"type": "integer"}}}"#);
    let names: Vec<&str> = together.members().map(|member| &*member.name).collect();
    assert_eq!(names, ["a", "b"]);
}
