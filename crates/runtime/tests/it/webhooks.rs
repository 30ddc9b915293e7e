//! Services that are asked to call back.

use std::{collections::HashMap, time::Duration};

use app::{AppError, FlowName, lookup};
use connectors::guard::Policy;
use model::{ErrorCode, RunId};
use runtime::Config;
use serde_json::{Value as Json, json};
use testkit::{Answered, Target};

use crate::world::{World, value};

fn config() -> Config {
    Config { outbound: Policy::allowing(["127.0.0.1".to_owned()]), ..Config::default() }
}

/// A world that others find.
async fn world() -> World {
    found(World::with(config()).await)
}

fn found(world: World) -> World {
    world.steward.callbacks().found_at("http://steward.test/");
    world
}

/// A service that agrees to call back.
fn service() -> Target {
    Target::start(|asked| match &*asked.path {
        "/refuse" => Answered::with(403),
        _ => Answered::json(201, json!({"id": 7})),
    })
}

fn webhook(target: &Target, subscribe: &str, limit: Json) -> Json {
    let request =
        |path: &str| json!({"method": "POST", "uri": target.url(path), "body": {"callback": "@{listCallbackUrl()}"}});
    json!({"properties": {"connectionReferences": {}, "definition": {
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}},
        "actions": {
            "Ask": {"type": "HttpWebhook", "runAfter": {}, "limit": limit,
                "inputs": {"subscribe": request(subscribe), "unsubscribe": request("/off")}},
            "Then": {"type": "Compose", "runAfter": {"Ask": ["Succeeded"]}, "inputs": "@outputs('Ask')"}
        }
    }}, "schemaVersion": "1.0.0.0"})
}

async fn start(world: &World, flow: &Json) -> RunId {
    let id = world.flow("asks", flow).await;
    world.request(id, "manual", json!({})).await.unwrap().run.unwrap()
}

