//! A solution is built in Dev and brought to Test and Prod, each with its own connection and values, and no flow is edited for it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{
    answer::Answer,
    caller::{Caller, dev, text},
    flows::{button, call},
    server::Server,
};

const DATAVERSE: &str = "shared_commondataserviceforapps";
const STAGES: [&str; 2] = ["test", "prod"];

#[tokio::test]
async fn a_solution_is_built_promoted_reviewed_and_rolled_back() {
    let server = Server::start().await;
    let (admin, soul, roohi, david) = (
        server.sign_in("admin").await,
        server.sign_in("soul").await,
        server.sign_in("roohi").await,
        server.sign_in("david").await,
    );
    let bot = Bot::make(&server, &admin).await;
    let flow = build(&roohi, &admin).await;
    run(&roohi, "dev", &flow).await;

    // Test takes it as it comes, Prod after one approval.
    let crossed = promote(&soul, "test", json!({"settings": bot.settings("prod", "x", "1")})).await.is(201);
    assert_eq!(
        crossed["plan"]["canApply"], false,
        "Test does not get Prod's connection: {}",
        crossed["plan"]["checks"]
    );
    promote(&soul, "prod", json!({})).await.refused(409, "STW1111").says(&["test"]);
    let in_test = promote(&soul, "test", json!({"settings": bot.settings("test", "Shop of Test", "20")})).await.is(201);
    let authors: Vec<_> = in_test["authors"].as_array().expect("a list").iter().map(|it| text(&it["name"])).collect();
    assert_eq!(in_test["state"], "approved");
    assert_eq!(authors, ["admin", "roohi"], "who wrote the flow, and who made the role");
    apply(&soul, &in_test).await.is(200);
    let in_prod = promote(&soul, "prod", json!({"settings": bot.settings("prod", "Shop of Prod", "30")})).await.is(201);
    assert_eq!(in_prod["package"], in_test["package"], "the same bits go through every stage");
    apply(&soul, &in_prod).await.refused(409, "STW1107");
    approve(&david, &in_prod).await.is(200);
    let first_release = apply(&soul, &in_prod).await.is(200)["release"].clone();

    // Each runs with its own connection and values, on its own table.
    // A flow of a protected environment has two owners before it is turned on.
    admin.put(&at("prod", &format!("flows/{flow}/grants/soul")), json!({"tier": "coOwner"})).await.ok();
    admin.post(&at("prod", &format!("flows/{flow}/enable")), Value::Null).await.ok();
    for environment in STAGES {
        admin.put(&at(environment, "roles/Shop/members/shop-bot"), Value::Null).await.ok();
        run(&admin, environment, &flow).await;
    }
    let roohis = text(&roohi.get("/api/v1/principals/roohi").await.is(200)["id"]);
    assert_eq!(orders(&roohi, "dev").await, [order("first", "Shop of Dev, 10", &roohis)]);
    assert_eq!(orders(&bot.caller, "test").await, [order("first", "Shop of Test, 20", &bot.id)]);
    assert_eq!(orders(&bot.caller, "prod").await, [order("first", "Shop of Prod, 30", &bot.id)]);
    let definitions = [definition(&roohi, "dev", &flow).await, definition(&admin, "prod", &flow).await];
    assert_eq!(definitions[0], definitions[1], "the flow was not edited on its way");

    nothing_comes_to_prod_by_another_way(&admin, &flow).await;

    // Roohi writes the next version, and Soul asks for it: neither of them approves it.
    edit(&roohi, &flow).await;
    let next = promote(&soul, "test", json!({"version": "1.1.0.0"})).await.is(201);
    apply(&soul, &next).await.is(200);
    let next = promote(&soul, "prod", json!({"note": "a better word"})).await.is(201);
    assert_eq!([&next["state"], &next["from"], &next["version"]], ["waiting", "1.0.0.0", "1.1.0.0"]);
    for (who, why) in [(&roohi, "wrote"), (&soul, "asked")] {
        approve(who, &next).await.refused(403, "STW1108").says(&[why, "david"]);
    }
    let inbox = david.list("/api/v1/promotions?mine=decide").await;
    assert_eq!(inbox.iter().map(|it| &it["id"]).collect::<Vec<_>>(), [&next["id"]]);
    approve(&david, &next).await.is(200);
    apply(&david, &next).await.is(200);
    run(&admin, "prod", &flow).await;
    assert_eq!(orders(&bot.caller, "prod").await[1], order("second", "Shop of Prod, 30", &bot.id));
    the_audit_names_all(&admin, &next, &bot).await;

    // The release of before comes back through the same gate.
    let back = json!({"pipeline": "shop", "environment": "prod", "release": first_release, "note": "It was worse"});
    let back = soul.post("/api/v1/promotions", back).await.is(201);
    assert_eq!((&back["state"], &back["package"]), (&json!("waiting"), &in_test["package"]));
    approve(&soul, &back).await.refused(403, "STW1108");
    approve(&david, &back).await.is(200);
    apply(&soul, &back).await.is(200);
    run(&admin, "prod", &flow).await;
    assert_eq!(orders(&bot.caller, "prod").await[2], order("first", "Shop of Prod, 30", &bot.id));
    assert_eq!(orders(&bot.caller, "test").await.len(), 1, "nothing of this was written to Test");
}

