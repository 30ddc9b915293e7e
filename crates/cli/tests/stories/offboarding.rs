//! Soul leaves. A flow of Soul's acts through Soul's connection in one branch and through Roohi's in the other.

use expect_test::expect;
use serde_json::{Value, json};

use crate::{
    caller::{Caller, dev, rows, text},
    flows::{add_row, button, flow},
    server::Server,
};

#[tokio::test]
async fn a_flow_outlives_who_made_it() {
    let server = Server::start().await;
    let (soul, roohi, admin) =
        (server.sign_in("soul").await, server.sign_in("roohi").await, server.sign_in("admin").await);
    let id = two_branches(&soul, &roohi).await;
    let token = text(&soul.post("/api/v1/me/tokens", json!({"name": "Soul's script"})).await.ok()["token"]);
    let script = soul.with_token(&token);
    script.get("/api/v1/me").await.is(200);
    let (run, status) = run(&roohi, &id).await;
    assert_eq!(status, "Succeeded");
    expect![[r#"
        Through_Soul: Succeeded, Created, 201, as soul
        Through_Roohi: Succeeded, Created, 201, as roohi
    "#]]
    .assert_eq(&lines(&roohi.actions(&run).await));

    let foreseen = foreseen(&roohi, "soul").await;
    expect![[r#"
        Two branches / Through_Soul: certain, AuthenticationFailed
    "#]]
    .assert_eq(&foreseen.iter().filter(|line| line.starts_with("Two branches")).cloned().collect::<String>());
    let disabled = admin.post("/api/v1/principals/soul/disable", Value::Null).await.ok();
    let since = text(&disabled["disabledAt"]);
    soul.get("/api/v1/me").await.refused(401, "STW1001");
    script.get("/api/v1/me").await.refused(401, "STW1001");
    soul.post(&dev(&format!("flows/{id}/run")), json!({})).await.refused(401, "STW1001");
    let again = json!({"name": "soul", "password": "demo"});
    server.nobody().post("/auth/sign-in", again).await.refused(401, "STW1001");

    let failed = one_branch_fails(&roohi, &id, &since).await;
    a_swap_heals_it(&roohi, &id, &failed).await;
    let back = admin.post("/api/v1/principals/soul/enable", Value::Null).await.ok();
    assert_eq!((&back["active"], &back["disabledAt"]), (&json!(true), &Value::Null));
    // The browser stays signed out, and so does the script: others may have got hold of its token meanwhile.
    soul.get("/api/v1/me").await.refused(401, "STW1001");
    script.get("/api/v1/me").await.refused(401, "STW1001");
}

/// The identity provider disables Soul. What fails then is what the simulation of the day before had named, and a co-owner who signs in
/// anew heals it without touching the flow.
#[tokio::test]
async fn a_co_owner_signs_in_anew_when_the_identity_provider_has_disabled_the_owner() {
    let server = Server::start().await;
    let (soul, roohi, admin) =
        (server.sign_in("soul").await, server.sign_in("roohi").await, server.sign_in("admin").await);
    let id = two_branches(&soul, &roohi).await;
    let definition = roohi.get(&dev(&format!("flows/{id}"))).await.is(200)["definition"].clone();
    let mut named: Vec<_> =
        foreseen(&roohi, "soul").await.into_iter().filter(|it| it.starts_with("Two branches")).collect();

    let provider = json!({"kind": "serviceAccount", "name": "entra", "tenantAdmin": true});
    admin.post("/api/v1/principals", provider).await.ok();
    let token = json!({"name": "scim", "scopes": ["scim:write"]});
    let token = text(&admin.post("/api/v1/principals/entra/tokens", token).await.ok()["token"]);
    let entra = server.nobody().with_token(&token);
    let found = entra.get("/scim/v2/Users?filter=userName+eq+%22soul%22").await.is(200);
    let user = text(&found["Resources"][0]["id"]);
    let leaves = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": false}],
    });
    entra.patch(&format!("/scim/v2/Users/{user}"), leaves).await.is(200);
    soul.get("/api/v1/me").await.refused(401, "STW1001");

    let (failing, status) = run(&roohi, &id).await;
    assert_eq!(status, "Failed");
    let mut failed = Vec::new();
    for action in roohi.actions(&failing).await.iter().filter(|action| action["status"] == "Failed") {
        let message = text(&action["error"]["message"]);
        assert!(message.starts_with("Authentication failed"), "{message}");
        failed.push(format!("Two branches / {}: certain, {}\n", text(&action["name"]), text(&action["error"]["code"])));
    }
    named.sort();
    failed.sort();
    assert_eq!(named, failed);

    let souls = roohi.connection_of("soul").await;
    let again = dev(&format!("connections/{souls}/reauthenticate"));
    let done = roohi.post(&again, json!({})).await.ok();
    assert_eq!(done["connection"]["owner"]["name"], "roohi");
    let (_, status) = run(&roohi, &id).await;
    assert_eq!(status, "Succeeded");
    assert_eq!(roohi.get(&dev(&format!("flows/{id}"))).await.is(200)["definition"], definition, "nobody edited it");
}

/// What the simulation of the day before says of the flows that somebody may see inside, a line for each finding.
async fn foreseen(who: &Caller, leaver: &str) -> Vec<String> {
    let event = json!({"subjects": [{"kind": "principal", "id": leaver}], "event": "disabled", "environment": "dev"});
    let found = who.post("/api/v1/continuity/simulate", event).await.is(200);
    let line = |it: &Value| {
        let [flow, action, certainty, code] = ["flowName", "action", "certainty", "code"].map(|key| text(&it[key]));
        format!("{flow} / {action}: {certainty}, {code}\n")
    };
    found["value"].as_array().expect("findings").iter().map(line).collect()
}

/// Roohi leaves, whose connection the five flows of run as are triggered through. They still start; each branch that needs Roohi fails,
/// and says so, and the others do not.
#[tokio::test]
async fn who_leaves_takes_no_other_branch_along() {
    let server = Server::start().await;
    let (soul, sam, admin) = (server.sign_in("soul").await, server.sign_in("sam").await, server.sign_in("admin").await);
    let foreseen = foreseen(&soul, "roohi").await;
    let disabled = admin.post("/api/v1/principals/roohi/disable", Value::Null).await.ok();
    let (id, since) = (text(&disabled["id"]), text(&disabled["disabledAt"]));
    let before = soul.runs().await;
    let contacts = sam.list(&rows("contacts?$filter=lastname eq 'Brandt'")).await;
    let contact = rows(&format!("contacts({})", text(&contacts[0]["contactid"])));
    sam.patch(&contact, json!({"jobtitle": "Head of tunnels"})).await.is(204);
    let (mut told, mut failed) = (Vec::new(), Vec::new());
    for run in soul.new_runs(&before, 5).await {
        let detail = soul.get(&dev(&format!("runs/{run}"))).await.is(200);
        let actions = soul.actions(&run).await;
        let flow = text(&detail["flow"]["name"]);
        for action in actions.iter().filter(|action| action["status"] == "Failed") {
            failed.push(format!("{flow} / {}: certain, {}\n", text(&action["name"]), text(&action["error"]["code"])));
        }
        told.push(format!("{flow}\n{}", lines(&actions)));
        for error in actions.iter().filter_map(|action| action["error"]["message"].as_str()) {
            assert!(error.contains("Roohi (roohi)") && error.contains(&since[..10]), "{error} says who and since when");
            let is_connection = error.starts_with("Authentication failed: the connection `Roohi's Dataverse`");
            assert!(is_connection || error.contains(&format!("user(Id = {id}) is disabled")), "{error}");
        }
    }
    told.sort();
    failed.sort();
    let mut certain: Vec<_> = foreseen.into_iter().filter(|line| line.contains(": certain, ")).collect();
    certain.sort();
    assert_eq!(certain, failed, "what fails is what was foreseen, and nothing else");
    expect![[r#"
        Contact changed: blank
        Add_an_audit_row_through_Roohi: Failed, AuthenticationFailed, 401, as sam
        Add_an_audit_row_through_Soul: Succeeded, Created, 201, as sam
        Contact changed: own connections
        Add_an_audit_row_through_Roohi: Failed, AuthenticationFailed, 401, as roohi
        Add_an_audit_row_through_Soul: Succeeded, Created, 201, as soul
        Contact changed: process owner
        Add_an_audit_row_through_Roohi: Failed, AuthenticationFailed, 401, as roohi
        Add_an_audit_row_through_Soul: Failed, 0x80040225, 403, as roohi
        Contact changed: row owner
        Add_an_audit_row_through_Roohi: Failed, AuthenticationFailed, 401, as david
        Add_an_audit_row_through_Soul: Succeeded, Created, 201, as david
        Contact changed: triggering user
        Add_an_audit_row_through_Roohi: Failed, AuthenticationFailed, 401, as sam
        Add_an_audit_row_through_Soul: Succeeded, Created, 201, as sam
    "#]]
    .assert_eq(&told.join(""));
}

/// Saves and shares the flow, and turns it on.
async fn two_branches(soul: &Caller, roohi: &Caller) -> String {
    let actions = json!({"Through_Soul": add_row("s", "offboarding"), "Through_Roohi": add_row("r", "offboarding")});
    let new = json!({"name": "Two branches", "definition": flow(button(), actions)});
    let id = text(&soul.post(&dev("flows"), new).await.is(201)["id"]);
    let at = |rest: &str| dev(&format!("flows/{id}/{rest}"));
    soul.put(&at("grants/roohi"), json!({"tier": "coOwner"})).await.ok();
    // Her connection is hers to give.
    let connection = roohi.connection_of("roohi").await;
    roohi.put(&at("references/r"), json!({"connection": connection})).await.ok();
    soul.post(&at("enable"), Value::Null).await.ok();
    id
}

/// Starts the flow, and answers the run and how it ended.
async fn run(caller: &Caller, id: &str) -> (String, String) {
    let started = caller.post(&dev(&format!("flows/{id}/run")), json!({})).await.is(202);
    let run = text(&started["run"]);
    let ended = caller.ended(&run).await;
    (run, text(&ended["status"]))
}

fn lines(actions: &[Value]) -> String {
    let line = |action: &Value| {
        let word = |it: &Value| it.as_str().unwrap_or("-").to_owned();
        let [name, status, code] = ["name", "status", "code"].map(|key| word(&action[key]));
        let acting = word(&action["acting"]["principal"]["name"]);
        format!("{name}: {status}, {code}, {}, as {acting}\n", action["outputs"]["statusCode"])
    };
    actions.iter().map(line).collect()
}

async fn one_branch_fails(roohi: &Caller, id: &str, since: &str) -> String {
    let (run, status) = run(roohi, id).await;
    assert_eq!(status, "Failed");
    let actions = roohi.actions(&run).await;
    expect![[r#"
        Through_Soul: Failed, AuthenticationFailed, 401, as soul
        Through_Roohi: Succeeded, Created, 201, as roohi
    "#]]
    .assert_eq(&lines(&actions));
    let error = &actions[0]["error"];
    assert_eq!(error["code"], "AuthenticationFailed");
    let day = &since[..10];
    let message = text(&error["message"]);
    expect!["Authentication failed: the connection `Soul's Dataverse` (shared_commondataserviceforapps) is not valid, because its owner Soul S. (soul) was deactivated on <day>. A co-owner of the flow can swap the connection or sign in again."].assert_eq(&message.replace(day, "<day>"));
    assert!(message.contains(day), "{message} says since when, {since}");

    let detail = roohi.get(&dev(&format!("flows/{id}"))).await.is(200);
    assert_eq!(detail["state"], "on", "the flow is unharmed");
    let reference = detail["references"].as_array().and_then(|all| all.iter().find(|it| it["key"] == "s"));
    let connection = &reference.expect("the reference is there")["connection"];
    assert_eq!((&connection["health"], text(&connection["since"])), (&json!("ownerDisabled"), since.to_owned()));
    assert_eq!((&connection["owner"]["name"], &connection["owner"]["active"]), (&json!("soul"), &json!(false)));
    run
}

async fn a_swap_heals_it(roohi: &Caller, id: &str, failed: &str) {
    let own = roohi.connection_of("roohi").await;
    roohi.put(&dev(&format!("flows/{id}/references/s")), json!({"connection": own})).await.ok();
    let again = roohi.post(&dev(&format!("runs/{failed}/resubmit")), Value::Null).await.is(202);
    let run = text(&again["run"]);
    assert_ne!(run, failed);
    let ended = roohi.ended(&run).await;
    assert_eq!((&ended["status"], &ended["resubmitOf"]), (&json!("Succeeded"), &json!(failed)), "{ended}");
    assert_eq!((&ended["start"], &ended["startedBy"]["name"]), (&json!("resubmit"), &json!("roohi")));
    expect![[r#"
        Through_Soul: Succeeded, Created, 201, as roohi
        Through_Roohi: Succeeded, Created, 201, as roohi
    "#]]
    .assert_eq(&lines(&roohi.actions(&run).await));
    let old = roohi.get(&dev(&format!("runs/{failed}"))).await.is(200);
    assert_eq!(old["status"], "Failed", "the history stays what it was");
}
