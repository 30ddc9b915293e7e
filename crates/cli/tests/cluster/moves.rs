//! A laptop's data moves to PostgreSQL and back: the runs that were under way finish where the data is.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use reqwest::Client;
use serde_json::{Value, json};

use crate::{
    common::{Node, Session, after, create_row, definition},
    world::{DATABASE, Ground},
};

const RUNS: usize = 20;

/// A flow that an HTTP request starts: a row, some seconds of waiting, another row.
fn flow() -> Value {
    let row = |place: &str| create_row(&[("firstname", place), ("lastname", "@triggerBody()['id']")]);
    definition(
        json!({"type": "Request", "kind": "Http", "inputs": {"schema": {}}}),
        json!({
            "Before": row("before"),
            "Pause": after("Before", json!({"type": "Wait", "inputs": {"interval": {"count": 4, "unit": "Second"}}})),
            "After": after("Pause", row("after")),
        }),
    )
}

fn run(program: &Path, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).env_remove("STEWARD_DATABASE_URL").output().expect("the binary runs")
}

/// Copies, and answers what the command says as JSON.
fn copy(program: &Path, from: &str, to: &str) -> Value {
    let output = run(program, &["db", "copy", "--json", "--from", from, "--to", to]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// How often each run left each row, by the run's tag and the row's place.
async fn rows(soul: &Session) -> BTreeMap<(String, String), usize> {
    let mut rows = BTreeMap::new();
    for row in soul.contacts("firstname,lastname").await {
        let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        if text("lastname").starts_with("run-") {
            *rows.entry((text("lastname"), text("firstname"))).or_default() += 1;
        }
    }
    rows
}

async fn finish(soul: &Session, flow: &str) {
    let began = Instant::now();
    for status in ["Running", "Waiting"] {
        while !soul.runs_with(flow, status).await.is_empty() {
            assert!(began.elapsed() < Duration::from_secs(60), "every run finishes");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_that_were_under_way_finish_where_the_data_has_moved() {
    let ground = Ground::prepare("moves").await;
    let folder = |name: &str| ground.folder.path().join(name);
    let start = |name: &str, arguments: &[&str]| {
        Node::start(&ground.program, &folder(name), arguments, Some(&ground.logs.join(format!("{name}.log"))))
    };
    let file = |name: &str| format!("sqlite:{}", folder(name).join("steward.db").display());
    let database = ground.postgres.address(ground.postgres.port(), DATABASE);

    let mut laptop = start("laptop", &[]);
    laptop.is_ready().await;
    let soul = Session::open(laptop.base(), "soul").await;
    let id = soul.make_flow("Move me", flow()).await;
    let trigger = format!("{}{}", laptop.base(), soul.trigger(&id).await);
    let client = Client::new();
    for number in 0..RUNS {
        let sent = client.post(&trigger).json(&json!({"id": format!("run-{number}")})).send().await;
        assert_eq!(sent.expect("an answer").status(), 202);
    }
    let refused = run(&ground.program, &["db", "copy", "--from", &file("laptop"), "--to", &database]);
    assert!(!refused.status.success(), "a server uses it");
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(why.contains("error[STW1050]") && why.contains("another server has it open"), "{why}");
    laptop.kill();

    let moved = copy(&ground.program, &file("laptop"), &database);
    assert_eq!(moved["openRuns"], json!(RUNS), "{moved}");
    fs::create_dir(folder("server")).expect("a folder");
    fs::copy(folder("laptop").join("master.key"), folder("server").join("master.key")).expect("the key is copied");
    let mut server = start("server", &["--database-url", &database]);
    server.is_ready().await;
    let soul = Session::open(server.base(), "soul").await;
    finish(&soul, &id).await;
    let found = rows(&soul).await;
    assert_eq!(found.len(), 2 * RUNS, "{found:?}");
    assert!(found.values().all(|count| *count == 1), "{found:?}");
    let admin = Session::open(server.base(), "admin").await;
    let verified = admin.get("/api/v1/audit/verification").await;
    assert!(verified["brokenAt"].is_null() && verified["entries"].as_u64() > Some(0), "{verified}");

    // While its lease lasts, a node that was killed counts as a server that uses the database.
    let refused = run(&ground.program, &["db", "copy", "--from", &database, "--to", &file("back")]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("uses the database that is to be copied"), "{refused:?}");
    server.kill();
    let began = Instant::now();
    while !run(&ground.program, &["db", "copy", "--dry-run", "--from", &database, "--to", &file("back")])
        .status
        .success()
    {
        assert!(began.elapsed() < Duration::from_secs(30), "its lease ends");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    copy(&ground.program, &database, &file("back"));
    fs::copy(folder("laptop").join("master.key"), folder("back").join("master.key")).expect("the key is copied");
    let mut back = start("back", &[]);
    back.is_ready().await;
    assert_eq!(rows(&Session::open(back.base(), "soul").await).await, found);
}
