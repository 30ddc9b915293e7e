//! A Test environment of Prod's shape: what comes along, what never does, and who may have it copied.

use app::sign_in::token::{self, TokenRequest};
use serde_json::{Value as Json, json};

use crate::site::Site;

const COPY: &str = "/api/v1/environments/dev/tables/copy";
/// Stands in everything that somebody wrote in `prod`.
const CANARY: &str = "Quetzalcoatlus";

/// `prod` with orders and contacts, which Soul may read and administers nothing of.
async fn prod() -> Site {
    let site = Site::new().await;
    site.post("admin", "/api/v1/environments", json!({"name": "prod", "kind": "prod"})).await.ok();
    let in_prod = |rest: &str| format!("/api/v1/environments/prod/{rest}");
    site.put("admin", &in_prod("members/soul"), json!({"role": "user"})).await.ok();
    let columns = json!([
        {"schemaName": "contoso_Number", "displayName": "Number", "requirement": "required", "type": "text", "maxLength": 20},
        {"schemaName": "contoso_Notes", "displayName": "Notes", "type": "text", "maxLength": 400},
        {"schemaName": "contoso_Cost", "displayName": "Cost", "type": "decimal"},
        {"schemaName": "contoso_State", "displayName": "State", "type": "choice", "options": [{"label": "New"}, {"label": "Paid"}]},
        {"schemaName": "contoso_Customer", "displayName": "Customer", "type": "lookup", "targets": ["contact"]},
    ]);
    let table = json!({"schemaName": "contoso_Order", "displayName": "Order", "ownership": "user", "columns": columns});
    let made = site.post("admin", &in_prod("tables"), table).await;
    assert_eq!(made.status.as_u16(), 201, "{}", made.text);
    let may = |verb: &str, table: &str| json!({"verb": verb, "table": table, "depth": "organization"});
    let tables = ["contact", "contoso_order"];
    let verbs = ["create", "read", "append", "appendTo"];
    let privileges: Vec<_> = tables.iter().flat_map(|table| verbs.map(|verb| may(verb, table))).collect();
    site.post("admin", &in_prod("roles"), json!({"name": "Orders", "privileges": privileges})).await.ok();
    site.put("admin", &in_prod("roles/Orders/members/soul"), Json::Null).await.ok();
    let rows = |set: &str| format!("/environments/prod/api/data/v9.2/{set}");
    for number in 0..5 {
        let contact = json!({
            "firstname": CANARY, "lastname": format!("{CANARY}{number}"), "emailaddress1": format!("{CANARY}{number}@prod.example"),
            "telephone1": "+49 89 1234567", "description": format!("Ask {CANARY} on Monday"),
        });
        let made = site.post("soul", &rows("contacts"), contact).await;
        assert_eq!(made.status.as_u16(), 204, "{}", made.text);
        let id = made.header("odata-entityid").split(['(', ')']).nth(1).expect("an id").to_owned();
        let order = json!({
            "contoso_number": format!("{CANARY}-10{number}"), "contoso_notes": CANARY, "contoso_cost": 9.5,
            "contoso_state": 100_000_001, "contoso_Customer@odata.bind": format!("/contacts({id})"),
        });
        let made = site.post("soul", &rows("contoso_orders"), order).await;
        assert_eq!(made.status.as_u16(), 204, "{}", made.text);
    }
    site
}

async fn rows(site: &Site, set: &str) -> Vec<Json> {
    let found = site.get("soul", &format!("/environments/dev/api/data/v9.2/{set}")).await.ok().json();
    found["value"].as_array().expect("rows").clone()
}

/// Everything of `dev` as it is stored, hidden columns too.
async fn stored(site: &Site) -> String {
    let read = site.steward.store().read(|tx| {
        let dev = store::environments::by_name(tx, "dev")?.expect("dev").id;
        let mut all = String::new();
        for table in store::tables::list_tables(tx, dev)? {
            let query = tables::Query::default();
            all += &format!("{:?}", store::tables::list_rows(tx, dev, &table, &query, &tables::RowFilter::All, 5_000)?);
        }
        Ok::<_, store::tables::TableError>(all)
    });
    read.await.expect("rows")
}

