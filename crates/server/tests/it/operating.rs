//! What whoever keeps servers sees of them, and what they do when there is too much.

use std::time::{Duration, Instant};

use axum::body::Body;
use runtime::Roles;
use serde_json::{Value as Json, json};
use server::Config;
use store::runs::retention;
use testkit::{Proxy, Way, postgres};

use crate::site::{Answer, Site, button, echo, request};

async fn look(site: &Site, path: &str) -> Answer {
    site.send(request("GET", path).body(Body::empty()).expect("a request")).await
}

async fn on(runtime: runtime::Config) -> Site {
    Site::on(Config::default(), runtime, None).await
}

#[tokio::test]
async fn metrics_say_what_a_server_holds_and_what_waits() {
    let site = Site::new().await;
    site.flow("Button", button()).await;
    let text = look(&site, "/metrics").await.ok().text;
    for line in [
        "steward_lease_live 1",
        "steward_nodes 1",
        "steward_runs_in_memory 0",
        "steward_runs_waiting{due=\"yes\"} 0",
        "steward_runs_waiting{due=\"no\"} 0",
        "steward_history_removed_total 0",
        "steward_history_archived_total 0",
        "steward_refused_total 0",
    ] {
        assert!(text.lines().any(|it| it == line), "{line} is not in\n{text}");
    }
}

#[tokio::test]
async fn administrators_see_the_servers() {
    let site = on(runtime::Config { name: "here:1".to_owned(), ..runtime::Config::default() }).await;
    let nodes = site.get("admin", "/api/v1/nodes").await.ok().json();
    let [node] = nodes["value"].as_array().expect("servers").as_slice() else { panic!("{nodes}") };
    assert_eq!(
        (&node["name"], &node["roles"], &node["runs"]),
        (&json!("here:1"), &json!(["api", "worker", "scheduler"]), &json!(0))
    );
    assert_eq!(node["version"], env!("CARGO_PKG_VERSION"));
    let lease = node["leaseLeftMs"].as_u64();
    assert_eq!(lease.is_some(), site.steward.store().is_shared());
    assert!(lease.is_none_or(|left| left <= 10_000), "{nodes}");
    assert_eq!(site.get("soul", "/api/v1/nodes").await.status.as_u16(), 403);
}

