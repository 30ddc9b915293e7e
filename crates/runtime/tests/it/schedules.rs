//! What the clock starts, on a clock that the test moves.

use std::time::Duration;

use app::{FlowName, firings, flows};
use model::FlowId;
use runtime::Config;
use serde_json::{Value as Json, json};

use crate::world::{Hands, World};

pub(crate) fn flow(trigger: Json, actions: Json) -> Json {
    json!({"properties": {"connectionReferences": {}, "definition": {
        "triggers": {"clock": trigger}, "actions": actions
    }}, "schemaVersion": "1.0.0.0"})
}

fn compose(inputs: &str) -> Json {
    json!({"Do": {"type": "Compose", "inputs": inputs, "runAfter": {}}})
}

fn every(frequency: &str, interval: u32, more: Json) -> Json {
    let mut trigger = json!({"type": "Recurrence", "recurrence": {"frequency": frequency, "interval": interval}});
    for (name, value) in more.as_object().unwrap() {
        trigger[name] = value.clone();
    }
    trigger
}

/// What came of the flow's firings so far, oldest first: when they were to happen, and the code.
pub(crate) async fn fired(world: &World, id: FlowId) -> Vec<String> {
    let admin = world.op("admin").await;
    let found = firings::list(&world.steward, &admin, "dev", &FlowName::Id(id), None, 500).await.unwrap();
    let shown = found.into_iter().rev().map(|firing| {
        let at = firing.scheduled_time.unwrap_or_default();
        let code = firing.error.map_or("OK".to_owned(), |error| error.code.to_string());
        format!("{} {code}", at.get(5..16).unwrap_or_default())
    });
    shown.collect()
}