#[tokio::test]
async fn rows_arrive_masked_and_nothing_that_was_written_comes_along() {
    let site = prod().await;
    let wish = json!({"from": "prod", "tables": ["contact", "contoso_orders"], "rows": "masked", "dryRun": true});
    let before = stored(&site).await;
    let would = site.post("soul", COPY, wish.clone()).await.ok().json();
    assert_eq!(stored(&site).await, before, "a dry run changes nothing");
    let mut wish = wish;
    wish["dryRun"] = json!(false);
    let copied = site.post("soul", COPY, wish).await.ok().json();
    assert_eq!(copied, would, "the dry run told the truth");
    let told = copied["tables"].as_array().expect("tables");
    let brief: Vec<_> =
        told.iter().map(|it| (it["table"].as_str(), it["change"].as_str(), it["rows"].as_u64())).collect();
    assert_eq!(brief, [(Some("contact"), Some("same"), Some(5)), (Some("contoso_order"), Some("add"), Some(5))]);
    let columns = told[1]["columns"].as_array().expect("columns");
    assert!(columns.contains(&json!({"column": "contoso_notes", "mask": "fake"})), "{columns:?}");
    assert!(columns.contains(&json!({"column": "contoso_cost", "mask": "keep"})), "{columns:?}");

    assert!(before.is_empty() || !before.contains(CANARY));
    assert!(!stored(&site).await.contains(CANARY), "{}", stored(&site).await);
    let audit = site.get("admin", "/api/v1/audit?limit=500").await.ok().json();
    let copies: Vec<_> = audit["value"]
        .as_array()
        .expect("entries")
        .iter()
        .filter(|it| it["action"].as_str().is_some_and(|action| action.starts_with("table.copy")))
        .collect();
    let said: Vec<_> = copies.iter().map(|it| (it["action"].as_str(), it["environment"].as_str())).collect();
    assert!(
        said.contains(&(Some("table.copy"), Some("dev"))) && said.contains(&(Some("table.copy.out"), Some("prod"))),
        "{said:?}"
    );
    assert_eq!(copies[0]["detail"]["rows"], json!({"contact": 5, "contoso_order": 5}));
    assert!(!audit.to_string().contains(CANARY));

    let (contacts, orders) = (rows(&site, "contacts").await, rows(&site, "contoso_orders").await);
    let ids: Vec<_> = contacts.iter().map(|it| &it["contactid"]).collect();
    for order in &orders {
        assert!(
            ids.contains(&&order["_contoso_customer_value"]),
            "each order is of a contact that came along: {order}"
        );
        assert_eq!((&order["contoso_state"], &order["contoso_cost"]), (&json!(100_000_001), &json!(9.5)));
        let number = order["contoso_number"].as_str().expect("a number");
        assert_eq!((number.len(), number.matches('-').count()), (CANARY.len() + 4, 1), "{number}");
    }
    for contact in &contacts {
        let mail = contact["emailaddress1"].as_str().expect("a mail");
        assert!(mail.ends_with("@example.com"), "{mail}");
        assert!(contact["telephone1"].as_str().expect("a number").contains(" 555 01"), "{contact}");
        let parts = [&contact["firstname"], &contact["lastname"]].map(|it| it.as_str().expect("a name"));
        assert_eq!(contact["fullname"], parts.join(" "));
    }
    let unlike: std::collections::HashSet<_> = orders.iter().map(|it| it["contoso_number"].to_string()).collect();
    assert_eq!(unlike.len(), 5, "numbers stay apart");
}

#[tokio::test]
async fn the_same_seed_brings_the_same_rows_once() {
    let site = prod().await;
    let wish = json!({"from": "prod", "tables": ["contact"], "rows": "masked", "seed": "spring", "limit": 3});
    let first = site.post("soul", COPY, wish.clone()).await.ok().json();
    assert_eq!(first["tables"][0]["rows"], 3);
    let was = rows(&site, "contacts").await;
    assert_eq!(site.post("soul", COPY, wish.clone()).await.ok().json()["tables"][0]["rows"], 0);
    assert_eq!(rows(&site, "contacts").await, was);
    let mut other = wish;
    other["seed"] = json!("summer");
    assert_eq!(site.post("soul", COPY, other).await.ok().json()["tables"][0]["rows"], 3);
    assert_eq!(rows(&site, "contacts").await.len(), 6);
}

