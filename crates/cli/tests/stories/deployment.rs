//! A server that is killed while a solution is brought in: what is there afterwards is the old version or the new one, and whole. What
//! starts its flows starts them, and a run that was under way ends as what it was when it began.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use model::{
    ConnectorName, FlowId,
    table::{Column, ColumnKind, Ownership, Requirement, Table},
};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Map, Value, json};
use solutions::{
    Contents, ExportOptions, Limits, Package,
    contents::{FlowFile, Manifest, ReferenceFile, VariableFile},
};
use testkit::postgres;
use uuid::Uuid;

use crate::{
    caller::{Caller, dev, text},
    flows::{button, flow, http_request},
    server::Server,
};

/// Enough that an import takes a while.
const FLOWS: u128 = 60;
const ACTIONS: usize = 60;
/// Beside those, one that a clock starts, one that answers requests, and one whose runs take a while.
const CLOCK: u128 = 1_001;
const DOOR: u128 = 1_002;
const SLOW: u128 = 1_003;
const ALL: usize = FLOWS as usize + 3;

/// The whole of version `1.0.0.number`: each part of it says the number.
fn package(number: u64) -> Vec<u8> {
    let say = |after: Value| json!({"type": "Compose", "inputs": number, "runAfter": after});
    let many: Map<_, _> = (0..ACTIONS).map(|at| (format!("Say_{at}"), say(json!({})))).collect();
    let many = Value::Object(many);
    let clock = json!({"type": "Recurrence", "recurrence": {"frequency": "Second", "interval": 2}});
    let answer = json!({"type": "Response", "kind": "Http", "runAfter": {}, "inputs": {"statusCode": 200, "body": {"number": number}}});
    let wait = json!({"type": "Wait", "runAfter": {}, "inputs": {"interval": {"count": 8, "unit": "Second"}}});
    let slow = json!({"Wait": wait, "Say": say(json!({"Wait": ["Succeeded"]}))});
    let flows = (1..=FLOWS).map(|id| flow_of(id, button(), many.clone()));
    let flows = flows.chain([
        flow_of(CLOCK, clock, json!({"Say": say(json!({}))})),
        flow_of(DOOR, http_request(), json!({"Response": answer})),
        flow_of(SLOW, button(), slow),
    ]);
    let column = Column {
        logical_name: "kill_said".to_owned(),
        schema_name: "kill_Said".to_owned(),
        display_name: number.to_string(),
        kind: ColumnKind::Text { max_length: 100 },
        requirement: Requirement::None,
    };
    let contents = Contents {
        manifest: Some(Manifest {
            unique_name: "Kill".to_owned(),
            display_name: "Kill".to_owned(),
            version: version(number).parse().expect("a version"),
            ..Manifest::default()
        }),
        flows: flows.collect(),
        connection_references: vec![ReferenceFile {
            logical_name: "kill_tables".to_owned(),
            display_name: number.to_string(),
            description: None,
            connector: ConnectorName::new(ConnectorName::DATAVERSE),
            custom_connector: None,
        }],
        environment_variables: vec![VariableFile {
            schema_name: "kill_said".to_owned(),
            display_name: "Said".to_owned(),
            description: None,
            kind: model::VariableKind::Number,
            default_value: Some(number.to_string()),
            current_value: None,
            required: false,
            data_source_connector: None,
            parameter_key: None,
            path: String::new(),
        }],
        tables: vec![Table {
            logical_name: "kill_thing".to_owned(),
            schema_name: "kill_Thing".to_owned(),
            entity_set: "kill_things".to_owned(),
            display_name: "Thing".to_owned(),
            plural_name: Some("Things".to_owned()),
            ownership: Ownership::User,
            primary_key: "kill_thingid".to_owned(),
            primary_name: Some("kill_name".to_owned()),
            columns: vec![column],
        }],
        ..Contents::default()
    };
    let package = solutions::export(&contents, &Package::new(), ExportOptions::default());
    package.expect("a package").write_zip().expect("a zip")
}

fn flow_of(id: u128, trigger: Value, actions: Value) -> FlowFile {
    let file = flow(trigger, actions);
    let clientdata = wdl::Value::from_json(file.to_string().as_bytes()).expect("JSON");
    FlowFile::new(FlowId(Uuid::from_u128(id)), format!("Kill {id}"), true, "", clientdata)
}

/// Where one of the flows is.
fn at(id: u128) -> String {
    dev(&format!("flows/{}", Uuid::from_u128(id)))
}

/// The path of the address to which requests for the flow behind it go. Only the server is another one after a restart.
async fn door(soul: &Caller) -> String {
    let url = text(&soul.get(&at(DOOR)).await.is(200)["triggerUrl"]);
    let path = url.splitn(4, '/').nth(3).expect("a path");
    format!("/{path}")
}

