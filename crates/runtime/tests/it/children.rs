//! Child flows: one run for each call, whose answer ends the call.

use app::{FlowName, flows, lookup};
use model::FlowId;
use serde_json::{Value as Json, json};

use crate::world::{World, button_flow, value};

fn call(id: FlowId) -> Json {
    json!({"type": "Workflow", "inputs": {"host": {"workflowReferenceName": id.to_string()}, "body": {"text": "Ada"}}, "runAfter": {}})
}

fn parent(id: FlowId) -> Json {
    button_flow(json!({
        "Child": call(id),
        "Outputs": {"type": "Compose", "inputs": "@outputs('Child')", "runAfter": {"Child": ["Succeeded", "Failed"]}}
    }))
}

fn child(actions: Json) -> Json {
    button_flow(actions)
}

fn answer(status: i64, after: Json) -> Json {
    json!({"type": "Response", "kind": "PowerApp", "runAfter": after,
        "inputs": {"statusCode": status, "headers": {"x-of": "child"}, "body": {"hello": "@triggerBody()['text']"}}})
}

fn wait(seconds: i64) -> Json {
    json!({"type": "Wait", "inputs": {"interval": {"count": seconds, "unit": "Second"}}, "runAfter": {}})
}

/// The actions of the parent, and the outputs that it saw.
async fn told(world: &World, run: model::RunId) -> (String, Json) {
    world.ended(run).await;
    let page = app::runs::actions(&world.steward, &world.op("admin").await, "dev", run, None, None, 0).await.unwrap();
    let outputs = page.actions.iter().find(|action| action.name == "Outputs").and_then(|it| it.record.outputs.clone());
    let outputs = outputs.map_or(Json::Null, |outputs| serde_json::from_str(&outputs.to_json_string()).unwrap());
    (world.actions(run).await, outputs)
}

#[tokio::test]
async fn the_childs_answer_is_the_calls_result() {
    let world = World::new().await;
    let called = world.flow("child", &child(json!({"Answer": answer(200, json!({}))}))).await;
    let id = world.flow("parent", &parent(called)).await;
    let run = world.press(id, "Soul").await.run.unwrap();
    let (actions, outputs) = told(&world, run).await;
    assert_eq!(actions, "Child Succeeded OK\nOutputs Succeeded OK\n");
    assert_eq!(outputs, json!({"statusCode": 200, "headers": {"x-of": "child"}, "body": {"hello": "Ada"}}));
    let runs = world.all_ended(2).await;
    assert_eq!(runs.len(), 2, "one run for the call");
    let of_child = runs.iter().find(|run| run.flow == called).unwrap();
    let detail = world.ended(of_child.id).await;
    assert!(detail.invoker.is_none(), "nobody's identity is passed on");
    let from = detail.trigger_inputs.unwrap();
    assert_eq!(from.get("parent").and_then(|from| from.get("run")), Some(&wdl::Value::from(run.to_string())));
}

#[tokio::test]
async fn a_failing_answer_fails_the_call_and_a_failure_after_the_answer_does_not() {
    let world = World::new().await;
    let fail = json!({"type": "Terminate", "inputs": {"runStatus": "Failed"}, "runAfter": {"Answer": ["Succeeded"]}});
    let bad = world.flow("bad", &child(json!({"Answer": answer(404, json!({}))}))).await;
    let late = world.flow("late", &child(json!({"Answer": answer(200, json!({})), "Fail": fail}))).await;
    for (called, expected, status) in [
        (bad, "Child Failed NotFound\nOutputs Succeeded OK\n", 404),
        (late, "Child Succeeded OK\nOutputs Succeeded OK\n", 200),
    ] {
        let id = world.flow(&format!("parent {status}"), &parent(called)).await;
        let (actions, outputs) = told(&world, world.press(id, "Soul").await.run.unwrap()).await;
        assert_eq!((actions.as_str(), &outputs["statusCode"]), (expected, &json!(status)));
    }
    assert_eq!(world.all_ended(4).await.len(), 4);
}

#[tokio::test]
async fn a_child_that_ends_without_an_answer_is_a_bad_gateway() {
    let world = World::new().await;
    let stop = json!({"type": "Terminate", "inputs": {"runStatus": "Succeeded"}, "runAfter": {}});
    let called = world
        .flow("silent", &child(json!({"Stop": stop, "Answer": answer(200, json!({"Stop": ["Succeeded"]}))})))
        .await;
    let id = world.flow("parent", &parent(called)).await;
    let (actions, outputs) = told(&world, world.press(id, "Soul").await.run.unwrap()).await;
    assert_eq!(actions, "Child Failed BadGateway\nOutputs Succeeded OK\n");
    let runs = world.all_ended(2).await;
    let of_child = runs.iter().find(|run| run.flow == called).unwrap().id;
    let message =
        format!("The server did not receive a response from an upstream server. Request tracking id '{of_child}'.");
    assert_eq!(outputs["body"], json!({"error": {"code": "NoResponse", "message": message}}));
    assert_eq!((runs.len(), &outputs["statusCode"]), (2, &json!(502)));
}