#[tokio::test]
async fn a_server_without_the_role_api_answers_for_itself_only() {
    let roles = Roles { api: false, ..Roles::default() };
    let site = on(runtime::Config { roles, ..runtime::Config::default() }).await;
    for path in ["/healthz", "/readyz", "/metrics"] {
        look(&site, path).await.ok();
    }
    for path in ["/", "/api/v1/me", "/api/openapi.json", "/triggers/x/y?sig=z", "/auth/sign-in"] {
        assert_eq!(look(&site, path).await.refusal(), "404 STW1003", "{path}");
    }
    assert_eq!(look(&site, "/api/data/v9.2/contacts").await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_trigger_says_when_to_try_again_where_there_is_no_room() {
    let site = on(runtime::Config { runs_in_memory: 0, ..runtime::Config::default() }).await;
    let flow = site.flow("Echo", echo()).await;
    let address = flow["triggerUrl"].as_str().expect("an address").strip_prefix("http://steward.test").expect("ours");
    let answer = site.send(request("POST", address).body(Body::from("{}")).expect("a request")).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "1"), "{}", answer.text);
    let runs = site.get("soul", "/api/v1/environments/dev/runs").await.ok().json();
    assert_eq!(runs["value"], json!([]));
    assert!(look(&site, "/metrics").await.text.contains("steward_refused_total 1\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_lost_its_database_is_soon_not_ready() {
    let server = tokio::task::block_in_place(postgres::shared);
    let proxy = Proxy::start(server.port());
    let url = tokio::task::block_in_place(|| server.fresh_url());
    let name = url.rsplit('/').next().expect("a name");
    let database = server.address(proxy.port(), name);
    let runtime = runtime::Config { lease: Duration::from_secs(2), ..runtime::Config::default() };
    let site = Site::on(Config::default(), runtime, Some(database)).await;
    look(&site, "/readyz").await.ok();
    for way in [Way::Silent, Way::Cut] {
        proxy.set(way);
        let began = Instant::now();
        // At once it is still live; then its lease runs out.
        while look(&site, "/readyz").await.status.as_u16() != 503 {
            assert!(began.elapsed() < Duration::from_secs(8), "it notices");
        }
        assert!(began.elapsed() < Duration::from_secs(8), "it answers in time: {:?}", began.elapsed());
        while look(&site, "/metrics").await.text.contains("steward_lease_live 1") {
            assert!(began.elapsed() < Duration::from_secs(12), "the lease runs out");
        }
        let asked = Instant::now();
        assert_eq!(look(&site, "/readyz").await.text, "the lease has run out\n");
        assert!(asked.elapsed() < Duration::from_secs(1), "{:?}", asked.elapsed());
        proxy.set(Way::Open);
        while look(&site, "/readyz").await.status.as_u16() != 200 {
            assert!(began.elapsed() < Duration::from_secs(90), "it is ready again");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

async fn press(site: &Site, flow: &Json) -> String {
    let path = format!("/api/v1/environments/dev/flows/{}/run", flow["id"].as_str().expect("an id"));
    let run = site.post("soul", &path, json!({"inputs": {"text": "Ada"}})).await.ok().json();
    let run = run["run"].as_str().expect("a run").to_owned();
    site.ended("soul", &run).await;
    run
}

#[tokio::test]
async fn a_run_that_was_removed_is_not_there_to_be_repeated() {
    let site = Site::new().await;
    let flow = site.flow("Button", button()).await;
    let run = press(&site, &flow).await;
    let id = run.parse().expect("an id");
    assert_eq!(site.steward.store().write(move |tx| retention::remove(tx, &[id])).await.expect("removed"), 1);
    let path = format!("/api/v1/environments/dev/runs/{run}");
    assert_eq!(site.get("soul", &path).await.refusal(), "404 STW1003");
    assert_eq!(site.post("soul", &format!("{path}/resubmit"), json!({})).await.refusal(), "404 STW1003");
}

/// The line that an archive has of a run.
async fn archived(site: &Site, run: &str) -> Json {
    let (id, steward) = (run.parse::<model::RunId>().expect("an id"), site.steward.clone());
    let read = move |tx: &mut store::Tx<'_>| {
        let stored = store::runs::get(tx, model::EnvironmentId(1), id)?.expect("a run");
        app::runs::recorded(&steward, tx, &stored)
    };
    let line = server::history_line(site.steward.store().read(read).await.expect("a run"));
    assert!(!line.contains('\n'), "{line}");
    serde_json::from_str(&line).expect("JSON")
}

#[tokio::test]
async fn an_archived_run_is_as_the_api_shows_it() {
    let site = Site::new().await;
    let run = press(&site, &site.flow("Button", button()).await).await;
    let line = archived(&site, &run).await;
    let path = format!("/api/v1/environments/dev/runs/{run}");
    let shown = site.get("soul", &path).await.ok().json();
    for key in ["id", "flow", "environment", "status", "start", "startedBy", "startedAt", "endedAt", "trigger", "facts"]
    {
        assert_eq!(line[key], shown[key], "{key}");
    }
    assert_eq!((&line["flow"]["name"], &line["startedBy"]["name"]), (&json!("Button"), &json!("soul")));
    let actions = site.get("soul", &format!("{path}/actions")).await.ok().json();
    assert_eq!(line["actions"], actions["value"]);
    assert!(line["actions"].to_string().contains("Hello Ada"));
}

#[tokio::test]
async fn an_archived_run_of_a_flow_that_secures_something_is_sealed() {
    let site = Site::new().await;
    let secure = json!({"secureData": {"properties": ["inputs", "outputs"]}});
    let definition = json!({
        "triggers": button()["triggers"],
        "actions": {
            "Secret": {"type": "Compose", "inputs": "canary-@{triggerBody()['text']}-7319", "runtimeConfiguration": secure, "runAfter": {}},
            "Uses": {"type": "Compose", "inputs": "@outputs('Secret')", "runAfter": {"Secret": ["Succeeded"]}},
        },
    });
    let run = press(&site, &site.flow("Holds a secret", definition).await).await;
    let line = archived(&site, &run).await;
    assert_eq!((&line["flow"]["name"], &line["status"]), (&json!("Holds a secret"), &json!("Succeeded")));
    let text = line.to_string();
    let in_digits = app::audit::hex(b"canary-Ada");
    assert!(!text.contains("canary-Ada") && !text.contains(&in_digits) && line["actions"].is_null(), "{text}");
    let segments = line["stored"]["journal"].as_array().expect("segments");
    for stored in segments.iter().chain([&line["stored"]["start"]]) {
        assert!(stored.as_str().is_some_and(|digits| digits.starts_with("80")), "it is sealed: {stored}");
    }
    assert!(!segments.is_empty());
}
