//! What an editor is told about expressions, over HTTP.

use serde_json::{Value as Json, json};

use crate::site::{Answer, Site, button, request};

const ANALYZE: &str = "/api/v1/expr/analyze";

async fn ask(site: &Site, who: &str, body: Json) -> Answer {
    site.post(who, ANALYZE, body).await
}

fn labels(answer: &Json) -> Vec<&str> {
    answer["completions"].as_array().expect("completions").iter().filter_map(|one| one["label"].as_str()).collect()
}

/// A flow over our own tables: a changed contact, the accounts, and what is made of them.
fn tables() -> Json {
    let host = |operation: &str| {
        json!({
            "connectionName": "shared_commondataserviceforapps", "operationId": operation,
            "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps",
        })
    };
    json!({
        "triggers": {"changed": {"type": "OpenApiConnectionWebhook", "inputs": {
            "host": host("SubscribeWebhookTrigger"),
            "parameters": {"subscriptionRequest/message": 3, "subscriptionRequest/entityname": "contact", "subscriptionRequest/scope": 4},
        }}},
        "actions": {
            "Accounts": {"type": "OpenApiConnection", "inputs": {"host": host("ListRecords"), "parameters": {"entityName": "accounts"}}},
            "Each": {"type": "Foreach", "foreach": "@outputs('Accounts')?['body/value']", "runAfter": {"Accounts": ["Succeeded"]}, "actions": {
                "Name": {"type": "Compose", "inputs": ""},
            }},
        },
    })
}

#[tokio::test]
async fn a_half_written_expression_is_completed() {
    let site = Site::new().await;
    let text = "\u{1F600} @{concat(triggerBody()?['";
    let body = json!({"definition": button(), "place": {"action": "Compose", "path": "inputs"}, "text": text});
    let answer = ask(&site, "soul", body).await.ok().json();
    assert_eq!(answer["type"], json!({"name": "string"}));
    assert_eq!(labels(&answer), ["text"]);
    // The emoji takes two units.
    let end = text.encode_utf16().count();
    assert_eq!(answer["completions"][0]["replace"], json!({"start": end, "end": end}));
    assert_eq!(
        (&answer["completions"][0]["kind"], &answer["completions"][0]["insertText"]),
        (&json!("property"), &json!("text"))
    );
    assert_eq!(answer["signature"]["label"], "concat(value: any, ...): string");
    assert_eq!(answer["signature"]["activeParameter"], 0);
    assert_eq!(answer["diagnostics"][0]["severity"], "error");
    assert_eq!(answer["diagnostics"][0]["code"], "TemplateParseError");
    assert_eq!(answer["diagnostics"][0]["range"], json!({"start": 3, "end": end}));
    assert!(answer.get("hover").is_none());
}

#[tokio::test]
async fn findings_have_a_place_and_a_remedy() {
    let site = Site::new().await;
    let text = "@toUper(triggerBody()?['txt'])";
    let body =
        json!({"definition": button(), "place": {"action": "Compose", "path": "inputs"}, "text": text, "cursor": 26});
    let answer = ask(&site, "soul", body).await.ok().json();
    assert_eq!(answer["type"]["name"], "any");
    let diagnostics = json!([
        {"severity": "warning", "code": "UnknownFunction", "range": {"start": 1, "end": 7},
            "message": "The template function 'toUper' is not defined or not valid.", "remedy": "Did you mean toUpper?"},
        {"severity": "hint", "code": "UnknownProperty", "range": {"start": 23, "end": 28},
            "message": "The property 'txt' is not among those that are known here.", "remedy": "Did you mean 'text'?"},
    ]);
    assert_eq!(answer["diagnostics"], diagnostics);
    assert_eq!(answer["hover"]["label"], "property 'txt'");
}

#[tokio::test]
async fn the_columns_of_our_own_tables_are_known() {
    let site = Site::new().await;
    let at =
        |place: Json, text: &str| json!({"definition": tables(), "environment": "dev", "place": place, "text": text});
    let within = json!({"action": "Name", "path": "inputs"});
    let item = ask(&site, "soul", at(within.clone(), "@items('Each')?['name")).await.ok().json();
    assert!(labels(&item).contains(&"name"), "{item}");
    let row = ask(&site, "soul", at(within.clone(), "@triggerBody()?['fullna")).await.ok().json();
    assert_eq!((labels(&row), &row["completions"][0]["detail"]), (vec!["fullname"], &json!("string")));
    let missing = ask(&site, "soul", at(within, "@triggerBody()?['nothing']")).await.ok().json();
    assert_eq!(missing["diagnostics"][0]["code"], "UnknownProperty");
    let condition = json!({"path": "conditions/0/expression"});
    let condition = ask(&site, "soul", at(condition, "@triggerBody()?['fullname']")).await.ok().json();
    assert_eq!(condition["diagnostics"][0]["code"], "UnexpectedType");
    // Without the environment nobody knows the tables.
    let body = json!({"definition": tables(), "place": {"action": "Name"}, "text": "@triggerBody()?['nothing']"});
    assert_eq!(ask(&site, "soul", body).await.ok().json()["diagnostics"], json!([]));
}