#[tokio::test]
async fn a_waiting_parent_costs_no_memory_and_survives_a_restart() {
    let world = World::new().await;
    let called = world
        .flow("slow", &child(json!({"Wait": wait(7), "Answer": answer(200, json!({"Wait": ["Succeeded"]}))})))
        .await;
    let id = world.flow("parent", &parent(called)).await;
    let run = world.press(id, "Soul").await.run.unwrap();
    for _ in 0..300 {
        if world.runtime.in_memory() == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(world.runtime.in_memory(), 0, "neither waits in memory");
    let world = world.restart().await;
    let (actions, outputs) = told(&world, run).await;
    assert_eq!(actions, "Child Succeeded OK\nOutputs Succeeded OK\n");
    assert_eq!(outputs["body"], json!({"hello": "Ada"}));
    assert_eq!(world.all_ended(2).await.len(), 2, "one run for the call, also after the restart");
}

#[tokio::test]
async fn many_children_at_a_time_each_answer_their_own_call() {
    let world = World::new().await;
    let called = world.flow("child", &child(json!({"Answer": answer(200, json!({}))}))).await;
    let mut inner = call(called);
    inner["inputs"]["body"]["text"] = json!("@{items('Each')}");
    let id = world
        .flow("parent", &button_flow(json!({
            "Each": {"type": "Foreach", "foreach": "@range(0, 100)", "runtimeConfiguration": {"concurrency": {"repetitions": 20}}, "runAfter": {}, "actions": {
                "Child": inner,
                "Same": {"type": "If", "runAfter": {"Child": ["Succeeded"]}, "expression": {"equals": ["@body('Child')?['hello']", "@{items('Each')}"]},
                    "actions": {}, "else": {"actions": {"Fail": {"type": "Compose", "inputs": "@div(1, 0)", "runAfter": {}}}}}
            }}
        })))
        .await;
    let run = world.press(id, "Soul").await.run.unwrap();
    assert_eq!(world.ended(run).await.summary.status.as_str(), "Succeeded");
    assert_eq!(world.all_ended(101).await.len(), 101);
}

#[tokio::test]
async fn a_child_that_was_turned_off_fails_the_call() {
    let world = World::new().await;
    let called = world.flow("child", &child(json!({"Answer": answer(200, json!({}))}))).await;
    let id = world.flow("parent", &parent(called)).await;
    let soul = world.op("soul").await;
    flows::disable(&world.steward, &soul, "dev", &FlowName::Id(called)).await.unwrap();
    let run = world.press(id, "Soul").await.run.unwrap();
    let (actions, _) = told(&world, run).await;
    assert_eq!(actions, "Child Failed WorkflowTriggerIsNotEnabled\nOutputs Succeeded OK\n");
    let page = app::runs::actions(&world.steward, &world.op("admin").await, "dev", run, None, None, 0).await.unwrap();
    let says = format!(
        "Could not execute workflow '{called}' trigger 'manual' with state 'Disabled': trigger is not enabled."
    );
    assert_eq!(page.actions[0].record.error.as_ref().unwrap().message, says);
}

#[tokio::test]
async fn a_parent_whose_caller_waits_answers_with_what_the_child_said() {
    let world = World::new().await;
    let called = world
        .flow("child", &child(json!({"Wait": wait(1), "Answer": answer(200, json!({"Wait": ["Succeeded"]}))})))
        .await;
    let answers = json!({"type": "Response", "kind": "PowerApp", "runAfter": {"Child": ["Succeeded"]},
        "inputs": {"statusCode": 200, "body": "@body('Child')"}});
    let id = world.flow("parent", &button_flow(json!({"Child": call(called), "Answer": answers}))).await;
    let op = world.op("soul").await;
    let by = op.clone();
    let read = move |tx: &mut store::Tx<'_>| lookup::flow::<lookup::Run>(tx, &by, "dev", &FlowName::Id(id));
    let proof = world.steward.store().read(read).await.unwrap();
    let accepted = world.runtime.start_button(&op, proof, value(json!({"text": "Soul"}))).await.unwrap();
    let actions = world.actions(accepted.run.unwrap()).await;
    let runtime::Answered::With(reply) = accepted.reply else { panic!("{:?}: {actions}", accepted.reply) };
    assert_eq!(reply.body, Some(value(json!({"hello": "Ada"}))));
}

#[tokio::test]
async fn cancelling_a_child_that_waits_ends_the_call() {
    let world = World::new().await;
    let called = world
        .flow("child", &child(json!({"Wait": wait(3600), "Answer": answer(200, json!({"Wait": ["Succeeded"]}))})))
        .await;
    let id = world.flow("parent", &parent(called)).await;
    let run = world.press(id, "Soul").await.run.unwrap();
    let admin = world.op("admin").await;
    let wanted = app::runs::RunsWanted { flow: Some(FlowName::Id(called)), limit: 5, ..Default::default() };
    let mut found = Vec::new();
    while found.is_empty() || world.runtime.in_memory() > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        found = app::runs::list(&world.steward, &admin, "dev", wanted.clone()).await.unwrap();
    }
    let by = admin.clone();
    let read = move |tx: &mut store::Tx<'_>| lookup::flow::<lookup::Cancel>(tx, &by, "dev", &FlowName::Id(called));
    let proof = world.steward.store().read(read).await.unwrap();
    world.runtime.cancel(&admin, proof, found[0].id).await.unwrap();
    let (actions, _) = told(&world, run).await;
    assert_eq!(actions, "Child Failed BadGateway\nOutputs Succeeded OK\n");
}

