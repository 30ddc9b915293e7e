//! Values of definitions with expressions in them.

use wdl::{EmptyScope, Instant, JsonScope, Profile, Template, Value};

fn json(text: &str) -> Value {
    Value::from_json(text.as_bytes()).unwrap()
}

/// What a JSON value of a definition comes to, or its problems.
fn evaluate(source: &str) -> String {
    let (template, problems) = Template::parse(&json(source));
    if !problems.is_empty() {
        return problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    }
    let context = json(r#"{"variables": {"n": 7, "o": {"k": [1.0, null]}, "key": "made"}}"#);
    let scope = JsonScope::new(&context, Instant(0), 1).unwrap();
    match template.evaluate(&scope, Profile::PowerAutomate) {
        Ok(value) => value.to_json_string(),
        Err(error) => error.message().to_owned(),
    }
}

#[test]
fn values_keep_their_types_and_members_their_order() {
    for (source, value) in [
        (r#"{"b": "@variables('n')", "a": ["@{variables('n')}", 1, "x"]}"#, r#"{"b":7,"a":["7",1,"x"]}"#),
        (
            r#"{"@{variables('key')}": 1, "@@odata.type": 2, "@odata.id": 3}"#,
            r##"{"made":1,"@odata.type":2,"@odata.id":3}"##,
        ),
        (r#"["@@x", "a@@{b}", "@", "x @y", "@{variables('o')}"]"#, r#"["@x","a@{b}","@","x @y","{\"k\":[1.0,null]}"]"#),
        (r#"{"missing": "@variables('o')?['nope']"}"#, r#"{"missing":null}"#),
        (r#""@{'{'}@{variables('n')}}""#, r#""{7}""#),
    ] {
        assert_eq!(evaluate(source), value, "{source}");
    }
}

#[test]
fn problems_have_a_path_and_a_place() {
    assert_eq!(
        evaluate(r#"{"a": {"b": ["ok", "see @{oops} and @{concat(}"]}, "c": "@1 2"}"#),
        "error TemplateParseError at a/b/1 (6..10): 'oops' is neither a text nor a function call. Put texts in single \
         quotes ('oops'), read variables with variables('oops').\n\
         error TemplateParseError at a/b/1 (24..25): The '(' after 'concat' is not closed. Add ')'.\n\
         error TemplateParseError at a/b/1 (25..25): An expression is expected here, but the text ends.\n\
         error TemplateParseError at c (3..4): This number is not expected here. Calculate with add() and sub(), and put \
         commas between arguments."
    );
}

#[test]
fn parts_without_expressions_are_shared() {
    let source = json(r#"{"a": {"b": [1, 2]}, "c": "@null"}"#);
    let (template, _) = Template::parse(&source);
    assert!(!template.is_literal());
    let value = template.evaluate(&EmptyScope { now: Instant(0) }, Profile::PowerAutomate).unwrap();
    assert!(value.get("a").unwrap().as_object().unwrap().is_same(source.get("a").unwrap().as_object().unwrap()));
    let (template, _) = Template::parse(source.get("a").unwrap());
    assert!(template.is_literal());
}

#[test]
fn expressions_can_be_visited() {
    let (template, _) = Template::parse(&json(r#"{"a": "@body('X')", "@{item()}": ["@{items('L')}-@{length('x')}"]}"#));
    let mut found = Vec::new();
    template.expressions(&mut |expression| found.push(expression.to_string()));
    assert_eq!(found, ["body('X')", "item()", "items('L')", "length('x')"]);
}
