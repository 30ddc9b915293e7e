//! What a plan checks of what will be there: owners, privileges, connections, tables.

use axum::{body::Body, http::header};
use model::{
    ConnectorName, FlowId,
    table::{ChoiceOption, Column, ColumnKind, Ownership, Requirement, Table},
};
use serde_json::{Value as Json, json};
use solutions::{
    Contents, ExportOptions, Package,
    contents::{FlowFile, ManagedFlag, Manifest, ReferenceFile},
};

use crate::site::{Answer, Site, button, request};

/// The flow that the packages hold.
const FLOW: &str = "aaaaaaaa-0000-0000-0000-000000000001";

/// A solution of this version with one flow.
pub(crate) fn contents(version: &str, definition: Json) -> Contents {
    let mut definition = definition;
    definition["contentVersion"] = json!(version);
    let references = definition.as_object_mut().and_then(|it| it.remove("connectionReferences")).unwrap_or(json!({}));
    let file = json!({"properties": {"connectionReferences": references, "definition": definition}, "schemaVersion": "1.0.0.0"});
    let clientdata = wdl::Value::from_json(file.to_string().as_bytes()).expect("JSON");
    Contents {
        manifest: Some(Manifest {
            unique_name: "Notes".to_owned(),
            display_name: "Notes".to_owned(),
            version: version.parse().expect("a version"),
            ..Manifest::default()
        }),
        flows: vec![FlowFile::new(FLOW.parse::<FlowId>().expect("an id"), "Note", true, "", clientdata)],
        ..Contents::default()
    }
}

fn zip(contents: &Contents) -> Vec<u8> {
    let managed = contents.manifest.as_ref().is_some_and(|manifest| manifest.managed == ManagedFlag::Managed);
    let options = ExportOptions { managed, ..ExportOptions::default() };
    let package = solutions::export(contents, &Package::new(), options);
    package.expect("a package").write_zip().expect("a zip")
}

/// Sends a package with settings to `solutions` or `solutions/plan` of an environment.
async fn send(site: &Site, who: &str, path: &str, contents: &Contents, settings: Json) -> Answer {
    let token = site.token(who).await;
    let mut form = b"--X\r\nContent-Disposition: form-data; name=\"package\"; filename=\"s.zip\"\r\n\r\n".to_vec();
    form.extend(zip(contents));
    form.extend(b"\r\n--X\r\nContent-Disposition: form-data; name=\"settings\"\r\n\r\n");
    form.extend(settings.to_string().bytes());
    form.extend(b"\r\n--X--\r\n");
    let request = request("POST", &format!("/api/v1/environments/{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X");
    site.send(request.body(Body::from(form)).expect("a request")).await
}

pub(crate) async fn plan(site: &Site, environment: &str, contents: &Contents, settings: Json) -> Json {
    send(site, "admin", &format!("{environment}/solutions/plan"), contents, settings).await.ok().json()
}

pub(crate) async fn apply(site: &Site, environment: &str, contents: &Contents, settings: Json) -> Answer {
    send(site, "admin", &format!("{environment}/solutions"), contents, settings).await
}

/// How a check came out, line by line: outcome, what it is about, what it says.
pub(crate) fn told(plan: &Json, code: &str) -> Vec<(String, String, String)> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let checks = plan["checks"].as_array().expect("a list").iter().filter(|check| check["code"] == code);
    let about = |check: &Json| match check["subject"]["kind"].as_str() {
        Some(kind) => format!("{kind} {}", text(&check["subject"]["name"])),
        None => String::new(),
    };
    checks.map(|check| (text(&check["outcome"]), about(check), text(&check["message"]))).collect()
}

/// A protected environment with Roohi, Sam and David in it.
async fn live(site: &Site) {
    site.post("admin", "/api/v1/environments", json!({"name": "live", "kind": "prod"})).await.ok();
    for name in ["roohi", "sam", "david"] {
        site.put("admin", &format!("/api/v1/environments/live/members/{name}"), json!({"role": "user"})).await.ok();
    }
    site.call("admin", "PATCH", "/api/v1/environments/live", Some(json!({"protected": true}))).await.ok();
}

fn owners(primary: &str, co_owners: &[&str]) -> Json {
    json!({"Owners": [{"Flow": "note", "PrimaryOwner": primary, "CoOwners": co_owners}]})
}

/// Names of owners, before and after.
fn owned(plan: &Json) -> [Vec<&str>; 2] {
    let names = |when: &str| {
        let chips = plan["flows"][0]["owners"][when].as_array().expect("a list");
        chips.iter().filter_map(|chip| chip["name"].as_str()).collect()
    };
    [names("before"), names("after")]
}

