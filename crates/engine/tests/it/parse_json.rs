//! `ParseJson`.

use expect_test::expect;
use testkit::flow;

use crate::check;

#[test]
fn text_is_parsed_and_values_are_kept() {
    check(
        flow(r#"p: parse @string('{"a": [1, 2.50]}')"#),
        expect![[r#"
        p    Succeeded  OK            {"body":{"a":[1,2.5]}}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(r#"p: parse {"a": "@add(1, 1)"}"#),
        expect![[r#"
        p    Succeeded  OK            {"body":{"a":2}}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow("p: parse @string('  ')"),
        expect![[r#"
        p    Succeeded  OK            {"body":null}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn nothing_is_no_json() {
    check(
        flow("p: parse @null"),
        expect![[r#"
        p    Failed  BadRequest    InvalidTemplate
        run  Failed  ActionFailed
    "#]],
    );
    check(
        flow("p: parse @string('')"),
        expect![[r#"
        p    Failed  BadRequest    InvalidTemplate
        run  Failed  ActionFailed
    "#]],
    );
    expect!["InvalidTemplate: Required property 'content' expects a value but got null. Path ''."]
        .assert_eq(&flow("p: parse @null").play().error("p"));
}

#[test]
fn text_that_is_no_json_fails() {
    check(
        flow("p: parse @string('{oops')\nc: compose @body('p') after p Failed"),
        expect![[r#"
        p    Failed     InvalidJSON
        c    Succeeded  OK            null
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn text_is_read_as_tolerantly_as_the_platform_does() {
    check(
        flow(r#"p: parse @string('{a: ''x'', b: 010, /* c */ d: [1,], } and more')"#),
        expect![[r#"
        p    Succeeded  OK            {"body":{"a":"x","b":8,"d":[1]}}
        run  Succeeded  NotSpecified
    "#]],
    );
}

#[test]
fn content_with_a_type_must_be_decoded_first() {
    check(
        flow("p: parse @binary('{}')"),
        expect![[r#"
        p    Failed  BadRequest
        run  Failed  ActionFailed
    "#]],
    );
}

/// What is wrong with a value, one error a line.
fn errors(content: &str, schema: &str) -> String {
    let played = flow(&format!("p: parse {content} as {schema}")).play();
    let record = &played.record.actions[0];
    let outputs = record.outputs.clone().unwrap_or_default();
    let errors = outputs.get("errors").and_then(wdl::Value::as_array).cloned().unwrap_or_default();
    let text = |error: &wdl::Value, key: &str| error.get(key).map(wdl::Value::to_text).unwrap_or_default();
    let lines: Vec<String> = errors
        .iter()
        .map(|error| {
            format!(
                "{} | {} | {} | {}",
                text(error, "path"),
                text(error, "schemaId"),
                text(error, "errorType"),
                text(error, "message")
            )
        })
        .collect();
    format!("{}\n{}", record.code, lines.join("\n"))
}

#[test]
fn values_are_checked_against_the_schema() {
    let schema = r#"{"type": "object", "required": ["a", "rows"], "properties": {"a": {"type": "string"}, "n": {"type": ["number", "null"]}, "i": {"type": "integer"}, "rows": {"type": "array", "items": {"type": "object", "properties": {"x": {"enum": [1, 2]}}}}}}"#;
    expect![[r#"
        OK
    "#]]
    .assert_eq(&errors(r#"{"a": "x", "n": 1, "i": 2, "rows": [{"x": 1}]}"#, schema));
    expect![[r#"
        ValidationFailed
         | # | required | Required properties are missing from object: a.
        n | #/properties/n | type | Invalid type. Expected Number, Null but got String.
        i | #/properties/i | type | Invalid type. Expected Integer but got Number.
        rows[1].x | #/properties/rows/items/properties/x | enum | Value 3 is not defined in enum.
        rows[2] | #/properties/rows/items | type | Invalid type. Expected Object but got Integer."#]]
    .assert_eq(&errors(r#"{"n": "x", "i": 1.5, "rows": [{"x": 1}, {"x": 3}, 4]}"#, schema));
    expect![[r#"
        ValidationFailed
         | # | type | Invalid type. Expected Object but got Array."#]]
    .assert_eq(&errors("[]", schema));
}

#[test]
fn bounds_are_checked() {
    let schema = r#"{"properties": {"s": {"minLength": 2, "maxLength": 3}, "n": {"minimum": 1, "maximum": 2, "exclusiveMaximum": true, "multipleOf": 0.5}, "l": {"minItems": 2, "maxItems": 3, "uniqueItems": true}}, "additionalProperties": false}"#;
    expect![[r#"
        ValidationFailed
        s | #/properties/s | minimumLength | String 'x' is less than minimum length of 2.
        n | #/properties/n | minimum | Integer 0 is less than minimum value of 1.
        l | #/properties/l | minimumItems | Array item count 1 is less than minimum count of 2."#]]
    .assert_eq(&errors(r#"{"s": "x", "n": 0, "l": [1]}"#, schema));
    expect![[r#"
        ValidationFailed
        s | #/properties/s | maximumLength | String 'long' exceeds maximum length of 3.
        n | #/properties/n | maximum | Integer 2 equals maximum value of 2 and exclusive maximum is true.
        l | #/properties/l | maximumItems | Array item count 4 exceeds maximum count of 3.
        l | #/properties/l | uniqueItems | Non-unique array item at index 2.
         | # | additionalProperties | Property 'o' has not been defined and the schema does not allow additional properties."#]].assert_eq(&errors(r#"{"s": "long", "n": 2, "l": [1, 2, 1, 2], "o": 1}"#, schema));
    expect![[r#"
        ValidationFailed
        n | #/properties/n | multipleOf | Float 1.2 is not a multiple of 0.5."#]]
    .assert_eq(&errors(r#"{"n": 1.2}"#, schema));
}

#[test]
fn schemas_combine_and_refer() {
    let schema = r##"{"definitions": {"tree": {"type": "object", "properties": {"next": {"$ref": "#/definitions/tree"}}}}, "anyOf": [{"type": "string"}, {"$ref": "#/definitions/tree"}], "not": {"required": ["bad"]}}"##;
    expect![[r#"
        OK
    "#]]
    .assert_eq(&errors(r#"{"next": {"next": {}}}"#, schema));
    expect![[r#"
        ValidationFailed
         | # | anyOf | JSON does not match any schemas from 'anyOf'."#]]
    .assert_eq(&errors(r#"{"next": {"next": 1}}"#, schema));
    expect![[r#"
        ValidationFailed
         | # | not | JSON is valid against schema from 'not'."#]]
    .assert_eq(&errors(r#"{"bad": 1}"#, schema));
    expect![[r#"
        ValidationFailed
         | # | oneOf | JSON is valid against more than one schema from 'oneOf'. Valid schema indexes: 0, 1."#]]
    .assert_eq(&errors("1", r#"{"oneOf": [{"type": "integer"}, {"type": "number"}]}"#));
    expect![[r#"
        ValidationFailed
         | #/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref/$ref | schema | The schema or the value is nested too deeply."#]].assert_eq(&errors("1", r##"{"$ref": "#"}"##));
}

#[test]
fn patterns_are_not_supported() {
    check(
        flow(r#"p: parse {} as {"properties": {"pattern": {"type": "string"}}}"#),
        expect![[r#"
        p    Succeeded  OK            {"body":{}}
        run  Succeeded  NotSpecified
    "#]],
    );
    check(
        flow(r#"p: parse {} as {"properties": {"a": {"pattern": "x"}}}"#),
        expect![[r#"
        p    Failed  ActionSchemaNotSupported
        run  Failed  ActionFailed
    "#]],
    );
}

#[test]
fn numbers_that_json_cannot_spell_are_texts() {
    check(
        flow("p: parse @string('{a: [NaN, Infinity, -Infinity, 1.5]}')"),
        expect![[r#"
            p    Succeeded  OK            {"body":{"a":["NaN","Infinity","-Infinity",1.5]}}
            run  Succeeded  NotSpecified
        "#]],
    );
}
