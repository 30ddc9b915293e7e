//! Soul leaves, and a plan has handed over before.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    caller::{Caller, dev, rows, text},
    server::Server,
};

#[tokio::test]
async fn with_a_plan_nothing_fails_when_somebody_leaves_and_undoing_it_gives_everything_back() {
    let server = Server::start().await;
    let (soul, roohi, sam, admin) = (
        server.sign_in("soul").await,
        server.sign_in("roohi").await,
        server.sign_in("sam").await,
        server.sign_in("admin").await,
    );
    let before = held(&admin).await;
    let plan = ready(&admin, &roohi).await;
    let rehearsed = admin.post(&at(&plan, "apply"), json!({"dryRun": true})).await.is(200);
    assert_eq!(held(&admin).await, before, "a dry run changes nothing");
    let done = admin.post(&at(&plan, "apply"), json!({})).await.is(200);
    assert_eq!((&done["changed"], &done["left"]), (&rehearsed["changed"], &json!([])));
    soul.get("/api/v1/me").await.is(200);
    admin.post("/api/v1/principals/soul/disable", Value::Null).await.ok();
    a_change_starts_runs_that_succeed(&roohi, &sam).await;

    let certificate = server.command_as(&admin, &["handover", "certificate", "soul", "--json"]).await;
    assert!(certificate.status.success(), "{}", String::from_utf8_lossy(&certificate.stdout));
    let certificate: Value = serde_json::from_slice(&certificate.stdout).expect("JSON");
    assert_eq!(certificate["clean"], true, "{}", certificate["checks"]);

    admin.post("/api/v1/principals/soul/enable", Value::Null).await.ok();
    let undone = admin.post(&at(&plan, "undo"), json!({})).await.is(200);
    assert_eq!((&undone["changed"], &undone["left"]), (&done["changed"], &json!([])));
    assert_eq!(held(&admin).await, before, "everything is as it was");
    admin.post(&at(&plan, "undo"), json!({})).await.refused(409, "STW1094");
    a_change_starts_runs_that_succeed(&roohi, &sam).await;
}

#[tokio::test]
async fn a_plan_that_was_scheduled_is_applied_after_a_restart() {
    let mut server = Server::start().await;
    let (roohi, admin) = (server.sign_in("roohi").await, server.sign_in("admin").await);
    let plan = ready(&admin, &roohi).await;
    let at_once = model::Timestamp::now().plus_millis(1_500).to_string();
    let scheduled = admin.post(&at(&plan, "apply"), json!({"at": at_once})).await.is(200);
    assert_eq!(scheduled["plan"]["status"], "scheduled");
    server.restart().await;
    let admin = server.sign_in("admin").await;
    let began = Instant::now();
    let applied = loop {
        let plan = admin.get(&at(&plan, "")).await.is(200);
        if plan["status"] != "scheduled" {
            break plan;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "it is applied: {plan}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!((&applied["status"], &applied["problem"]), (&json!("applied"), &Value::Null));
    let owners = admin.list(&dev("flows")).await;
    assert!(owners.iter().all(|flow| flow["primaryOwner"]["name"] != "soul"), "{owners:?}");
}

#[tokio::test]
async fn nobody_plans_or_takes_what_is_not_theirs() {
    let server = Server::start().await;
    let (rita, sam, roohi, admin) = (
        server.sign_in("rita").await,
        server.sign_in("sam").await,
        server.sign_in("roohi").await,
        server.sign_in("admin").await,
    );
    for caller in [&rita, &sam] {
        let new = json!({"leavers": ["soul"], "content": {"rules": [{"to": "sam"}]}});
        caller.post("/api/v1/handovers", new).await.refused(403, "STW1002");
    }
    // Rita hands over what is her own, which gives Sam nothing of Soul's.
    let own = json!({"leavers": ["rita"], "content": {"rules": [{"to": "sam"}]}});
    let own = rita.post("/api/v1/handovers", own).await.is(201);
    let names: Vec<String> =
        own["rows"].as_array().expect("rows").iter().map(|row| text(&row["leaver"]["name"])).collect();
    assert!(names.iter().all(|name| name == "rita"), "{names:?}");
    rita.post(&at(&text(&own["id"]), "approve"), Value::Null).await.refused(403, "STW1002");
    let plan = drafted(&admin).await;
    roohi.get(&at(&plan, "")).await.refused(404, "STW1003");
    admin.post(&at(&plan, "apply"), json!({})).await.refused(409, "STW1094");
    admin.post(&at(&plan, "approve"), Value::Null).await.is(200);
    admin.post(&at(&plan, "apply"), json!({})).await.refused(409, "STW1093");
    roohi.post(&at(&plan, "apply"), json!({})).await.refused(403, "STW1002");
    sam.post(&at(&plan, "accept"), Value::Null).await.refused(404, "STW1003");
}

fn at(plan: &str, verb: &str) -> String {
    format!("/api/v1/handovers/{plan}/{verb}").trim_end_matches('/').to_owned()
}

/// A draft that gives Roohi what Soul has.
async fn drafted(admin: &Caller) -> String {
    let new = json!({"leavers": ["soul"], "content": {"name": "Soul leaves", "rules": [{"to": "roohi"}]}});
    let plan = admin.post("/api/v1/handovers", new).await.is(201);
    for row in plan["rows"].as_array().expect("rows") {
        assert!(row["problem"].is_null(), "{row}");
    }
    text(&plan["id"])
}

/// The same, approved and accepted.
async fn ready(admin: &Caller, roohi: &Caller) -> String {
    let plan = drafted(admin).await;
    admin.post(&at(&plan, "approve"), Value::Null).await.is(200);
    roohi.post(&at(&plan, "accept"), Value::Null).await.is(200);
    plan
}

/// What a plan could change.
async fn held(admin: &Caller) -> Vec<Value> {
    let mut held = Vec::new();
    for flow in admin.list(&dev("flows")).await {
        let id = text(&flow["id"]);
        let mut grants = admin.list(&dev(&format!("flows/{id}/grants"))).await;
        grants.sort_by_key(|grant| text(&grant["principal"]["name"]));
        held.push(json!({"flow": flow["name"], "owner": flow["primaryOwner"]["name"], "grants": grants}));
    }
    for reference in admin.list(&dev("connection-references")).await {
        held.push(json!({"reference": reference["logicalName"], "connection": reference["connection"]["id"]}));
    }
    held.extend(admin.list(&dev("members")).await);
    for role in admin.list(&dev("roles")).await {
        let mut names: Vec<String> =
            role["members"].as_array().expect("members").iter().map(|it| text(&it["name"])).collect();
        names.sort();
        held.push(json!({"role": role["name"], "members": names}));
    }
    held
}

/// Sam changes a contact, which five flows hear of; every action of theirs goes well.
async fn a_change_starts_runs_that_succeed(owner: &Caller, sam: &Caller) {
    let before = owner.runs().await;
    let contacts = sam.list(&rows("contacts?$filter=lastname eq 'Brandt'")).await;
    let contact = rows(&format!("contacts({})", text(&contacts[0]["contactid"])));
    sam.patch(&contact, json!({"jobtitle": format!("Head {}", before.len())})).await.is(204);
    for run in owner.new_runs(&before, 5).await {
        let detail = owner.get(&dev(&format!("runs/{run}"))).await.is(200);
        let actions = owner.actions(&run).await;
        assert_eq!(detail["status"], "Succeeded", "{}: {actions:?}", detail["flow"]["name"]);
    }
}
