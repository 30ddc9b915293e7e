//! Calls of the outside: what a target is asked, and what becomes of its answers.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use app::rows::{self, RowRequest};
use connectors::guard::Policy;
use model::{RunId, Timestamp};
use runtime::Config;
use serde_json::{Value as Json, json};
use testkit::{Answered, Asked, Target};

use crate::world::{DEV, World, button_flow, value};

/// Calls of this machine are allowed.
fn config() -> Config {
    Config { outbound: Policy::allowing(["127.0.0.1".to_owned()]), ..Config::default() }
}

fn flow(actions: Json) -> Json {
    json!({"properties": {"connectionReferences": {}, "definition": {
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}}}, "actions": actions
    }}, "schemaVersion": "1.0.0.0"})
}

/// Starts a run of a flow with these actions.
async fn start(world: &World, actions: Json) -> RunId {
    let id = world.flow("calls", &flow(actions)).await;
    world.request(id, "manual", json!({})).await.unwrap().run.unwrap()
}

/// What an action of a run that has ended made.
async fn outputs(world: &World, run: RunId, action: &str) -> Json {
    world.ended(run).await;
    let admin = world.op("admin").await;
    let page = app::runs::actions(&world.steward, &admin, "dev", run, None, None, 0).await.unwrap();
    let action = page.actions.into_iter().find(|found| found.name == action).unwrap();
    action.record.outputs.map_or(Json::Null, |outputs| serde_json::from_slice(&outputs.to_json()).unwrap())
}

async fn until(what: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if what() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not happen");
}

/// Takes a job, and says at the third look that it is done.
fn slow_job() -> Target {
    let looks = AtomicUsize::new(0);
    Target::start(move |asked| match (&*asked.method, &*asked.path) {
        ("POST", "/jobs?size=2") => Answered::with(202).header("Location", "/jobs/7").header("Retry-After", 1),
        ("GET", "/jobs/7") => match looks.fetch_add(1, Ordering::Relaxed) {
            0 => Answered::json(202, json!({"progress": 50})).header("Retry-After", 1),
            _ => Answered::with(202).header("Location", "/results/7").header("Retry-After", 1),
        },
        ("GET", "/results/7") => Answered::json(200, json!({"rows": 3})),
        _ => Answered::with(404),
    })
}

fn post(target: &Target) -> Json {
    json!({
        "type": "Http", "runAfter": {}, "inputs": {
            "method": "POST", "uri": target.url("/jobs"), "queries": {"size": 2}, "body": {"n": 1},
            "headers": {"x-tenant": "contoso"},
            "authentication": {"type": "Raw", "value": "Bearer of-the-call"}
        }
    })
}

#[tokio::test]
async fn a_call_that_is_accepted_is_asked_for_until_it_is_answered() {
    let (world, target) = (World::with(config()).await, slow_job());
    let run = start(&world, json!({"Call": post(&target)})).await;
    let outputs = outputs(&world, run, "Call").await;
    assert_eq!((&outputs["statusCode"], &outputs["body"]), (&json!(200), &json!({"rows": 3})));
    assert_eq!(target.lines(), "POST /jobs?size=2\nGET /jobs/7\nGET /jobs/7\nGET /results/7\n");
    let asked = target.asked();
    let said = |asked: &Asked, name: &str| asked.header(name).map(str::to_owned);
    assert!(said(&asked[0], "idempotency-key").is_some() && said(&asked[0], "content-type").is_some());
    for look in &asked[1..] {
        assert_eq!(said(look, "authorization").as_deref(), Some("Bearer of-the-call"));
        assert_eq!(said(look, "x-tenant").as_deref(), Some("contoso"));
        assert_eq!(
            (said(look, "content-type"), said(look, "idempotency-key"), look.text()),
            (None, None, String::new())
        );
    }
}

#[tokio::test]
async fn an_accepted_call_is_asked_for_after_a_restart_and_not_made_again() {
    let (world, target) = (World::with(config()).await, slow_job());
    let run = start(&world, json!({"Call": post(&target)})).await;
    until(|| target.asked().len() >= 2).await;
    let world = world.restart_with(config()).await;
    assert_eq!(outputs(&world, run, "Call").await["body"], json!({"rows": 3}));
    assert_eq!(target.lines().matches("POST").count(), 1, "{}", target.lines());
}

