//! How long an editor waits for help with a string of a large definition. `cargo bench -p wdl --bench analysis`.

use divan::{Bencher, black_box};
use wdl::{
    Definition, Object, Value,
    analysis::{NoSchemas, Place, Request, analyze},
};

fn main() {
    divan::main();
}

const TEXTS: [&str; 3] = [
    "@outputs('Action_498')?['total']",
    "@{concat(triggerBody()?['",
    "@if(equals(variables('count'), 1), body('Action_7'), ",
];

/// 500 actions, each reading the one before.
fn source() -> Value {
    let mut actions = Object::new();
    for at in 0..500 {
        let (before, after) = match at {
            0 => ("triggerBody()?['id']".to_owned(), String::new()),
            at => {
                (format!("outputs('Action_{}')?['total']", at - 1), format!("\"Action_{}\": [\"Succeeded\"]", at - 1))
            }
        };
        let action = format!(
            r#"{{"type": "Compose", "runAfter": {{{after}}}, "inputs": {{"total": "@{before}", "text": "Order @{{{before}}} of @{{triggerBody()?['customer']}}"}}}}"#
        );
        actions.insert(format!("Action_{at}"), Value::from_json(action.as_bytes()).expect("JSON"));
    }
    let triggers = r#"{"manual": {"type": "Request", "kind": "Http", "inputs": {"schema": {"type": "object",
        "properties": {"id": {"type": "integer"}, "customer": {"type": "string"}}}}}}"#;
    let triggers = Value::from_json(triggers.as_bytes()).expect("JSON");
    Value::Object(Object::from([("triggers", triggers), ("actions", Value::Object(actions))]))
}

fn request<'a>(definition: &'a Definition, text: &'a str) -> Request<'a> {
    let place = Place::Action { name: "Action_499", path: "inputs" };
    Request { definition, schemas: &NoSchemas, place, text, cursor: text.len() }
}

/// A definition that comes with the request: it is read first.
#[divan::bench(args = TEXTS)]
fn with_its_definition(bencher: Bencher<'_, '_>, text: &str) {
    let source = source();
    bencher.bench_local(|| {
        let (definition, _) = Definition::parse(black_box(&source));
        analyze(request(&definition, text)).expect("a place")
    });
}

/// A stored flow, which was read before.
#[divan::bench(args = TEXTS)]
fn of_a_stored_flow(bencher: Bencher<'_, '_>, text: &str) {
    let (definition, _) = Definition::parse(&source());
    bencher.bench_local(|| analyze(request(black_box(&definition), text)).expect("a place"));
}
