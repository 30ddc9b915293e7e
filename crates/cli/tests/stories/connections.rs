//! Connections, from the outside: who may lead one where.

use serde_json::{Value, json};
use testkit::{Answered, Target};

use crate::{
    caller::{Caller, dev, text},
    server::Server,
};

/// What makes a connection for HTTP.
fn http(base: &str, password: &str) -> Value {
    json!({
        "parameters": {"baseUrl": base, "authentication": "basic", "username": "svc"},
        "credentials": {"password": password}
    })
}

/// A connection for HTTP of somebody. Answers where it is.
async fn connect(who: &Caller, name: &str, owner: Option<&str>, base: &str) -> String {
    let mut new = http(base, "hunter2 of a connection");
    for (member, value) in
        [("connector", json!("shared_webcontents")), ("displayName", json!(name)), ("owner", json!(owner))]
    {
        new[member] = value;
    }
    dev(&format!("connections/{}", text(&who.post(&dev("connections"), new).await.is(201)["id"])))
}

/// Sam may sign in anew for a connection of a service account, and is not thereby sent what its flows say.
#[tokio::test]
async fn who_may_sign_in_anew_leads_a_connection_nowhere_else() {
    let server = Server::start().await;
    let (admin, sam) = (server.sign_in("admin").await, server.sign_in("sam").await);
    admin.post("/api/v1/principals", json!({"kind": "serviceAccount", "name": "robot"})).await.is(201);
    let at = connect(&admin, "CRM", Some("robot"), "https://crm.example.org").await;
    sam.post(&format!("{at}/reauthenticate"), http("https://sam.example.org", "of Sam")).await.refused(404, "STW1003");
    admin.put(&format!("{at}/grants/sam"), json!({"actions": ["rebind"]})).await.ok();
    for (path, dry_run) in [("reauthenticate", ""), ("reauthenticate", "?dryRun=true"), ("credentials", "")] {
        let path = format!("{at}/{path}{dry_run}");
        let elsewhere = http("https://sam.example.org", "of Sam");
        let answer = if path.ends_with("credentials") {
            sam.put(&path, elsewhere).await
        } else {
            sam.post(&path, elsewhere).await
        };
        answer.refused(403, "STW1002");
    }
    let kept = admin.get(&at).await.is(200);
    assert_eq!(
        (&kept["parameters"]["baseUrl"], &kept["secretVersion"]),
        (&json!("https://crm.example.org"), &json!(1))
    );
    let mut own = http("https://crm.example.org", "of Sam");
    own["parameters"]["username"] = json!("sam");
    let renewed = sam.post(&format!("{at}/reauthenticate"), own).await.ok();
    assert_eq!((&renewed["how"], &renewed["connection"]["owner"]["name"]), (&json!("renew"), &json!("robot")));
    admin.put(&format!("{at}/grants/sam"), json!({"actions": ["rebind", "manage"]})).await.ok();
    let led = sam.post(&format!("{at}/reauthenticate"), http("https://sam.example.org", "of Sam")).await.ok();
    assert_eq!(led["connection"]["parameters"]["baseUrl"], "https://sam.example.org");
}

/// What a connection answers to a test, and what the list of its probes says.
async fn tested(who: &Caller, at: &str) -> (String, String) {
    let answer = who.post(&format!("{at}/test"), Value::Null).await.ok();
    let listed = who.get(&format!("{at}/probes")).await.is(200);
    assert_eq!(listed["value"][0], answer["probe"], "the newest one is listed first");
    (text(&answer["probe"]["outcome"]), text(&answer["connection"]["health"]))
}

/// A connection is tried for real: who may, what is told, and what is told to whom.
#[tokio::test]
async fn a_connection_is_tried_and_its_health_says_so() {
    let server = Server::start_with(&["--allow-host", "127.0.0.1"]).await;
    let (admin, soul, sam) = (server.sign_in("admin").await, server.sign_in("soul").await, server.sign_in("sam").await);
    let target = Target::start(|asked| {
        let said = asked.header("authorization").unwrap_or_default().to_owned();
        let status = if asked.path.starts_with("/in") { 200 } else { 401 };
        Answered::json(status, json!({"said": said}))
    });
    let at = connect(&soul, "In", None, &target.url("/in")).await;
    assert_eq!(soul.get(&at).await.is(200)["health"], "neverTested");
    assert_eq!(tested(&soul, &at).await, ("accepted".to_owned(), "ok".to_owned()));
    assert!(target.asked()[0].header("authorization").is_some(), "with its credentials");
    let out = connect(&soul, "Out", None, &target.url("/out")).await;
    assert_eq!(tested(&soul, &out).await, ("refused".to_owned(), "failing".to_owned()));
    let listed = soul.get(&format!("{out}/probes")).await.is(200);
    let probe = &listed["value"][0];
    assert!(text(&probe["raw"]).starts_with("401") && text(&probe["raw"]).contains("[redacted]"), "{probe}");
    assert_eq!(probe["askedBy"]["name"], "soul");

    for verb in ["test", "probes"] {
        let path = format!("{out}/{verb}");
        let answer = if verb == "test" { sam.post(&path, Value::Null).await } else { sam.get(&path).await };
        answer.refused(404, "STW1003");
    }
    soul.put(&format!("{out}/grants/sam"), json!({"actions": ["see"]})).await.ok();
    let asked = target.asked().len();
    sam.post(&format!("{out}/test"), Value::Null).await.refused(403, "STW1002");
    assert_eq!(target.asked().len(), asked, "nobody was called");
    let seen = sam.get(&format!("{out}/probes")).await.is(200);
    assert!(seen["value"][0]["raw"].is_null() && seen["value"][0]["message"].is_string(), "{seen}");
    soul.put(&format!("{out}/grants/sam"), json!({"actions": ["use"]})).await.ok();
    assert_eq!(tested(&sam, &out).await.0, "refused");

    let tables = dev(&format!("connections/{}", soul.connection_of("roohi").await));
    assert_eq!(tested(&admin, &tables).await, ("accepted".to_owned(), "ok".to_owned()));
    admin.post("/api/v1/principals/roohi/disable", Value::Null).await.ok();
    assert_eq!(tested(&admin, &tables).await, ("refused".to_owned(), "ownerDisabled".to_owned()));
}
