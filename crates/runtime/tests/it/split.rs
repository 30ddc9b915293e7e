//! `splitOn`: one run for each item of a list.

use app::{FlowName, lookup, rows::RowRequest};
use model::FiringStatus;
use runtime::{Accepted, Answered};
use serde_json::{Value as Json, json};

use crate::world::{World, run_as_flow, value};

fn splitting(conditions: Json) -> Json {
    json!({"properties": {"connectionReferences": {}, "definition": {
        "triggers": {"manual": {
            "type": "Request", "kind": "Http", "splitOn": "@triggerBody()?['rows']", "conditions": conditions
        }},
        "actions": {
            "Item": {"type": "Compose", "inputs": {"body": "@triggerBody()", "header": "@triggerOutputs()['headers']['x-from']"}, "runAfter": {}},
            "Answer": {"type": "Response", "inputs": {"statusCode": 200}, "runAfter": {"Item": ["Succeeded"]}}
        }
    }}, "schemaVersion": "1.0.0.0"})
}

fn sent(rows: Json) -> Json {
    json!({"headers": {"x-from": "here"}, "body": {"rows": rows, "other": true}})
}

/// What the `Item` action of every run made, in order.
async fn items(world: &World, count: usize) -> Vec<String> {
    let admin = world.op("admin").await;
    let mut made = Vec::new();
    for run in world.all_ended(count).await {
        let page = app::runs::actions(&world.steward, &admin, "dev", run.id, None, None, 0).await.unwrap();
        made.push(page.actions[0].record.outputs.as_ref().unwrap().to_json_string());
    }
    made.sort();
    made
}

#[tokio::test]
async fn each_item_of_a_request_has_a_run_of_its_own() {
    let world = World::new().await;
    let id = world.flow("splits", &splitting(json!([]))).await;
    let Accepted { run, reply, .. } = world.request(id, "manual", sent(json!([{"n": 1}, "two", null]))).await.unwrap();
    assert_eq!(reply, Answered::Accepted, "nobody waits for one of several answers");
    assert_eq!(
        items(&world, 3).await,
        [
            r#"{"body":"two","header":"here"}"#,
            r#"{"body":null,"header":"here"}"#,
            r#"{"body":{"n":1},"header":"here"}"#,
        ]
    );
    assert_eq!(world.actions(run.unwrap()).await, "Item Succeeded OK\nAnswer Skipped ActionResponseSkipped\n");
}

#[tokio::test]
async fn without_items_there_is_no_run_and_without_a_list_the_trigger_fails() {
    let world = World::new().await;
    let id = world.flow("splits", &splitting(json!([]))).await;
    for nothing in [json!([]), json!(null)] {
        assert_eq!(world.request(id, "manual", sent(nothing)).await.unwrap().run, None);
    }
    for (rows, says) in [
        (
            json!({"n": 1}),
            "InvalidTemplate: The trigger 'manual' could not start one run for each item: its 'splitOn' must be a list and is of type 'Object'.",
        ),
        (
            json!(vec![0; 100_001]),
            "InvalidTemplate: The trigger 'manual' could not start one run for each item: the list has 100001 items, and 100000 is the most.",
        ),
    ] {
        // The caller is told before the list is split.
        let accepted = world.request(id, "manual", sent(rows)).await.unwrap();
        assert_eq!((accepted.run, accepted.reply), (None, Answered::Accepted));
        let soul = world.op("soul").await;
        let firings = app::firings::list(&world.steward, &soul, "dev", &FlowName::Id(id), None, 1).await.unwrap();
        let error = firings[0].error.as_ref().unwrap();
        assert_eq!(
            (firings[0].status, format!("{}: {}", error.code, error.message).as_str()),
            (FiringStatus::Failed, says)
        );
    }
    assert!(world.all_ended(0).await.is_empty());
}

#[tokio::test]
async fn conditions_are_asked_for_each_item() {
    let world = World::new().await;
    let id = world.flow("splits", &splitting(json!([{"expression": "@greater(triggerBody(), 2)"}]))).await;
    world.request(id, "manual", sent(json!([1, 2, 3, 4]))).await.unwrap();
    assert_eq!(items(&world, 2).await, [r#"{"body":3,"header":"here"}"#, r#"{"body":4,"header":"here"}"#]);
}

#[tokio::test]
async fn a_resubmitted_run_is_of_the_same_item() {
    let world = World::new().await;
    let id = world.flow("splits", &splitting(json!([]))).await;
    let run = world.request(id, "manual", sent(json!([{"rows": [1, 2]}]))).await.unwrap().run.unwrap();
    world.ended(run).await;
    let op = world.op("soul").await;
    let by = op.clone();
    let read = move |tx: &mut store::Tx<'_>| lookup::flow::<lookup::Resubmit>(tx, &by, "dev", &FlowName::Id(id));
    let proof = world.steward.store().read(read).await.unwrap();
    world.runtime.resubmit(&op, proof, run).await.unwrap();
    assert_eq!(items(&world, 2).await, [r#"{"body":{"rows":[1,2]},"header":"here"}"#; 2]);
}

#[tokio::test]
async fn a_row_that_holds_a_list_starts_several_runs() {
    let world = World::new().await;
    let mut flow = run_as_flow("row", Some(1), false);
    let definition = &mut flow["properties"]["definition"];
    definition["triggers"]["When_a_contact_is_updated"]["inputs"]["parameters"]["subscriptionRequest/message"] =
        json!(1);
    definition["triggers"]["When_a_contact_is_updated"]["splitOn"] = json!("@split(triggerBody()?['firstname'], ',')");
    definition["actions"] = json!({"Item": {"type": "Compose", "inputs": "@triggerBody()", "runAfter": {}}});
    world.flow("splits a row", &flow).await;
    let item = |name: Json| value(json!({"firstname": name})).as_object().cloned().unwrap();
    world.rows("sam", RowRequest::Create { set: "contacts".into(), item: item(json!("Ada,Grace,Mary")) }).await;
    // Here the expression fails, which is nothing to the row.
    world.rows("sam", RowRequest::Create { set: "contacts".into(), item: item(json!(null)) }).await;
    assert_eq!(items(&world, 3).await, [r#""Ada""#, r#""Grace""#, r#""Mary""#]);
    let list = RowRequest::List { set: "contacts".into(), options: Vec::new(), page: None };
    let app::rows::RowAnswer::Rows { value: rows, .. } = world.rows("sam", list).await else { panic!() };
    assert_eq!(rows.as_array().map(|rows| rows.len()), Some(2));
}

#[tokio::test]
async fn what_is_wrong_with_secured_outputs_is_not_kept() {
    let world = World::new().await;
    let mut flow = splitting(json!([]));
    let trigger = &mut flow["properties"]["definition"]["triggers"]["manual"];
    trigger["splitOn"] = json!("@json(triggerBody()['rows'])");
    trigger["runtimeConfiguration"] = json!({"secureData": {"properties": ["outputs"]}});
    let id = world.flow("splits", &flow).await;
    world.request(id, "manual", sent(json!("canary-7319"))).await.unwrap();
    let soul = world.op("soul").await;
    let firings = app::firings::list(&world.steward, &soul, "dev", &FlowName::Id(id), None, 1).await.unwrap();
    let error = firings[0].error.as_ref().unwrap();
    assert_eq!((firings[0].status, &*error.code), (FiringStatus::Failed, "InvalidTemplate"));
    assert!(!error.message.contains("canary"), "{}", error.message);
}
