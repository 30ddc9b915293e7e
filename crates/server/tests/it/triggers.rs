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

fn quiet(trigger: serde_json::Value) -> serde_json::Value {
    json!({
        "triggers": {"manual": trigger},
        "actions": {"Compose": {"type": "Compose", "inputs": "@trigger()", "runAfter": {}}},
    })
}

/// What the platform's history shows of a flow's firings: status, code, and whether there is a run; newest first.
async fn histories(site: &Site, flow: &serde_json::Value) -> Vec<(String, String, bool)> {
    let id = flow["id"].as_str().expect("an id");
    let path = format!("/api/v1/environments/dev/flows/{id}/triggers/histories");
    let listed = site.get("soul", &path).await.ok().json();
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let shown = |it: &serde_json::Value| {
        let it = &it["properties"];
        assert_eq!(it["fired"], json!(it["run"].is_object()), "{it}");
        (text(&it["status"]), text(&it["code"]), it["fired"] == true)
    };
    listed["value"].as_array().expect("a list").iter().map(shown).collect()
}

#[tokio::test]
async fn a_relative_path_gives_parameters() {
    let site = Site::new().await;
    let definition = json!({
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {"method": "PUT", "relativePath": "customers/{id}/Orders/{order}"}}},
        "actions": {"Response": {"type": "Response", "kind": "Http", "runAfter": {}, "inputs": {
            "statusCode": 200, "body": "@triggerOutputs()['relativePathParameters']",
        }}},
    });
    let address = address(&site.flow("Path", definition).await);
    let (path, query) = address.split_once('?').expect("a query");
    let base = path.strip_suffix("/customers/{id}/Orders/{order}").expect("the address shows what to fill in");
    let at = |rest: &str| format!("{base}{rest}?{query}");
    let answer = send(&site, "PUT", &at("/customers/a%2Fb+c/orders/%C3%BC"), "application/json", "").await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({"id": "a/b+c", "order": "ü"})), "{}", answer.text);
    for wrong in ["", "/", "/customers/1", "/customers//orders/2", "/customers/1/orders/2/3", "/suppliers/1/orders/2"] {
        let answer = send(&site, "PUT", &at(wrong), "application/json", "").await;
        assert_eq!(answer.status.as_u16(), 404, "{wrong}: {}", answer.text);
    }
    assert_eq!(
        send(&site, "POST", &at("/customers/1/orders/2"), "application/json", "").await.refusal(),
        "405 STW1004"
    );
}

