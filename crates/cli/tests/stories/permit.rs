//! Two real solutions, imported and used. Skipped where the folder with material is not beside the repository.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::{
    caller::{Caller, dev, rows, text},
    server::Server,
};

const PERMIT: &str = "MicrosoftLearning+PL-400_Microsoft-Power-Platform-Developer/Allfiles/Labs/L03/Completed/PermitManagement_1_0_0_3.zip";
const FABRIKAM: &str = "MicrosoftLearning+PL-200-Power-Platform-Functional-Consultant/Allfiles/Labs/Completed/FabrikamEnvironmental_1_1_11_13.zip";
/// The status reasons of an inspection: new request, pending, passed, failed and cancelled.
const STATUSES: [i64; 4] = [1, 330_650_002, 330_650_003, 330_650_004];
const PENDING: i64 = 330_650_001;

#[expect(clippy::disallowed_methods, reason = "a test finds its material as the scripts do")]
fn material(name: &str) -> Option<Vec<u8>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned();
    let file = Path::new(&std::env::var("STEWARD_SHARED").unwrap_or(beside)).join("corpus/solutions").join(name);
    let bytes = fs::read(&file).ok();
    if bytes.is_none() {
        println!("skipped: no shared folder with {}", file.display());
    }
    bytes
}

#[tokio::test]
async fn permits_are_managed() {
    let Some(package) = material(PERMIT) else { return };
    let server = Server::start().await;
    let (soul, admin) = (server.sign_in("soul").await, server.sign_in("admin").await);
    import(&soul, package).await;
    let verbs = ["create", "read", "write", "delete", "append", "appendTo", "assign", "share"];
    let privileges = verbs.map(|verb| json!({"verb": verb, "table": "*", "depth": "organization"}));
    admin.post(&dev("roles"), json!({"name": "All rows", "privileges": privileges})).await.ok();
    admin.put(&dev("roles/All rows/members/soul"), Value::Null).await.ok();

    let inspections = make_inspections(&soul).await;
    reset_inspections(&soul).await;
    clear_comments(&soul, &inspections[3]).await;
}

async fn import(soul: &Caller, package: Vec<u8>) {
    let settings = json!({"EnvironmentVariables": [], "ConnectionReferences": [{
        "LogicalName": "contoso_sharedcommondataserviceforapps_d9b87",
        "ConnectionId": soul.connection_of("soul").await,
        "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"
    }]});
    let release = soul.import("dev", package.clone(), Some(settings.to_string())).await.is(200);
    again(soul, package, settings, &release).await;
    assert_eq!(
        (&release["solution"], &release["version"]),
        (&json!("PermitManagement"), &json!("1.0.0.3")),
        "{release}"
    );
    let plan = &release["plan"];
    assert_eq!(plan["references"][0]["connection"]["displayName"], "Soul's Dataverse", "{plan}");
    let flows = plan["flows"].as_array().expect("a list");
    let on: Vec<_> = flows.iter().filter(|flow| flow["on"] == true).map(|flow| text(&flow["name"])).collect();
    assert!(on.contains(&"Reset Inspections".to_owned()), "{plan}");
    assert!(on.contains(&"ClearInspectionComments".to_owned()), "{plan}");
}

/// The second time the same package changes nothing, and says so.
async fn again(soul: &Caller, package: Vec<u8>, settings: Value, release: &Value) {
    let versions = async || -> Vec<(Value, Value)> {
        let flows = soul.list(&dev("flows?limit=500")).await;
        flows.into_iter().map(|flow| (flow["id"].clone(), flow["version"].clone())).collect()
    };
    let before = versions().await;
    let second = soul.import("dev", package, Some(settings.to_string())).await.is(200);
    let plan = &second["plan"];
    let differs = |it: &&Value| it["fate"] != "keep";
    let differing: Vec<&Value> = plan["components"].as_array().expect("a list").iter().filter(differs).collect();
    assert_eq!(plan["changesNothing"], true, "{differing:?} {} {}", plan["changes"], plan["flows"]);
    assert_eq!(second["id"], release["id"], "there is no release of nothing");
    assert_eq!(versions().await, before);
    assert_eq!(soul.list(&dev("releases?solution=PermitManagement")).await.len(), 1);
}

