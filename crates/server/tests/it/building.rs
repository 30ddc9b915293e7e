//! Building a solution over HTTP: its parts, what an export would be, and the export.

use serde_json::{Value as Json, json};
use solutions::{Limits, Package};

use crate::site::{Site, button};

const DEV: &str = "/api/v1/environments/dev";

fn orders() -> Json {
    json!({
        "displayName": "Orders", "version": "1.0", "description": "What customers order",
        "publisher": {"uniqueName": "Contoso", "displayName": "Contoso Ltd", "prefix": "contoso"},
    })
}

/// The solution with a variable, a reference, a table and a flow that reads the variable.
async fn built(site: &Site) -> String {
    let made = site.put("soul", &format!("{DEV}/solutions/Orders"), orders()).await.ok().json();
    assert_eq!(
        (&made["uniqueName"], &made["version"], &made["managed"]),
        (&json!("Orders"), &json!("1.0.0.0"), &json!(false))
    );
    let variable = json!({
        "schemaName": "contoso_Limit", "displayName": "Limit", "type": "number", "defaultValue": "12.5", "required": true,
        "solution": "Orders",
    });
    let variable = site.post("soul", &format!("{DEV}/variables"), variable).await;
    assert_eq!(variable.status.as_u16(), 201, "{}", variable.text);
    assert_eq!((&variable.json()["defaultValue"], &variable.json()["required"]), (&json!("12.5"), &json!(true)));
    let reference = json!({
        "logicalName": "contoso_tables", "displayName": "Tables", "connector": "shared_commondataserviceforapps", "solution": "Orders",
    });
    site.post("soul", &format!("{DEV}/connection-references"), reference).await.ok();
    let table = json!({
        "schemaName": "contoso_Order", "displayName": "Order", "pluralName": "Orders", "ownership": "user", "solution": "Orders",
        "columns": [
            {"schemaName": "contoso_Number", "displayName": "Number", "requirement": "required", "type": "text", "maxLength": 40},
            {"schemaName": "contoso_State", "displayName": "State", "type": "choice", "options": [{"label": "New"}, {"label": "Paid"}]},
            {"schemaName": "contoso_Customer", "displayName": "Customer", "type": "lookup", "targets": ["contact"]},
        ],
    });
    let table = site.post("soul", &format!("{DEV}/tables"), table).await;
    assert_eq!(table.status.as_u16(), 201, "{}", table.text);
    let more = json!({"columns": [{"schemaName": "contoso_Day", "displayName": "Day", "type": "dateTime", "behavior": "dateOnly"}]});
    let wider = site.post("soul", &format!("{DEV}/tables/contoso_orders/columns"), more).await;
    assert_eq!(wider.status.as_u16(), 201, "{}", wider.text);
    let table = site.get("sam", &format!("{DEV}/tables/contoso_order")).await.ok().json();
    let column = |name: &str| {
        let columns = table["columns"].as_array().expect("columns");
        columns.iter().find(|it| it["logicalName"] == name).cloned().unwrap_or_else(|| panic!("no {name}"))
    };
    assert_eq!((&table["entitySet"], &table["primaryName"]), (&json!("contoso_orders"), &json!("contoso_number")));
    assert_eq!(column("contoso_state")["options"][1], json!({"value": 100_000_001, "label": "Paid"}));
    assert_eq!(column("contoso_customer")["targets"], json!(["contact"]));
    assert_eq!(column("contoso_day")["behavior"], "dateOnly");
    assert_eq!(column("createdon")["requirement"], "system");
    let mut definition = button();
    definition["parameters"] =
        json!({"Limit (contoso_Limit)": {"type": "Float", "metadata": {"schemaName": "contoso_Limit"}}});
    let flow = site.flow("Add an order", definition).await["id"].as_str().expect("an id").to_owned();
    let added = site.put("soul", &format!("{DEV}/solutions/Orders/components/flow/{flow}"), Json::Null).await;
    assert_eq!(added.status.as_u16(), 204, "{}", added.text);
    flow
}

#[tokio::test]
async fn a_solution_is_built_previewed_and_exported() {
    let site = Site::new().await;
    let flow = built(&site).await;
    let preview = async || site.get("admin", &format!("{DEV}/solutions/Orders/export")).await.ok().json();
    let first = preview().await;
    assert_eq!((&first["suggestedVersion"], &first["missing"]), (&json!("1.0.0.0"), &json!([])), "{first}");
    let kinds: Vec<&str> =
        first["components"].as_array().expect("a list").iter().filter_map(|it| it["kind"].as_str()).collect();
    assert_eq!(kinds, ["table", "variable", "reference", "flow"]);
    assert_eq!(first["variables"][0]["default"], "12.5");

    let left_out = format!("{DEV}/solutions/Orders/components/variable/contoso_Limit");
    assert_eq!(site.call("soul", "DELETE", &left_out, None).await.status.as_u16(), 204);
    let missing = &preview().await["missing"];
    assert_eq!(
        *missing,
        json!([{
            "kind": "variable", "key": "contoso_limit", "name": "Limit", "isHere": true, "neededBy": ["Add an order"],
            "sentence": "The environment variable `Limit` is needed by the flow `Add an order`, which is in no solution; add it.",
        }])
    );
    assert_eq!(site.put("soul", &left_out, Json::Null).await.status.as_u16(), 204);

    let zip = site.get("admin", &format!("{DEV}/solutions/Orders/package?managed=true&version=1.4.0.0")).await.ok();
    let package = Package::read_zip(&zip.bytes, &Limits::default()).expect("a package");
    let manifest = package.contents().0.manifest.expect("a manifest");
    assert_eq!((manifest.version.to_string().as_str(), manifest.managed.code()), ("1.4.0.0", "1"));
    let settings = site.get("admin", &format!("{DEV}/solutions/Orders/settings")).await.ok().json();
    assert_eq!(settings["EnvironmentVariables"], json!([{"SchemaName": "contoso_Limit", "Value": ""}]));
    assert_eq!(settings["ConnectionReferences"][0]["LogicalName"], "contoso_tables");

    let used = site.call("soul", "DELETE", &format!("{DEV}/variables/contoso_Limit"), None).await;
    assert_eq!(used.refusal(), "409 STW1119");
    let bad = site.get("admin", &format!("{DEV}/solutions/Orders/package?version=new")).await;
    assert_eq!(bad.refusal(), "422 STW1004 at version");
    assert_eq!(site.get("soul", &format!("{DEV}/solutions/Orders/export")).await.refusal(), "403 STW1002");
    assert_eq!(site.get("admin", &format!("{DEV}/solutions/Nothing/export")).await.refusal(), "404 STW1003");
    assert!(!flow.is_empty());
}

#[tokio::test]
async fn a_body_that_says_something_unknown_is_refused() {
    let site = Site::new().await;
    for (path, body) in [
        ("variables", json!({"schemaName": "a_B", "displayName": "B", "type": "currency"})),
        ("variables", json!({"schemaName": "a_B", "displayName": "B", "type": "string", "colour": "red"})),
        (
            "tables",
            json!({"schemaName": "a_B", "displayName": "B", "ownership": "user", "columns": [{"schemaName": "a_C", "displayName": "C", "type": "image"}]}),
        ),
        ("connection-references", json!({"logicalName": "a_b"})),
    ] {
        let answer = site.post("admin", &format!("{DEV}/{path}"), body).await;
        assert_eq!(answer.status.as_u16(), 400, "{path}: {}", answer.text);
    }
}