#[tokio::test]
async fn a_body_that_does_not_fit_the_schema_is_refused_where_the_trigger_says_so() {
    let site = Site::new().await;
    let schema = json!({"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]});
    let trigger = |options: &str| json!({"type": "Request", "kind": "Http", "inputs": {"schema": schema}, "operationOptions": options});
    let strict = site.flow("Strict", quiet(trigger("SuppressWorkflowHeaders, enableSchemaValidation"))).await;
    for (body, says) in [
        (r#"{"n": "x"}"#, "Invalid type. Expected Integer but got String."),
        ("{}", "Required properties are missing from object: n."),
        ("[]", "Invalid type. Expected Object but got Array."),
    ] {
        let answer = send(&site, "POST", &address(&strict), "application/json", body).await;
        assert_eq!(answer.refusal(), "400 TriggerInputSchemaMismatch");
        let message = format!(
            "The input body for trigger 'manual' of type 'Request' did not match its schema definition. Error details: '{says}'."
        );
        assert_eq!(answer.json()["error"]["message"], message);
    }
    assert_eq!(send(&site, "POST", &address(&strict), "application/json", "").await.status.as_u16(), 400, "no body");
    assert_eq!(send(&site, "POST", &address(&strict), "application/json", r#"{"n": 1}"#).await.status.as_u16(), 202);
    let failed = ("Failed".to_owned(), "TriggerInputSchemaMismatch".to_owned(), false);
    let fired = ("Succeeded".to_owned(), "OK".to_owned(), true);
    assert_eq!(histories(&site, &strict).await, [fired, failed.clone(), failed.clone(), failed.clone(), failed]);
    let advised = site.flow("Advised", quiet(trigger(""))).await;
    assert_eq!(send(&site, "POST", &address(&advised), "application/json", "[]").await.status.as_u16(), 202);
}

#[tokio::test]
async fn a_condition_that_does_not_hold_starts_nothing_and_is_told_by_the_history() {
    let site = Site::new().await;
    let trigger = json!({"type": "Request", "kind": "Http", "inputs": {}, "conditions": [
        {"expression": "@equals(triggerBody()?['a'], 1)"}, {"expression": "@contains(triggerBody(), 'b')"},
    ]});
    let flow = site.flow("Picky", quiet(trigger)).await;
    for (body, fires) in [("{}", false), (r#"{"a": 1}"#, false), (r#"{"a": 1, "b": 2}"#, true)] {
        let answer = send(&site, "POST", &address(&flow), "application/json", body).await;
        assert_eq!((answer.status.as_u16(), answer.header("x-ms-workflow-run-id").is_empty()), (202, !fires), "{body}");
    }
    let skipped = ("Skipped".to_owned(), "TriggerConditionNotMet".to_owned(), false);
    assert_eq!(
        histories(&site, &flow).await,
        [("Succeeded".to_owned(), "OK".to_owned(), true), skipped.clone(), skipped]
    );
    let id = flow["id"].as_str().expect("an id");
    let page = |after: &str| format!("/api/v1/environments/dev/flows/{id}/triggers/histories?limit=2{after}");
    let first = site.get("soul", &page("")).await.ok().json();
    let next = first["next"].as_str().expect("there is more");
    let second = site.get("soul", &page(&format!("&after={next}"))).await.ok().json();
    assert_eq!((second["value"].as_array().map(Vec::len), second["next"].is_null()), (Some(1), true));
    assert_eq!(site.get("sam", &page("")).await.status.as_u16(), 404);
}

#[tokio::test]
async fn a_list_is_split_after_the_caller_was_answered() {
    let site = Site::new().await;
    let trigger = json!({"type": "Request", "kind": "Http", "inputs": {}, "splitOn": "@triggerBody()?['rows']"});
    let flow = site.flow("Splits", quiet(trigger)).await;
    for (body, has_run) in [(r#"{"rows": [1, 2]}"#, true), (r#"{"rows": {}}"#, false), (r#"{"rows": []}"#, false)] {
        let answer = send(&site, "POST", &address(&flow), "application/json", body).await;
        assert_eq!(
            (answer.status.as_u16(), !answer.header("x-ms-workflow-run-id").is_empty()),
            (202, has_run),
            "{body}"
        );
    }
    let of = |status: &str, code: &str, fired| (status.to_owned(), code.to_owned(), fired);
    let fired = of("Succeeded", "OK", true);
    let (empty, failed) = (of("Skipped", "NothingToSplit", false), of("Failed", "InvalidTemplate", false));
    assert_eq!(histories(&site, &flow).await, [empty, failed, fired.clone(), fired]);
}

#[tokio::test]
async fn a_run_is_correlated_with_what_its_caller_says() {
    let site = Site::new().await;
    let plain = site.flow("Plain", quiet(json!({"type": "Request", "kind": "Http", "inputs": {}}))).await;
    let given = send(&site, "POST", &address(&plain), "application/json", "{}").await;
    let run = site.ended("soul", given.header("x-ms-workflow-run-id")).await;
    assert_eq!(
        (given.header("x-ms-client-tracking-id"), &run["correlation"]["clientTrackingId"]),
        ("mine", &json!("mine"))
    );
    assert_eq!(given.header("x-ms-workflow-version"), "1");
    let silent = request("POST", &address(&plain)).body(Body::empty()).expect("a request");
    let silent = site.send(silent).await;
    assert_eq!(silent.header("x-ms-client-tracking-id"), silent.header("x-ms-workflow-run-id"));
    let computed = json!({"type": "Request", "kind": "Http", "inputs": {}, "correlation": {"clientTrackingId": "order-@{triggerBody()['n']}"}});
    let computed = site.flow("Computed", quiet(computed)).await;
    let given = send(&site, "POST", &address(&computed), "application/json", r#"{"n": 7}"#).await;
    let run = site.ended("soul", given.header("x-ms-workflow-run-id")).await;
    assert_eq!(
        (given.header("x-ms-client-tracking-id"), &run["correlation"]["clientTrackingId"]),
        ("order-7", &json!("order-7"))
    );
    let id = given.header("x-ms-workflow-run-id");
    let actions = site.get("soul", &format!("/api/v1/environments/dev/runs/{id}/actions")).await.ok().json();
    assert_eq!(actions["value"][0]["outputs"]["clientTrackingId"], "order-7", "{actions}");
}

#[tokio::test]
async fn services_and_people_start_the_kinds_that_are_theirs() {
    let site = Site::new().await;
    for (kind, is_signed) in [
        ("Http", true),
        ("TeamsWebhook", true),
        ("EventGrid", true),
        ("Alert", true),
        ("AzureMonitorAlert", true),
        ("SecurityCenterAlert", true),
        ("Button", false),
        ("PowerApp", false),
        ("PowerAppV2", false),
        ("Skills", false),
        ("VirtualAgent", false),
        ("ApiConnection", false),
        ("Geofence", false),
    ] {
        let flow = site.flow(kind, quiet(json!({"type": "Request", "kind": kind, "inputs": {}}))).await;
        assert_eq!(flow["triggerUrl"].is_string(), is_signed, "{kind}");
        if !is_signed {
            let path = format!("/api/v1/environments/dev/flows/{}/run", flow["id"].as_str().expect("an id"));
            let run = site.post("soul", &path, json!({"inputs": {}})).await.ok().json()["run"].clone();
            let run = site.ended("soul", run.as_str().expect("a run")).await;
            let headers = &run["trigger"]["outputs"]["headers"];
            assert_eq!(
                (&headers["x-ms-user-name"], &headers["x-ms-user-name-encoded"]),
                (&json!("soul"), &json!("c291bA=="))
            );
        }
    }
}

#[tokio::test]
async fn more_requests_than_may_run_or_wait_are_told_to_come_again() {
    let site = Site::new().await;
    let definition = json!({
        "triggers": {"manual": {"type": "Request", "kind": "Http", "inputs": {}, "runtimeConfiguration": {"concurrency": {"runs": 2, "maximumWaitingRuns": 1}}}},
        "actions": {"Wait": {"type": "Wait", "inputs": {"interval": {"count": 1, "unit": "Hour"}}, "runAfter": {}}},
    });
    let flow = site.flow("Narrow", definition).await;
    let mut runs = Vec::new();
    for _ in 0..3 {
        let answer = send(&site, "POST", &address(&flow), "application/json", "{}").await;
        assert_eq!(answer.status.as_u16(), 202);
        runs.push(answer.header("x-ms-workflow-run-id").to_owned());
    }
    let refused = send(&site, "POST", &address(&flow), "application/json", "{}").await;
    assert_eq!((refused.refusal().as_str(), refused.header("retry-after")), ("429 STW1007", "10"));
    let path = |run: &str| format!("/api/v1/environments/dev/runs/{run}");
    let waiting = site.get("soul", &path(&runs[2])).await.ok().json();
    assert_eq!((&waiting["status"], &waiting["actions"]), (&json!("Waiting"), &json!(0)));
    // The first one ends, so that the third begins and another may wait.
    site.post("soul", &format!("{}/cancel", path(&runs[0])), json!({})).await.ok();
    site.ended("soul", &runs[0]).await;
    for _ in 0..500 {
        if site.get("soul", &path(&runs[2])).await.ok().json()["actions"] == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(site.get("soul", &path(&runs[2])).await.ok().json()["actions"], 1);
    let fourth = send(&site, "POST", &address(&flow), "application/json", "{}").await;
    assert_eq!(fourth.status.as_u16(), 202);
    // One that waits for its turn can be cancelled, and makes room for another that waits.
    let fourth = fourth.header("x-ms-workflow-run-id");
    site.post("soul", &format!("{}/cancel", path(fourth)), json!({})).await.ok();
    assert_eq!(site.ended("soul", fourth).await["status"], "Cancelled");
    assert_eq!(send(&site, "POST", &address(&flow), "application/json", "{}").await.status.as_u16(), 202);
    assert_eq!(send(&site, "POST", &address(&flow), "application/json", "{}").await.status.as_u16(), 429);
}

#[tokio::test]
async fn a_single_instance_answers_whoever_finds_it_free() {
    let site = Site::new().await;
    let mut definition = echo();
    definition["triggers"]["manual"]["operationOptions"] = json!("SingleInstance");
    let address = address(&site.flow("Single", definition).await);
    for n in 0..3 {
        let answer = send(&site, "POST", &address, "application/json", &n.to_string()).await;
        assert_eq!((answer.status.as_u16(), answer.json()["got"].clone()), (201, json!(n)), "{}", answer.text);
        site.ended("soul", answer.header("x-ms-workflow-run-id")).await;
    }
}
