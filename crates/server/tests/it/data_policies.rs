//! Data policies over HTTP: who makes them, what they keep off, and that it comes back.

use serde_json::{Value as Json, json};

use crate::site::{Site, button, echo};

const POLICIES: &str = "/api/v1/data-policies";
const DEV: &str = "/api/v1/environments/dev";

fn everywhere(name: &str) -> Json {
    json!({"name": name, "displayName": name.to_uppercase(), "scope": {"all": true}, "newConnectors": "nonBusiness"})
}

/// A policy that blocks connectors.
fn blocks(name: &str, connectors: &[&str]) -> Json {
    let mut policy = everywhere(name);
    policy["blocked"] = json!(connectors);
    policy
}

/// The policy as a change of one that is there.
fn content(mut policy: Json) -> Json {
    policy.as_object_mut().expect("an object").remove("name");
    policy
}

/// A button that writes a row through our tables and calls an address.
fn rows_and_http() -> Json {
    let mut flow = button();
    flow["actions"]["Call"] =
        json!({"type": "Http", "inputs": {"method": "GET", "uri": "https://example.com"}, "runAfter": {}});
    flow["actions"]["Rows"] = json!({"type": "OpenApiConnection", "runAfter": {}, "inputs": {
        "host": {"connectionName": "shared_commondataserviceforapps", "operationId": "ListRecords",
                 "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},
        "parameters": {"entityName": "contacts"},
    }});
    flow
}

async fn flow(site: &Site, id: &str) -> Json {
    site.get("soul", &format!("{DEV}/flows/{id}")).await.ok().json()
}

fn id(flow: &Json) -> String {
    flow["id"].as_str().expect("an id").to_owned()
}

async fn is_on(site: &Site, id: &str) -> bool {
    flow(site, id).await["state"] == "on"
}

/// The actions in the audit log that are about an object.
async fn audited(site: &Site, object: &str) -> Vec<String> {
    let audit = site.get("admin", "/api/v1/audit?limit=500").await.ok().json();
    let entries = audit["value"].as_array().expect("entries").iter().filter(|it| it["object"] == object);
    entries.map(|it| it["action"].as_str().expect("an action").to_owned()).collect()
}

#[tokio::test]
async fn a_policy_turns_flows_off_and_on_again() {
    let site = Site::new().await;
    let (echoes, hello) = (id(&site.flow("Echo", echo()).await), id(&site.flow("Hello", button()).await));
    let mut policy = blocks("no-http", &["HttpRequestReceived"]);
    policy["dryRun"] = json!(true);
    let would = site.post("admin", POLICIES, policy.clone()).await;
    assert_eq!(would.status.as_u16(), 200);
    assert_eq!(would.json()["suspended"][0]["name"], "Echo");
    assert!(is_on(&site, &echoes).await, "a dry run changes nothing");
    policy["dryRun"] = json!(false);
    let made = site.post("admin", POLICIES, policy).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.text);
    let why = "The data policy `NO-HTTP` blocks the trigger for HTTP requests.";
    assert_eq!(
        made.json()["suspended"],
        json!([{"environment": "dev", "id": echoes, "name": "Echo", "reasons": [why]}])
    );
    assert_eq!((is_on(&site, &echoes).await, is_on(&site, &hello).await), (false, true));
    let detail = flow(&site, &echoes).await;
    assert_eq!(detail["offReason"], why);
    assert_eq!(detail["needs"], json!([why]));
    let on = site.post("soul", &format!("{DEV}/flows/{echoes}/enable"), json!({})).await;
    assert_eq!(on.refusal(), "422 STW1020");
    assert!(on.text.contains(why), "{}", on.text);

    let elsewhere = json!({"displayName": "NO", "scope": {"all": true, "except": ["dev"]}, "blocked": ["httprequestreceived"], "newConnectors": "business"});
    let changed = site.put("admin", &format!("{POLICIES}/no-http"), elsewhere).await.ok().json();
    assert_eq!(changed["resumed"][0]["id"], json!(echoes));
    assert_eq!(changed["policy"]["scope"], json!({"all": true, "except": ["dev"]}));
    assert!(is_on(&site, &echoes).await);
    assert_eq!(audited(&site, &format!("flow/{echoes}")).await[..2], ["flow.resume", "flow.suspend"]);
    assert_eq!(audited(&site, "data-policy/no-http").await, ["data-policy.update", "data-policy.create"]);
}

#[tokio::test]
async fn what_is_off_for_another_reason_or_was_changed_stays_off() {
    let site = Site::new().await;
    let (echoes, other) = (id(&site.flow("Echo", echo()).await), id(&site.flow("Other", echo()).await));
    site.post("soul", &format!("{DEV}/flows/{other}/disable"), json!({})).await.ok();
    site.post("admin", POLICIES, blocks("no-http", &["httprequestreceived"])).await.ok();
    assert!(!is_on(&site, &echoes).await);
    let mut changed = echo();
    changed["actions"]["More"] = json!({"type": "Compose", "inputs": 1, "runAfter": {}});
    let edited = json!({"definition": changed});
    site.call("soul", "PUT", &format!("{DEV}/flows/{echoes}"), Some(edited)).await.ok();
    let gone = site.call("admin", "DELETE", &format!("{POLICIES}/no-http"), None).await.ok().json();
    assert_eq!(gone, json!({"suspended": [], "resumed": []}));
    assert_eq!((is_on(&site, &echoes).await, is_on(&site, &other).await), (false, false));
    assert_eq!(flow(&site, &echoes).await["offReason"], "The data policies allow this flow again. Turn it on.");
    assert!(flow(&site, &other).await.get("offReason").is_none(), "somebody turned it off");
    site.post("soul", &format!("{DEV}/flows/{echoes}/enable"), json!({})).await.ok();
}

