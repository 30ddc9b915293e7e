//! Functions that read the run.

use wdl::{Instant, JsonScope, Profile, Template, Value};

const CONTEXT: &str = r#"{
    "triggerOutputs": {
        "headers": {"content-type": "multipart/form-data; boundary=b"},
        "body": {"$content-type": "multipart/form-data", "$content": "", "$multipart": [
            {"headers": {"Content-Disposition": "form-data; name=\"k\""}, "body": "v"},
            {"headers": {"Content-Disposition": "form-data; name=\"m\""}, "body": "1"},
            {"headers": {"Content-Disposition": "form-data; name=\"m\""}, "body": "2"}
        ]}
    },
    "outputs": {
        "Form": {"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "body": "a=1&b=x+y&a=2"},
        "Text": "plain"
    },
    "body": {"Get": {"value": [1]}},
    "actions": {"Done": {"status": "Succeeded", "outputs": {"body": 5}}},
    "items": {"Loop": {"n": 1}},
    "iterationIndexes": {"Until": 4},
    "result": {"Scope": [{"name": "a"}]}
}"#;

fn eval(text: &str) -> String {
    let scope = JsonScope::new(&Value::from_json(CONTEXT.as_bytes()).unwrap(), Instant(0), 1).unwrap();
    let (template, problems) = Template::parse_string(&format!("@{text}"));
    assert!(problems.is_empty(), "{problems:?}");
    match template.evaluate(&scope, Profile::PowerAutomate) {
        Ok(value) => value.to_json_string(),
        Err(error) => error.message().to_owned(),
    }
}

#[test]
fn what_the_run_holds_is_found_ignoring_case() {
    for (text, value) in [
        ("body('get')?['value']", "[1]"),
        ("outputs('GET')?['body/value']", "[1]"),
        ("actionBody('Done')", "5"),
        ("actionOutputs('Done')", r#"{"body":5}"#),
        ("actions('done').status", "\"Succeeded\""),
        ("body('Text')", "null"),
        ("outputs('Text')", "\"plain\""),
        ("items('loop').n", "1"),
        ("item().n", "1"),
        ("iterationIndexes('Until')", "4"),
        ("first(result('scope'))?['name']", "\"a\""),
        ("trigger().outputs.headers?['Content-Type']", "\"multipart/form-data; boundary=b\""),
    ] {
        assert_eq!(eval(text), value, "{text}");
    }
}

#[test]
fn form_data_is_read() {
    for (text, value) in [
        ("triggerFormDataValue('k')", "\"v\""),
        ("triggerFormDataValue('none')", "null"),
        ("triggerFormDataMultiValues('m')", r#"["1","2"]"#),
        ("triggerMultipartBody(2)", "\"2\""),
        ("formDataValue('Form', 'b')", "\"x y\""),
        ("formDataMultiValues('Form', 'a')", r#"["1","2"]"#),
    ] {
        assert_eq!(eval(text), value, "{text}");
    }
    for text in
        ["triggerFormDataValue('m')", "triggerMultipartBody(3)", "formDataValue('Get', 'a')", "multipartBody('Get', 0)"]
    {
        assert!(eval(text).starts_with("The template language function '"), "{text}");
    }
}

#[test]
fn a_context_must_have_its_form() {
    let fails = |context: &str| {
        JsonScope::new(&Value::from_json(context.as_bytes()).unwrap(), Instant(0), 1).unwrap_err().to_string()
    };
    assert_eq!(fails("[]"), "the context must be a JSON object, not of type Array");
    assert_eq!(fails(r#"{"now": "soon"}"#), "`now` in the context must be a time such as \"2026-01-31T12:00:00Z\"");
    assert_eq!(
        fails(r#"{"outputs": 1}"#),
        "`outputs` in the context must be an object whose members are found by name"
    );
}
