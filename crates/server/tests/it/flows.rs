//! Flows and runs, from the outside.

use expect_test::expect;
use serde_json::json;

use crate::site::{Site, button};

const DEV: &str = "/api/v1/environments/dev";

#[tokio::test]
async fn a_flow_is_made_started_and_seen() {
    let site = Site::new().await;
    let flow = site.flow("Greeting", button()).await;
    assert_eq!(flow["state"], "on");
    assert_eq!(flow["primaryOwner"]["name"], "soul");
    assert_eq!(flow["definition"]["properties"]["definition"], button(), "the definition comes back as it was sent");
    let id = flow["id"].as_str().expect("an id");

    // Names work in addresses as well.
    assert_eq!(site.get("soul", &format!("{DEV}/flows/Greeting")).await.ok().json()["id"], id);
    let missing = site.post("soul", &format!("{DEV}/flows/{id}/run"), json!({"inputs": {}})).await;
    assert_eq!(missing.refusal(), "422 STW1004 at inputs/text");

    let started = site.post("soul", &format!("{DEV}/flows/{id}/run"), json!({"inputs": {"text": "Sam"}})).await;
    assert_eq!(started.status.as_u16(), 202);
    let started = started.json();
    let run = started["run"].as_str().expect("a run");
    let ended = site.ended("soul", run).await;
    assert_eq!((&ended["status"], &ended["start"]), (&json!("Succeeded"), &json!("button")));
    assert_eq!(ended["startedBy"]["name"], "soul");
    assert_eq!(ended["trigger"]["outputs"]["body"], json!({"text": "Sam"}));
    assert_eq!((&ended["mayCancel"], &ended["mayResubmit"]), (&json!(false), &json!(true)));

    let actions = site.get("soul", &format!("{DEV}/runs/{run}/actions")).await.ok().json();
    assert_eq!(actions["value"][0]["outputs"], "Hello Sam");
    let listed = site.get("soul", &format!("{DEV}/runs?flow={id}&status=Succeeded")).await.ok().json();
    assert_eq!(listed["value"].as_array().map(Vec::len), Some(1));

    let again = site.post("soul", &format!("{DEV}/runs/{run}/resubmit"), json!({})).await;
    assert_eq!(again.status.as_u16(), 202, "{}", again.text);
    let again = site.ended("soul", again.json()["run"].as_str().expect("a run")).await;
    assert_eq!(again["resubmitOf"], run);
    let cancelled = site.post("soul", &format!("{DEV}/runs/{run}/cancel"), json!({})).await;
    assert_eq!(cancelled.refusal(), "409 STW1023");

    // Pages follow each other.
    let first = site.get("soul", &format!("{DEV}/runs?limit=1")).await.ok().json();
    let next = first["next"].as_str().expect("another page");
    let second = site.get("soul", &format!("{DEV}/runs?limit=1&after={next}")).await.ok().json();
    assert_eq!(second["value"][0]["id"], run);
    assert!(second.get("next").is_none());
}

#[tokio::test]
async fn an_older_version_can_still_be_read() {
    let site = Site::new().await;
    let flow = site.flow("Greeting", button()).await;
    let address = format!("{DEV}/flows/{}", flow["id"].as_str().expect("an id"));
    let mut changed = button();
    changed["actions"] = json!({"Other": {"type": "Compose", "inputs": 1}});
    site.put("soul", &address, json!({"definition": changed})).await.ok();
    let of_version = async |number: &str| site.get("soul", &format!("{address}/versions/{number}")).await;
    let first = of_version("1").await.ok().json();
    assert_eq!(first["number"], 1);
    assert_eq!(first["definition"]["properties"]["definition"], button());
    let second = of_version("2").await.ok().json();
    assert_eq!(second["definition"]["properties"]["definition"], changed);
    let changes = of_version("2/changes").await.ok().json();
    assert_eq!((&changes["from"], &changes["to"]), (&json!(1), &json!(2)), "the one before, where none is named");
    let codes: Vec<&str> =
        changes["changes"].as_array().expect("a list").iter().filter_map(|it| it["code"].as_str()).collect();
    assert!(codes.contains(&"ActionAdded") && codes.contains(&"ActionRemoved"), "{codes:?}");
    assert!(changes["text"].as_str().expect("text").contains("+        \"Other\""), "{changes}");
    let same = of_version("2/changes?with=2").await.ok().json();
    assert_eq!((&same["changes"], &same["text"]), (&json!([]), &json!("")));
    assert_eq!(of_version("1/changes").await.refusal(), "422 STW1004 at with");
    assert_eq!(of_version("2/changes?with=3").await.refusal(), "404 STW1003");
    assert_eq!(site.get("sam", &format!("{address}/versions/2/changes")).await.refusal(), "404 STW1003");
    assert_eq!(of_version("3").await.refusal(), "404 STW1003");
    assert_eq!(of_version("first").await.refusal(), "404 STW1003");
    assert_eq!(site.get("sam", &format!("{address}/versions/1")).await.refusal(), "404 STW1003");
}