/// What the clock and the door start is this version.
async fn starts(server: &Server, soul: &Caller, door: &str, number: u64) {
    let answer = server.nobody().post(door, json!({})).await.is(200);
    assert_eq!(answer["number"], number, "who asks is answered by the version that is here");
    let newest = async || {
        let runs = soul.list(&dev(&format!("runs?flow={}&limit=500", Uuid::from_u128(CLOCK)))).await;
        runs.iter().map(|run| text(&run["id"])).max()
    };
    let before = newest().await;
    let began = Instant::now();
    let run = loop {
        match newest().await {
            Some(run) if Some(&run) > before.as_ref() => break run,
            _ => assert!(began.elapsed() < Duration::from_secs(20), "the clock starts a run"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(soul.ended(&run).await["status"], "Succeeded");
    assert_eq!(soul.actions(&run).await[0]["outputs"], number, "the clock starts the version that is here");
}

/// A run that was begun ends as the version that it began with. Answers when it ended.
async fn ends(soul: &Caller, run: &str, number: u64) -> String {
    let ended = soul.ended(run).await;
    assert_eq!(ended["status"], "Succeeded", "{ended}");
    let actions = soul.actions(run).await;
    let said = actions.iter().find(|action| action["name"] == "Say").expect("it says its number");
    assert_eq!(said["outputs"], number, "it ends as what it began with");
    text(&ended["endedAt"])
}

fn version(number: u64) -> String {
    format!("1.0.0.{number}")
}

/// The numbers that all parts of the installed version say, and how many flows are on.
async fn said(soul: &Caller) -> (BTreeSet<String>, usize) {
    let zip = soul.package("dev", "Kill").await;
    let (here, _) = Package::read_zip(&zip, &Limits::default()).expect("a package").contents();
    assert_eq!(here.flows.len(), ALL);
    let mut said = BTreeSet::new();
    for flow in &here.flows {
        let definition = flow.clientdata.to_json_string();
        let parts = definition.split(r#""inputs":"#).skip(1);
        said.extend(parts.filter_map(|rest| {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            Some(number).filter(|number| !number.is_empty())
        }));
    }
    said.extend(here.connection_references.iter().map(|reference| reference.display_name.clone()));
    said.extend(here.environment_variables.iter().filter_map(|variable| variable.default_value.clone()));
    let columns = here.tables.iter().flat_map(|table| &table.columns);
    said.extend(columns.filter(|it| it.logical_name == "kill_said").map(|it| it.display_name.clone()));
    let last = |text: String| text.rsplit('.').next().unwrap_or_default().to_owned();
    let installed = soul.list(&dev("solutions")).await;
    let installed = installed.iter().filter(|solution| solution["uniqueName"] == "Kill");
    said.extend(installed.map(|solution| last(text(&solution["version"]))));
    let releases = soul.list(&dev("releases?solution=Kill")).await;
    let current: Vec<_> = releases.iter().filter(|release| release["current"] == true).collect();
    assert_eq!(current.len(), 1, "{releases:?}");
    said.insert(last(text(&current[0]["version"])));
    let flows = soul.list(&dev("flows?limit=500")).await;
    let on = flows.iter().filter(|flow| text(&flow["name"]).starts_with("Kill ") && flow["state"] == "on").count();
    (said, on)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_leaves_the_old_version_or_the_new_one() {
    survives(Server::start().await, 12).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_leaves_the_old_version_or_the_new_one_on_postgres() {
    let postgres = tokio::task::block_in_place(postgres::Server::start);
    let database = postgres.fresh_url();
    survives(Server::start_with(&["--database-url", &database, "--lease-seconds", "2"]).await, 8).await;
}

/// Kills a server so many times while it brings a solution in.
async fn survives(mut server: Server, kills: u64) {
    let soul = server.sign_in("soul").await;
    soul.import("dev", package(1), None).await.is(200);
    let began = Instant::now();
    soul.import("dev", package(2), None).await.is(200);
    let whole = began.elapsed();
    let (mut here, mut olds, mut news) = (2, 0, 0);
    let (door, mut begun) = (door(&soul).await, Vec::new());
    let mut dice = dice(7);
    for _ in 0..kills {
        let next = here + 1;
        let soul = server.sign_in("soul").await;
        let run = soul.post(&format!("{}/run", at(SLOW)), json!({})).await.is(202);
        begun.push((text(&run["run"]), here));
        let form = Form::new().part("package", Part::bytes(package(next)).file_name("package.zip"));
        let upload = soul.request(Method::POST, &dev("solutions")).multipart(form);
        let answer = tokio::spawn(upload.send());
        let wait = whole.mul_f64(dice() * 1.1);
        tokio::time::sleep(wait.max(Duration::from_millis(1))).await;
        server.restart().await;
        let answered = answer.await.is_ok_and(|answer| answer.is_ok_and(|answer| answer.status() == 200));
        let soul = server.sign_in("soul").await;
        let (said, on) = said(&soul).await;
        assert_eq!(said.len(), 1, "killed after {wait:?}: parts of several versions are here: {said:?}");
        assert_eq!(on, ALL, "every flow is on");
        let is_new = said.contains(&next.to_string());
        assert!(is_new || said.contains(&here.to_string()), "{said:?} is neither {here} nor {next}");
        assert!(is_new || !answered, "what was answered is there");
        if is_new {
            (here, news) = (next, news + 1);
        } else {
            olds += 1;
        }
        assert_eq!(self::door(&soul).await, door, "the address stays");
        starts(&server, &soul, &door, here).await;
    }
    println!("{kills} kills within {whole:?}: {olds} times the old version, {news} times the new one");
    assert!(olds > 0, "no kill fell inside an import");
    let soul = server.sign_in("soul").await;
    let releases = soul.list(&dev("releases?solution=Kill")).await;
    let mut spanned = 0;
    for (run, number) in begun {
        let ended = ends(&soul, &run, number).await;
        let next = releases.iter().find(|release| release["from"] == version(number));
        spanned += usize::from(next.is_some_and(|release| text(&release["at"]) < ended));
    }
    assert!(spanned > 0, "no run was under way while another version came");
    // What was rolled back can be brought in.
    let soul = server.sign_in("soul").await;
    soul.import("dev", package(here + 1), None).await.is(200);
    assert_eq!(self::said(&soul).await.0, BTreeSet::from([(here + 1).to_string()]));
}

/// Numbers from 0 to 1, the same ones in every run.
fn dice(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as f64) / f64::from(u32::MAX >> 1)
    }
}
