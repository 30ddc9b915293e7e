//! Connections, from the outside: who may lead one where.

use serde_json::{Value, json};

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
