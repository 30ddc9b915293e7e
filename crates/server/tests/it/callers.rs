//! Every operation of the API is called by every kind of caller. The table is the test: a right that changes is a line that changes, and
//! an operation that is new is judged before it is shipped.

use std::{collections::BTreeMap, fmt::Write as _, sync::atomic::Ordering::Relaxed};

use app::sign_in::token::{self, TokenRequest};
use axum::{body::Body, http::header};
use expect_test::expect_file;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use crate::{
    openapi::operations,
    site::{Answer, PASSWORD, Site, button, request},
};

/// What everybody who is signed in may do.
const FOR_ALL: &[&str] = &[
    "simulateEvent",
    "getContinuity",
    "listFlowsAtRisk",
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
    "listPipelines",
    "listPromotions",
    "verifyCertificate",
    "getSigningKey",
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

/// What an auditor may do although it is no reading: it concerns himself, or changes nothing.
const AUDITS: &[&str] = &["verifyAudit", "verifyCertificate", "simulateEvent", "analyzeExpression", "createMyToken"];
/// Who calls, and what he is. None of them owns anything or administers where the things are.
const CALLERS: &[(&str, &str)] = &[
    ("outsider", "olga"),
    ("elsewhere", "otto"),
    ("member", "sam"),
    ("runOnlyUser", "rita"),
    ("viewer", "vera"),
    ("auditor", "audrey"),
    ("envAuditor", "elena"),
];
const DAY: i64 = 24 * 60 * 60;

#[tokio::test]
async fn every_operation_refuses_who_may_not() {
    let site = Site::new().await;
    let names = seed(&site).await;
    let mut tokens = Vec::new();
    for (_, name) in CALLERS {
        tokens.push(site.token(name).await);
    }
    let before = everything(&site, &names).await;
    let mut table = format!("{:<30}", "operation");
    for (kind, _) in CALLERS {
        let _ = write!(table, "{kind:<12}");
    }
    for call in calls(&names) {
        let _ = write!(table, "\n{:<30}", call.id);
        for (token, (kind, _)) in tokens.iter().zip(CALLERS) {
            let answer = call.with(&site, header::AUTHORIZATION, &format!("Bearer {token}")).await;
            let status = answer.status.as_u16();
            assert!(!answer.status.is_server_error(), "{} as {kind}: {}", call.id, answer.text);
            assert_ne!(status, 400, "{} was sent a body that it cannot read: {}", call.id, answer.text);
            let is_for = match *kind {
                "auditor" | "envAuditor" => {
                    call.method == "GET" || AUDITS.contains(&&*call.id) || [403, 404].contains(&status)
                }
                "outsider" => FOR_ALL.contains(&&*call.id) || [403, 404].contains(&status),
                _ => true,
            };
            assert!(is_for, "{} as {kind}: {}", call.id, answer.text);
            let _ = write!(table, "{status:<12}");
        }
    }
    let table: String = table.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
    expect_file!["callers.txt"].assert_eq(&table);
    assert_eq!(everything(&site, &names).await, before, "somebody changed something");
}

#[tokio::test]
async fn credentials_that_have_ended_open_nothing() {
    let site = Site::new().await;
    let names = seed(&site).await;
    let issue = async |name: &str| {
        let new = TokenRequest { name: "short".to_owned(), expires_in_days: Some(1), ..TokenRequest::default() };
        let made = token::create(&site.steward, &site.op(name).await, new).await.expect("a token");
        (made.about.token.id, format!("Bearer {}", made.secret.expose_text().expect("text")))
    };
    let (_, expired) = issue("admin").await;
    site.skew.store(2 * DAY, Relaxed);
    let (id, revoked) = issue("admin").await;
    token::revoke(&site.steward, &site.op("admin").await, id).await.expect("revoked");
    let leaver = json!({"kind": "user", "name": "dora", "password": PASSWORD, "tenantAdmin": true});
    site.post("admin", "/api/v1/principals", leaver).await.ok();
    let (_, disabled) = issue("dora").await;
    let signed_in =
        request("POST", "/auth/sign-in").body(Body::from(json!({"name": "dora", "password": PASSWORD}).to_string()));
    let signed_in = site.send(signed_in.expect("a request")).await.ok();
    let session = signed_in.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let me = request("GET", "/api/v1/me").header(header::COOKIE, &session).body(Body::empty());
    site.send(me.expect("a request")).await.ok();
    site.post("admin", "/api/v1/principals/dora/disable", json!({})).await.ok();

    let before = everything(&site, &names).await;
    for call in calls(&names) {
        for (what, header, value) in [
            ("nothing", header::ACCEPT, "application/json"),
            ("an expired token", header::AUTHORIZATION, &*expired),
            ("a revoked token", header::AUTHORIZATION, &*revoked),
            ("a disabled user's token", header::AUTHORIZATION, &*disabled),
            ("a disabled user's session", header::COOKIE, &*session),
            ("a token as a session", header::COOKIE, "steward_session=stw_0123456789"),
        ] {
            let answer = call.with(&site, header, value).await;
            assert_eq!(answer.status, 401, "{} with {what}: {}", call.id, answer.text);
        }
    }
    assert_eq!(everything(&site, &names).await, before, "somebody changed something");
}

/// One operation, ready to be called.
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    body: String,
}