#[tokio::test]
async fn sharing_decides_what_somebody_sees() {
    let site = Site::new().await;
    let flow = site.flow("Greeting", button()).await;
    let address = format!("{DEV}/flows/{}", flow["id"].as_str().expect("an id"));
    assert_eq!(site.get("sam", &address).await.refusal(), "404 STW1003");

    let grant = site.put("soul", &format!("{address}/grants/sam"), json!({"tier": "runOnlyUser"})).await.ok().json();
    assert_eq!((&grant["tier"], &grant["principal"]["name"]), (&json!("runOnlyUser"), &json!("sam")));
    assert_eq!(site.get("sam", &address).await.refusal(), "403 STW1002");
    let startable = site.get("sam", &format!("{DEV}/startable")).await.ok().json();
    assert_eq!(startable["value"][0]["name"], "Greeting");
    assert_eq!(startable["value"][0]["inputs"]["required"], json!(["text"]));
    let started = site.post("sam", &format!("{address}/run"), json!({"inputs": {"text": "me"}})).await.ok().json();
    // A run-only user sees nothing inside, not even the run.
    let run = started["run"].as_str().expect("a run");
    assert_eq!(site.get("sam", &format!("{DEV}/runs/{run}")).await.refusal(), "404 STW1003");
    assert_eq!(site.ended("soul", run).await["startedBy"]["name"], "sam");

    site.put("soul", &format!("{address}/grants/sam"), json!({"tier": "coOwner"})).await.ok();
    let seen = site.get("sam", &address).await.ok().json();
    assert_eq!((&seen["tier"], &seen["owners"]), (&json!("coOwner"), &json!(2)));
    assert_eq!(site.call("sam", "DELETE", &format!("{address}/grants/sam"), None).await.status.as_u16(), 204);
    assert_eq!(site.get("sam", &address).await.refusal(), "404 STW1003");
}

#[tokio::test]
async fn every_change_is_in_the_audit_log() {
    let site = Site::new().await;
    site.flow("Greeting", button()).await;
    let audit = site.get("admin", "/api/v1/audit?environment=dev&limit=2").await.ok().json();
    let actions: Vec<&str> =
        audit["value"].as_array().expect("entries").iter().filter_map(|it| it["action"].as_str()).collect();
    assert_eq!(actions, ["flow.enable", "flow.create"]);
    assert_eq!(audit["value"][0]["actor"]["name"], "soul");
    assert!(audit["next"].is_string());
    assert!(site.get("admin", "/api/v1/audit/verification").await.ok().json().get("brokenAt").is_none());
    assert_eq!(site.get("soul", "/api/v1/audit").await.refusal(), "403 STW1002");
}

#[tokio::test]
async fn actions_are_listed_by_where_they_are() {
    let site = Site::new().await;
    let inner = |of: &str| json!({"type": "Compose", "inputs": format!("@{{items('{of}')}}"), "runAfter": {}});
    let definition = json!({
        "triggers": {"manual": {"type": "Request", "kind": "Button", "inputs": {}}},
        "actions": {"Each": {"type": "Foreach", "foreach": "@createArray(7, 8)", "runAfter": {}, "actions": {
            "Scope": {"type": "Scope", "runAfter": {}, "actions": {"Item": inner("Each")}},
        }}},
    });
    let flow = site.flow("Loop", definition).await;
    let start = format!("{DEV}/flows/{}/run", flow["id"].as_str().expect("an id"));
    let started = site.post("soul", &start, json!({})).await.ok().json();
    let run = started["run"].as_str().expect("a run");
    site.ended("soul", run).await;
    let mut seen = String::new();
    for query in [
        "",
        "parent=Each",
        "parent=Each&iteration=1",
        "parent=Scope&iteration=1",
        "iteration=",
        "all=true",
        "all=true&limit=2",
    ] {
        let page = site.get("soul", &format!("{DEV}/runs/{run}/actions?{query}")).await.ok().json();
        let names = page["value"].as_array().expect("actions").iter().map(|action| {
            let path = action["path"].as_array().expect("a path").iter();
            let path: String = path.map(|at| format!("[{}]", at["index"])).collect();
            format!("{}{path}", action["name"].as_str().unwrap_or_default())
        });
        let more = if page["next"].is_string() { " ..." } else { "" };
        seen.push_str(&format!("{query}: {}{more}\n", names.collect::<Vec<_>>().join(" ")));
    }
    expect![[r#"
        : Each
        parent=Each: Scope[0] Scope[1]
        parent=Each&iteration=1: Scope[1]
        parent=Scope&iteration=1: Item[1]
        iteration=: Each
        all=true: Each Scope[0] Item[0] Scope[1] Item[1]
        all=true&limit=2: Each Scope[0] ...
    "#]]
    .assert_eq(&seen);
    assert_eq!(site.get("soul", &format!("{DEV}/runs/{run}/actions?iteration=x")).await.refusal(), "400 STW1004");
    assert_eq!(site.get("soul", &format!("{DEV}/runs/{run}/actions?parent=Gone")).await.refusal(), "404 STW1003");
}