#[tokio::test]
async fn a_flow_that_is_on_has_two_active_owners() {
    let site = Site::new().await;
    live(&site).await;
    let first = contents("1.0.0.0", button());

    // Where nothing is protected that is only said.
    let open = plan(&site, "dev", &first, json!({})).await;
    let [(outcome, about, _)] = &told(&open, "Owners")[..] else { panic!("one line: {}", open["checks"]) };
    assert_eq!((outcome.as_str(), about.as_str(), &open["flows"][0]["on"]), ("warn", "flow Note", &json!(true)));

    // A new flow waits, off, until it has a second owner; the settings name one, and then it is on at once.
    let waits = plan(&site, "live", &first, json!({})).await;
    let reasons = waits["flows"][0]["reasons"].to_string();
    assert!(
        waits["canApply"] == true && waits["flows"][0]["on"] == false && reasons.contains("two active owners"),
        "{waits}"
    );
    assert_eq!(owned(&waits), [vec![], vec!["admin"]]);
    site.post("admin", "/api/v1/principals", json!({"kind": "group", "name": "nobody", "displayName": "Nobody"}))
        .await
        .ok();
    let empty = plan(&site, "live", &first, owners("", &["nobody"])).await;
    assert_eq!(empty["flows"][0]["on"], false, "a group without anybody looks after nothing: {empty}");
    let settled = owners("sam", &["roohi"]);
    let starts = plan(&site, "live", &first, settled.clone()).await;
    assert_eq!((&starts["flows"][0]["on"], told(&starts, "Owners")[0].0.as_str()), (&json!(true), "pass"));
    assert_eq!(owned(&starts), [vec![], vec!["sam", "admin", "roohi"]]);
    let release = apply(&site, "live", &first, settled.clone()).await.ok().json();
    assert_eq!((&release["plan"], &release["planDigest"]), (&starts, &starts["digest"]));
    let grants = site.get("admin", &format!("/api/v1/environments/live/flows/{FLOW}/grants")).await.ok().json();
    assert!(grants.to_string().contains("Named in the deployment settings of Notes 1.0.0.0."), "{grants}");
    let again = apply(&site, "live", &first, settled).await.ok().json();
    assert_eq!((&again["id"], &again["plan"]["changesNothing"]), (&release["id"], &json!(true)));

    // Two of the three leave: nothing comes to the protected environment until the flow has an owner more.
    for name in ["sam", "roohi"] {
        site.post("admin", &format!("/api/v1/principals/{name}/disable"), json!({})).await.ok();
    }
    let second = contents("1.1.0.0", button());
    let alone = plan(&site, "live", &second, json!({})).await;
    let [(outcome, about, message)] = &told(&alone, "Owners")[..] else { panic!("one line: {}", alone["checks"]) };
    assert_eq!((outcome.as_str(), about.as_str(), &alone["canApply"]), ("fail", "flow Note", &json!(false)));
    assert!(message.contains("has one active owner"), "{message}");
    assert_eq!(apply(&site, "live", &second, json!({})).await.refusal(), "422 STW1102");
    let here = site.get("admin", "/api/v1/environments/live/solutions/Notes").await.ok().json();
    let flow = site.get("admin", &format!("/api/v1/environments/live/flows/{FLOW}")).await.ok().json();
    assert_eq!((&here["version"], &flow["state"]), (&json!("1.0.0.0"), &json!("on")));
    assert!(flow["definition"].to_string().contains(r#""contentVersion":"1.0.0.0""#), "{flow}");
    let mended = apply(&site, "live", &second, owners("", &["david"])).await.ok().json();
    assert_eq!(owned(&mended["plan"])[1], ["sam", "admin", "roohi", "david"]);
    assert_eq!(mended["plan"]["flows"][0]["on"], true);

    // The way back is open all the same, and makes nobody an owner again.
    let grant = format!("/api/v1/environments/live/flows/{FLOW}/grants/roohi");
    site.call("admin", "DELETE", &grant, None).await.ok();
    site.post("admin", "/api/v1/principals/david/disable", json!({})).await.ok();
    let back = format!("/api/v1/environments/live/releases/{}/rollback", release["id"].as_str().expect("an id"));
    let back = site.post("admin", &back, json!({})).await.ok().json();
    assert_eq!((&back["version"], &back["plan"]["flows"][0]["on"]), (&json!("1.0.0.0"), &json!(true)));
    assert_eq!(told(&back["plan"], "Owners")[0].0, "warn");
    assert_eq!(owned(&back["plan"])[1], ["sam", "admin", "david"]);
}

#[tokio::test]
async fn settings_that_name_owners_wrongly_are_refused() {
    let site = Site::new().await;
    live(&site).await;
    let package = contents("1.0.0.0", button());
    let group = json!({"kind": "group", "name": "team", "displayName": "Team"});
    site.post("admin", "/api/v1/principals", group).await.ok();
    site.post("admin", "/api/v1/principals/sam/disable", json!({})).await.ok();
    for (settings, says) in [
        (owners("", &["nobody"]), "`nobody`"),
        (owners("team", &[]), "not a group"),
        (owners("", &["roohi", "sam"]), "`sam`"),
    ] {
        let planned = plan(&site, "live", &package, settings.clone()).await;
        let failed = told(&planned, "Owners");
        assert!(failed.iter().any(|(outcome, _, message)| outcome == "fail" && message.contains(says)), "{failed:?}");
        let refused = apply(&site, "live", &package, settings).await;
        assert!(refused.refusal().starts_with("422 STW1033 at settings: line 1, column "), "{}", refused.text);
    }
    let twice = json!({"Owners": [{"Flow": "Note", "CoOwners": ["roohi"]}, {"Flow": FLOW, "CoOwners": ["david"]}]});
    assert!(apply(&site, "live", &package, twice).await.refusal().starts_with("422 STW1033"));
    let list = json!({"Owners": [{"Flow": "Note", "CoOwners": "roohi"}]});
    assert_eq!(apply(&site, "live", &package, list).await.refusal(), "422 STW1033 at settings");
    let other = plan(&site, "live", &package, json!({"Owners": [{"Flow": "Other", "CoOwners": ["roohi"]}]})).await;
    assert!(told(&other, "Noted").iter().any(|(_, _, message)| message.contains("`Other`")), "{}", other["checks"]);
    assert_eq!(site.get("admin", "/api/v1/environments/live/solutions").await.ok().json()["value"], json!([]));
}

/// Who may bring solutions in, but not share a flow, does not share it by way of the settings.
#[tokio::test]
async fn owners_take_the_right_to_share() {
    let site = Site::new().await;
    let package = contents("1.0.0.0", button());
    apply(&site, "dev", &package, json!({})).await.ok();
    let role = json!({"description": "Installs", "privileges": ["environment.manageSolutions", "flow.see"]});
    site.put("admin", "/api/v1/environments/dev/custom-roles/installer", role).await.ok();
    site.put("admin", "/api/v1/environments/dev/custom-roles/installer/members/david", json!({})).await.ok();
    let settings = owners("david", &["roohi"]);
    let planned = send(&site, "david", "dev/solutions/plan", &package, settings.clone()).await.ok().json();
    assert!(told(&planned, "Owners").iter().any(|(outcome, ..)| outcome == "fail"), "{}", planned["checks"]);
    assert!(send(&site, "david", "dev/solutions", &package, settings).await.refusal().starts_with("422 STW1033"));
    let grants = site.get("admin", &format!("/api/v1/environments/dev/flows/{FLOW}/grants")).await.ok().json();
    assert_eq!(grants["value"].as_array().map(Vec::len), Some(1), "{grants}");
    // What they own already is nothing to share.
    send(&site, "david", "dev/solutions", &package, owners("admin", &[])).await.ok();
}

const DATAVERSE: &str = "shared_commondataserviceforapps";

/// A solution with a button that adds a row to `set` through the reference `note_tables`, for itself or for whoever presses it.
fn adding(version: &str, set: &str, runtime_source: &str) -> Contents {
    let mut definition = button();
    definition["connectionReferences"] = json!({"d": {
        "runtimeSource": runtime_source,
        "connection": {"connectionReferenceLogicalName": "note_tables"},
        "api": {"name": DATAVERSE},
    }});
    definition["actions"] = json!({"Add": {"type": "OpenApiConnection", "runAfter": {}, "inputs": {
        "host": {"connectionName": "d", "operationId": "CreateRecord", "apiId": format!("/providers/Microsoft.PowerApps/apis/{DATAVERSE}")},
        "parameters": {"entityName": set, "item/lastname": "x"},
    }}});
    Contents {
        connection_references: vec![ReferenceFile {
            logical_name: "note_tables".to_owned(),
            display_name: "Tables".to_owned(),
            description: None,
            connector: ConnectorName::new(DATAVERSE),
            custom_connector: None,
        }],
        ..contents(version, definition)
    }
}

/// A service account with a connection to the tables of an environment; settings that bind it.
async fn bot(site: &Site, environment: &str) -> Json {
    let account = json!({"kind": "serviceAccount", "name": "bot", "displayName": "The bot"});
    site.post("admin", "/api/v1/principals", account).await.ok();
    let at = |rest: &str| format!("/api/v1/environments/{environment}/{rest}");
    site.put("admin", &at("members/bot"), json!({"role": "user"})).await.ok();
    let new = json!({"connector": DATAVERSE, "owner": "bot", "displayName": "The bot's"});
    let made = site.post("admin", &at("connections"), new).await.ok().json();
    let connector = format!("/providers/Microsoft.PowerApps/apis/{DATAVERSE}");
    json!({"ConnectionReferences": [{"LogicalName": "note_tables", "ConnectionId": made["id"], "ConnectorId": connector}]})
}

#[tokio::test]
async fn who_acts_has_the_privileges_that_it_takes() {
    let site = Site::new().await;
    let settings = bot(&site, "dev").await;
    let package = adding("1.0.0.0", "contacts", "embedded");
    let refused = plan(&site, "dev", &package, settings.clone()).await;
    let [(outcome, about, message)] = &told(&refused, "Privileges")[..] else {
        panic!("one line: {}", refused["checks"])
    };
    assert_eq!((outcome.as_str(), about.as_str()), ("fail", "principal The bot"));
    assert!(
        message.contains("prvCreatecontact") && message.contains("give The bot the security role `Everything`"),
        "{message}"
    );
    assert_eq!(apply(&site, "dev", &package, settings.clone()).await.refusal(), "422 STW1102");
    assert_eq!(site.get("admin", "/api/v1/environments/dev/solutions").await.ok().json()["value"], json!([]));

    // Who will press a button is not known before.
    let pressed = plan(&site, "dev", &adding("1.0.0.0", "contacts", "invoker"), settings.clone()).await;
    let [(outcome, about, message)] = &told(&pressed, "Privileges")[..] else {
        panic!("one line: {}", pressed["checks"])
    };
    assert_eq!((outcome.as_str(), about.as_str(), &pressed["canApply"]), ("warn", "table contact", &json!(true)));
    assert!(message.starts_with("Whoever starts the flow needs prvCreatecontact"), "{message}");

    // A table that comes with the package was not there for anybody to have a privilege on.
    let made = Contents { tables: vec![things(100, &[])], ..adding("1.0.0.0", "note_things", "embedded") };
    let late = plan(&site, "dev", &made, settings.clone()).await;
    assert_eq!(told(&late, "Privileges")[0].0, "warn", "{}", late["checks"]);

    site.put("admin", "/api/v1/environments/dev/roles/Everything/members/bot", json!({})).await.ok();
    let given = plan(&site, "dev", &package, settings.clone()).await;
    assert_eq!(told(&given, "Privileges")[0].0, "pass", "{}", given["checks"]);
    apply(&site, "dev", &package, settings.clone()).await.ok();

    // What was on and stays as it is keeps nothing out; what is brought anew does.
    site.call("admin", "DELETE", "/api/v1/environments/dev/roles/Everything/members/bot", None).await.ok();
    assert_eq!(told(&plan(&site, "dev", &package, settings.clone()).await, "Privileges")[0].0, "warn");
    let next = adding("1.1.0.0", "contacts", "embedded");
    assert_eq!(told(&plan(&site, "dev", &next, settings).await, "Privileges")[0].0, "fail");
}

#[tokio::test]
async fn a_connection_that_is_given_up_is_bound_nowhere_protected() {
    let site = Site::new().await;
    live(&site).await;
    let package = adding("1.0.0.0", "contacts", "embedded");
    for (environment, outcome) in [("live", "fail"), ("dev", "warn")] {
        let settings = match environment {
            "live" => bot(&site, environment).await,
            _ => {
                let new = json!({"connector": DATAVERSE, "owner": "bot", "displayName": "The bot's"});
                site.post("admin", "/api/v1/principals/bot/enable", json!({})).await.ok();
                site.put("admin", "/api/v1/environments/dev/members/bot", json!({"role": "user"})).await.ok();
                let made = site.post("admin", "/api/v1/environments/dev/connections", new).await.ok().json();
                json!({"ConnectionReferences": [{"LogicalName": "note_tables", "ConnectionId": made["id"]}]})
            }
        };
        let before = plan(&site, environment, &package, settings.clone()).await;
        assert_eq!(told(&before, "Connections")[0].0, "pass", "{}", before["checks"]);
        site.post("admin", "/api/v1/principals/bot/disable", json!({})).await.ok();
        let after = plan(&site, environment, &package, settings).await;
        let [(found, about, message)] = &told(&after, "Connections")[..] else {
            panic!("one line: {}", after["checks"])
        };
        assert_eq!((found.as_str(), about.as_str()), (outcome, "connection The bot's"));
        assert!(message.contains("belongs to The bot, who"), "{message}");
        assert_ne!(before["digest"], after["digest"], "what is approved says that it can be used");
    }
}

/// A table of things with names of so many characters, and more columns.
fn things(max_length: u32, more: &[Column]) -> Table {
    let named = column("note_name", ColumnKind::Text { max_length }, Requirement::None);
    Table {
        logical_name: "note_thing".to_owned(),
        schema_name: "note_Thing".to_owned(),
        entity_set: "note_things".to_owned(),
        display_name: "Thing".to_owned(),
        plural_name: None,
        ownership: Ownership::User,
        primary_key: "note_thingid".to_owned(),
        primary_name: Some("note_name".to_owned()),
        columns: [named].into_iter().chain(more.iter().cloned()).collect(),
    }
}

fn column(name: &str, kind: ColumnKind, requirement: Requirement) -> Column {
    Column {
        logical_name: name.to_owned(),
        schema_name: name.to_owned(),
        display_name: name.to_owned(),
        kind,
        requirement,
    }
}

#[tokio::test]
async fn what_becomes_of_rows_is_said_before() {
    let site = Site::new().await;
    let version = |version: &str, tables: Vec<Table>| {
        let mut contents = Contents { tables, ..contents(version, button()) };
        contents.manifest.as_mut().expect("a manifest").managed = ManagedFlag::Managed;
        contents
    };
    let count = || column("note_count", ColumnKind::Integer, Requirement::None);
    let first = version("1.0.0.0", vec![things(100, &[count()])]);
    assert_eq!(told(&apply(&site, "dev", &first, json!({})).await.ok().json()["plan"], "Schema")[0].0, "pass");
    let next = |tables: Vec<Table>| version("2.0.0.0", tables);
    let narrow = || next(vec![things(5, &[count(), column("note_must", ColumnKind::Integer, Requirement::Required)])]);
    let empty = plan(&site, "dev", &narrow(), json!({})).await;
    assert_eq!(told(&empty, "Schema")[0].0, "pass", "where no row is, none is lost: {}", empty["checks"]);

    for name in ["short", "much longer"] {
        let row = json!({"note_name": name, "note_count": 1});
        site.post("soul", "/environments/dev/api/data/v9.2/note_things", row).await.ok();
    }
    let says = async |contents: &Contents| {
        let plan = plan(&site, "dev", contents, json!({})).await;
        let lines = told(&plan, "Schema");
        assert!(lines.iter().all(|(_, about, _)| about == "table Thing"), "{lines:?}");
        let lines = lines.into_iter().map(|(outcome, _, message)| format!("{outcome}: {message}"));
        lines.collect::<Vec<_>>().join("\n")
    };
    let narrowed = says(&narrow()).await;
    assert!(
        narrowed.contains("5 characters instead of 100, and 1 rows") && narrowed.contains("`note_must`"),
        "{narrowed}"
    );
    let without = says(&next(vec![things(100, &[])])).await;
    assert!(
        without.starts_with("warn: ") && without.contains("`note_count`") && without.contains("2 rows"),
        "{without}"
    );
    let choice = |values: &[i64]| {
        let option = |value: &i64| ChoiceOption { value: *value, label: format!("Kind {value}") };
        column("note_kind", ColumnKind::Choice { options: values.iter().map(option).collect() }, Requirement::None)
    };
    let chosen = version("1.1.0.0", vec![things(100, &[count(), choice(&[1, 2])])]);
    apply(&site, "dev", &chosen, json!({})).await.ok();
    site.post("soul", "/environments/dev/api/data/v9.2/note_things", json!({"note_kind": 2})).await.ok();
    let fewer = says(&next(vec![things(100, &[count(), choice(&[1])])])).await;
    assert!(fewer.contains("no longer takes `Kind 2`, and 1 rows"), "{fewer}");
    let gone = says(&next(Vec::new())).await;
    assert!(gone.starts_with("warn: The table `note_thing` goes with its 3 rows"), "{gone}");
    let other = next(vec![things(100, &[column("note_count", ColumnKind::Double, Requirement::None)])]);
    assert!(says(&other).await.starts_with("fail: "));
    assert_eq!(apply(&site, "dev", &other, json!({})).await.refusal(), "422 STW1034");
}