/// A permit with 25 inspections. Answers their ids.
async fn make_inspections(soul: &Caller) -> Vec<String> {
    let permit =
        create(soul, "contoso_permits", json!({"contoso_name": "P-1", "contoso_startdate": "2026-12-01"})).await;
    let mut inspections = Vec::new();
    for number in 0..25 {
        let new = json!({
            "contoso_name": format!("Inspection {number}"),
            "statuscode": STATUSES[number % STATUSES.len()],
            "contoso_comments": "The handrail is loose.",
            "contoso_Permit@odata.bind": format!("/contoso_permits({permit})"),
        });
        inspections.push(create(soul, "contoso_inspections", new).await);
    }
    inspections
}

async fn create(soul: &Caller, set: &str, row: Value) -> String {
    let request = soul.request(reqwest::Method::POST, &rows(set)).header("Prefer", "return=representation");
    let row = soul.send(request.json(&row)).await.is(201);
    text(&row[format!("{}id", set.trim_end_matches('s'))])
}

async fn statuses(soul: &Caller) -> Vec<i64> {
    let all = soul.list(&rows("contoso_inspections?$select=statuscode")).await;
    all.iter().map(|row| row["statuscode"].as_i64().expect("a number")).collect()
}

async fn start(soul: &Caller, flow: &str, inputs: Value) -> (Value, Value) {
    let started = soul.post(&dev(&format!("flows/{flow}/run")), json!({"inputs": inputs})).await.ok();
    let run = soul.ended(&text(&started["run"])).await;
    let actions = soul.actions(&text(&started["run"])).await;
    assert_eq!(run["status"], "Succeeded", "{run}\n{actions:#?}");
    (started, run)
}

async fn reset_inspections(soul: &Caller) {
    let mut before = statuses(soul).await;
    before.sort_unstable();
    before.dedup();
    assert_eq!(before, STATUSES);
    let (_, run) = start(soul, "Reset Inspections", json!({})).await;
    assert_eq!(run["actingIdentities"][0]["name"], "soul");
    assert_eq!(statuses(soul).await, [PENDING; 25]);
}

/// The flow answers its caller with the permit's start date.
async fn clear_comments(soul: &Caller, inspection: &str) {
    let (started, _) = start(soul, "ClearInspectionComments", json!({"text": inspection})).await;
    let response = &started["response"];
    assert_eq!(response["statusCode"], 200, "{started}");
    assert!(text(&response["body"]["startdate"]).starts_with("2026-12-01"), "{started}");
    let row = soul.get(&rows(&format!("contoso_inspections({inspection})"))).await.is(200);
    assert_eq!((&row["contoso_comments"], &row["statuscode"]), (&Value::Null, &json!(PENDING)), "{row}");
    let others = soul.list(&rows("contoso_inspections?$filter=contoso_comments ne null")).await;
    assert_eq!(others.len(), 24, "the others keep theirs");
}

#[tokio::test]
async fn each_flow_of_fabrikam_says_what_it_needs() {
    let Some(package) = material(FABRIKAM) else { return };
    let server = Server::start().await;
    let soul = server.sign_in("soul").await;
    let release = soul.import("dev", package, None).await.is(200);
    let flows = release["plan"]["flows"].as_array().expect("a list");
    assert_eq!(flows.len(), 5, "{release}");
    for flow in flows {
        println!("{}: {}", text(&flow["name"]), flow["reasons"]);
        assert_ne!(flow["reasons"], json!([]), "nothing is bound, so that each needs a thing: {flow}");
        let at = dev(&format!("flows/{}", text(&flow["id"])));
        let detail = soul.get(&at).await.is(200);
        assert_eq!((&detail["state"], &flow["on"]), (&json!("off"), &json!(false)));
        let refusal = soul.post(&format!("{at}/enable"), Value::Null).await.refused(422, "STW1020");
        let needs = detail["needs"].as_array().expect("a list");
        assert!(!needs.is_empty());
        for need in needs {
            println!("  {need}");
            assert!(refusal.words().contains(&text(need)), "`{need}` is not in {refusal:?}");
        }
    }
}
