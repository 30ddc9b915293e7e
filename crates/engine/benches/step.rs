//! How long the engine takes. `cargo bench -p engine`.

use std::sync::Arc;

use divan::{Bencher, black_box};
use engine::{
    Awaited, Entry, Event, Flow, Happening, Run, Start,
    history::HistoryReader,
    journal::{decode, encode},
    step,
};
use model::{RunId, Timestamp};
use wdl::{Definition, Object, Value};

fn main() {
    divan::main();
}

/// An answer, then ten actions that compute, each after the one before.
fn ten() -> Arc<Flow> {
    let mut text = String::from("n: init integer n 0\n");
    let mut before = "n".to_owned();
    for at in 0..9 {
        let name = format!("step_{at}");
        let what = if at % 3 == 2 {
            "increment n"
        } else {
            "compose {\"id\": \"@triggerBody()?['id']\", \"text\": \"row @{add(1, 2)}\"}"
        };
        text.push_str(&format!("{name}: {what} after {before}\n"));
        before = name;
    }
    flow(&text)
}

/// A loop over so many items, two actions for each.
fn each_of(items: usize) -> Arc<Flow> {
    flow(&format!(
        "l: foreach @range(0, {items})\n  a: compose @add(items('l'), 1)\n  b: compose \"row @{{outputs('a')}}\" after a"
    ))
}

fn thousand() -> Arc<Flow> {
    each_of(1_000)
}

fn flow(text: &str) -> Arc<Flow> {
    let (definition, problems) = Definition::parse(&testkit::definition(text));
    assert!(problems.is_empty(), "{problems:?}");
    Flow::new(definition, Value::Null)
}

fn start() -> Start {
    let body = Object::from([("id", Value::Int(7)), ("name", Value::from("a name of usual length"))]);
    let outputs = Object::from([("headers", Value::Object(Object::new())), ("body", Value::Object(body))]);
    Start {
        id: RunId(uuid::Uuid::from_u128(7)),
        at: Timestamp(1_767_225_600_000_000),
        trigger_outputs: Value::Object(outputs),
        trigger_inputs: Value::Null,
        tracking_id: None,
        parameters: Value::Null,
        awaited: Awaited::Nobody,
    }
}

/// The entries of a whole run.
fn run(flow: &Arc<Flow>) -> Vec<Entry> {
    let start = start();
    let at = start.at;
    let mut run = Run::new(flow.clone(), start);
    let mut entries = Vec::new();
    loop {
        let event = Event { what: Happening::Continue, at, entropy: 7, budget: 1_000 };
        let step = step(&mut run, event);
        entries.extend(step.entries);
        if !step.more {
            return entries;
        }
    }
}

#[divan::bench]
fn ten_actions(bencher: Bencher<'_, '_>) {
    let flow = ten();
    bencher.bench(|| run(black_box(&flow)));
}

#[divan::bench]
fn ten_actions_and_their_bytes(bencher: Bencher<'_, '_>) {
    let flow = ten();
    bencher.bench(|| encode(&run(black_box(&flow))));
}

#[divan::bench]
fn foreach_over_a_thousand(bencher: Bencher<'_, '_>) {
    let flow = thousand();
    bencher.bench(|| run(black_box(&flow)));
}

/// The longest loop that there may be, written in segments as the runtime writes them.
#[divan::bench(sample_count = 5)]
fn foreach_over_a_hundred_thousand_and_its_bytes(bencher: Bencher<'_, '_>) {
    let flow = each_of(100_000);
    bencher.bench(|| run(black_box(&flow)).chunks(1_000).map(|entries| encode(entries).len()).sum::<usize>());
}

#[divan::bench(args = [10, 1_000])]
fn writing(bencher: Bencher<'_, '_>, size: usize) {
    let entries = run(&if size == 10 { ten() } else { thousand() });
    bencher.bench(|| encode(black_box(&entries)));
}

#[divan::bench(args = [10, 1_000])]
fn reading(bencher: Bencher<'_, '_>, size: usize) {
    let bytes = encode(&run(&if size == 10 { ten() } else { thousand() }));
    bencher.bench(|| decode(black_box(&bytes)).expect("readable"));
}

#[divan::bench]
fn replaying_a_thousand(bencher: Bencher<'_, '_>) {
    let flow = thousand();
    let mut entries = run(&flow);
    entries.truncate(entries.len() / 2);
    bencher.bench(|| Run::replay(flow.clone(), start(), black_box(&entries)));
}

#[divan::bench]
fn history_of_a_thousand(bencher: Bencher<'_, '_>) {
    let flow = thousand();
    let entries = run(&flow);
    bencher.with_inputs(|| entries.clone()).bench_values(|entries| {
        let mut history = HistoryReader::new(&flow.definition);
        entries.into_iter().for_each(|entry| history.read(entry));
        history.finish()
    });
}

#[divan::bench]
fn parsing_a_definition(bencher: Bencher<'_, '_>) {
    let definition =
        testkit::definition("a: call\nb: compose @body('a')?['x'] after a\nc: if @equals(1, 2) after b\n  d: call");
    bencher.bench(|| Definition::parse(black_box(&definition)));
}
