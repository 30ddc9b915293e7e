//! Runs that were recorded in Test are replayed with the next version of their flow, before it is there.

use std::time::{Duration, Instant};

use model::{ConnectorName, FlowId};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use solutions::{
    Contents, ExportOptions, Package,
    contents::{FlowFile, Manifest, ReferenceFile, VariableFile},
};
use testkit::{Answered, Target};

use crate::{
    answer::Answer,
    caller::{Caller, text},
    flows::{button, call, compose},
    server::Server,
};

const DATAVERSE: &str = "shared_commondataserviceforapps";
const FLOW: FlowId = FlowId(uuid::Uuid::from_u128(0xf10));
const SECURED: FlowId = FlowId(uuid::Uuid::from_u128(0xf11));
/// What nobody is to read of a run.
const SECRET: &str = "nobody-reads-this";

/// Where things of `test` are.
fn at(path: &str) -> String {
    format!("/api/v1/environments/test/{path}")
}

/// What the flow of a package does.
#[derive(Clone)]
struct Version {
    number: u32,
    host: String,
    word: &'static str,
    last: bool,
    condition: Option<&'static str>,
}

impl Version {
    fn definition(&self) -> Value {
        let post = |uri: String, body: &str, after: Value| {
            let inputs = json!({"method": "POST", "uri": uri, "body": body});
            json!({"type": "Http", "inputs": inputs, "runAfter": after})
        };
        let mut add =
            call("tables", "CreateRecord", json!({"entityName": "contacts", "item/lastname": "@outputs('Say')"}));
        add["runAfter"] = json!({"Say": ["Succeeded"]});
        let mut say = compose(json!(format!("@concat(body('Tell')?['name'], '{}')", self.word)));
        say["runAfter"] = json!({"Tell": ["Succeeded"]});
        let mut actions = json!({
            "Tell": post(format!("{}/orders", self.host), "@parameters('Shop (shop_Name)')", json!({})),
            "Say": say,
            "Add": add,
        });
        if self.last {
            actions["Finish"] = post(format!("{}/last", self.host), "done", json!({"Add": ["Succeeded"]}));
        }
        let mut trigger = button();
        if let Some(condition) = self.condition {
            trigger["conditions"] = json!([{"expression": condition}]);
        }
        let name = json!({"type": "String", "metadata": {"schemaName": "shop_Name"}});
        json!({"parameters": {"Shop (shop_Name)": name}, "triggers": {"manual": trigger}, "actions": actions})
    }

    fn secured(&self) -> Value {
        let inputs = json!({"method": "POST", "uri": format!("{}/secret", self.host), "body": SECRET});
        let secure = json!({"secureData": {"properties": ["inputs", "outputs"]}});
        let send = json!({"type": "Http", "inputs": inputs, "runAfter": {}, "runtimeConfiguration": secure});
        json!({"triggers": {"manual": button()}, "actions": {"Send": send}})
    }

    fn zip(&self) -> Vec<u8> {
        let reference = json!({"tables": {
            "runtimeSource": "embedded",
            "connection": {"connectionReferenceLogicalName": "shop_tables"},
            "api": {"name": DATAVERSE}
        }});
        let flow = |id, name: &str, references: Value, definition: Value| {
            let file = json!({
                "properties": {"connectionReferences": references, "definition": definition}, "schemaVersion": "1.0.0.0",
            });
            let clientdata = wdl::Value::from_json(file.to_string().as_bytes()).expect("JSON");
            FlowFile::new(id, name, true, "", clientdata)
        };
        let contents = Contents {
            manifest: Some(Manifest {
                unique_name: "Shop".to_owned(),
                display_name: "Shop".to_owned(),
                version: format!("1.0.0.{}", self.number).parse().expect("a version"),
                ..Manifest::default()
            }),
            flows: vec![
                flow(FLOW, "Order", reference, self.definition()),
                flow(SECURED, "Secret", json!({}), self.secured()),
            ],
            connection_references: vec![ReferenceFile {
                logical_name: "shop_tables".to_owned(),
                display_name: "Tables".to_owned(),
                description: None,
                connector: ConnectorName::new(ConnectorName::DATAVERSE),
                custom_connector: None,
            }],
            environment_variables: vec![VariableFile {
                schema_name: "shop_Name".to_owned(),
                display_name: "Shop".to_owned(),
                description: None,
                kind: model::VariableKind::String,
                default_value: Some("a shop".to_owned()),
                current_value: None,
                required: false,
                data_source_connector: None,
                parameter_key: None,
                path: String::new(),
            }],
            ..Contents::default()
        };
        let package = solutions::export(&contents, &Package::new(), ExportOptions::default());
        package.expect("a package").write_zip().expect("a zip")
    }
}