/// Waits until so many firings are there, and shows them.
pub(crate) async fn fired_at_least(world: &World, id: FlowId, count: usize) -> Vec<String> {
    for _ in 0..1_000 {
        let found = fired(world, id).await;
        if found.len() >= count {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("there are only {:?}", fired(world, id).await);
}

#[tokio::test]
async fn the_first_run_is_at_once_and_what_is_missed_is_not_made_up_for() {
    let clock = Hands::at("2026-03-01T10:00:00Z");
    let world = World::at(Config::default(), &clock).await;
    let id = world.flow("often", &flow(every("Minute", 5, json!({})), compose("@trigger()['scheduledTime']"))).await;
    assert_eq!(fired_at_least(&world, id, 1).await, ["03-01T10:00 OK"]);
    clock.set("2026-03-01T10:05:01Z");
    assert_eq!(fired_at_least(&world, id, 2).await, ["03-01T10:00 OK", "03-01T10:05 OK"]);
    clock.set("2026-03-01T10:31:00Z");
    let third = fired_at_least(&world, id, 3).await;
    assert_eq!(third[2..], ["03-01T10:10 Missed"]);
    clock.set("2026-03-01T10:35:00Z");
    assert_eq!(fired_at_least(&world, id, 4).await[3..], ["03-01T10:35 OK"]);
    let runs = world.all_ended(3).await;
    let admin = world.op("admin").await;
    let page = app::runs::actions(&world.steward, &admin, "dev", runs[2].id, None, None, 0).await.unwrap();
    assert_eq!(page.actions[0].record.outputs.as_ref().unwrap().to_json_string(), r#""2026-03-01T10:35:00.0000000Z""#);
}

#[tokio::test]
async fn turning_on_again_looks_only_ahead() {
    let clock = Hands::at("2026-03-01T10:00:00Z");
    let world = World::at(Config::default(), &clock).await;
    let soul = world.op("soul").await;
    let start = json!({"recurrence": {"frequency": "Hour", "interval": 1, "startTime": "2026-03-01T09:30:00Z"}});
    let id = world.flow("hourly", &flow(every("Hour", 1, start), compose("x"))).await;
    clock.set("2026-03-01T10:30:00Z");
    assert_eq!(fired_at_least(&world, id, 1).await, ["03-01T10:30 OK"], "a past start is no run at once");
    flows::disable(&world.steward, &soul, "dev", &FlowName::Id(id)).await.unwrap();
    clock.set("2026-03-01T14:00:00Z");
    flows::enable(&world.steward, &world.op("soul").await, "dev", &FlowName::Id(id)).await.unwrap();
    clock.set("2026-03-01T14:30:00Z");
    assert_eq!(fired_at_least(&world, id, 2).await[1..], ["03-01T14:30 OK"]);
}

#[tokio::test]
async fn a_start_that_is_too_far_ahead_is_refused() {
    let world = World::new().await;
    let soul = world.op("soul").await;
    let start = json!({"recurrence": {"frequency": "Hour", "interval": 1, "startTime": "2126-03-01T09:30:00Z"}});
    let definition = flow(every("Hour", 1, start), compose("x")).to_string();
    let new = flows::NewFlow { name: "far".into(), definition, id: None };
    let id = flows::create(&world.steward, &soul, "dev", new).await.unwrap().summary.id;
    let refused = flows::enable(&world.steward, &soul, "dev", &FlowName::Id(id)).await.unwrap_err();
    assert!(refused.message.contains("49 years"), "{refused}");
}

#[tokio::test]
async fn each_window_has_one_run_however_late() {
    let clock = Hands::at("2026-03-01T10:36:00Z");
    let world = World::at(Config::default(), &clock).await;
    let trigger = json!({"type": "SlidingWindow", "inputs": {"delay": "PT1M"}, "recurrence": {
        "frequency": "Minute", "interval": 10, "startTime": "2026-03-01T10:00:00Z"}});
    let window = "@{triggerOutputs()['windowStartTime']} @{triggerOutputs()['windowEndTime']}";
    let id = world.flow("windows", &flow(trigger, compose(window))).await;
    let so_far = ["03-01T10:11 OK", "03-01T10:21 OK", "03-01T10:31 OK"];
    assert_eq!(fired_at_least(&world, id, 3).await, so_far);
    clock.set("2026-03-01T11:02:00Z");
    assert_eq!(fired_at_least(&world, id, 6).await[3..], ["03-01T10:41 OK", "03-01T10:51 OK", "03-01T11:01 OK"]);
    let admin = world.op("admin").await;
    let mut seen = Vec::new();
    for run in world.all_ended(6).await {
        let page = app::runs::actions(&world.steward, &admin, "dev", run.id, None, None, 0).await.unwrap();
        seen.push(page.actions[0].record.outputs.as_ref().unwrap().to_text());
    }
    let times: Vec<&str> = seen.iter().flat_map(|window| window.split(' ')).map(|at| &at[11..16]).collect();
    let wanted =
        ["10:00", "10:10", "10:10", "10:20", "10:20", "10:30", "10:30", "10:40", "10:40", "10:50", "10:50", "11:00"];
    assert_eq!(times, wanted, "no gap and no overlap");
}

#[tokio::test]
async fn a_tick_that_finds_the_single_instance_under_way_is_skipped() {
    let clock = Hands::at("2026-03-01T10:00:00Z");
    let world = World::at(Config::default(), &clock).await;
    let wait =
        json!({"Wait": {"type": "Wait", "inputs": {"interval": {"count": 90, "unit": "Second"}}, "runAfter": {}}});
    let single = every("Minute", 1, json!({"operationOptions": "SingleInstance"}));
    let id = world.flow("single", &flow(single, wait)).await;
    assert_eq!(fired_at_least(&world, id, 1).await, ["03-01T10:00 OK"]);
    clock.set("2026-03-01T10:01:00Z");
    assert_eq!(fired_at_least(&world, id, 2).await[1..], ["03-01T10:01 ConcurrencyLimitReached"]);
    clock.set("2026-03-01T10:01:40Z");
    world.all_ended(1).await;
    clock.set("2026-03-01T10:02:00Z");
    assert_eq!(fired_at_least(&world, id, 3).await[2..], ["03-01T10:02 OK"]);
}

#[tokio::test]
async fn ticks_wait_for_their_turn_through_a_restart_and_beyond_that_are_skipped() {
    let clock = Hands::at("2026-03-01T10:00:00Z");
    let world = World::at(Config::default(), &clock).await;
    let wait = json!({"Wait": {"type": "Wait", "inputs": {"interval": {"count": 1, "unit": "Hour"}}, "runAfter": {}}});
    let concurrency = json!({"runtimeConfiguration": {"concurrency": {"runs": 1, "maximumWaitingRuns": 1}}});
    let id = world.flow("queues", &flow(every("Minute", 1, concurrency), wait)).await;
    for (count, now) in [(1, "2026-03-01T10:00:10Z"), (2, "2026-03-01T10:01:00Z"), (3, "2026-03-01T10:02:00Z")] {
        clock.set(now);
        fired_at_least(&world, id, count).await;
    }
    let world = world.restart().await;
    let all = ["03-01T10:00 OK", "03-01T10:01 OK", "03-01T10:02 ConcurrencyLimitReached"];
    assert_eq!(fired(&world, id).await, all);
    let admin = world.op("admin").await;
    let begun = async || {
        let wanted = app::runs::RunsWanted { limit: 10, ..Default::default() };
        let runs = app::runs::list(&world.steward, &admin, "dev", wanted).await.unwrap();
        let mut begun = 0;
        for run in &runs {
            let detail = app::runs::get(&world.steward, &admin, "dev", run.id).await.unwrap();
            begun += usize::from(detail.actions > 0 && !detail.summary.status.is_final());
        }
        (runs.len(), begun)
    };
    assert_eq!(begun().await, (2, 1));
    // The first ends, and the one that waits begins.
    clock.set("2026-03-01T11:00:30Z");
    for _ in 0..1_000 {
        let runs = app::runs::RunsWanted { limit: 10, ..Default::default() };
        let runs = app::runs::list(&world.steward, &admin, "dev", runs).await.unwrap();
        if runs.iter().any(|run| run.status.is_final()) && begun().await.1 == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the second run has not begun");
}