impl Call {
    pub(crate) async fn with(&self, site: &Site, name: header::HeaderName, value: &str) -> Answer {
        let request = request(&self.method, &self.path).header(header::CONTENT_TYPE, "application/json");
        let request = request.header(name, value).body(Body::from(self.body.clone()));
        site.send(request.expect("a request")).await
    }
}

/// Every operation that asks who calls.
pub(crate) fn calls(names: &[(&str, String)]) -> Vec<Call> {
    let document: Json = serde_json::from_str(&server::openapi()).expect("JSON");
    let mut calls = Vec::new();
    for (path, method, operation) in operations() {
        let id = operation["operationId"].as_str().expect("an id").to_owned();
        if OPEN.contains(&&*id) {
            continue;
        }
        let schema = operation.pointer("/requestBody/content/application~1json/schema");
        let body = schema.map_or_else(String::new, |schema| sample(schema, &document, 0).to_string());
        calls.push(Call { id, method, path: filled(&path, names), body });
    }
    calls
}

/// What a caller could have changed, as an administrator and the flow's owner see it.
async fn everything(site: &Site, names: &[(&str, String)]) -> BTreeMap<&'static str, Json> {
    let mut all = BTreeMap::new();
    for (who, path) in [
        ("admin", "/api/v1/principals"),
        ("admin", "/api/v1/principals/team/members"),
        ("admin", "/api/v1/environments"),
        ("admin", "/api/v1/settings/sign-in"),
        ("admin", "/api/v1/handovers"),
        ("admin", "/api/v1/pipelines"),
        ("admin", "/api/v1/promotions"),
        ("admin", "/api/v1/environments/dev/members"),
        ("admin", "/api/v1/environments/dev/roles"),
        ("admin", "/api/v1/environments/dev/custom-roles"),
        ("admin", "/api/v1/environments/dev/connections"),
        ("admin", "/api/v1/environments/dev/connection-references"),
        ("admin", "/api/v1/environments/dev/variables"),
        ("admin", "/api/v1/environments/dev/solutions"),
        ("admin", "/api/v1/environments/dev/tables"),
        ("soul", "/api/v1/environments/dev/connections/{connection}/grants"),
        ("soul", "/api/v1/environments/dev/flows"),
        ("soul", "/api/v1/environments/dev/flows/{flow}"),
        ("soul", "/api/v1/environments/dev/flows/{flow}/grants"),
        ("soul", "/api/v1/environments/dev/runs"),
    ] {
        all.insert(path, site.get(who, &filled(path, names)).await.ok().json());
    }
    all
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
    site.post("admin", "/api/v1/environments", json!({"name": "elsewhere", "kind": "dev"})).await.ok();
    for (name, environment, role) in [
        ("otto", "elsewhere", "admin"),
        ("rita", "dev", "user"),
        ("vera", "dev", "user"),
        ("audrey", "", ""),
        ("elena", "dev", "auditor"),
    ] {
        let tenant_role = (name == "audrey").then_some("auditor");
        let new = json!({"kind": "user", "name": name, "tenantRole": tenant_role});
        site.post("admin", "/api/v1/principals", new).await.ok();
        if !role.is_empty() {
            let path = format!("/api/v1/environments/{environment}/members/{name}");
            site.put("admin", &path, json!({"role": role})).await.ok();
        }
    }
    let pipeline = json!({"name": "orders", "source": "elsewhere", "stages": [{"environment": "dev"}]});
    site.post("admin", "/api/v1/pipelines", pipeline).await.ok();
    for (name, tier) in [("rita", "runOnlyUser"), ("vera", "viewer")] {
        let path = format!("/api/v1/environments/dev/flows/{flow}/grants/{name}");
        site.put("soul", &path, json!({"tier": tier})).await.ok();
    }
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
        ("pipeline", "orders".to_owned()),
        ("policy", "office".to_owned()),
        ("promotion", Uuid::nil().to_string()),
        ("certificate", Uuid::nil().to_string()),
        ("release", Uuid::nil().to_string()),
        ("breakGlass", Uuid::nil().to_string()),
        ("key", "shared_x".to_owned()),
        ("logicalName", "contoso_x".to_owned()),
        ("schemaName", "contoso_x".to_owned()),
        ("uniqueName", "contoso".to_owned()),
        ("table", "contact".to_owned()),
        ("kind", "variable".to_owned()),
        ("component", "contoso_x".to_owned()),
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