#[tokio::test]
async fn a_stored_flow_is_read_by_those_who_may_see_it() {
    let site = Site::new().await;
    let flow = site.flow("Secret button", button()).await["id"].as_str().expect("an id").to_owned();
    let body = |flow: &str, version: Option<u32>| {
        json!({"environment": "dev", "flow": flow, "version": version, "place": {"action": "Compose", "path": "inputs"},
            "text": "@triggerBody()?['"})
    };
    assert_eq!(labels(&ask(&site, "soul", body(&flow, None)).await.ok().json()), ["text"]);
    assert_eq!(labels(&ask(&site, "soul", body("Secret button", Some(1))).await.ok().json()), ["text"]);
    assert_eq!(ask(&site, "soul", body(&flow, Some(9))).await.refusal(), "404 STW1003");
    assert_eq!(ask(&site, "roohi", body(&flow, None)).await.refusal(), "404 STW1003", "a maker with no share");
    assert_eq!(ask(&site, "olga", body(&flow, None)).await.refusal(), "404 STW1003", "no member of the environment");
    let grants = format!("/api/v1/environments/dev/flows/{flow}/grants/sam");
    site.put("soul", &grants, json!({"tier": "runOnlyUser"})).await.ok();
    assert_eq!(ask(&site, "sam", body(&flow, None)).await.refusal(), "403 STW1002", "starts it, sees nothing inside");
    site.put("soul", &grants, json!({"tier": "coOwner"})).await.ok();
    assert_eq!(labels(&ask(&site, "sam", body(&flow, None)).await.ok().json()), ["text"]);
}

#[tokio::test]
async fn nothing_of_an_environment_is_told_to_others() {
    let site = Site::new().await;
    let body = json!({"definition": tables(), "environment": "dev", "text": "@triggerBody()?['"});
    assert_eq!(ask(&site, "olga", body.clone()).await.refusal(), "404 STW1003");
    let mut elsewhere = body.clone();
    elsewhere["environment"] = json!("nowhere");
    assert_eq!(ask(&site, "soul", elsewhere).await.refusal(), "404 STW1003");
    // A definition of one's own needs no environment.
    let own = json!({"definition": button(), "text": "@triggerBody()?['"});
    assert_eq!(labels(&ask(&site, "olga", own).await.ok().json()), ["text"]);
    let nobody = request("POST", ANALYZE).header("content-type", "application/json");
    let nobody = site.send(nobody.body(body.to_string().into()).expect("a request")).await;
    assert_eq!(nobody.refusal(), "401 STW1001");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_its_place() {
    let site = Site::new().await;
    for (body, refusal) in [
        (json!({"text": "@1", "cursor": 3}), "422 STW1004 at cursor"),
        (json!({"text": "@1", "version": 1}), "422 STW1004 at version"),
        (json!({"text": "@1", "flow": "x"}), "422 STW1004 at environment"),
        (json!({"text": "@1", "flow": "x", "environment": "dev", "definition": {}}), "422 STW1004 at flow"),
        (json!({"text": "@1", "definition": {}}), "422 STW1022 at definition"),
        (json!({"text": "@1", "definition": "{"}), "422 STW1022 at definition"),
        (json!({"text": "@1", "definition": button(), "place": {"action": "Nothing"}}), "422 STW1004 at place/action"),
    ] {
        assert_eq!(ask(&site, "soul", body.clone()).await.refusal(), refusal, "{body}");
    }
    assert!(ask(&site, "soul", json!({"cursor": 1})).await.refusal().starts_with("400 STW1004"));
    assert!(ask(&site, "soul", json!({"text": "@1", "more": 1})).await.refusal().starts_with("400 STW1004"));
    // A lone expression refers to nothing, and is checked all the same.
    let alone = ask(&site, "soul", json!({"text": "@outputs('X')"})).await.ok().json();
    assert_eq!(alone["diagnostics"][0]["code"], "InvalidTemplate");
    let long = ask(&site, "soul", json!({"text": "x".repeat(200_000)})).await.ok().json();
    assert_eq!(long["diagnostics"][0]["code"], "TemplateTooLong");
}