#[tokio::test]
async fn a_parent_is_turned_on_only_with_a_child_that_can_be_called() {
    let world = World::new().await;
    let soul = world.op("soul").await;
    let silent = world.flow("silent", &child(json!({"Wait": wait(1)}))).await;
    let mut mine = child(json!({"Answer": answer(200, json!({})), "Add": crate::world::add_row("s", "x")}));
    mine["properties"]["connectionReferences"]["s"]["runtimeSource"] = json!("invoker");
    let mine = world.flow("mine", &mine).await;
    let off = world.flow("off", &child(json!({"Answer": answer(200, json!({}))}))).await;
    flows::disable(&world.steward, &soul, "dev", &FlowName::Id(off)).await.unwrap();
    let own = FlowId::new();
    let gone = FlowId::new();
    for (number, (called, says)) in [
        (silent, format!("The workflow with id '{silent}', name silent cannot be used as a child workflow because it has no Response action, so it would never answer.")),
        (mine, format!("The workflow with id '{mine}', name mine cannot be used as a child workflow because child workflows only support embedded connections.")),
        (off, format!("The workflow with id '{off}', name off, which the action `Child` calls, is off. Turn it on first.")),
        (gone, format!("The action `Child` calls the flow `{gone}`, which is not in this environment, or which you may not start.")),
        (own, format!("The workflow with id '{own}', name flow 4 cannot be used as a child workflow because it is this flow, or calls it in turn.")),
    ].into_iter().enumerate() {
        let mut definition = parent(called);
        definition["properties"]["definition"]["actions"]["Answer"] = answer(200, json!({"Outputs": ["Succeeded"]}));
        let new = flows::NewFlow { name: format!("flow {number}"), definition: definition.to_string(), id: (called == own).then_some(own) };
        let id = flows::create(&world.steward, &soul, "dev", new).await.unwrap().summary.id;
        let refused = flows::enable(&world.steward, &soul, "dev", &FlowName::Id(id)).await.unwrap_err();
        assert!(refused.hint.unwrap().contains(&says), "{says}");
    }
}

#[tokio::test]
async fn only_who_may_start_a_flow_may_bring_in_a_call_of_it() {
    let world = World::new().await;
    let called = world.flow("child", &child(json!({"Answer": answer(200, json!({}))}))).await;
    let soul = world.op("soul").await;
    let name = FlowName::Id(called);
    flows::sharing::remove(&world.steward, &soul, "dev", &name, "roohi").await.unwrap();
    let roohi = world.op("roohi").await;
    let new = flows::NewFlow { name: "sly".into(), definition: parent(called).to_string(), id: None };
    let id = flows::create(&world.steward, &roohi, "dev", new).await.unwrap().summary.id;
    let refused = flows::enable(&world.steward, &roohi, "dev", &FlowName::Id(id)).await.unwrap_err();
    assert!(refused.message.contains("which you may not start"), "{}", refused.message);
    flows::sharing::set(&world.steward, &soul, "dev", &name, "roohi", model::Tier::RunOnlyUser).await.unwrap();
    flows::enable(&world.steward, &roohi, "dev", &FlowName::Id(id)).await.unwrap();
}
