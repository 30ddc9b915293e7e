//! Request triggers.

use axum::{body::Body, http::header};
use serde_json::json;

use crate::site::{Answer, Site, echo, request};

async fn send(site: &Site, method: &str, path: &str, kind: &str, body: &str) -> Answer {
    let request = request(method, path).header(header::CONTENT_TYPE, kind).header("x-ms-client-tracking-id", "mine");
    site.send(request.body(Body::from(body.to_owned())).expect("a request")).await
}

/// Path and query of the signed address.
fn address(flow: &serde_json::Value) -> String {
    flow["triggerUrl"].as_str().expect("an address").strip_prefix("http://steward.test").expect("our host").to_owned()
}

#[tokio::test]
async fn a_signed_address_starts_the_flow_and_answers_with_its_response() {
    let site = Site::new().await;
    let address = address(&site.flow("Echo", echo()).await);
    let answer = send(&site, "POST", &format!("{address}&n=1"), "application/json", r#"{"a": [1, 2]}"#).await;
    assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
    // The signature is not in what the flow sees.
    assert_eq!(answer.json(), json!({"got": {"a": [1, 2]}, "queries": {"n": "1"}}));
    assert_eq!(answer.header("x-answer"), "yes");
    assert_eq!(answer.header("x-ms-client-tracking-id"), "mine");
    assert!(answer.headers.get("set-cookie").is_none(), "a flow does not decide about cookies");
    assert!(answer.header("content-security-policy").contains("sandbox"));
    let run = site.ended("soul", answer.header("x-ms-workflow-run-id")).await;
    assert_eq!((&run["start"], &run["status"]), (&json!("httpRequest"), &json!("Succeeded")));
    assert!(!run.to_string().contains("sig="), "{run}");
}

#[tokio::test]
async fn without_a_response_action_the_run_is_accepted() {
    let site = Site::new().await;
    let definition = json!({
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}},
        "actions": {"Compose": {"type": "Compose", "inputs": "@triggerBody()", "runAfter": {}}},
    });
    let address = address(&site.flow("Quiet", definition).await);
    let answer = send(&site, "POST", &address, "text/plain", "hi").await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (202, ""));
    let run = answer.header("x-ms-workflow-run-id");
    let location = answer.header("location");
    assert_eq!(location, format!("http://steward.test/api/v1/environments/dev/runs/{run}"));
    site.ended("soul", run).await;
}

#[tokio::test]
async fn wrong_addresses_are_told_alike() {
    let site = Site::new().await;
    let flow = site.flow("Echo", echo()).await;
    let address = address(&flow);
    let (path, signature) = address.split_once("?sig=").expect("a signature");
    let unknown = format!("/triggers/{}/manual?sig={signature}", uuid::Uuid::nil());
    let mut seen = Vec::new();
    for wrong in [
        path.to_owned(),
        format!("{path}?sig="),
        format!("{path}?sig=AAAA"),
        format!("{path}?sig={}", &signature[1..]),
        format!("{}?sig={signature}", path.replace("manual", "other")),
        unknown,
        format!("/triggers/x/manual?sig={signature}"),
    ] {
        let answer = send(&site, "POST", &wrong, "application/json", "{}").await;
        let mut error = answer.json()["error"].clone();
        error["correlationId"] = json!(null);
        seen.push((answer.status.as_u16(), error.to_string()));
    }
    assert!(seen.iter().all(|it| *it == seen[0]), "{seen:#?}");
    assert!(seen[0].1.contains("STW1024"));

    assert_eq!(send(&site, "GET", &address, "application/json", "").await.refusal(), "405 STW1004");
    let broken = send(&site, "POST", &address, "application/json", "{\n1}").await;
    assert_eq!(broken.refusal(), "400 STW1004 at line 2, column 1");

    let id = flow["id"].as_str().expect("an id");
    let renewed =
        site.post("soul", &format!("/api/v1/environments/dev/flows/{id}/renew-address"), json!({})).await.ok().json();
    assert_eq!(send(&site, "POST", &address, "application/json", "{}").await.json()["error"]["code"], "STW1024");
    let fresh = self::address(&renewed);
    assert_eq!(send(&site, "POST", &fresh, "application/json", "{}").await.status.as_u16(), 201);
    site.post("soul", &format!("/api/v1/environments/dev/flows/{id}/disable"), json!({})).await.ok();
    assert_eq!(send(&site, "POST", &fresh, "application/json", "{}").await.refusal(), "409 STW1021");
}

#[tokio::test]
async fn a_run_that_ends_without_its_response_is_a_bad_gateway() {
    let site = Site::new().await;
    let definition = json!({
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}},
        "actions": {
            "Fail": {"type": "Terminate", "inputs": {"runStatus": "Failed"}, "runAfter": {}},
            "Response": {"type": "Response", "kind": "Http", "inputs": {"statusCode": 200}, "runAfter": {"Fail": ["Succeeded"]}},
        },
    });
    let address = address(&site.flow("Mute", definition).await);
    let answer = send(&site, "POST", &address, "application/json", "{}").await;
    assert_eq!(answer.refusal(), "502 NoResponse");
    assert_eq!(site.ended("soul", answer.header("x-ms-workflow-run-id")).await["status"], "Failed");
}
