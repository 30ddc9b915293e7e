//! Addresses that are asked again and again.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use connectors::guard::Policy;
use runtime::Config;
use serde_json::{Value as Json, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{
    schedules::{fired_at_least, flow},
    world::{Hands, World},
};

/// An address that gives its answers one after the other, then 202, and remembers what it was asked.
#[derive(Clone, Default)]
struct Target {
    address: String,
    answers: Arc<Mutex<VecDeque<String>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Target {
    async fn new(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let answers = Arc::new(Mutex::new(answers.iter().map(|answer| (*answer).to_owned()).collect()));
        let address = format!("http://{}", listener.local_addr().unwrap());
        let target = Self { address, answers, ..Self::default() };
        let served = target.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = [0; 4_096];
                let length = stream.read(&mut head).await.unwrap_or(0);
                let line = String::from_utf8_lossy(&head[..length]).lines().next().unwrap_or_default().to_owned();
                served.asked.lock().unwrap().push(line.trim_end_matches(" HTTP/1.1").to_owned());
                let answer = served.answers.lock().unwrap().pop_front().unwrap_or_else(|| "202 Accepted".to_owned());
                let (head, body) = answer.split_once(" | ").unwrap_or((&answer, ""));
                let length = body.len();
                let text = format!(
                    "HTTP/1.1 {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}",
                    head.replace("; ", "\r\n")
                );
                let _ = stream.write_all(text.as_bytes()).await;
            }
        });
        target
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn config() -> Config {
    Config { outbound: Policy::allowing(["127.0.0.1".to_owned()]), ..Config::default() }
}

fn polling(target: &Target, more: Json) -> Json {
    let mut trigger = json!({
        "type": "Http", "recurrence": {"frequency": "Minute", "interval": 10},
        "inputs": {"method": "GET", "uri": format!("{}/new", target.address), "queries": {"since": "@{formatDateTime('2026-03-01', 'yyyy')}"}, "retryPolicy": {"type": "none"}}
    });
    for (name, value) in more.as_object().unwrap() {
        trigger[name] = value.clone();
    }
    flow(trigger, json!({"Do": {"type": "Compose", "inputs": "@triggerBody()", "runAfter": {}}}))
}

/// What the runs have composed, in order.
async fn made(world: &World, count: usize) -> Vec<String> {
    let admin = world.op("admin").await;
    let mut made = Vec::new();
    for run in world.all_ended(count).await {
        let page = app::runs::actions(&world.steward, &admin, "dev", run.id, None, None, 0).await.unwrap();
        made.push(page.actions[0].record.outputs.as_ref().unwrap().to_json_string());
    }
    made
}

#[tokio::test]
async fn only_200_starts_a_run_and_the_state_outlives_a_restart() {
    let clock = Hands::at("2026-03-01T10:00:00Z");
    let target = Target::new(&[
        "202 Accepted; Location: /new?state=7; Retry-After: 30",
        "200 OK | {\"n\": 1}",
        "204 No Content",
        "404 Not Found",
        "302 Found; Location: https://elsewhere.example/steal",
        "200 OK | {\"n\": 2}",
    ])
    .await;
    let mut world = World::at(config(), &clock).await;
    let id = world.flow("polls", &polling(&target, json!({}))).await;
    let expected = [
        ("2026-03-01T10:00:30Z", "03-01T10:00 Accepted"),
        // The address has asked for 30 seconds; then the rhythm goes on.
        ("2026-03-01T10:10:00Z", "03-01T10:00 OK"),
        ("2026-03-01T10:20:00Z", "03-01T10:10 NoContent"),
        ("2026-03-01T10:30:00Z", "03-01T10:20 NotFound"),
        ("2026-03-01T10:40:00Z", "03-01T10:30 Redirect"),
        ("2026-03-01T10:40:00Z", "03-01T10:40 OK"),
    ];
    for (number, (then, wanted)) in expected.into_iter().enumerate() {
        assert_eq!(fired_at_least(&world, id, number + 1).await[number], wanted);
        if number == 0 {
            world = world.restart_with(config()).await;
        }
        clock.set(then);
    }
    assert_eq!(made(&world, 2).await, [r#"{"n":1}"#, r#"{"n":2}"#]);
    let again = "GET /new?state=7";
    assert_eq!(target.asked(), ["GET /new?since=2026", again, again, again, again, again]);
}

#[tokio::test]
async fn conditions_on_the_status_say_what_starts_a_run() {
    let clock = Hands::at("2026-03-01T10:00:00Z");
    let target = Target::new(&["200 OK | 1", "500 Broken | 2"]).await;
    let world = World::at(config(), &clock).await;
    let conditions = json!({"conditions": [{"expression": "@equals(triggerOutputs()['statusCode'], 500)"}]});
    let id = world.flow("alerts", &polling(&target, conditions)).await;
    assert_eq!(fired_at_least(&world, id, 1).await, [" TriggerConditionNotMet"]);
    clock.set("2026-03-01T10:10:00Z");
    assert_eq!(fired_at_least(&world, id, 2).await[1..], ["03-01T10:10 OK"]);
    assert_eq!(made(&world, 1).await, ["2"]);
}

#[tokio::test]
async fn a_call_that_fails_is_made_again_as_the_policy_says() {
    let clock = Hands::at("2026-03-01T10:00:00Z");
    let target = Target::new(&["503 Busy", "503 Busy", "503 Busy", "503 Busy", "200 OK | [1, 2]"]).await;
    let world = World::at(config(), &clock).await;
    let mut definition = polling(&target, json!({"splitOn": "@triggerBody()"}));
    definition["properties"]["definition"]["triggers"]["clock"]["inputs"]["retryPolicy"] =
        json!({"type": "fixed", "count": 2, "interval": "PT20S"});
    let id = world.flow("retries", &definition).await;
    let asked = async |count: usize| {
        for _ in 0..1_000 {
            if target.asked().len() >= count {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("{:?}", target.asked());
    };
    asked(1).await;
    // It takes a moment until the outcome is stored; asked too early, it would be asked when the clock has moved further.
    for (count, now) in [(2, "2026-03-01T10:00:25Z"), (3, "2026-03-01T10:00:50Z")] {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        clock.set(now);
        asked(count).await;
    }
    let failed = fired_at_least(&world, id, 1).await;
    assert_eq!(failed.len(), 1, "one failure is told, not three: {failed:?}");
    assert!(failed[0].ends_with(" ServiceUnavailable"), "{failed:?}");
    clock.set("2026-03-01T10:10:00Z");
    asked(4).await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    clock.set("2026-03-01T10:10:30Z");
    assert_eq!(made(&world, 2).await, ["1", "2"], "one run for each item");
}

#[tokio::test]
async fn one_of_many_servers_asks() {
    let clock = Hands::at("2026-03-01T10:00:00Z");
    let target = Target::new(&["200 OK | 1", "200 OK | 2", "200 OK | 3"]).await;
    let world = World::at(config(), &clock).await;
    let Some(second) = world.second(config()).await else { return };
    let id = world.flow("polls", &polling(&target, json!({}))).await;
    for (number, now) in
        ["2026-03-01T10:10:00Z", "2026-03-01T10:20:00Z", "2026-03-01T10:25:00Z"].into_iter().enumerate()
    {
        fired_at_least(&second, id, number + 1).await;
        clock.set(now);
    }
    assert_eq!(target.asked().len(), 3);
    assert_eq!(made(&world, 3).await, ["1", "2", "3"]);
    second.runtime.stop(std::time::Duration::from_secs(5)).await;
}