#[tokio::test]
async fn a_flow_may_take_the_acceptance_for_the_answer() {
    let (world, target) = (World::with(config()).await, slow_job());
    let mut call = post(&target);
    call["operationOptions"] = json!("DisableAsyncPattern");
    let run = start(&world, json!({"Call": call})).await;
    let outputs = outputs(&world, run, "Call").await;
    assert_eq!((&outputs["statusCode"], &outputs["headers"]["location"]), (&json!(202), &json!("/jobs/7")));
    assert_eq!(target.lines(), "POST /jobs?size=2\n");
}

#[tokio::test]
async fn the_guard_stands_before_the_address_that_a_target_names() {
    let world = World::with(config()).await;
    let target =
        Target::start(|_| Answered::with(202).header("Location", "http://127.0.0.2:9/").header("Retry-After", 1));
    let run = start(&world, json!({"Call": post(&target)})).await;
    world.ended(run).await;
    assert_eq!(world.actions(run).await, "Call Failed Forbidden\n");
    assert_eq!(target.asked().len(), 1);
}

/// A list of six items, two on a page.
fn pages() -> Target {
    Target::start(|asked| match &*asked.path {
        "/items?size=2" => Answered::json(200, json!({"value": [1, 2], "@odata.nextLink": "/items/2", "count": 6})),
        "/items/2" => Answered::json(200, json!({"value": [3, 4], "nextLink": "/items/3"})),
        "/items/3" => Answered::json(200, json!({"value": [5, 6], "nextLink": ""})),
        "/away?size=2" => Answered::json(200, json!({"value": [1], "nextLink": "http://127.0.0.2:9/"})),
        "/round?size=2" => Answered::json(200, json!({"value": [1], "nextLink": "/again"})),
        "/again" => Answered::json(200, json!({"value": [2], "nextLink": "/again"})),
        "/breaks?size=2" => Answered::json(200, json!({"value": [1], "nextLink": "/broken"})),
        "/broken" => Answered::json(500, json!({"error": "broken"})),
        "/other?size=2" => Answered::json(200, json!({"items": [1]})),
        _ => Answered::with(404),
    })
}

fn list(target: &Target, path: &str, minimum: Json) -> Json {
    json!({
        "type": "Http", "runAfter": {}, "runtimeConfiguration": {"paginationPolicy": {"minimumItemCount": minimum}},
        "inputs": {
            "method": "GET", "uri": target.url(path), "queries": {"size": 2}, "retryPolicy": {"type": "none"},
            "authentication": {"type": "Basic", "username": "a", "password": "b"}
        }
    })
}

#[tokio::test]
async fn pages_are_read_until_there_are_enough_items() {
    let (world, target) = (World::with(config()).await, pages());
    let run = start(
        &world,
        json!({"Some": list(&target, "/items", json!(3)), "All": list(&target, "/items", json!("100000"))}),
    )
    .await;
    let some = outputs(&world, run, "Some").await;
    assert_eq!((&some["statusCode"], &some["body"]), (&json!(200), &json!({"value": [1, 2, 3, 4]})));
    assert_eq!(outputs(&world, run, "All").await["body"], json!({"value": [1, 2, 3, 4, 5, 6]}));
    assert!(target.asked().iter().all(|asked| asked.header("authorization") == Some("Basic YTpi")));
}

#[tokio::test]
async fn a_list_that_goes_on_strangely_ends() {
    let (world, target) = (World::with(config()).await, pages());
    let of = |path: &str| list(&target, path, json!(50));
    let actions = json!({"Away": of("/away"), "Round": of("/round"), "Breaks": of("/breaks"), "Other": of("/other")});
    let run = start(&world, actions).await;
    assert_eq!(outputs(&world, run, "Round").await["body"], json!({"value": [1, 2]}));
    assert_eq!(outputs(&world, run, "Breaks").await["body"], json!({"error": "broken"}));
    assert_eq!(outputs(&world, run, "Other").await["body"], json!({"items": [1]}));
    let mut said: Vec<String> = world.actions(run).await.lines().map(str::to_owned).collect();
    said.sort_unstable();
    assert_eq!(
        said,
        ["Away Failed Forbidden", "Breaks Failed InternalServerError", "Other Succeeded OK", "Round Succeeded OK"]
    );
}

