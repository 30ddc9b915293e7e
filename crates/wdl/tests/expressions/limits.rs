//! Hostile expressions are refused with a place, in little time and stack.

use wdl::{EmptyScope, Expression, Instant, Object, Profile, Scope, Template, Value};

#[test]
fn deep_nesting_is_refused() {
    for text in ["f(".repeat(4_000), "f()".to_owned() + &".a".repeat(4_000), "(".repeat(8_000), "a()[".repeat(2_000)] {
        let (_, problems) = Expression::parse(&text);
        let deep: Vec<_> = problems.iter().filter(|problem| problem.message.contains("nested deeper")).collect();
        assert_eq!(deep.len(), 1, "{problems:?}");
        assert!(deep[0].span.is_some());
        assert_eq!(deep[0].code, "TemplateParseError");
    }
}

#[test]
fn long_expressions_are_refused() {
    let text = format!("{}1{}", "not(".repeat(10_000), ")".repeat(10_000));
    let (_, problems) = Expression::parse(&text);
    assert_eq!(problems.len(), 1);
    assert!(problems[0].message.starts_with("The expression is longer than 8192 characters."));
    assert_eq!(problems[0].span.unwrap().start, 8_192);
}

#[test]
fn what_is_within_the_limits_is_accepted() {
    let nested = format!("{}true{}", "not(".repeat(98), ")".repeat(98));
    let (_, problems) = Expression::parse(&nested);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(crate::eval(&format!("@{nested}")), "true");
}

#[test]
fn deep_values_are_refused() {
    let mut value = Value::Null;
    for _ in 0..1_000 {
        value = Value::from(vec![value]);
    }
    let (_, problems) = Template::parse(&value);
    assert_eq!(problems.len(), 1);
}

/// A scope with one variable.
struct One(Value);

impl Scope for One {
    fn now(&self) -> Instant {
        Instant(0)
    }
    fn random(&self) -> u128 {
        0
    }
    fn parameter(&self, _: &str) -> Option<Value> {
        None
    }
    fn variable(&self, _: &str) -> Option<Value> {
        Some(self.0.clone())
    }
    fn outputs(&self, _: &str) -> Option<Option<Value>> {
        None
    }
    fn action(&self, _: &str) -> Option<Value> {
        None
    }
    fn trigger(&self) -> Value {
        Value::Null
    }
    fn trigger_outputs(&self) -> Value {
        Value::Null
    }
    fn item(&self) -> Option<Value> {
        None
    }
    fn items(&self, _: &str) -> Option<Value> {
        None
    }
    fn iteration_index(&self, _: &str) -> Option<i64> {
        None
    }
    fn result(&self, _: &str) -> Option<Value> {
        None
    }
    fn workflow(&self) -> Value {
        Value::Null
    }
}

#[test]
fn values_that_double_stop_growing() {
    let (template, _) = Template::parse_string("@createArray(variables('x'), variables('x'))");
    let mut value = Value::from("sixteen letters.");
    let mut steps = 0;
    let error = loop {
        match template.evaluate(&One(value), Profile::PowerAutomate) {
            Ok(doubled) => value = doubled,
            Err(error) => break error,
        }
        steps += 1;
        assert!(steps < 100);
    };
    assert!(error.message().contains("larger than the limit"), "{error}");
}

#[test]
fn texts_that_double_stop_growing() {
    let (template, _) = Template::parse_string("@{variables('x')}@{variables('x')}");
    let mut value = Value::from("x".repeat(1_000_000));
    let error = loop {
        match template.evaluate(&One(value), Profile::PowerAutomate) {
            Ok(doubled) => value = doubled,
            Err(error) => break error,
        }
    };
    assert!(error.message().contains("longer than the limit"), "{error}");
}

/// What a value of a definition comes to where every variable is 60 MB of text.
fn with_large_variables(source: &str) -> String {
    let (template, problems) = Template::parse(&Value::from_json(source.as_bytes()).unwrap());
    assert!(problems.is_empty(), "{problems:?}");
    let large = Value::from("x".repeat(60_000_000));
    template.evaluate(&One(large), Profile::PowerAutomate).unwrap_err().message().to_owned()
}

#[test]
fn many_large_values_are_not_held_at_a_time() {
    let large = "concat(variables('x'))";
    for source in [
        format!("\"@createArray({})\"", [large; 10].join(", ")),
        format!("[{}]", [format!("\"@{large}\"").as_str(); 10].join(", ")),
        format!(
            "[[1, \"@{large}\", [\"@{large}\", {{\"a\": \"@{large}\", \"b\": {{\"c\": \"@concat({})\"}}}}]]]",
            [large; 8].join(", ")
        ),
    ] {
        assert!(with_large_variables(&source).contains("together larger than the limit"), "{source}");
    }
}

#[test]
fn functions_do_not_work_on_too_much_in_all() {
    let call = "\"@length(createArray(variables('x')))\"";
    let source = format!("[{}]", [call; 200].join(", "));
    assert!(with_large_variables(&source).contains("bytes to work on"));
}

#[test]
fn messages_are_cut() {
    for source in
        ["\"@json('[1]')[variables('x')]\"", "\"@parameters(variables('x'))\"", "\"@xpath('<a/>', variables('x'))\""]
    {
        let message = with_large_variables(source);
        assert!(message.ends_with("...") && message.chars().count() == 20_003, "{source}");
    }
}

#[test]
fn sizes_follow_changes() {
    let mut object = Object::from([("a", Value::from("text")), ("b", Value::Null)]);
    let before = Value::from(object.clone()).size();
    object.insert("c", Value::from(vec![Value::Int(1)]));
    object.insert("a", Value::from("another text"));
    object.remove("c");
    object.insert("a", Value::from("text"));
    assert_eq!(Value::from(object).size(), before);
}

#[test]
fn an_empty_scope_refers_to_nothing() {
    let (template, _) = Template::parse_string("@variables('x')");
    let scope = EmptyScope { now: Instant(0) };
    assert!(template.evaluate(&scope, Profile::PowerAutomate).is_err());
}