/// Deployment settings that bind the reference, and give the variable a value.
fn settings(connection: &str, shop: &str) -> String {
    json!({
        "EnvironmentVariables": [{"SchemaName": "shop_Name", "Value": shop}],
        "ConnectionReferences": [{
            "LogicalName": "shop_tables", "ConnectionId": connection,
            "ConnectorId": format!("/providers/Microsoft.PowerApps/apis/{DATAVERSE}"),
        }],
    })
    .to_string()
}

async fn replay(who: &Caller, version: &Version, settings: Option<String>, runs: Value) -> Answer {
    let mut form = Form::new()
        .part("package", Part::bytes(version.zip()).file_name("package.zip"))
        .part("runs", Part::text(runs.to_string()));
    if let Some(settings) = settings {
        form = form.part("settings", Part::text(settings).file_name("settings.json"));
    }
    who.send(who.request(Method::POST, &at("solutions/replay")).multipart(form)).await
}

/// Starts a flow, and answers its run once that has ended.
async fn run(who: &Caller, flow: FlowId) -> String {
    let started = who.post(&at(&format!("flows/{flow}/run")), json!({})).await.is(202);
    let (run, began) = (text(&started["run"]), Instant::now());
    loop {
        let run = who.get(&at(&format!("runs/{run}"))).await.is(200);
        if !run["endedAt"].is_null() {
            assert_eq!(run["status"], "Succeeded", "{run}");
            return text(&run["id"]);
        }
        assert!(began.elapsed() < Duration::from_secs(20), "the run ends: {run}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What there is in Test, and what the installation was told.
async fn everything(admin: &Caller) -> Vec<Value> {
    let mut all = Vec::new();
    for path in
        ["flows", "runs", "solutions", "releases", "variables", "connection-references", "connections", "tables"]
    {
        all.push(admin.get(&at(path)).await.is(200));
    }
    all.push(admin.get(&at(&format!("flows/{FLOW}"))).await.is(200));
    all.push(admin.get("/api/v1/audit?limit=500").await.is(200));
    all
}

/// The kinds of the differences of a report's only run, with the action of each, and the sentences.
fn differences(report: &Value) -> (Vec<(String, String)>, Vec<String>) {
    let found = report["runs"][0]["differences"].as_array().expect("differences");
    let of = |it: &Value| (text(&it["kind"]), it["action"].as_str().unwrap_or_default().to_owned());
    (found.iter().map(of).collect(), found.iter().map(|it| text(&it["sentence"])).collect())
}

/// Soul gets a connection in Test, and may use it for contacts. Answers its id.
async fn connect(admin: &Caller, soul: &Caller) -> String {
    let privileges = ["create", "read"].map(|verb| json!({"verb": verb, "table": "contact", "depth": "organization"}));
    admin.post(&at("roles"), json!({"name": "Contacts", "privileges": privileges})).await.ok();
    admin.put(&at("roles/Contacts/members/soul"), Value::Null).await.ok();
    let souls = json!({"connector": DATAVERSE, "displayName": "Soul's"});
    text(&soul.post(&at("connections"), souls).await.is(201)["id"])
}

/// Roohi may bring solutions to Test, and sees nobody's runs there.
async fn let_roohi_deploy(admin: &Caller) {
    let deployer = json!({"privileges": ["environment.manageSolutions"]});
    admin.put(&at("custom-roles/deployer"), deployer).await.ok();
    admin.put(&at("custom-roles/deployer/members/roohi"), Value::Null).await.ok();
}

#[tokio::test]
async fn what_a_version_would_do_otherwise_is_told_before_it_is_there() {
    let target = Target::start(|_| Answered::json(200, json!({"name": "Nadia"})));
    let server = Server::start_with(&["--allow-host", "127.0.0.1"]).await;
    let (admin, soul, roohi, david) = (
        server.sign_in("admin").await,
        server.sign_in("soul").await,
        server.sign_in("roohi").await,
        server.sign_in("david").await,
    );
    let souls = connect(&admin, &soul).await;
    let first = Version { number: 1, host: target.url(""), word: " orders", last: true, condition: None };
    soul.import("test", first.zip(), Some(settings(&souls, "Shop of Test"))).await.is(200);
    let order = run(&soul, FLOW).await;
    let secret = run(&soul, SECURED).await;
    let_roohi_deploy(&admin).await;
    let (before, told) = (everything(&admin).await, target.asked().len());

    // The same version goes as it went: what binds and what has a value stays.
    let same = replay(&soul, &first, None, json!({"runs": [order]})).await.is(200);
    assert_eq!([&same["same"], &same["different"], &same["notReplayed"]], [1, 0, 0], "{same}");
    let only = &same["runs"][0];
    assert_eq!([&only["before"], &only["after"], &only["flowName"]], ["Succeeded", "Succeeded", "Order"], "{same}");

    // Another host, another expression, one action less, another value, and the connection of somebody else.
    let bots = admin.list(&at("connections")).await;
    let bots = bots.iter().find(|it| it["owner"]["name"] == "finance-bot").expect("Finance bot has one");
    let next = Version {
        number: 2,
        host: target.url("").replace("127.0.0.1", "orders.example"),
        word: " buys",
        last: false,
        condition: None,
    };
    let asked = json!({"latest": 5, "flows": [FLOW]});
    let other = settings(&text(&bots["id"]), "Shop of Prod");
    let report = replay(&admin, &next, Some(other.clone()), asked.clone()).await.is(200);
    assert_eq!(
        [&report["different"], &report["version"], &report["solution"]],
        [&json!(1), &json!("1.0.0.2"), &json!("Shop")]
    );
    let (kinds, sentences) = differences(&report);
    let named = |kind: &str, action: &str| (kind.to_owned(), action.to_owned());
    assert_eq!(
        kinds,
        [
            named("effectChanged", "Tell"),
            named("effectChanged", "Add"),
            named("effectMissing", "Finish"),
            named("output", "Say"),
            named("identity", "Add"),
        ],
        "{report}"
    );
    assert_eq!(sentences[0], "`Tell` would be told something else: `body`, `uri`.");
    assert_eq!(sentences[2], "`Finish` would not be called any more.");
    assert!(sentences[4].starts_with("`Add` would act as Finance bot instead of Soul S."), "{}", sentences[4]);
    let tell = &report["runs"][0]["differences"][0];
    assert_eq!([&tell["before"]["body"], &tell["after"]["body"]], ["Shop of Test", "Shop of Prod"]);
    assert_eq!(tell["after"]["uri"], json!(format!("{}/orders", next.host)));

    // A trigger that would not have started it.
    let picky = Version { condition: Some("@equals(1, 2)"), ..first.clone() };
    let report = replay(&soul, &picky, None, asked.clone()).await.is(200);
    assert_eq!(differences(&report).0, [named("status", "")], "{report}");

    // What is secured is not replayed; the latest come newest first.
    let all = replay(&soul, &first, None, json!({"latest": 20})).await.is(200);
    let ids: Vec<_> = all["runs"].as_array().expect("runs").iter().map(|run| &run["run"]).collect();
    assert_eq!(ids, [&secret, &order]);
    assert_eq!([&all["same"], &all["notReplayed"]], [1, 1], "{all}");
    assert!(text(&all["runs"][0]["why"]).contains("secures"), "{all}");

    nobody_else_learns_of_it(&roohi, &david, &first, &order).await;
    what_cannot_be_replayed_is_said(&soul, &first).await;
    by_command(&server, &soul, &first, &next).await;

    assert_eq!(target.asked().len(), told, "nobody was called");
    let after = everything(&admin).await;
    assert_eq!(before[..9], after[..9], "nothing was stored");
    // The commands got tokens, which is all that was recorded since.
    let made = |all: &[Value]| {
        let entries = all[9]["value"].as_array().expect("entries").iter();
        entries
            .filter(|entry| entry["action"] != "token.create" && !text(&entry["action"]).starts_with("signIn"))
            .count()
    };
    assert_eq!(made(&before), made(&after), "nothing was changed: {}", after[9]);
    assert!(!server.answers().iter().any(|answer| answer.contains(SECRET)), "what is secured is shown to nobody");
}

#[tokio::test]
async fn more_than_one_replay_may_hold_is_refused() {
    // Nothing that a compression makes small.
    let mut state = 7_u64;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'!' + (state >> 58) as u8).to_string().replace(['"', '\\'], "x")
    };
    let much: String = (0..12 << 20).map(|_| letter()).collect();
    let target = Target::start(move |_| Answered::json(200, json!({"name": "Nadia", "much": much})));
    let server = Server::start_with(&["--allow-host", "127.0.0.1"]).await;
    let (admin, soul) = (server.sign_in("admin").await, server.sign_in("soul").await);
    let souls = connect(&admin, &soul).await;
    let version = Version { number: 1, host: target.url(""), word: "", last: true, condition: None };
    soul.import("test", version.zip(), Some(settings(&souls, "Shop of Test"))).await.is(200);
    for _ in 0..3 {
        run(&soul, FLOW).await;
    }
    let refused = replay(&soul, &version, None, json!({"latest": 3})).await.refused(413, "STW1136");
    refused.says(&["hold more than 32 MiB", "Replay fewer runs"]);
    assert_eq!(replay(&soul, &version, None, json!({"latest": 1})).await.is(200)["notReplayed"], 0);
}

/// Who may bring solutions but not see runs learns nothing of them; who may not bring solutions is refused.
async fn nobody_else_learns_of_it(roohi: &Caller, david: &Caller, version: &Version, order: &str) {
    let unknown = uuid::Uuid::from_u128(7).to_string();
    let report = replay(roohi, version, None, json!({"runs": [order, unknown]})).await.is(200);
    assert_eq!(report["notReplayed"], 2, "{report}");
    let without_id = |run: &Value| {
        let mut run = run.clone();
        run.as_object_mut().expect("a run").remove("run");
        run
    };
    let runs = report["runs"].as_array().expect("runs");
    assert_eq!(without_id(&runs[0]), without_id(&runs[1]), "one that is hidden looks as one that is not there");
    assert_eq!(runs[0]["flowName"], Value::Null);
    let latest = replay(roohi, version, None, json!({"latest": 20})).await.is(200);
    assert_eq!([&latest["same"], &latest["different"], &latest["notReplayed"]], [0, 0, 2], "{latest}");
    assert!(!latest.to_string().contains("Succeeded"), "{latest}");
    replay(david, version, None, json!({"latest": 20})).await.refused(404, "STW1003");
}

async fn what_cannot_be_replayed_is_said(soul: &Caller, version: &Version) {
    for asked in [
        json!({}),
        json!({"latest": 0}),
        json!({"latest": 201}),
        json!({"runs": []}),
        json!({"latest": 1, "runs": [FLOW]}),
        json!({"runs": [FLOW], "flows": [FLOW]}),
        json!({"runs": ["x"]}),
        json!({"newest": 1}),
    ] {
        replay(soul, version, None, asked).await.refused(422, "STW1135");
    }
    // A package that cannot be brought in is not replayed either.
    let elsewhere = settings(&uuid::Uuid::nil().to_string(), "x");
    replay(soul, version, Some(elsewhere), json!({"latest": 1})).await.refused(422, "STW1033");
}

async fn by_command(server: &Server, soul: &Caller, first: &Version, next: &Version) {
    let folder = tempfile::tempdir().expect("a folder");
    let zip = |version: &Version| {
        let path = folder.path().join(format!("{}.zip", version.number));
        std::fs::write(&path, version.zip()).expect("a file");
        path.to_str().expect("a path").to_owned()
    };
    let (first, next) = (zip(first), zip(next));
    let command = async |more: &[&str]| {
        let output = server.command_as(soul, &[&["-e", "test", "solution", "replay"], more].concat()).await;
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, printed) = command(&[&first, "--flow", "Order"]).await;
    assert_eq!(code, Some(0), "{printed}");
    assert!(printed.contains("With Shop 1.0.0.1: 1 the same, 0 different, 0 not replayed."), "{printed}");
    let (code, printed) = command(&[&next, "--latest", "5"]).await;
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("  `Finish` would not be called any more."), "{printed}");
    let (code, printed) = command(&[&next, "--latest", "5", "--json"]).await;
    let report: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!((code, &report["different"]), (Some(1), &json!(1)));
}

