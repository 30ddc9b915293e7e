//! Every operation that changes something in an environment is called in a protected one, by whoever administers everything. The table is the
//! test: an operation that is new is judged before it is shipped, and what changes what a solution brings is refused with one code.

use std::fmt::Write as _;

use expect_test::expect_file;
use serde_json::json;
use uuid::Uuid;

use crate::{
    callers::{Call, calls},
    site::{Site, button},
};

/// What asks a question, and changes nothing.
const ASKS: &[&str] = &["simulateEvent"];

#[tokio::test]
async fn a_protected_environment_is_not_changed_by_hand() {
    let site = Site::new().await;
    let names = seed(&site).await;
    let token = site.token("admin").await;
    let mut table = String::new();
    for call in changing(&names) {
        let answer = call.with(&site, axum::http::header::AUTHORIZATION, &format!("Bearer {token}")).await;
        let (status, code) = (answer.status.as_u16(), answer.text.split("\"STW").nth(1).and_then(|it| it.get(..4)));
        let _ = writeln!(table, "{:<30}{status} {}", call.id, code.map(|it| format!("STW{it}")).unwrap_or_default());
    }
    let table: String = table.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
    expect_file!["protected.txt"].assert_eq(&table);
}

/// Everything that changes something in an environment. What is deleted is deleted last.
fn changing(names: &[(&str, String)]) -> Vec<Call> {
    let mut calls = calls(names);
    calls.retain(|call| {
        call.path.starts_with("/api/v1/environments/live") && call.method != "GET" && !ASKS.contains(&&*call.id)
    });
    // Protection itself is tried elsewhere; were it off, nothing here would be refused.
    calls.retain(|call| call.id != "updateEnvironment");
    calls.sort_by_key(|call| call.method == "DELETE");
    calls
}

/// A protected environment with something of each kind.
async fn seed(site: &Site) -> Vec<(&'static str, String)> {
    site.post("admin", "/api/v1/environments", json!({"name": "live", "kind": "prod"})).await.ok();
    let live = |rest: &str| format!("/api/v1/environments/live/{rest}");
    let flow = site.post("admin", &live("flows"), json!({"name": "Button", "definition": button()})).await.ok().json();
    let connector = json!({"connector": "shared_commondataserviceforapps"});
    let connection = site.post("admin", &live("connections"), connector).await.ok().json();
    let privilege = json!({"verb": "read", "table": "contact", "depth": "organization"});
    site.post("admin", &live("roles"), json!({"name": "Readers", "privileges": [privilege]})).await.ok();
    site.put("admin", &live("members/roohi"), json!({"role": "maker"})).await.ok();
    let protect = json!({"protected": true});
    site.call("admin", "PATCH", "/api/v1/environments/live", Some(protect)).await.ok();
    let text = |value: &serde_json::Value| value.as_str().expect("an id").to_owned();
    vec![
        ("environment", "live".to_owned()),
        ("flow", text(&flow["id"])),
        ("version", "1".to_owned()),
        ("run", Uuid::nil().to_string()),
        ("connection", text(&connection["id"])),
        ("role", "Readers".to_owned()),
        ("customRole", "operator".to_owned()),
        ("principal", "roohi".to_owned()),
        ("group", "team".to_owned()),
        ("member", "roohi".to_owned()),
        ("token", Uuid::nil().to_string()),
        ("session", Uuid::nil().to_string()),
        ("handover", Uuid::nil().to_string()),
        ("certificate", Uuid::nil().to_string()),
        ("pipeline", "orders".to_owned()),
        ("policy", "office".to_owned()),
        ("promotion", Uuid::nil().to_string()),
        ("release", Uuid::nil().to_string()),
        ("breakGlass", Uuid::nil().to_string()),
        ("key", "shared_x".to_owned()),
        ("logicalName", "contoso_x".to_owned()),
        ("schemaName", "contoso_x".to_owned()),
        ("uniqueName", "contoso".to_owned()),
        ("pipeline", "demo".to_owned()),
        ("table", "contact".to_owned()),
        ("kind", "variable".to_owned()),
        ("component", "contoso_x".to_owned()),
    ]
}
