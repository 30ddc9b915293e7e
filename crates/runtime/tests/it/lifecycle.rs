//! Runs through waiting, cancelling and restarting.

use app::{FlowName, lookup};
use engine::Reply;
use runtime::Answered;
use serde_json::json;
use wdl::Value;

use crate::world::{World, add_row, button_flow};

#[tokio::test]
async fn a_response_answers_after_it_is_durable() {
    let world = World::new().await;
    let id = world
        .flow("answers", &button_flow(json!({
            "Greeting": {"type": "Compose", "inputs": "Hello @{triggerBody()['text']}", "runAfter": {}},
            "Respond": {"type": "Response", "kind": "PowerApp", "inputs": {"statusCode": 200, "body": {"greeting": "@outputs('Greeting')"}}, "runAfter": {"Greeting": ["Succeeded"]}}
        })))
        .await;
    let accepted = world.press(id, "Ada").await;
    let Answered::With(Reply { status, body, .. }) = accepted.reply else { panic!("{:?}", accepted.reply) };
    assert_eq!((status, body.unwrap().get("greeting").cloned()), (200, Some(Value::from("Hello Ada"))));
    assert_eq!(world.actions(accepted.run.unwrap()).await, "Greeting Succeeded OK\nRespond Succeeded OK\n");
}

#[tokio::test]
async fn a_caller_is_answered_by_a_run_that_waits_first() {
    let world = World::new().await;
    let id = world
        .flow("answers later", &button_flow(json!({
            "Wait": {"type": "Wait", "inputs": {"interval": {"count": 1, "unit": "Second"}}, "runAfter": {}},
            "Respond": {"type": "Response", "kind": "PowerApp", "inputs": {"statusCode": 201}, "runAfter": {"Wait": ["Succeeded"]}}
        })))
        .await;
    let accepted = world.press(id, "Ada").await;
    assert!(matches!(accepted.reply, Answered::With(Reply { status: 201, .. })), "{:?}", accepted.reply);
}

#[tokio::test]
async fn a_waiting_run_goes_on_after_a_restart() {
    let world = World::new().await;
    let id = world
        .flow("waits", &button_flow(json!({
            "Before": {"type": "Compose", "inputs": "@guid()", "runAfter": {}},
            "Wait": {"type": "Wait", "inputs": {"interval": {"count": 2, "unit": "Second"}}, "runAfter": {"Before": ["Succeeded"]}},
            "After": {"type": "Compose", "inputs": "@outputs('Before')", "runAfter": {"Wait": ["Succeeded"]}}
        })))
        .await;
    let run = world.press(id, "Ada").await.run.unwrap();
    let world = world.restart().await;
    assert_eq!(world.ended(run).await.summary.status.as_str(), "Succeeded");
    let page = app::runs::actions(&world.steward, &world.op("admin").await, "dev", run, None, None, 0).await.unwrap();
    assert_eq!(
        page.actions[0].record.outputs, page.actions[2].record.outputs,
        "what was decided before the restart stays decided"
    );
}

#[tokio::test]
async fn a_long_wait_is_let_go_of_and_can_be_cancelled() {
    let world = World::new().await;
    let id = world
        .flow(
            "waits long",
            &button_flow(
                json!({"Wait": {"type": "Wait", "inputs": {"interval": {"count": 1, "unit": "Hour"}}, "runAfter": {}}}),
            ),
        )
        .await;
    let run = world.press(id, "Ada").await.run.unwrap();
    for _ in 0..200 {
        if world.runtime.in_memory() == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(world.runtime.in_memory(), 0, "a run that waits for an hour costs no memory");
    let op = world.op("soul").await;
    let proof_op = op.clone();
    let proof = world
        .steward
        .store()
        .read(move |tx| lookup::flow::<lookup::Cancel>(tx, &proof_op, "dev", &FlowName::Id(id)))
        .await
        .unwrap();
    world.runtime.cancel(&op, proof, run).await.unwrap();
    assert_eq!(world.ended(run).await.summary.status.as_str(), "Cancelled");
    assert_eq!(world.actions(run).await, "Wait Cancelled ActionCancelled\n");
}

#[tokio::test]
async fn a_loop_over_rows_changes_each_once() {
    let world = World::new().await;
    let mut add = add_row("s", "loop");
    add["inputs"]["parameters"]["item/demo_name"] = json!("@{items('Each')}");
    let id = world
        .flow("loops", &button_flow(json!({
            "Each": {"type": "Foreach", "foreach": "@range(0, 200)", "actions": {"Add": add}, "runAfter": {}},
            "List": {"type": "OpenApiConnection", "runAfter": {"Each": ["Succeeded"]},
                "inputs": {"host": {"connectionName": "s", "operationId": "ListRecords", "apiId": "x/shared_commondataserviceforapps"}, "parameters": {"entityName": "demo_audits", "$filter": "demo_case eq 'loop'"}}},
            "Count": {"type": "Compose", "inputs": "@length(outputs('List')?['body/value'])", "runAfter": {"List": ["Succeeded"]}}
        })))
        .await;
    let run = world.press(id, "Ada").await.run.unwrap();
    assert_eq!(world.ended(run).await.summary.status.as_str(), "Succeeded");
    let page = app::runs::actions(&world.steward, &world.op("admin").await, "dev", run, None, Some(Vec::new()), 0)
        .await
        .unwrap();
    let count = page.actions.iter().find(|action| action.name == "Count").unwrap();
    assert_eq!(count.record.outputs, Some(Value::Int(200)));
}

#[tokio::test]
async fn what_is_secured_is_not_stored_in_clear_and_still_resumes() {
    let world = World::new().await;
    let secure = json!({"secureData": {"properties": ["inputs", "outputs"]}});
    let id = world
        .flow("secret", &button_flow(json!({
            "Secret": {"type": "Compose", "inputs": "canary-@{triggerBody()['text']}-7319", "runtimeConfiguration": secure, "runAfter": {}},
            "Wait": {"type": "Wait", "inputs": {"interval": {"count": 1, "unit": "Second"}}, "runAfter": {"Secret": ["Succeeded"]}},
            "Length": {"type": "Compose", "inputs": "@length(outputs('Secret'))", "runAfter": {"Wait": ["Succeeded"]}}
        })))
        .await;
    let run = world.press(id, "Ada").await.run.unwrap();
    let world = world.restart().await;
    assert_eq!(world.ended(run).await.summary.status.as_str(), "Succeeded");
    let page = app::runs::actions(&world.steward, &world.op("admin").await, "dev", run, None, None, 0).await.unwrap();
    assert_eq!(
        (&page.actions[0].record.inputs, &page.actions[0].record.outputs, page.actions[0].secured.as_slice()),
        (&None, &None, &["inputs", "outputs"][..])
    );
    assert_eq!(page.actions[2].record.outputs, Some(Value::Int(15)));
    for file in std::fs::read_dir(world.folder()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap_or_default();
        assert!(!bytes.windows(11).any(|window| window == b"canary-Ada-"), "the value is nowhere on disk");
    }
}