#[tokio::test]
async fn a_call_says_which_action_of_which_run_makes_it() {
    let (world, target) = (World::with(config()).await, Target::start(|_| Answered::with(200)));
    let call = |path: &str, more: Json| {
        let mut call = json!({"type": "Http", "runAfter": {}, "inputs": {"method": "GET", "uri": target.url(path)}});
        call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call
    };
    let mut own = call("/own", json!({}));
    own["inputs"]["headers"] = json!({"X-MS-Workflow-Name": "mine"});
    let each = json!({"type": "Foreach", "foreach": ["a"], "runAfter": {}, "actions": {"Rufe_zurück": call("/each", json!({}))}});
    let silent = call("/silent", json!({"operationOptions": "SuppressWorkflowHeaders"}));
    let run = start(&world, json!({"Each": each, "Silent": silent, "Own": own})).await;
    world.ended(run).await;
    let asked = target.asked();
    let of = |path: &str| asked.iter().find(|asked| asked.path == path).unwrap();
    let said = of("/each");
    assert_eq!(said.header("x-ms-workflow-run-id"), Some(run.to_string().as_str()));
    assert_eq!(said.header("x-ms-client-tracking-id"), Some(run.to_string().as_str()));
    assert_eq!((said.header("x-ms-workflow-name"), said.header("x-ms-workflow-version")), (Some("calls"), Some("1")));
    assert_eq!(said.header("x-ms-workflow-operation-name"), Some("Rufe_zur%C3%BCck"));
    assert_eq!(said.header("x-ms-workflow-repeatitem-scope-name"), Some("Each"));
    assert_eq!(said.header("x-ms-workflow-repeatitem-index"), Some("0"));
    assert_eq!(of("/own").header("x-ms-workflow-name"), Some("mine"));
    assert!(of("/silent").headers.iter().all(|(name, _)| !name.starts_with("x-ms-")), "{:?}", of("/silent"));
}

#[tokio::test]
async fn a_token_is_asked_for_and_nobody_sees_the_secret() {
    let world = World::with(config()).await;
    let target = Target::start(|asked| match (&*asked.path, asked.text().contains("client_secret=s%26cret")) {
        ("/contoso/oauth2/token", true) => {
            Answered::json(200, json!({"access_token": "a-token", "token_type": "Bearer"}))
        }
        ("/contoso/oauth2/token", false) => Answered::json(401, json!({"error": "invalid_client"})),
        _ => Answered::json(200, json!({"ok": true})),
    });
    let call = |secret: &str| {
        json!({"type": "Http", "runAfter": {}, "inputs": {"method": "GET", "uri": target.url("/data"), "authentication": {
            "type": "ActiveDirectoryOAuth", "authority": target.url("/"), "tenant": "contoso", "audience": "https://data/",
            "clientId": "app", "secret": secret
        }}})
    };
    let run = start(&world, json!({"Right": call("s&cret"), "Wrong": call("guess")})).await;
    assert_eq!(outputs(&world, run, "Right").await["body"], json!({"ok": true}));
    let mut said: Vec<String> = world.actions(run).await.lines().map(str::to_owned).collect();
    said.sort_unstable();
    assert_eq!(said, ["Right Succeeded OK", "Wrong Failed Unauthorized"]);
    let asked = target.asked();
    let data: Vec<_> = asked.iter().filter(|asked| asked.path == "/data").collect();
    assert_eq!(data.len(), 1);
    assert_eq!(data[0].header("authorization"), Some("Bearer a-token"));
    let form = asked.iter().find(|asked| asked.text().contains("s%26cret")).unwrap().text();
    assert!(
        form.contains("grant_type=client_credentials") && form.contains("resource=https%3A%2F%2Fdata%2F"),
        "{form}"
    );
    let admin = world.op("admin").await;
    let page = app::runs::actions(&world.steward, &admin, "dev", run, None, None, 0).await.unwrap();
    for action in page.actions {
        let shown = format!("{:?} {:?} {:?}", action.record.inputs, action.record.outputs, action.record.error);
        assert!(shown.contains("*sanitized*") && shown.contains("contoso"), "{shown}");
        assert!(!shown.contains("s&cret") && !shown.contains("guess") && !shown.contains("a-token"), "{shown}");
    }
}

/// Lists the audit rows, and makes a text of how many there are and whether there are more.
fn count_rows(minimum: u32) -> Json {
    let host = json!({
        "connectionName": "s", "operationId": "ListRecords",
        "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"
    });
    json!({
        "type": "OpenApiConnection", "runAfter": {},
        "inputs": {"host": host, "parameters": {"entityName": "demo_audits", "$select": "demo_name"}},
        "runtimeConfiguration": {"paginationPolicy": {"minimumItemCount": minimum}}
    })
}

