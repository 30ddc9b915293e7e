//! Sam is in `dev` alone. What there is in `test` does not exist for Sam, and nothing of `test` reaches `dev`.

use serde_json::{Value, json};

use crate::{
    answer::Answer,
    caller::{Caller, dev, rows, text},
    flows::{add_row, button, compose, flow},
    server::Server,
};

/// Where things of `test` are.
fn in_test(path: &str) -> String {
    format!("/api/v1/environments/test/{path}")
}

fn rows_of_test(path: &str) -> String {
    format!("/environments/test/api/data/v9.2/{path}")
}

#[tokio::test]
async fn environments_know_nothing_of_each_other() {
    let server = Server::start().await;
    let (sam, soul, admin) = (server.sign_in("sam").await, server.sign_in("soul").await, server.sign_in("admin").await);
    let there = Things::make(&soul, &admin).await;
    hidden_looks_as_unknown(&sam, &there).await;
    nothing_is_found_from_the_other_side(&soul, &there).await;
    connections_stay_where_they_are(&soul, &there).await;
    rows_stay_where_they_are(&sam, &soul, &there).await;
}

/// What stands in `test`.
struct Things {
    flow: String,
    run: String,
    connection: String,
    contact: String,
}

impl Things {
    async fn make(soul: &Caller, admin: &Caller) -> Self {
        let privileges: Vec<_> = ["create", "read", "write"]
            .map(|verb| json!({"verb": verb, "table": "contact", "depth": "organization"}))
            .into();
        let role = json!({"name": "Contacts", "privileges": privileges});
        admin.post(&in_test("roles"), role).await.ok();
        admin.put(&in_test("roles/Contacts/members/soul"), Value::Null).await.ok();
        let new = json!({"name": "Only in test", "definition": flow(button(), json!({"Say": compose(json!("test"))}))});
        let flow = text(&soul.post(&in_test("flows"), new).await.is(201)["id"]);
        soul.post(&in_test(&format!("flows/{flow}/enable")), Value::Null).await.ok();
        let run = text(&soul.post(&in_test(&format!("flows/{flow}/run")), json!({})).await.is(202)["run"]);
        let new = json!({"connector": "shared_commondataserviceforapps", "displayName": "Soul's in test"});
        let connection = text(&soul.post(&in_test("connections"), new).await.is(201)["id"]);
        let new = json!({"firstname": "Tess", "lastname": "Test"});
        let created = soul.post(&rows_of_test("contacts"), new).await;
        assert_eq!(created.status, 204, "{}", created.text);
        let address = created.headers["OData-EntityId"].to_str().expect("an address").to_owned();
        let contact = address.rsplit_once('(').expect("a key").1.trim_end_matches(')').to_owned();
        Self { flow, run, connection, contact }
    }

    /// What can be asked of `test`, with the name of the environment to be filled in.
    fn questions(&self) -> Vec<String> {
        let Self { flow, run, connection, contact } = self;
        [
            String::new(),
            "/flows".to_owned(),
            format!("/flows/{flow}"),
            "/flows/Only in test".to_owned(),
            format!("/flows/{flow}/grants"),
            "/startable".to_owned(),
            "/runs".to_owned(),
            format!("/runs/{run}"),
            format!("/runs/{run}/actions"),
            "/connections".to_owned(),
            format!("/connections/{connection}"),
            "/connection-references".to_owned(),
            "/variables".to_owned(),
            "/tables".to_owned(),
            "/roles".to_owned(),
            "/members".to_owned(),
            "/solutions".to_owned(),
            "/solutions/DemoRunAs/package".to_owned(),
        ]
        .map(|rest| format!("/api/v1/environments/ENV{rest}"))
        .into_iter()
        .chain(
            ["contacts".to_owned(), format!("contacts({contact})"), "$metadata".to_owned(), "WhoAmI".to_owned()]
                .map(|rest| format!("/environments/ENV/api/data/v9.2/{rest}")),
        )
        .collect()
    }
}

/// The status and the whole body but for the name of the environment and the id of the request.
fn shape(answer: Answer, environment: &str) -> (u16, Value) {
    let mut body: Value = serde_json::from_str(&answer.text.replace(environment, "ENV")).unwrap_or_default();
    assert!(body["error"].is_object(), "{}: {} {}", answer.asked, answer.status, answer.text);
    body["error"]["correlationId"] = Value::Null;
    (answer.status, body)
}

