//! How long expressions take. `cargo bench -p wdl`.

use divan::{Bencher, black_box};
use wdl::{Expression, Instant, JsonScope, Profile, Template, Value, evaluate};

fn main() {
    divan::main();
}

const EXPRESSIONS: [&str; 6] = [
    "1",
    "triggerBody()?['order']?['lines']?[1]?['price']",
    "concat('Order ', triggerBody()?['id'], ' of ', toUpper(triggerBody()?['customer']))",
    "if(and(greater(triggerBody()?['total'], 100), not(empty(triggerBody()?['customer']))), 'large', 'small')",
    "formatDateTime(addDays('2026-01-31T12:00:00Z', 28), 'yyyy-MM-dd HH:mm')",
    "mul(add(length(triggerBody()?['order']?['lines']), 1), div(triggerBody()?['total'], 7))",
];

fn scope() -> JsonScope {
    let context = r#"{"triggerBody": {"id": "A-1042", "customer": "Contoso", "total": 240.5,
        "order": {"lines": [{"price": 12.5}, {"price": 40}, {"price": 188}]}}}"#;
    let context = Value::from_json(context.as_bytes()).expect("JSON");
    JsonScope::new(&context, Instant::from_unix_micros(0), 7).expect("a context")
}

#[divan::bench(args = EXPRESSIONS)]
fn parsing(text: &str) -> Expression {
    Expression::parse(black_box(text)).0
}

#[divan::bench(args = EXPRESSIONS)]
fn evaluating(bencher: Bencher<'_, '_>, text: &str) {
    let (expression, problems) = Expression::parse(text);
    assert!(problems.is_empty(), "{problems:?}");
    let scope = scope();
    bencher.bench_local(|| evaluate(black_box(&expression), &scope, Profile::PowerAutomate).expect("a value"));
}

/// What an action's inputs usually are: an object with some expressions in it.
#[divan::bench]
fn evaluating_a_template(bencher: Bencher<'_, '_>) {
    let source = r#"{"subject": "Order @{triggerBody()?['id']} of @{triggerBody()?['customer']}", "importance": "Normal",
        "total": "@triggerBody()?['total']", "lines": "@triggerBody()?['order']?['lines']", "tags": ["order", "@{triggerBody()?['id']}"]}"#;
    let (template, problems) = Template::parse(&Value::from_json(source.as_bytes()).expect("JSON"));
    assert!(problems.is_empty(), "{problems:?}");
    let scope = scope();
    bencher.bench_local(|| black_box(&template).evaluate(&scope, Profile::PowerAutomate).expect("a value"));
}