#[tokio::test]
async fn a_version_that_is_forbidden_is_saved_and_turned_off() {
    let site = Site::new().await;
    let hello = id(&site.flow("Hello", button()).await);
    site.post("admin", POLICIES, blocks("no-http", &["http"])).await.ok();
    let mut calls = button();
    calls["actions"]["Call"] =
        json!({"type": "Http", "inputs": {"method": "GET", "uri": "https://example.com"}, "runAfter": {}});
    let saved = site.call("soul", "PUT", &format!("{DEV}/flows/{hello}"), Some(json!({"definition": calls}))).await;
    assert_eq!(saved.status.as_u16(), 200, "{}", saved.text);
    let detail = flow(&site, &hello).await;
    assert_eq!((&detail["versions"][0]["number"], &detail["state"]), (&json!(2), &json!("off")));
    assert_eq!(detail["offReason"], "The data policy `NO-HTTP` blocks HTTP.");
}

#[tokio::test]
async fn what_a_called_flow_uses_counts_for_its_caller() {
    let site = Site::new().await;
    let child = id(&site.flow("Child", echo()).await);
    let mut parent = button();
    parent["actions"]["Ask"] = json!({"type": "Workflow", "runAfter": {}, "inputs": {
        "host": {"workflowReferenceName": child}, "body": {},
    }});
    let parent = id(&site.flow("Parent", parent).await);
    let mut mixed = everywhere("office");
    mixed["business"] = json!(["httprequestreceived"]);
    mixed["nonBusiness"] = json!(["http"]);
    assert_eq!(site.post("admin", POLICIES, mixed).await.ok().json()["suspended"], json!([]));
    let mut calls = echo();
    calls["actions"]["Call"] =
        json!({"type": "Http", "inputs": {"method": "GET", "uri": "https://example.com"}, "runAfter": {}});
    site.call("soul", "PUT", &format!("{DEV}/flows/{child}"), Some(json!({"definition": calls}))).await.ok();
    let why =
        "The data policy `OFFICE` keeps the trigger for HTTP requests apart from HTTP: business data do not go there.";
    for id in [&child, &parent] {
        assert_eq!((flow(&site, id).await["offReason"].as_str(), is_on(&site, id).await), (Some(why), false));
    }
    let gone = site.call("admin", "DELETE", &format!("{POLICIES}/office"), None).await.ok().json();
    let resumed: Vec<_> = gone["resumed"].as_array().expect("flows").iter().map(|it| it["name"].as_str()).collect();
    assert_eq!(resumed, [Some("Child"), Some("Parent")], "what is called is on first");
}

#[tokio::test]
async fn business_data_do_not_meet_the_rest() {
    let site = Site::new().await;
    let mut policy = everywhere("office");
    policy["business"] = json!(["shared_commondataserviceforapps"]);
    policy["scope"] = json!({"environments": ["dev"]});
    site.post("admin", POLICIES, policy).await.ok();
    let new = json!({"name": "Both", "definition": rows_and_http()});
    let made = site.post("soul", &format!("{DEV}/flows"), new).await.ok().json();
    let on = site.post("soul", &format!("{DEV}/flows/{}/enable", id(&made)), json!({})).await;
    assert_eq!(on.refusal(), "422 STW1020");
    assert!(on.text.contains("The data policy `OFFICE` keeps Microsoft Dataverse apart from HTTP"), "{}", on.text);
}

#[tokio::test]
async fn who_may_not_makes_none_and_nonsense_is_refused() {
    let site = Site::new().await;
    let policy = blocks("no-http", &["http"]);
    for who in ["soul", "olga"] {
        assert_eq!(site.post(who, POLICIES, policy.clone()).await.refusal(), "403 STW1002");
        assert_eq!(site.get(who, POLICIES).await.refusal(), "403 STW1002");
    }
    site.post("admin", POLICIES, policy.clone()).await.ok();
    assert_eq!(site.post("admin", POLICIES, policy.clone()).await.refusal(), "409 STW1006 at name");
    for who in ["soul", "olga"] {
        let path = format!("{POLICIES}/no-http");
        assert_eq!(site.put(who, &path, content(policy.clone())).await.refusal(), "403 STW1002");
        assert_eq!(site.call(who, "DELETE", &path, None).await.refusal(), "403 STW1002");
    }
    let refused = async |change: fn(&mut Json)| {
        let mut policy = everywhere("another");
        change(&mut policy);
        site.post("admin", POLICIES, policy).await.refusal()
    };
    assert_eq!(refused(|it| it["name"] = json!("No HTTP")).await, "422 STW1004 at name");
    assert_eq!(refused(|it| it["displayName"] = json!(" ")).await, "422 STW1004 at displayName");
    assert_eq!(
        refused(|it| it["scope"] = json!({"environments": ["nowhere"]})).await,
        "422 STW1004 at scope/environments/0"
    );
    let twice: fn(&mut Json) = |it| (it["business"], it["blocked"]) = (json!(["http"]), json!(["Http"]));
    assert_eq!(refused(twice).await, "422 STW1004 at blocked/0");
    assert!(refused(|it| it["scope"] = json!({"everything": true})).await.starts_with("4"));
    assert!(refused(|it| it["newConnectors"] = json!("some")).await.starts_with("4"));
    let unknown = site.put("admin", &format!("{POLICIES}/nothing"), content(policy)).await;
    assert_eq!(unknown.refusal(), "404 STW1003");
    assert_eq!(site.call("admin", "DELETE", &format!("{POLICIES}/nothing"), None).await.refusal(), "404 STW1003");
}
