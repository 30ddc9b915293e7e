//! A flow that uses the connections of whoever starts it uses that person's own, and nobody else's.

use serde_json::{Value, json};

use crate::{
    caller::{Caller, dev, text},
    flows::{add_row, button, flow},
    server::Server,
};

const DATAVERSE: &str = "shared_commondataserviceforapps";

#[tokio::test]
async fn everybody_brings_a_connection_and_only_his_own() {
    let server = Server::start().await;
    let (rita, roohi, soul, admin) = (
        server.sign_in("rita").await,
        server.sign_in("roohi").await,
        server.sign_in("soul").await,
        server.sign_in("admin").await,
    );
    let flow = make(&soul).await;
    she_cannot_start_it_without(&rita, &soul, &flow).await;
    let run = with_her_own_she_acts_as_herself(&rita, &soul, &admin, &flow).await;
    nobody_repeats_her_run(&[&soul, &roohi, &admin], &soul, &run).await;
    // Whoever else starts it brings a connection, too.
    let acting = acting(&soul, &started(&roohi, &flow).await).await;
    assert_eq!((&acting["principal"]["name"], &acting["rule"]), (&json!("roohi"), &json!("runOnlyUser")));
}

/// Soul's flow, shared with Rita to start and with Roohi to own, which uses the connections of whoever starts it.
async fn make(soul: &Caller) -> String {
    let definition = flow(button(), json!({"Add": add_row("s", "own")}));
    let new = json!({"name": "With your own", "definition": definition});
    let path = dev(&format!("flows/{}", text(&soul.post(&dev("flows"), new).await.is(201)["id"])));
    soul.post(&format!("{path}/enable"), Value::Null).await.is(200);
    soul.put(&format!("{path}/grants/rita"), json!({"tier": "runOnlyUser"})).await.is(200);
    soul.put(&format!("{path}/grants/roohi"), json!({"tier": "coOwner"})).await.is(200);
    let listed = soul.list(&format!("{path}/run-only-connections")).await;
    assert_eq!((&listed[0]["source"], &listed[0]["mayChange"]), (&json!("embedded"), &json!(true)));
    let chosen = soul.put(&format!("{path}/references/s/run-only"), json!({"source": "invoker"})).await.is(200);
    assert_eq!((&chosen["version"], &chosen["undo"]), (&json!(2), &json!("embedded")));
    path
}

#[tokio::test]
async fn the_command_line_says_who_has_access_and_chooses() {
    let server = Server::start().await;
    let soul = server.sign_in("soul").await;
    let flow = make(&soul).await;
    let ask = async |arguments: &[&str]| {
        let arguments = [&["--environment", "dev", "flow"], arguments].concat();
        let output = server.command_as(&soul, &arguments).await;
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let id = flow.rsplit('/').next().expect("an id");
    let said = ask(&["access", id, "--principal", "rita"]).await;
    assert!(said.contains("run-only user") && said.contains("to be connected before: shared_commondata"), "{said}");
    let all = ask(&["access", id, "--json"]).await;
    let all: Value = serde_json::from_str(&all).expect("JSON");
    assert_eq!(all["owners"], json!({"active": 2, "all": 2}));
    assert!(ask(&["run-only", id]).await.contains("invoker"));
    let would = ask(&["run-only", id, "s", "embedded", "--dry-run"]).await;
    assert!(would.starts_with("Would be: Version 3"), "{would}");
    assert_eq!(soul.get(&flow).await.is(200)["publishedVersion"], 2, "only said");
    ask(&["run-only", id, "s", "embedded"]).await;
    assert_eq!(soul.get(&flow).await.is(200)["publishedVersion"], 3);
}

async fn she_cannot_start_it_without(rita: &Caller, soul: &Caller, flow: &str) {
    let startable = rita.list(&dev("startable")).await;
    let hers = startable.iter().find(|it| it["name"] == "With your own").expect("she may start it");
    assert_eq!(hers["missingConnections"], json!([{"reference": "s", "connector": DATAVERSE}]));
    let said = soul.get(&format!("{flow}/access?principal=rita")).await.is(200);
    assert_eq!(said["missingConnections"], hers["missingConnections"]);
    assert_eq!(said["people"][0]["mayStart"], true);
    let before = soul.runs().await;
    rita.post(&format!("{flow}/run"), json!({})).await.refused(422, "STW1016").says(&["Microsoft Dataverse"]);
    // Nor does she get at somebody else's.
    let souls = soul.connection_of("soul").await;
    rita.put(&format!("{flow}/references/s"), json!({"connection": souls})).await.refused(403, "STW1002");
    rita.put(&format!("{flow}/references/s/run-only"), json!({"source": "embedded"})).await.refused(403, "STW1002");
    let as_soul = json!({"connector": DATAVERSE, "owner": "soul", "private": true});
    assert_eq!(rita.post(&dev("connections"), as_soul).await.status, 422);
    assert_eq!(soul.runs().await, before, "no run began");
}

/// Answers her run.
async fn with_her_own_she_acts_as_herself(rita: &Caller, soul: &Caller, admin: &Caller, flow: &str) -> String {
    rita.post(&dev("connections"), json!({"connector": DATAVERSE, "private": true})).await.is(201);
    let missing = async || {
        let said = soul.get(&format!("{flow}/access?principal=rita")).await.is(200);
        assert_eq!(said["missingConnections"], json!([]));
        let identity = &said["identities"][0];
        assert_eq!(identity["principal"]["name"], "rita");
        assert_eq!(identity["connection"], Value::Null, "which one is nobody's business");
        identity["missing"].clone()
    };
    assert!(missing().await.as_str().is_some_and(|it| it.contains("prvCreate")), "she may not make audit rows");
    let failed = started(rita, flow).await;
    assert_eq!(soul.ended(&failed).await["status"], "Failed");
    admin.put(&dev("roles/Contacts and audit/members/rita"), Value::Null).await.ok();
    assert_eq!(missing().await, Value::Null);
    let run = started(rita, flow).await;
    assert_eq!(soul.ended(&run).await["status"], "Succeeded");
    let acting = acting(soul, &run).await;
    assert_eq!((&acting["principal"]["name"], &acting["rule"]), (&json!("rita"), &json!("runOnlyUser")));
    run
}

async fn nobody_repeats_her_run(others: &[&Caller], soul: &Caller, run: &str) {
    let before = soul.runs().await;
    for other in others {
        other.post(&dev(&format!("runs/{run}/resubmit")), Value::Null).await.refused(403, "STW1084");
    }
    assert_eq!(soul.runs().await, before, "nobody acted as her");
}

async fn started(caller: &Caller, flow: &str) -> String {
    text(&caller.post(&format!("{flow}/run"), json!({})).await.is(202)["run"])
}

async fn acting(soul: &Caller, run: &str) -> Value {
    soul.ended(run).await;
    soul.actions(run).await[0]["acting"].clone()
}
