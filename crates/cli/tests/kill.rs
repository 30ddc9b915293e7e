//! `kill -9` at random moments while runs are under way: what was accepted finishes, and every row is there exactly once.

mod common;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::Client;
use serde_json::{Value, json};

use common::{Node, Random, Session, after, create_row, definition};

const ROUNDS: usize = 20;
const RUNS: usize = 200;

/// A flow that an HTTP request starts: pure actions around two calls of a table, one of them in a loop.
fn flow() -> Value {
    let create = |name: &str| create_row(&[("firstname", name), ("lastname", "@triggerBody()['id']")]);
    definition(
        json!({"type": "Request", "kind": "Http", "inputs": {"schema": {}}}),
        json!({
            "Before": {"type": "Compose", "inputs": "@guid()", "runAfter": {}},
            "First": after("Before", create("first")),
            "Each": {"type": "Foreach", "foreach": "@createArray('a','b')", "runAfter": {"First": ["Succeeded"]}, "actions": {"Inner": create("@items('Each')")}},
            "After": {"type": "Compose", "inputs": "@outputs('First')?['body/contactid']", "runAfter": {"Each": ["Succeeded"]}}
        }),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_accepted_survives_kill_9() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().expect("a folder");
    let plain = Client::new();
    let mut node = Node::start(Path::new(env!("CARGO_BIN_EXE_steward")), folder.path(), &[], None);
    node.is_ready().await;
    let soul = Session::open(node.base(), "soul").await;
    let id = soul.make_flow("Kill me", flow()).await;
    let trigger = format!("{}{}", node.base(), soul.trigger(&id).await);

    let mut accepted: Vec<String> = Vec::new();
    let mut random = Random::new(u64::from(node.process().id()));
    for round in 0..ROUNDS {
        let sent = Arc::new(AtomicUsize::new(0));
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let (client, trigger, sent) = (plain.clone(), trigger.clone(), sent.clone());
                tokio::spawn(async move {
                    let mut acknowledged = Vec::new();
                    loop {
                        let number = sent.fetch_add(1, Ordering::SeqCst);
                        if number >= RUNS {
                            return acknowledged;
                        }
                        let id = format!("{round}-{number}");
                        match client.post(&trigger).json(&json!({"id": id})).send().await {
                            Ok(answer) if answer.status() == 202 => acknowledged.push(id),
                            // It was killed: what was not acknowledged was not promised.
                            _ => return acknowledged,
                        }
                    }
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(random.within(20..420))).await;
        node.kill();
        for worker in workers {
            accepted.extend(worker.await.expect("the worker ends"));
        }
        node.start_again();
        node.is_ready().await;
    }
    assert!(accepted.len() > ROUNDS, "runs were accepted: {}", accepted.len());

    let soul = Session::open(node.base(), "soul").await;
    let began = Instant::now();
    while !soul.runs_with(&id, "Running").await.is_empty() {
        assert!(began.elapsed() < Duration::from_secs(120), "every accepted run finishes");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut rows: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in soul.contacts("firstname,lastname").await {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        *rows.entry((text("lastname"), text("firstname"))).or_default() += 1;
    }
    let doubled: Vec<_> = rows.iter().filter(|((id, _), count)| id.contains('-') && **count != 1).collect();
    assert!(doubled.is_empty(), "no row is doubled: {doubled:?}");
    for id in &accepted {
        for name in ["first", "a", "b"] {
            assert!(
                rows.contains_key(&(id.clone(), name.to_owned())),
                "the run {id} was accepted, and its row `{name}` is missing"
            );
        }
    }
    println!("{} runs were accepted over {ROUNDS} kills, and {} rows are there once", accepted.len(), rows.len());
}