/// Where things of an environment are.
fn at(environment: &str, path: &str) -> String {
    format!("/api/v1/environments/{environment}/{path}")
}

/// The service account that deploys, with a connection in each stage.
struct Bot {
    id: String,
    caller: Caller,
    connections: Value,
}

impl Bot {
    /// Makes it, and the pipeline that it deploys for.
    async fn make(server: &Server, admin: &Caller) -> Self {
        let account = json!({"kind": "serviceAccount", "name": "shop-bot", "displayName": "Shop bot"});
        let id = text(&admin.post("/api/v1/principals", account).await.is(201)["id"]);
        let mut connections = json!({});
        for environment in STAGES {
            admin.put(&at(environment, "members/shop-bot"), json!({"role": "admin"})).await.ok();
            let new = json!({"connector": DATAVERSE, "owner": "shop-bot", "displayName": environment});
            connections[environment] = admin.post(&at(environment, "connections"), new).await.is(201)["id"].clone();
        }
        let pipeline = json!({"name": "shop", "source": "dev", "stages": [
            {"environment": "test", "deployer": "shop-bot"},
            {"environment": "prod", "deployer": "shop-bot", "approvals": 1, "approvers": ["soul", "roohi", "david"]},
        ]});
        admin.post("/api/v1/pipelines", pipeline).await.is(201);
        let token = admin.post("/api/v1/principals/shop-bot/tokens", json!({"name": "reads"})).await.ok();
        Self { id, connections, caller: server.nobody().with_token(&text(&token["token"])) }
    }

    /// Settings that bind the connection of an environment and give the variables values.
    fn settings(&self, environment: &str, shop: &str, limit: &str) -> Value {
        json!({
            "EnvironmentVariables": [
                {"SchemaName": "shop_Shop", "Value": shop},
                {"SchemaName": "shop_Limit", "Value": limit},
            ],
            "ConnectionReferences": [{
                "LogicalName": "shop_dataverse", "ConnectionId": self.connections[environment],
                "ConnectorId": format!("/providers/Microsoft.PowerApps/apis/{DATAVERSE}"),
            }],
        })
    }
}

/// Roohi builds the solution in Dev: a table, a reference, three variables and a flow; an administrator adds the role that opens the
/// table. Answers the flow's id.
async fn build(roohi: &Caller, admin: &Caller) -> String {
    let publisher = json!({"uniqueName": "shop", "displayName": "Shop", "prefix": "shop"});
    let new = json!({"displayName": "Shop", "version": "1.0.0.0", "publisher": publisher});
    roohi.put(&dev("solutions/Shop"), new).await.ok();
    let column = |name: &str| json!({"schemaName": name, "displayName": name, "type": "text", "maxLength": 200});
    let table = json!({
        "schemaName": "shop_Order", "displayName": "Order", "pluralName": "Orders", "ownership": "user", "solution": "Shop",
        "columns": [column("shop_Name"), column("shop_Shop")],
    });
    roohi.post(&dev("tables"), table).await.is(201);
    for (name, kind, default, value) in [
        ("Shop", "string", Value::Null, Some("Shop of Dev")),
        ("Limit", "number", json!("5"), Some("10")),
        ("Note", "string", json!("first"), None),
    ] {
        let new = json!({
            "schemaName": format!("shop_{name}"), "displayName": name, "type": kind, "defaultValue": default, "solution": "Shop",
        });
        roohi.post(&dev("variables"), new).await.is(201);
        if let Some(value) = value {
            admin.put(&dev(&format!("variables/shop_{name}")), json!({"value": value})).await.ok();
        }
    }
    let reference = json!({
        "logicalName": "shop_dataverse", "displayName": "Dataverse", "connector": DATAVERSE, "solution": "Shop",
    });
    roohi.post(&dev("connection-references"), reference).await.is(201);
    let connection = json!({"connection": roohi.connection_of("roohi").await});
    roohi.put(&dev("connection-references/shop_dataverse"), connection).await.ok();
    let privileges: Vec<_> = ["create", "read", "write", "append", "appendTo"]
        .map(|verb| json!({"verb": verb, "table": "shop_order", "depth": "organization"}))
        .into();
    let role = admin.post(&dev("roles"), json!({"name": "Shop", "privileges": privileges})).await.ok();
    admin.put(&dev("roles/Shop/members/roohi"), Value::Null).await.ok();
    admin.put(&dev(&format!("solutions/Shop/components/role/{}", text(&role["id"]))), Value::Null).await.ok();
    let new = json!({"name": "Note an order", "definition": flow_with("first")});
    let flow = text(&roohi.post(&dev("flows"), new).await.is(201)["id"]);
    roohi.put(&dev(&format!("solutions/Shop/components/flow/{flow}")), Value::Null).await.ok();
    roohi.post(&dev(&format!("flows/{flow}/enable")), Value::Null).await.ok();
    flow
}

