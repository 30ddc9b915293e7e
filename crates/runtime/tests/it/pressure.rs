//! More work than there is room for: what is refused is not stored, what waits costs no memory, and nobody starves.

use std::time::{Duration, Instant};

use app::{ErrorKind, environments, flows, runs};
use connectors::guard::Policy;
use model::{EnvironmentKind, Timestamp};
use runtime::Config;
use serde_json::{Value as Json, json};
use store::environments::NewEnvironment;
use tokio::net::TcpListener;

use crate::world::{DEV, World, button_flow};

/// Somebody who takes calls and never answers. Gives back the address.
async fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            open.push(stream);
        }
    });
    format!("http://{address}/")
}

fn config(runs_in_memory: usize) -> Config {
    Config { outbound: Policy::allowing(["127.0.0.1".to_owned()]), runs_in_memory, ..Config::default() }
}

fn call(url: &str) -> Json {
    json!({"Call": {"type": "Http", "inputs": {"method": "GET", "uri": url}, "runAfter": {}}})
}

fn http_flow(actions: Json) -> Json {
    json!({"properties": {"connectionReferences": {}, "definition": {
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}}, "actions": actions
    }}, "schemaVersion": "1.0.0.0"})
}

/// How many runs are stored in an environment.
async fn stored(world: &World, environment: &str) -> usize {
    let admin = world.op("admin").await;
    let wanted = runs::RunsWanted { limit: 1_000, ..Default::default() };
    runs::list(&world.steward, &admin, environment, wanted).await.unwrap().len()
}

#[tokio::test]
async fn a_full_memory_refuses_before_anything_is_stored() {
    let world = World::with(config(4)).await;
    let id = world.flow("slow", &http_flow(call(&silent().await))).await;
    for _ in 0..4 {
        world.request(id, "manual", json!({})).await.unwrap();
    }
    for _ in 0..3 {
        let refused = world.request(id, "manual", json!({})).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Busy { retry_after_seconds: 1 });
    }
    assert_eq!((world.runtime.in_memory(), stored(&world, "dev").await), (4, 4));
}

#[tokio::test]
async fn a_full_queue_of_the_store_refuses_before_anything_is_stored() {
    let world = World::with(config(100)).await;
    if world.steward.store().is_shared() {
        // Its works are spread over several connections, and a run's are written by another one.
        return;
    }
    let id = world.flow("slow", &http_flow(call(&silent().await))).await;
    // One work holds the writer, and as many wait as there is room for.
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let store = world.steward.store().clone();
    let held = tokio::spawn(async move {
        let work = move |_: &mut store::Tx<'_>| {
            let _ = gate.recv();
            Ok::<_, store::StoreError>(())
        };
        store.write(work).await.unwrap();
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let mut waiting = Vec::new();
    for _ in 0..66_000 {
        let store = world.steward.store().clone();
        waiting.push(tokio::spawn(async move { store.write(|_| Ok::<_, store::StoreError>(())).await.is_ok() }));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let refused = world.request(id, "manual", json!({})).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Busy { retry_after_seconds: 1 });
    go.send(()).unwrap();
    held.await.unwrap();
    let mut done = 0;
    for waited in waiting {
        done += usize::from(waited.await.unwrap());
    }
    assert!(done < 66_000, "the queue was full");
    assert_eq!((world.runtime.in_memory(), stored(&world, "dev").await), (0, 0));
    world.request(id, "manual", json!({})).await.unwrap();
}

#[tokio::test]
async fn runs_that_wait_cost_no_memory() {
    let world = World::with(config(50)).await;
    let id = world.flow("slow", &button_flow(call(&silent().await))).await;
    world.queue(id, DEV, 5_000, Some(Timestamp::now().plus_millis(3_600_000))).await;
    let mut most = 0;
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(25)).await;
        most = most.max(world.runtime.in_memory());
    }
    assert_eq!(most, 0, "delayed runs wait on disk");
    world.queue(id, DEV, 5_000, None).await;
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(25)).await;
        most = most.max(world.runtime.in_memory());
    }
    assert!((30..=50).contains(&most), "queued runs come in as there is room: {most}");
}

#[tokio::test]
async fn an_environment_whose_calls_are_slow_does_not_starve_another() {
    let world = World::with(config(20)).await;
    let admin = world.op("admin").await;
    let new = NewEnvironment {
        name: "quiet".to_owned(),
        display_name: "Quiet".to_owned(),
        kind: EnvironmentKind::Dev,
        protected: false,
    };
    let quiet = environments::create(&world.steward, &admin, new).await.unwrap().environment.id;
    let quick = json!({"Do": {"type": "Compose", "inputs": "done", "runAfter": {}}});
    let definition = button_flow(quick).to_string();
    let new = flows::NewFlow { name: "quick".to_owned(), definition, id: None };
    let quick = flows::create(&world.steward, &admin, "quiet", new).await.unwrap().summary.id;
    flows::enable(&world.steward, &admin, "quiet", &app::FlowName::Id(quick)).await.unwrap();

    let slow = world.flow("slow", &button_flow(call(&silent().await))).await;
    let pressed = world.flow("pressed", &http_flow(call(&silent().await))).await;
    world.queue(slow, DEV, 1_000, None).await;
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if world.runtime.in_memory() >= 16 {
            break;
        }
    }
    assert_eq!(world.runtime.in_memory(), 16, "the noisy one leaves a fifth of the memory");
    let refused = world.request(pressed, "manual", json!({})).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::Busy { retry_after_seconds: 1 });
    let began = Instant::now();
    world.queue(quick, quiet, 100, None).await;
    loop {
        let wanted = runs::RunsWanted { limit: 500, ..Default::default() };
        let found = runs::list(&world.steward, &admin, "quiet", wanted).await.unwrap();
        if found.len() == 100 && found.iter().all(|run| run.status.is_final()) {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "the quiet environment's runs go on");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(world.runtime.in_memory(), 16);
}
