//! Addresses at which actions are called back.

use std::sync::Arc;

use axum::{body::Body, http::header};
use serde_json::{Value as Json, json};
use testkit::{Answered, Target};

use crate::site::{Answer, Site, request};

/// A site that others find, and may call this machine.
async fn site() -> Site {
    let mut runtime = runtime::Config::default();
    runtime.outbound.allowed_hosts = Arc::new(["127.0.0.1".to_owned()].into());
    let site = Site::on(server::Config::default(), runtime, None).await;
    site.steward.callbacks().found_at("http://steward.test");
    site
}

async fn send(site: &Site, method: &str, address: &str, kind: &str, body: &str) -> Answer {
    let request = request(method, address).header(header::CONTENT_TYPE, kind).header("x-mine", "1");
    site.send(request.body(Body::from(body.to_owned())).expect("a request")).await
}

/// Starts a run that asks the service to call back. The run, and the address that the service is told.
async fn asked(site: &Site) -> (String, String) {
    let service = Target::start(|_| Answered::with(201));
    let definition = json!({
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}},
        "actions": {"Ask": {"type": "HttpWebhook", "runAfter": {}, "inputs": {
            "subscribe": {"method": "POST", "uri": service.url("/on"), "body": "@listCallbackUrl()"}
        }}},
    });
    let flow = site.flow("Asks", definition).await;
    let start = flow["triggerUrl"].as_str().expect("an address").strip_prefix("http://steward.test").expect("ours");
    let run = send(site, "POST", start, "text/plain", "").await.header("x-ms-workflow-run-id").to_owned();
    for _ in 0..500 {
        if let Some(asked) = service.asked().first() {
            let address = asked.text();
            return (run, address.strip_prefix("http://steward.test").expect("ours").to_owned());
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the service was not asked");
}

#[tokio::test]
async fn what_is_sent_to_the_address_is_what_the_action_made() {
    let site = site().await;
    let (run, address) = asked(&site).await;
    let body = r#"{"approved": true}"#;
    let answer = send(&site, "POST", &format!("{address}&by=sam"), "application/json", body).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (202, ""));
    site.ended("soul", &run).await;
    let actions = site.get("soul", &format!("/api/v1/environments/dev/runs/{run}/actions")).await.ok().json();
    let action = &actions["value"][0];
    assert_eq!(action["status"], "Succeeded", "{action}");
    let made = &action["outputs"];
    assert_eq!((&made["body"], &made["queries"]), (&json!({"approved": true}), &json!({"by": "sam"})));
    assert_eq!(made["headers"]["x-mine"], "1");
    let signature = address.split_once("sig=").expect("a signature").1;
    assert!(!actions.to_string().contains(signature), "{actions}");
    let again = send(&site, "POST", &address, "application/json", body).await;
    assert_eq!(again.refusal(), "409 STW1023");
}

#[tokio::test]
async fn wrong_addresses_are_told_alike_and_change_nothing() {
    let site = site().await;
    let (run, address) = asked(&site).await;
    let (path, signature) = address.split_once("?sig=").expect("a signature");
    let other = path.replace(&run, &uuid::Uuid::nil().to_string());
    for wrong in [
        path.to_owned(),
        format!("{path}?sig=x"),
        format!("{path}1?sig={signature}"),
        format!("{other}?sig={signature}"),
        format!("/callbacks/x/y/z?sig={signature}"),
    ] {
        assert_eq!(send(&site, "POST", &wrong, "text/plain", "hi").await.refusal(), "404 STW1024", "{wrong}");
    }
    // A body that is not what it says is refused, and the action goes on waiting.
    assert_eq!(send(&site, "POST", &address, "application/json", "{").await.status.as_u16(), 400);
    let run: Json = site.get("soul", &format!("/api/v1/environments/dev/runs/{run}")).await.ok().json();
    assert!(["Running", "Waiting"].contains(&run["status"].as_str().expect("a status")), "{run}");
    assert_eq!(send(&site, "GET", &address, "text/plain", "").await.status.as_u16(), 202);
}
