//! Every operation of the API is called by nobody, by an outsider and by a member without rights. The table is the test: a right that
//! changes is a line that changes.

use std::fmt::Write as _;

use axum::{body::Body, http::header};
use expect_test::expect_file;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use crate::{
    openapi::operations,
    site::{Site, button, request},
};

/// What everybody who is signed in may do.
const FOR_ALL: &[&str] = &[
    "simulateEvent",
    "analyzeExpression",
    "getMe",
    "listMyTokens",
    "createMyToken",
    "listPrincipals",
    "getPrincipal",
    "listEnvironments",
    "listConnectors",
    "listGroupMembers",
    "listMySessions",
    "getMySecondFactor",
    "getSignInSettings",
    "listHandovers",
    "verifyCertificate",
];
/// What nobody needs to be signed in for.
const OPEN: &[&str] = &[
    "signIn",
    "signOut",
    "sendCode",
    "offerSecondFactorAtSignIn",
    "listProviders",
    "startProviderSignIn",
    "finishProviderSignIn",
];

#[tokio::test]
async fn every_operation_refuses_who_may_not() {
    let site = Site::new().await;
    let names = seed(&site).await;
    let document: Json = serde_json::from_str(&server::openapi()).expect("JSON");
    let tokens = [None, Some(cookie_free(&site, "olga").await), Some(cookie_free(&site, "sam").await)];
    let mut table = String::from("operation                     nobody  outsider  member\n");
    for (path, method, operation) in operations() {
        let id = operation["operationId"].as_str().expect("an id");
        if OPEN.contains(&id) {
            continue;
        }
        let path = filled(&path, &names);
        let body = operation.pointer("/requestBody/content/application~1json/schema");
        let body = body.map(|schema| sample(schema, &document, 0));
        let mut statuses = Vec::new();
        for token in &tokens {
            let mut request = request(&method, &path).header(header::CONTENT_TYPE, "application/json");
            if let Some(token) = token {
                request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
            }
            let text = body.as_ref().map_or_else(String::new, Json::to_string);
            let answer = site.send(request.body(Body::from(text)).expect("a request")).await;
            assert!(!answer.status.is_server_error(), "{id}: {}", answer.text);
            assert_ne!(answer.status.as_u16(), 400, "{id} was sent a body that it cannot read: {}", answer.text);
            statuses.push(answer.status.as_u16());
        }
        let _ = writeln!(table, "{id:<30}{:<8}{:<10}{}", statuses[0], statuses[1], statuses[2]);
        assert_eq!(statuses[0], 401, "{id} without credentials");
        if !FOR_ALL.contains(&id) {
            assert!([403, 404].contains(&statuses[1]), "{id} as an outsider: {}", statuses[1]);
        }
    }
    expect_file!["outsiders.txt"].assert_eq(&table);
}

async fn cookie_free(site: &Site, name: &str) -> String {
    site.token(name).await
}

/// Things that the operations are called on, by the names of parameters.
async fn seed(site: &Site) -> Vec<(&'static str, String)> {
    let text = |value: &Json| value.as_str().expect("text").to_owned();
    let flow = text(&site.flow("Secret button", button()).await["id"]);
    let started = site
        .post("soul", &format!("/api/v1/environments/dev/flows/{flow}/run"), json!({"inputs": {"text": "x"}}))
        .await;
    let run = text(&started.ok().json()["run"]);
    let new = json!({"connector": "shared_commondataserviceforapps"});
    let connection = site.post("soul", "/api/v1/environments/dev/connections", new).await.ok().json();
    let account = json!({"kind": "serviceAccount", "name": "robot"});
    site.post("admin", "/api/v1/principals", account).await.ok();
    site.post("admin", "/api/v1/principals", json!({"kind": "group", "name": "team"})).await.ok();
    vec![
        ("environment", "dev".to_owned()),
        ("flow", flow),
        ("version", "1".to_owned()),
        ("run", run),
        ("connection", text(&connection["id"])),
        ("role", "Everything".to_owned()),
        ("customRole", "operator".to_owned()),
        ("principal", "roohi".to_owned()),
        ("group", "team".to_owned()),
        ("member", "roohi".to_owned()),
        ("token", Uuid::nil().to_string()),
        ("session", Uuid::nil().to_string()),
        ("handover", Uuid::nil().to_string()),
        ("certificate", Uuid::nil().to_string()),
        ("key", "shared_x".to_owned()),
        ("logicalName", "contoso_x".to_owned()),
        ("schemaName", "contoso_x".to_owned()),
        ("uniqueName", "contoso".to_owned()),
    ]
}

fn filled(path: &str, names: &[(&str, String)]) -> String {
    let filled = names.iter().fold(path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value));
    assert!(!filled.contains('{'), "nothing is known for {filled}");
    filled
}

/// The smallest value that fits a schema.
fn sample(schema: &Json, document: &Json, depth: usize) -> Json {
    assert!(depth < 20, "a schema that contains itself");
    if let Some(name) = schema["$ref"].as_str() {
        let schema = document.pointer(name.trim_start_matches('#')).expect("a schema");
        return sample(schema, document, depth + 1);
    }
    for list in ["oneOf", "anyOf"] {
        if let Some(choice) = schema[list].as_array().and_then(|choices| choices.last()) {
            return sample(choice, document, depth + 1);
        }
    }
    if let Some(word) = schema["enum"].as_array().and_then(|words| words.first()) {
        return word.clone();
    }
    if let Some(all) = schema["allOf"].as_array() {
        let parts = all.iter().map(|part| sample(part, document, depth + 1));
        return Json::Object(parts.filter_map(|part| part.as_object().cloned()).flatten().collect());
    }
    match schema["type"].as_str() {
        Some("string") if schema["format"] == "uuid" => json!(Uuid::nil()),
        Some("string") => json!("sample-x"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(false),
        Some("array") => json!([]),
        Some("object") | None => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let members = required
                .iter()
                .filter_map(Json::as_str)
                .map(|name| (name.to_owned(), sample(&schema["properties"][name], document, depth + 1)));
            Json::Object(members.collect::<Map<_, _>>())
        }
        Some(other) => panic!("no sample of `{other}`"),
    }
}
