//! `kill -9` at random moments while runs are under way: what was accepted finishes, and every row is there exactly once.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::Client;
use serde_json::{Value, json};

const ROUNDS: usize = 20;
const RUNS: usize = 200;

/// A server process on a data folder.
struct Server {
    process: Child,
    base: String,
}

impl Server {
    async fn start(data: &Path, port: u16, client: &Client) -> Self {
        let base = format!("http://127.0.0.1:{port}");
        let process = Command::new(env!("CARGO_BIN_EXE_steward"))
            .args(["serve", "--demo", "--data"])
            .arg(data)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let server = Self { process, base };
        let began = Instant::now();
        let is_ready = async || {
            let answer = client.get(format!("{}/readyz", server.base)).send().await;
            answer.is_ok_and(|answer| answer.status().is_success())
        };
        while !is_ready().await {
            assert!(began.elapsed() < Duration::from_secs(60), "the server answers within a minute");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server
    }

    fn kill(&mut self) {
        // SIGKILL: nothing is flushed, nobody is told.
        self.process.kill().expect("the process is there");
        self.process.wait().expect("it ends");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

/// A flow that an HTTP request starts: pure actions around two calls of a table, one of them in a loop.
fn flow() -> Value {
    let create = |name: &str| {
        json!({"type": "OpenApiConnection", "inputs": {
            "host": {"connectionName": "s", "operationId": "CreateRecord", "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},
            "parameters": {"entityName": "contacts", "item/firstname": name, "item/lastname": "@triggerBody()['id']"}
        }})
    };
    let after = |mut action: Value, before: &str| {
        action["runAfter"] = json!({before: ["Succeeded"]});
        action
    };
    json!({"properties": {
        "connectionReferences": {"s": {"runtimeSource": "embedded", "connection": {"connectionReferenceLogicalName": "demo_dataverse_soul"}, "api": {"name": "shared_commondataserviceforapps"}}},
        "definition": {
            "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {"schema": {}}}},
            "actions": {
                "Before": {"type": "Compose", "inputs": "@guid()", "runAfter": {}},
                "First": after(create("first"), "Before"),
                "Each": {"type": "Foreach", "foreach": "@createArray('a','b')", "runAfter": {"First": ["Succeeded"]}, "actions": {"Inner": create("@items('Each')")}},
                "After": {"type": "Compose", "inputs": "@outputs('First')?['body/contactid']", "runAfter": {"Each": ["Succeeded"]}}
            }
        }
    }, "schemaVersion": "1.0.0.0"})
}

async fn sign_in(base: &str, name: &str) -> Client {
    let client = Client::builder().cookie_store(true).build().expect("a client");
    let answer = client
        .post(format!("{base}/auth/sign-in"))
        .json(&json!({"name": name, "password": "demo"}))
        .send()
        .await
        .expect("an answer");
    assert!(answer.status().is_success(), "sign-in of {name}: {}", answer.status());
    client
}

async fn ask(client: &Client, method: reqwest::Method, address: String, body: Option<Value>) -> Value {
    let mut request = client.request(method, &address).header("Sec-Fetch-Site", "same-origin");
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status();
    let text = answer.text().await.expect("a body");
    assert!(status.is_success(), "{address}: {status} {text}");
    serde_json::from_str(&text).unwrap_or(Value::Null)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_accepted_survives_kill_9() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().expect("a folder");
    let plain = Client::new();
    let port = free_port();
    let mut server = Server::start(folder.path(), port, &plain).await;
    let soul = sign_in(&server.base, "soul").await;
    let flows = format!("{}/api/v1/environments/dev/flows", server.base);
    let made =
        ask(&soul, reqwest::Method::POST, flows.clone(), Some(json!({"name": "Kill me", "definition": flow()}))).await;
    let id = made["id"].as_str().expect("an id").to_owned();
    ask(&soul, reqwest::Method::POST, format!("{flows}/{id}/enable"), None).await;
    let detail = ask(&soul, reqwest::Method::GET, format!("{flows}/{id}"), None).await;
    let trigger = detail["triggerUrl"].as_str().expect("owners see the address").to_owned();
    let trigger = if trigger.starts_with('/') { format!("{}{trigger}", server.base) } else { trigger };

    let mut accepted: Vec<String> = Vec::new();
    let mut seed = u64::from(std::process::id()) ^ 0x9e37_79b9_7f4a_7c15;
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
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        tokio::time::sleep(Duration::from_millis(20 + seed % 400)).await;
        server.kill();
        for worker in workers {
            accepted.extend(worker.await.expect("the worker ends"));
        }
        server = Server::start(folder.path(), port, &plain).await;
    }
    assert!(accepted.len() > ROUNDS, "runs were accepted: {}", accepted.len());

    let soul = sign_in(&server.base, "soul").await;
    let began = Instant::now();
    loop {
        let open = ask(
            &soul,
            reqwest::Method::GET,
            format!("{}/api/v1/environments/dev/runs?flow={id}&status=Running&limit=1", server.base),
            None,
        )
        .await;
        if open["value"].as_array().is_some_and(Vec::is_empty) {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(120), "every accepted run finishes");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut rows: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut next = Some(format!(
        "{}/environments/dev/api/data/v9.2/contacts?$select=firstname,lastname&$filter=lastname ne null",
        server.base
    ));
    while let Some(address) = next {
        let page = ask(&soul, reqwest::Method::GET, address, None).await;
        for row in page["value"].as_array().expect("rows") {
            let text = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            *rows.entry((text("lastname"), text("firstname"))).or_default() += 1;
        }
        next = page["@odata.nextLink"].as_str().map(str::to_owned);
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