async fn hidden_looks_as_unknown(sam: &Caller, there: &Things) {
    for question in there.questions() {
        let hidden = shape(sam.get(&question.replace("ENV", "test")).await, "test");
        let unknown = shape(sam.get(&question.replace("ENV", "nowhere")).await, "nowhere");
        assert_eq!(hidden.0, 404, "{question}: {}", hidden.1);
        assert_eq!(hidden, unknown, "{question}");
    }
    for environment in ["test", "nowhere"] {
        let flow = format!("/api/v1/environments/{environment}/flows/{}", there.flow);
        sam.put(&flow, json!({"name": "Mine"})).await.refused(404, "STW1003");
        sam.post(&format!("{flow}/run"), json!({})).await.refused(404, "STW1003");
        sam.delete(&flow).await.refused(404, "STW1003");
        let contacts = format!("/environments/{environment}/api/data/v9.2/contacts");
        assert_eq!(sam.post(&contacts, json!({"firstname": "Sam's"})).await.status, 404);
        assert_eq!(sam.patch(&format!("{contacts}({})", there.contact), json!({"firstname": "x"})).await.status, 404);
        let by_header = sam.request(reqwest::Method::GET, "/api/data/v9.2/contacts");
        let by_header = sam.send(by_header.header("Steward-Environment", environment)).await;
        assert_eq!(by_header.status, 404, "{}", by_header.text);
    }
    let environments = sam.list("/api/v1/environments").await;
    assert_eq!(environments.iter().map(|it| text(&it["name"])).collect::<Vec<_>>(), ["dev"]);
}

/// Ids of `test` mean nothing in `dev`, even for somebody who administers both.
async fn nothing_is_found_from_the_other_side(soul: &Caller, there: &Things) {
    let Things { flow, run, connection, contact } = there;
    soul.get(&in_test(&format!("flows/{flow}"))).await.is(200);
    for path in [
        format!("flows/{flow}"),
        "flows/Only in test".to_owned(),
        format!("runs/{run}"),
        format!("runs/{run}/actions"),
        format!("connections/{connection}"),
    ] {
        soul.get(&dev(&path)).await.refused(404, "STW1003");
    }
    soul.post(&dev(&format!("runs/{run}/resubmit")), Value::Null).await.refused(404, "STW1003");
    soul.delete(&dev(&format!("connections/{connection}"))).await.refused(404, "STW1003");
    assert_eq!(soul.get(&rows(&format!("contacts({contact})"))).await.status, 404);
    let listed = soul.list(&dev("flows")).await;
    assert!(listed.iter().all(|it| it["name"] != "Only in test"));
    assert!(soul.list(&dev("connections")).await.iter().all(|it| it["id"] != **connection));
    let tables = |environment: &str| format!("/api/v1/environments/{environment}/tables");
    let has_audit = async |environment: &str| {
        soul.list(&tables(environment)).await.iter().any(|table| table["logicalName"] == "demo_audit")
    };
    assert_eq!((has_audit("dev").await, has_audit("test").await), (true, false), "a table is installed in one of them");
}

/// A connection of `test` is not bound in `dev`, whichever way it is tried.
async fn connections_stay_where_they_are(soul: &Caller, there: &Things) {
    let foreign = json!({"connection": there.connection});
    let bound = soul.put(&dev("connection-references/demo_dataverse_soul"), foreign.clone()).await;
    bound.refused(404, "STW1003").says(&[&there.connection]);
    let actions = json!({"Add": add_row("s", "isolation")});
    let new = json!({"name": "In dev", "definition": flow(button(), actions)});
    let id = text(&soul.post(&dev("flows"), new).await.is(201)["id"]);
    let swapped = soul.put(&dev(&format!("flows/{id}/references/s")), foreign).await;
    swapped.refused(404, "STW1003").says(&[&there.connection]);
    let package = soul.package("dev", "DemoRunAs").await;
    let settings = json!({"ConnectionReferences": [{
        "LogicalName": "demo_dataverse_soul", "ConnectionId": there.connection,
        "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"
    }]});
    soul.import("dev", package, Some(settings.to_string())).await.refused(422, "STW1033").says(&[&there.connection]);
    let references = soul.list(&dev("connection-references")).await;
    assert!(references.iter().all(|it| it["connection"]["id"] != *there.connection), "{references:?}");
}

/// A change in `test` starts no flow of `dev`, and the rows of the two are not mixed.
async fn rows_stay_where_they_are(sam: &Caller, soul: &Caller, there: &Things) {
    let before = soul.runs().await;
    soul.patch(&rows_of_test(&format!("contacts({})", there.contact)), json!({"jobtitle": "x"})).await.is(204);
    assert_eq!(soul.list(&rows_of_test("contacts")).await.len(), 1);
    assert_eq!(sam.list(&rows("contacts?$filter=lastname eq 'Test'")).await.len(), 0);
    assert_eq!(sam.list(&rows("contacts")).await.len(), 4);
    // The five flows of `dev` watch contacts; by the time they have heard of one of `dev`, they would have heard of the other.
    let contacts = sam.list(&rows("contacts?$filter=lastname eq 'Brandt'")).await;
    let brandt = rows(&format!("contacts({})", text(&contacts[0]["contactid"])));
    sam.patch(&brandt, json!({"jobtitle": "x"})).await.is(204);
    assert_eq!(soul.new_runs(&before, 5).await.len(), 5);
    let runs = soul.list(&in_test("runs")).await;
    assert_eq!(runs.iter().map(|run| text(&run["id"])).collect::<Vec<_>>(), [&*there.run]);
}