/// A flow that adds a row with a word of its own and the values of variables.
fn flow_with(word: &str) -> Value {
    let parameter = |name: &str, kind: &str, default: Value| json!({"type": kind, "defaultValue": default, "metadata": {"schemaName": format!("shop_{name}")}});
    let values = "@{parameters('Shop (shop_Shop)')}, @{parameters('Limit (shop_Limit)')}";
    let row = json!({"entityName": "shop_orders", "item/shop_name": word, "item/shop_shop": values});
    json!({"properties": {
        "connectionReferences": {"d": {
            "runtimeSource": "embedded",
            "connection": {"connectionReferenceLogicalName": "shop_dataverse"},
            "api": {"name": DATAVERSE}
        }},
        "definition": {
            "parameters": {
                "Shop (shop_Shop)": parameter("Shop", "String", json!("")),
                "Limit (shop_Limit)": parameter("Limit", "Int", json!(0)),
                "Note (shop_Note)": parameter("Note", "String", json!("")),
            },
            "triggers": {"manual": button()},
            "actions": {"Note_it": call("d", "CreateRecord", row)}
        }
    }, "schemaVersion": "1.0.0.0"})
}

/// Roohi changes the word.
async fn edit(roohi: &Caller, flow: &str) {
    let path = dev(&format!("flows/{flow}"));
    roohi.put(&path, json!({"definition": flow_with("second")})).await.ok();
}

async fn definition(who: &Caller, environment: &str, flow: &str) -> Value {
    who.get(&at(environment, &format!("flows/{flow}"))).await.is(200)["definition"].clone()
}

async fn promote(who: &Caller, environment: &str, more: Value) -> Answer {
    let mut new = json!({"pipeline": "shop", "solution": "Shop", "environment": environment});
    for (name, value) in more.as_object().expect("an object") {
        new[name] = value.clone();
    }
    who.post("/api/v1/promotions", new).await
}

async fn approve(who: &Caller, promotion: &Value) -> Answer {
    let path = format!("/api/v1/promotions/{}/approve", text(&promotion["id"]));
    who.post(&path, json!({"planDigest": promotion["planDigest"]})).await
}

async fn apply(who: &Caller, promotion: &Value) -> Answer {
    who.post(&format!("/api/v1/promotions/{}/apply", text(&promotion["id"])), Value::Null).await
}

/// Starts the flow, and waits until its run has succeeded.
async fn run(who: &Caller, environment: &str, flow: &str) {
    let started = who.post(&at(environment, &format!("flows/{flow}/run")), json!({})).await.is(202);
    let path = at(environment, &format!("runs/{}", text(&started["run"])));
    let began = Instant::now();
    loop {
        let run = who.get(&path).await.is(200);
        if !run["endedAt"].is_null() {
            assert_eq!(run["status"], "Succeeded", "{environment}: {run}");
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "the run ends: {run}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What a row says: the flow's word, the values of variables, and who made it.
type Order = (String, String, String);

fn order(word: &str, values: &str, by: &str) -> Order {
    (word.to_owned(), values.to_owned(), by.to_owned())
}

/// The rows of an environment, oldest first.
async fn orders(who: &Caller, environment: &str) -> Vec<Order> {
    let rows = who.list(&format!("/environments/{environment}/api/data/v9.2/shop_orders?$orderby=createdon")).await;
    rows.iter()
        .map(|row| order(&text(&row["shop_name"]), &text(&row["shop_shop"]), &text(&row["_createdby_value"])))
        .collect()
}

/// Not even an administrator edits the flow in Prod, swaps its connection, or brings a package past the pipeline.
async fn nothing_comes_to_prod_by_another_way(admin: &Caller, flow: &str) {
    let path = at("prod", &format!("flows/{flow}"));
    admin.put(&path, json!({"definition": flow_with("by hand")})).await.refused(403, "STW1113");
    admin
        .put(&at("prod", "connection-references/shop_dataverse"), json!({"connection": null}))
        .await
        .refused(403, "STW1113");
    let package = admin.package("test", "Shop").await;
    admin.import("prod", package, None).await.refused(403, "STW1110").says(&["`shop`", "promotion"]);
}

/// Who asked, who approved, and with whose rights it was applied.
async fn the_audit_names_all(admin: &Caller, promotion: &Value, bot: &Bot) {
    let path = format!("/api/v1/audit?action=promotion.apply&object=promotion/{}", text(&promotion["id"]));
    let entries = admin.list(&path).await;
    let [entry] = entries.as_slice() else { panic!("it was applied once: {entries:?}") };
    let ids = async |name: &str| admin.get(&format!("/api/v1/principals/{name}")).await.is(200)["id"].clone();
    assert_eq!(entry["actor"]["name"], "david", "{entry}");
    assert_eq!(entry["detail"]["deployer"], bot.id);
    assert_eq!(entry["detail"]["requester"], ids("soul").await);
    assert_eq!(entry["detail"]["approvers"], json!([ids("david").await]));
}