#[tokio::test]
async fn rows_are_read_page_by_page_too() {
    let world = World::new().await;
    let (steward, caller) = (world.steward.clone(), app::RowCaller::own(world.op("soul").await.id()));
    let work = move |tx: &mut store::Tx<'_>| {
        for number in 0..5_003 {
            let item = value(json!({"demo_name": format!("row {number}")})).as_object().unwrap().clone();
            let request = RowRequest::Create { set: "demo_audits".into(), item };
            rows::perform(tx, &steward, DEV, &caller, &request, Timestamp::now())
                .map_err(|error| store::StoreError::corrupt("request", error))?;
        }
        Ok::<_, store::StoreError>(())
    };
    world.steward.store().write(work).await.unwrap();
    let flow = button_flow(json!({
        "One": count_rows(1), "All": count_rows(5_001),
        "Counted": {"type": "Compose", "runAfter": {"One": ["Succeeded"], "All": ["Succeeded"]}, "inputs":
            "@{length(body('One')?['value'])} @{length(body('All')?['value'])} @{coalesce(body('One')?['@odata.nextLink'], 'none')}"}
    }));
    let id = world.flow("counts", &flow).await;
    world.queue(id, DEV, 1, None).await;
    let run = world.all_ended(1).await[0].id;
    assert_eq!(outputs(&world, run, "Counted").await, json!("5000 5003 none"));
}

/// Takes content in chunks of four bytes, and gives it in chunks of three.
fn in_chunks() -> Target {
    let content = b"abcdefgh";
    Target::start(move |asked| match (&*asked.method, &*asked.path) {
        ("POST", "/up") => Answered::with(200).header("Location", "/up/1").header("x-ms-chunk-size", 4),
        ("PATCH", "/up/1") => Answered::json(200, json!({"took": asked.text()})),
        ("POST", "/not") => Answered::with(200),
        ("GET", "/down" | "/wrong") => {
            let range = asked.header("range").and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
            let from = range.map_or(0, |(from, _)| from.parse().unwrap());
            let from = if asked.path == "/wrong" { 0 } else { from };
            let to = content.len().min(from + 3);
            Answered::with(206)
                .header("Content-Range", format!("bytes {from}-{}/{}", to - 1, content.len()))
                .header("Content-Type", "text/plain")
                .body(&content[from..to])
        }
        _ => Answered::with(404),
    })
}

#[tokio::test]
async fn large_content_goes_in_chunks() {
    let (world, target) = (World::with(config()).await, in_chunks());
    let call = |method: &str, path: &str| {
        let body = if method == "POST" { json!("0123456789") } else { Json::Null };
        json!({
            "type": "Http", "runAfter": {}, "runtimeConfiguration": {"contentTransfer": {"transferMode": "Chunked"}},
            "inputs": {"method": method, "uri": target.url(path), "body": body, "headers": {"x-tenant": "contoso"}}
        })
    };
    let (up, down) = (call("POST", "/up"), call("GET", "/down"));
    let run =
        start(&world, json!({"Up": up, "Down": down, "Not": call("POST", "/not"), "Wrong": call("GET", "/wrong")}))
            .await;
    assert_eq!(outputs(&world, run, "Up").await["body"], json!({"took": "89"}));
    let down = outputs(&world, run, "Down").await;
    assert_eq!((&down["statusCode"], &down["body"]), (&json!(200), &json!("abcdefgh")));
    let mut said: Vec<String> = world.actions(run).await.lines().map(str::to_owned).collect();
    said.sort_unstable();
    assert_eq!(said, ["Down Succeeded OK", "Not Failed BadGateway", "Up Succeeded OK", "Wrong Failed BadGateway"]);
    let asked = target.asked();
    let begun = asked.iter().find(|asked| asked.path == "/up").unwrap();
    assert_eq!(
        (begun.header("x-ms-transfer-mode"), begun.header("x-ms-content-length")),
        (Some("chunked"), Some("10"))
    );
    assert_eq!(begun.text(), "");
    let parts: Vec<_> = asked.iter().filter(|asked| asked.path == "/up/1").collect();
    let ranges: Vec<_> = parts.iter().map(|part| (part.header("content-range").unwrap(), part.text())).collect();
    let part = |range, text: &str| (range, text.to_owned());
    assert_eq!(ranges, [part("bytes 0-3/10", "0123"), part("bytes 4-7/10", "4567"), part("bytes 8-9/10", "89")]);
    assert!(parts.iter().all(|part| part.header("x-tenant") == Some("contoso")));
}