#[tokio::test]
async fn definitions_come_alone_and_rows_are_made_of_nothing() {
    let site = prod().await;
    let alone = json!({"from": "prod", "rows": "none"});
    let copied = site.post("soul", COPY, alone.clone()).await.ok().json();
    assert_eq!(copied["tables"][2]["change"], "add", "{copied}");
    assert_eq!(site.post("soul", COPY, alone).await.ok().json()["tables"][2]["change"], "same");
    let table = site.get("soul", "/api/v1/environments/dev/tables/contoso_order").await.ok().json();
    let there = site.get("soul", "/api/v1/environments/prod/tables/contoso_order").await.ok().json();
    assert_eq!(table, there);
    let more = json!({"columns": [{"schemaName": "contoso_Day", "displayName": "Day", "type": "dateTime"}]});
    site.post("admin", "/api/v1/environments/prod/tables/contoso_order/columns", more).await.ok();
    let synthetic = json!({"from": "prod", "tables": ["contoso_order", "contact"], "rows": "synthetic", "limit": 7});
    let copied = site.post("soul", COPY, synthetic).await.ok().json();
    assert_eq!((&copied["tables"][1]["change"], &copied["tables"][1]["rows"]), (&json!("extend"), &json!(7)));
    let orders = rows(&site, "contoso_orders").await;
    assert!(
        orders.iter().all(|it| it["_contoso_customer_value"].is_string() && it["contoso_day"].is_string()),
        "{orders:?}"
    );
    assert!(!stored(&site).await.contains(CANARY));
}

#[tokio::test]
async fn who_may_not_is_refused_and_gets_nothing() {
    let site = prod().await;
    let before = stored(&site).await;
    let masked = |tables: &[&str]| json!({"from": "prod", "tables": tables, "rows": "masked"});
    let refused = async |who: &str, wish: Json| site.post(who, COPY, wish).await.refusal();
    assert_eq!(refused("olga", masked(&["contact"])).await, "404 STW1003", "no member of anything");
    assert_eq!(refused("sam", masked(&["contact"])).await, "403 STW1002", "no maker in dev");
    assert_eq!(refused("roohi", masked(&["contact"])).await, "404 STW1003", "no member of prod");
    assert_eq!(
        refused("soul", masked(&["contact", "account"])).await,
        "403 STW1140 at tables",
        "may not read accounts"
    );
    assert_eq!(refused("admin", masked(&["contact"])).await, "403 STW1140 at tables", "administering opens no rows");
    let keep = |column: &str, mask: &str| {
        let mut wish = masked(&["contact"]);
        wish["masks"] = json!({column: mask});
        wish
    };
    assert_eq!(refused("soul", keep("contact.lastname", "keep")).await, "403 STW1140 at masks/contact.lastname");
    assert_eq!(refused("soul", keep("contact.lastname", "shuffle")).await, "403 STW1140 at masks/contact.lastname");
    assert_eq!(refused("soul", keep("contact.nothing", "blank")).await, "422 STW1139 at masks");
    assert_eq!(refused("soul", keep("account.name", "blank")).await, "422 STW1139 at masks/account.name");
    assert_eq!(refused("soul", keep("lastname", "blank")).await, "422 STW1139 at masks/lastname");
    assert_eq!(refused("soul", keep("contact.gendercode", "hash")).await, "422 STW1139 at masks");
    assert_eq!(refused("soul", masked(&["nothing"])).await, "404 STW1003 at tables/0");
    assert_eq!(refused("soul", masked(&["systemuser"])).await, "422 STW1139 at tables/0");
    assert_eq!(refused("soul", json!({"from": "dev", "rows": "none"})).await, "422 STW1139 at from");
    assert_eq!(
        refused("soul", json!({"from": "prod", "rows": "synthetic", "limit": 10_001})).await,
        "422 STW1139 at limit"
    );
    assert_eq!(
        refused("soul", json!({"from": "prod", "rows": "synthetic", "limit": 10_000})).await,
        "422 STW1139 at limit"
    );
    assert_eq!(refused("soul", json!({"from": "prod", "rows": "synthetic", "seed": ""})).await, "422 STW1139 at seed");

    let number = json!({"schemaName": "contoso_Order", "displayName": "Order", "ownership": "user", "columns": [
        {"schemaName": "contoso_Number", "displayName": "Number", "type": "integer"},
    ]});
    site.post("soul", "/api/v1/environments/dev/tables", number).await.ok();
    assert_eq!(refused("soul", masked(&["contact", "contoso_order"])).await, "409 STW1141 at tables");
    site.call("admin", "PATCH", "/api/v1/environments/dev", Some(json!({"protected": true}))).await.ok();
    assert_eq!(refused("soul", masked(&["contact"])).await, "403 STW1113", "dev is protected now");
    assert_eq!(rows(&site, "contacts").await, Vec::<Json>::new());
    assert!(!stored(&site).await.contains(CANARY) && !before.contains(CANARY));
}