/// Waits until the service has been asked so many times.
async fn asked(target: &Target, times: usize) {
    for _ in 0..1_500 {
        if target.asked().len() >= times {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the service was asked no more than:\n{}", target.lines());
}

/// The parts of the address that the service was told: run, frame, action, signature.
fn address(target: &Target) -> (RunId, u32, u16, String) {
    let body: Json = serde_json::from_slice(&target.asked()[0].body).unwrap();
    let url = body["callback"].as_str().unwrap();
    let parts = url.strip_prefix("http://steward.test/callbacks/").unwrap().split(['/', '?']).collect::<Vec<_>>();
    let signature = parts[3].strip_prefix("sig=").unwrap();
    (parts[0].parse().unwrap(), parts[1].parse().unwrap(), parts[2].parse().unwrap(), signature.to_owned())
}

/// Does what the service does when it calls back.
async fn call_back(world: &World, target: &Target, body: Json) -> Result<(), AppError> {
    let (run, frame, action, signature) = address(target);
    let target = world.runtime.callback(run, frame, action, &signature)?;
    world.runtime.called_back(target, value(json!({"headers": {"x": "1"}, "body": body}))).await
}

/// The action's status as the history shows it.
async fn status(world: &World, run: RunId) -> HashMap<String, &'static str> {
    let admin = world.op("admin").await;
    let page = app::runs::actions(&world.steward, &admin, "dev", run, None, None, 0).await.unwrap();
    page.actions.iter().map(|action| (action.name.clone(), action.status())).collect()
}

async fn is_waiting(world: &World, run: RunId) {
    for _ in 0..500 {
        if status(world, run).await.get("Ask") == Some(&"Waiting") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the action does not wait: {:?}", status(world, run).await);
}

#[tokio::test]
async fn what_the_service_tells_is_the_result_and_it_is_told_that_it_is_no_longer_needed() {
    let (world, target) = (world().await, service());
    let run = start(&world, &webhook(&target, "/on", json!({}))).await;
    is_waiting(&world, run).await;
    assert_eq!(world.runtime.in_memory(), 0, "a run that waits to be called back costs no memory");
    call_back(&world, &target, json!({"approved": true})).await.unwrap();
    world.ended(run).await;
    let admin = world.op("admin").await;
    let page = app::runs::actions(&world.steward, &admin, "dev", run, None, None, 0).await.unwrap();
    let made = page.actions[1].record.outputs.as_ref().unwrap().to_json_string();
    assert_eq!(made, r#"{"headers":{"x":"1"},"body":{"approved":true}}"#);
    let told = page.actions[0].record.inputs.as_ref().unwrap().to_json_string();
    assert!(told.contains("?sig=*sanitized*") && !told.contains(&address(&target).3), "{told}");
    asked(&target, 2).await;
    assert_eq!(target.lines(), "POST /on\nPOST /off\n");
    assert_eq!(target.asked()[0].body, target.asked()[1].body);
}

#[tokio::test]
async fn only_the_first_call_with_the_right_signature_counts() {
    let (world, target) = (world().await, service());
    let run = start(&world, &webhook(&target, "/on", json!({}))).await;
    is_waiting(&world, run).await;
    let (of, frame, action, signature) = address(&target);
    let code = |refused: Result<runtime::CallbackTarget, AppError>| refused.unwrap_err().code;
    for wrong in ["", "x", &signature.to_lowercase(), &signature[1..]] {
        assert_eq!(code(world.runtime.callback(of, frame, action, wrong)), ErrorCode::BadSignature);
    }
    assert_eq!(code(world.runtime.callback(RunId::new(), frame, action, &signature)), ErrorCode::BadSignature);
    assert_eq!(code(world.runtime.callback(of, frame + 1, action, &signature)), ErrorCode::BadSignature);
    assert_eq!(code(world.runtime.callback(of, frame, action + 1, &signature)), ErrorCode::BadSignature);
    is_waiting(&world, run).await;
    call_back(&world, &target, json!(1)).await.unwrap();
    assert_eq!(call_back(&world, &target, json!(2)).await.unwrap_err().code, ErrorCode::RunState);
    world.ended(run).await;
    assert_eq!(call_back(&world, &target, json!(3)).await.unwrap_err().code, ErrorCode::RunState);
    let admin = world.op("admin").await;
    let page = app::runs::actions(&world.steward, &admin, "dev", run, None, None, 0).await.unwrap();
    assert_eq!(page.actions[0].record.outputs.as_ref().unwrap().get("body").unwrap().to_json_string(), "1");
}

#[tokio::test]
async fn a_service_that_calls_before_it_answers_is_heard() {
    let world = world().await;
    let (called, calls) = std::sync::mpsc::channel();
    let (go, gate) = std::sync::mpsc::channel();
    let gate = std::sync::Mutex::new(gate);
    let target = Target::start(move |asked| {
        if asked.path == "/on" {
            called.send(()).unwrap();
            gate.lock().unwrap().recv().unwrap();
        }
        Answered::with(202)
    });
    let run = start(&world, &webhook(&target, "/on", json!({}))).await;
    tokio::task::spawn_blocking(move || calls.recv().unwrap()).await.unwrap();
    call_back(&world, &target, json!("early")).await.unwrap();
    go.send(()).unwrap();
    world.ended(run).await;
    assert_eq!(world.actions(run).await, "Ask Succeeded OK\nThen Succeeded OK\n");
}

#[tokio::test]
async fn a_timeout_and_a_cancel_end_the_subscription() {
    let (world, target) = (world().await, service());
    let run = start(&world, &webhook(&target, "/on", json!({"timeout": "PT1S"}))).await;
    let ended = world.ended(run).await;
    assert_eq!(ended.summary.status.as_str(), "TimedOut");
    assert_eq!(world.actions(run).await, "Ask TimedOut ActionTimedOut\nThen Skipped ActionSkipped\n");
    assert_eq!(call_back(&world, &target, json!(1)).await.unwrap_err().code, ErrorCode::RunState);
    asked(&target, 2).await;
    assert_eq!(target.lines(), "POST /on\nPOST /off\n");

    let target = service();
    let id = world.flow("asks again", &webhook(&target, "/on", json!({}))).await;
    let run = world.request(id, "manual", json!({})).await.unwrap().run.unwrap();
    is_waiting(&world, run).await;
    let op = world.op("soul").await;
    let proof_op = op.clone();
    let find = move |tx: &mut store::Tx<'_>| lookup::flow::<lookup::Cancel>(tx, &proof_op, "dev", &FlowName::Id(id));
    let proof = world.steward.store().read(find).await.unwrap();
    world.runtime.cancel(&op, proof, run).await.unwrap();
    assert_eq!(world.ended(run).await.summary.status.as_str(), "Cancelled");
    asked(&target, 2).await;
    assert_eq!(target.lines(), "POST /on\nPOST /off\n");
}

#[tokio::test]
async fn a_service_that_refuses_fails_the_action_and_is_left_alone() {
    let (world, target) = (world().await, service());
    let run = start(&world, &webhook(&target, "/refuse", json!({}))).await;
    world.ended(run).await;
    assert_eq!(world.actions(run).await, "Ask Failed Forbidden\nThen Skipped ActionSkipped\n");
    assert_eq!(call_back(&world, &target, json!(1)).await.unwrap_err().code, ErrorCode::RunState);
    assert_eq!(target.lines(), "POST /refuse\n");
}

#[tokio::test]
async fn it_goes_on_waiting_after_a_restart_and_another_server_may_be_told() {
    let (world, target) = (world().await, service());
    let run = start(&world, &webhook(&target, "/on", json!({}))).await;
    is_waiting(&world, run).await;
    let world = found(world.restart_with(config()).await);
    is_waiting(&world, run).await;
    let second = world.second(config()).await;
    call_back(second.as_ref().unwrap_or(&world), &target, json!("later")).await.unwrap();
    world.ended(run).await;
    assert_eq!(world.actions(run).await, "Ask Succeeded OK\nThen Succeeded OK\n");
    asked(&target, 2).await;
    assert_eq!(target.lines(), "POST /on\nPOST /off\n");
}

#[tokio::test]
async fn nobody_is_asked_to_call_a_server_that_does_not_know_where_it_is() {
    let (world, target) = (World::with(config()).await, service());
    let run = start(&world, &webhook(&target, "/on", json!({}))).await;
    world.ended(run).await;
    assert_eq!(world.actions(run).await, "Ask Failed CallbackAddressUnknown\nThen Skipped ActionSkipped\n");
    assert_eq!(target.lines(), "");
}

/// A flow that a service starts.
fn started_by(target: &Target, on: &str) -> Json {
    let request = |path: &str| json!({"method": "POST", "uri": target.url(path), "body": "@listCallbackUrl()"});
    json!({"properties": {"connectionReferences": {}, "definition": {
        "triggers": {"When a thing": {"type": "HttpWebhook", "inputs": {"subscribe": request(on), "unsubscribe": request("/off")}}},
        "actions": {"Got": {"type": "Compose", "runAfter": {}, "inputs": "@triggerBody()"}}
    }}, "schemaVersion": "1.0.0.0"})
}

#[tokio::test]
async fn a_service_starts_a_flow_as_long_as_it_is_on() {
    let (world, target) = (world().await, service());
    let id = world.flow("starts", &started_by(&target, "/on")).await;
    asked(&target, 1).await;
    let address = target.asked()[0].text();
    let path = address.strip_prefix("http://steward.test/triggers/").unwrap();
    let (trigger_id, rest) = path.split_once('/').unwrap();
    let (name, signature) = rest.split_once("?sig=").unwrap();
    assert_eq!(name, "When%20a%20thing");
    let found = world.runtime.trigger(trigger_id.parse().unwrap(), "When a thing", signature).await.unwrap();
    let accepted = world.runtime.start_http(&found, value(json!({"headers": {}, "body": {"n": 1}}))).await.unwrap();
    let run = accepted.run.unwrap();
    assert_eq!(world.ended(run).await.summary.status.as_str(), "Succeeded");

    let (soul, name) = (world.op("soul").await, FlowName::Id(id));
    // A new version is subscribed once the old one is no more.
    let definition = started_by(&target, "/on/2").to_string();
    app::flows::update(&world.steward, &soul, "dev", &name, None, Some(definition)).await.unwrap();
    asked(&target, 3).await;
    app::flows::disable(&world.steward, &soul, "dev", &name).await.unwrap();
    asked(&target, 4).await;
    assert_eq!(target.lines(), "POST /on\nPOST /off\nPOST /on/2\nPOST /off\n");
    app::flows::enable(&world.steward, &soul, "dev", &name).await.unwrap();
    asked(&target, 5).await;
    app::flows::delete(&world.steward, &soul, "dev", &name).await.unwrap();
    asked(&target, 6).await;
    assert_eq!(target.lines().lines().skip(4).collect::<Vec<_>>(), ["POST /on/2", "POST /off"]);
}
