//! Calls of the outside: what a target is asked, and what becomes of its answers.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use connectors::guard::Policy;
use model::RunId;
use runtime::Config;
use serde_json::{Value as Json, json};
use testkit::{Answered, Asked, Target};

use crate::world::World;

/// Calls of this machine are allowed.
fn config() -> Config {
    Config { outbound: Policy::allowing(["127.0.0.1".to_owned()]), ..Config::default() }
}

fn flow(actions: Json) -> Json {
    json!({"properties": {"connectionReferences": {}, "definition": {
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}}, "actions": actions
    }}, "schemaVersion": "1.0.0.0"})
}

/// Starts a run of a flow with these actions.
async fn start(world: &World, actions: Json) -> RunId {
    let id = world.flow("calls", &flow(actions)).await;
    world.request(id, "manual", json!({})).await.unwrap().run.unwrap()
}

/// What an action of a run that has ended made.
async fn outputs(world: &World, run: RunId, action: &str) -> Json {
    world.ended(run).await;
    let admin = world.op("admin").await;
    let page = app::runs::actions(&world.steward, &admin, "dev", run, None, None, 0).await.unwrap();
    let action = page.actions.into_iter().find(|found| found.name == action).unwrap();
    action.record.outputs.map_or(Json::Null, |outputs| serde_json::from_slice(&outputs.to_json()).unwrap())
}

async fn until(what: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not happen");
}

/// Takes a job, and says at the third look that it is done.
fn slow_job() -> Target {
    let looks = AtomicUsize::new(0);
    Target::start(move |asked| match (&*asked.method, &*asked.path) {
        ("POST", "/jobs?size=2") => Answered::with(202).header("Location", "/jobs/7").header("Retry-After", 1),
        ("GET", "/jobs/7") => match looks.fetch_add(1, Ordering::Relaxed) {
            0 => Answered::json(202, json!({"progress": 50})).header("Retry-After", 1),
            _ => Answered::with(202).header("Location", "/results/7").header("Retry-After", 1),
        },
        ("GET", "/results/7") => Answered::json(200, json!({"rows": 3})),
        _ => Answered::with(404),
    })
}

fn post(target: &Target) -> Json {
    json!({
        "type": "Http", "runAfter": {}, "inputs": {
            "method": "POST", "uri": target.url("/jobs"), "queries": {"size": 2}, "body": {"n": 1},
            "headers": {"x-tenant": "contoso"},
            "authentication": {"type": "Raw", "value": "Bearer of-the-call"}
        }
    })
}

#[tokio::test]
async fn a_call_that_is_accepted_is_asked_for_until_it_is_answered() {
    let (world, target) = (World::with(config()).await, slow_job());
    let run = start(&world, json!({"Call": post(&target)})).await;
    let outputs = outputs(&world, run, "Call").await;
    assert_eq!((&outputs["statusCode"], &outputs["body"]), (&json!(200), &json!({"rows": 3})));
    assert_eq!(target.lines(), "POST /jobs?size=2\nGET /jobs/7\nGET /jobs/7\nGET /results/7\n");
    let asked = target.asked();
    let said = |asked: &Asked, name: &str| asked.header(name).map(str::to_owned);
    assert!(said(&asked[0], "idempotency-key").is_some() && said(&asked[0], "content-type").is_some());
    for look in &asked[1..] {
        assert_eq!(said(look, "authorization").as_deref(), Some("Bearer of-the-call"));
        assert_eq!(said(look, "x-tenant").as_deref(), Some("contoso"));
        assert_eq!(
            (said(look, "content-type"), said(look, "idempotency-key"), look.text()),
            (None, None, String::new())
        );
    }
}

#[tokio::test]
async fn an_accepted_call_is_asked_for_after_a_restart_and_not_made_again() {
    let (world, target) = (World::with(config()).await, slow_job());
    let run = start(&world, json!({"Call": post(&target)})).await;
    until(|| target.asked().len() >= 2).await;
    let world = world.restart_with(config()).await;
    assert_eq!(outputs(&world, run, "Call").await["body"], json!({"rows": 3}));
    assert_eq!(target.lines().matches("POST").count(), 1, "{}", target.lines());
}

#[tokio::test]
async fn a_flow_may_take_the_acceptance_for_the_answer() {
    let (world, target) = (World::with(config()).await, slow_job());
    let mut call = post(&target);
    call["operationOptions"] = json!("DisableAsyncPattern");
    let run = start(&world, json!({"Call": call})).await;
    let outputs = outputs(&world, run, "Call").await;
    assert_eq!((&outputs["statusCode"], &outputs["headers"]["location"]), (&json!(202), &json!("/jobs/7")));
    assert_eq!(target.lines(), "POST /jobs?size=2\n");
}

#[tokio::test]
async fn the_guard_stands_before_the_address_that_a_target_names() {
    let world = World::with(config()).await;
    let target =
        Target::start(|_| Answered::with(202).header("Location", "http://127.0.0.2:9/").header("Retry-After", 1));
    let run = start(&world, json!({"Call": post(&target)})).await;
    world.ended(run).await;
    assert_eq!(world.actions(run).await, "Call Failed Forbidden\n");
    assert_eq!(target.asked().len(), 1);
}