#[tokio::test]
async fn a_token_for_one_environment_reaches_no_other() {
    let site = prod().await;
    let new = TokenRequest { name: "dev".to_owned(), environment: Some("dev".to_owned()), ..TokenRequest::default() };
    let made = token::create(&site.steward, &site.op("soul").await, new).await.expect("a token");
    let secret = made.secret.expose_text().expect("text");
    let wish = json!({"from": "prod", "tables": ["contact"], "rows": "masked"});
    assert_eq!(site.with_token(secret, "POST", COPY, Some(wish)).await.refusal(), "404 STW1003");
    assert_eq!(rows(&site, "contacts").await, Vec::<Json>::new());
}

#[tokio::test]
async fn no_flow_starts_for_rows_that_are_copied() {
    let site = prod().await;
    let dev = |rest: &str| format!("/api/v1/environments/dev/{rest}");
    let host = json!({"connectionName": "tables", "operationId": "SubscribeWebhookTrigger", "apiId": "shared_commondataserviceforapps"});
    let flow = json!({"properties": {
        "connectionReferences": {"tables": {"runtimeSource": "embedded", "connection": {}, "api": {"name": "shared_commondataserviceforapps"}}},
        "definition": {
            "triggers": {"added": {"type": "OpenApiConnectionWebhook", "inputs": {"host": host, "parameters": {
                "subscriptionRequest/message": 1, "subscriptionRequest/entityname": "contact", "subscriptionRequest/scope": 4,
            }}}},
            "actions": {"Compose": {"type": "Compose", "inputs": "seen", "runAfter": {}}},
        },
    }, "schemaVersion": "1.0.0.0"});
    let made = site.post("soul", &dev("flows"), json!({"name": "Welcome", "definition": flow})).await.ok().json();
    let id = made["id"].as_str().expect("an id");
    let connector = json!({"connector": "shared_commondataserviceforapps"});
    let connection = site.post("soul", &dev("connections"), connector).await.ok().json();
    let chosen = json!({"connection": connection["id"]});
    site.put("soul", &dev(&format!("flows/{id}/references/tables")), chosen).await.ok();
    site.post("soul", &dev(&format!("flows/{id}/enable")), json!({})).await.ok();
    let wish = json!({"from": "prod", "tables": ["contact"], "rows": "masked"});
    assert_eq!(site.post("soul", COPY, wish).await.ok().json()["tables"][0]["rows"], 5);
    let runs = async || site.get("soul", &dev("runs")).await.ok().json()["value"].as_array().expect("runs").len();
    assert_eq!(runs().await, 0);
    let by_hand = site.post("soul", "/environments/dev/api/data/v9.2/contacts", json!({"lastname": "By hand"})).await;
    assert_eq!(by_hand.status.as_u16(), 204, "{}", by_hand.text);
    assert_eq!(runs().await, 1, "the flow is on and sees what people add");
}