/// Where a promotion is, and what may be done with it.
fn of(promotion: &Value, verb: &str) -> String {
    format!("/api/v1/promotions/{}/{verb}", text(&promotion["id"]))
}

async fn approve(who: &Caller, promotion: &Value) -> Answer {
    who.post(&of(promotion, "approve"), json!({"planDigest": promotion["planDigest"]})).await
}

#[tokio::test]
async fn a_promotion_waits_for_a_replay_of_what_it_would_do() {
    let target = Target::start(|_| Answered::json(200, json!({"name": "Nadia"})));
    let server = Server::start_with(&["--allow-host", "127.0.0.1"]).await;
    let (admin, soul, david) =
        (server.sign_in("admin").await, server.sign_in("soul").await, server.sign_in("david").await);
    let souls = connect(&admin, &soul).await;
    let stage = json!({"environment": "test", "approvals": 1, "approvers": ["david"], "replay": 1});
    let pipeline = json!({"name": "shop", "source": "dev", "stages": [stage]});
    let made = admin.post("/api/v1/pipelines", pipeline).await.is(201);
    assert_eq!(made["stages"][0]["replay"], 1);
    let mut version = Version { number: 1, host: target.url(""), word: " orders", last: true, condition: None };
    let dev = soul.connection_of("soul").await;
    let ask = async |version: &Version| {
        soul.import("dev", version.zip(), Some(settings(&dev, "Shop of Dev"))).await.is(200);
        let settings: Value = serde_json::from_str(&settings(&souls, "Shop of Test")).expect("JSON");
        let asked = json!({"pipeline": "shop", "environment": "test", "solution": "Shop", "settings": settings});
        soul.post("/api/v1/promotions", asked).await.is(201)
    };

    // Where nothing has run, there is nothing to find, and somebody has looked.
    let first = ask(&version).await;
    assert!(text(&david.get(of(&first, "").trim_end_matches('/')).await.is(200)["whyNot"]).contains("replayed"));
    approve(&david, &first).await.refused(409, "STW1107").says(&["replayed"]);
    let report = david.post(&of(&first, "replay"), json!({"latest": 1})).await.is(200);
    assert_eq!((&report["runs"], &report["different"]), (&json!([]), &json!(0)));
    approve(&david, &first).await.is(200);
    soul.post(&of(&first, "apply"), Value::Null).await.is(200);
    run(&soul, FLOW).await;
    let told = target.asked().len();

    // David does not see what the run did, so that he has not looked at anything.
    (version.number, version.word, version.last) = (2, " buys", false);
    let next = ask(&version).await;
    let hidden = david.post(&of(&next, "replay"), json!({"latest": 5})).await.is(200);
    assert_eq!((&hidden["notReplayed"], &hidden["runs"][0]["flowName"]), (&json!(1), &Value::Null));
    approve(&david, &next).await.refused(409, "STW1107");
    server.sign_in("rita").await.post(&of(&next, "replay"), json!({"latest": 5})).await.refused(404, "STW1003");
    soul.post(&of(&next, "replay"), json!({"latest": 500})).await.refused(422, "STW1135");

    // Soul does. What David reads of it has no values.
    let report = soul.post(&of(&next, "replay"), json!({"latest": 5})).await.is(200);
    assert_eq!(report["different"], 1, "{report}");
    assert!(report.to_string().contains("Nadia orders"), "{report}");
    let seen = david.get(of(&next, "").trim_end_matches('/')).await.is(200);
    let kept = &seen["replay"];
    assert_eq!(
        (&kept["different"], &kept["by"]["name"], &kept["planDigest"]),
        (&json!(1), &json!("soul"), &next["planDigest"])
    );
    assert!(kept.to_string().contains("`Finish` would not be called any more."), "{kept}");
    assert!(!kept.to_string().contains("Nadia") && !kept.to_string().contains("Shop of"), "{kept}");
    assert_eq!((&seen["mayDecide"], &seen["whyNot"]), (&json!(true), &Value::Null));
    approve(&david, &next).await.is(200);

    // Another plan was not replayed.
    let other: Value = serde_json::from_str(&settings(&souls, "Another shop")).expect("JSON");
    let planned = soul.put(&of(&next, "settings"), json!({"settings": other})).await.is(200);
    assert_eq!((&planned["replay"], &planned["state"]), (&Value::Null, &json!("waiting")));
    approve(&david, &planned).await.refused(409, "STW1107");
    let output = server.command_as(&soul, &["promotion", "replay", &text(&next["id"]), "--latest", "5"]).await;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains("`Tell` would be told something else: `body`."), "{printed}");
    approve(&david, &planned).await.is(200);
    assert_eq!(target.asked().len(), told, "nobody was called");
    soul.post(&of(&next, "apply"), Value::Null).await.is(200);
    soul.post(&of(&next, "replay"), json!({"latest": 5})).await.refused(409, "STW1107");
    let path = format!("/api/v1/audit?action=promotion.replay&object=promotion/{}", text(&next["id"]));
    let entries = admin.list(&path).await;
    let by: Vec<_> = entries.iter().map(|entry| text(&entry["actor"]["name"])).collect();
    assert_eq!(by, ["soul", "soul", "david"], "{entries:?}");
    assert_eq!(entries[0]["detail"]["different"], 1);
}
