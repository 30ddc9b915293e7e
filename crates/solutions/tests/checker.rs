//! Each rule finds the mistake that is planted for it, and says nothing about the same thing done right.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use solutions::{
    Finding,
    checker::{CheckCode, Severity, check},
};

#[path = "corpus/packages.rs"]
mod packages;
#[path = "checker/sample.rs"]
mod sample;

use packages::{corpus, folders, read_folder, read_zip, zips};
use sample::{VARIABLE, call, package};

type Files = Vec<(String, String)>;
type Change = fn(&mut Value, &mut Files);

fn findings(change: impl FnOnce(&mut Value, &mut Files)) -> Vec<Finding> {
    let package = package(change);
    let (contents, problems) = package.contents();
    assert_eq!(problems, []);
    check(&contents, &package)
}

fn definition(flow: &mut Value) -> &mut Value {
    &mut flow["properties"]["definition"]
}

/// The actions that stand in the scope whose failure is handled.
fn work(flow: &mut Value) -> &mut Value {
    &mut definition(flow)["actions"]["Work"]["actions"]
}

fn parameters<'a>(flow: &'a mut Value, action: &str) -> &'a mut Value {
    &mut work(flow)[action]["inputs"]["parameters"]
}

fn replace(files: &mut Files, path: &str, from: &str, to: &str) {
    let (_, text) = files.iter_mut().find(|(file, _)| file == path).unwrap();
    assert!(text.contains(from), "{path} does not hold {from}");
    *text = text.replacen(from, to, 1);
}

fn automated(flow: &mut Value) {
    definition(flow)["triggers"] =
        json!({"Clock": {"type": "Recurrence", "recurrence": {"frequency": "Day", "interval": 1}}});
}

fn update(flow: &mut Value, item: Value) {
    let mut all = json!({"entityName": "con_orders", "recordId": "@triggerOutputs()?['body/con_orderid']"});
    all.as_object_mut().unwrap().extend(item.as_object().unwrap().clone());
    work(flow)["Update"] = call("shared_commondataserviceforapps", "UpdateRecord", all);
}

fn secret_parameter(flow: &mut Value, files: &mut Files) {
    replace(files, VARIABLE, "100000000", "100000005");
    definition(flow)["parameters"]["Recipient (con_recipient)"]["type"] = "String".into();
}

fn variable(files: &mut Files, name: &str, kind: &str, value: &str) {
    let text = format!(
        "<environmentvariabledefinition schemaname=\"{name}\"><displayname default=\"It\" /><description default=\"What it is\" /><type>{kind}</type><defaultvalue>{value}</defaultvalue></environmentvariabledefinition>"
    );
    files.push((format!("environmentvariabledefinitions/{name}/environmentvariabledefinition.xml"), text));
}

/// What is planted, and the same done right.
const CASES: &[(CheckCode, &str, Change, Change)] = &[
    (
        CheckCode::TypedSecret,
        "actions/Ask/inputs/headers/Authorization",
        |flow, _| work(flow)["Ask"]["inputs"]["headers"] = json!({"Authorization": "Bearer abcdef"}),
        |flow, _| {
            work(flow)["Ask"]["inputs"]["headers"] =
                json!({"Authorization": "@{parameters('Recipient (con_recipient)')}", "Accept": "Bearer"});
        },
    ),
    (
        CheckCode::TypedSecret,
        "parameters/Salt/defaultValue",
        |flow, _| definition(flow)["parameters"]["Salt"] = json!({"type": "SecureString", "defaultValue": "pepper"}),
        |flow, _| definition(flow)["parameters"]["Salt"] = json!({"type": "SecureString"}),
    ),
    (
        CheckCode::TypedSecret,
        "defaultvalue",
        |flow, files| {
            variable(files, "con_ApiKey", "100000000", "abc");
            work(flow)["Note"] = json!({"type": "Compose", "runAfter": {}, "inputs": "con_ApiKey"});
        },
        |flow, files| {
            variable(
                files,
                "con_ApiKey",
                "100000005",
                "/subscriptions/a/resourceGroups/b/providers/Microsoft.KeyVault/vaults/c/secrets/d",
            );
            work(flow)["Note"] = json!({"type": "Compose", "runAfter": {}, "inputs": "con_ApiKey"});
        },
    ),
    (
        CheckCode::SignedUrl,
        "actions/Ask/inputs/uri",
        |flow, _| {
            work(flow)["Ask"]["inputs"]["uri"] = "https://prod-1.logic.azure.com/workflows/x?sp=run&sig=abcdef".into();
        },
        |flow, _| work(flow)["Ask"]["inputs"]["uri"] = "@parameters('Recipient (con_recipient)')".into(),
    ),
    (CheckCode::SecretAsParameter, "parameters/Recipient (con_recipient)", secret_parameter, |_, _| {}),
    (
        CheckCode::SecretShown,
        "actions/Fetch/runtimeConfiguration/secureData",
        |flow, _| work(flow)["Fetch"] = fetch(),
        |flow, _| {
            work(flow)["Fetch"] = fetch();
            work(flow)["Fetch"]["runtimeConfiguration"] = json!({"secureData": {"properties": ["outputs"]}});
        },
    ),
    (
        CheckCode::DefinitionInvalid,
        "actions/Note/inputs",
        |flow, _| work(flow)["Note"] = json!({"type": "Compose", "runAfter": {}, "inputs": "@concat('a'"}),
        |flow, _| work(flow)["Note"] = json!({"type": "Compose", "runAfter": {}, "inputs": "@concat('a', 'b')"}),
    ),
    (
        CheckCode::DirectConnection,
        "connectionReferences/shared_teams",
        |flow, _| teams(flow, json!({"name": "shared-teams-5f0e8f2a"})),
        |flow, _| teams(flow, json!({"connectionReferenceLogicalName": "con_mail"})),
    ),
    (
        CheckCode::UnknownReference,
        "connectionReferences/shared_teams",
        |flow, _| teams(flow, json!({"connectionReferenceLogicalName": "con_teams"})),
        |flow, files| {
            let (_, text) = files.iter_mut().find(|(path, _)| path == "customizations.xml").unwrap();
            *text = text.replacen("</connectionreferences>", "<connectionreference connectionreferencelogicalname=\"con_teams\"><connectorid>/providers/Microsoft.PowerApps/apis/shared_teams</connectorid></connectionreference></connectionreferences>", 1);
            teams(flow, json!({"connectionReferenceLogicalName": "CON_Teams"}));
        },
    ),
    (
        CheckCode::InvokerWithAutomatedTrigger,
        "connectionReferences/shared_office365",
        |flow, _| {
            automated(flow);
            flow["properties"]["connectionReferences"]["shared_office365"]["runtimeSource"] = "invoker".into();
        },
        |flow, _| {
            definition(flow)["triggers"] =
                json!({"Button": {"type": "Request", "kind": "Button", "inputs": {"schema": {}}}});
            flow["properties"]["connectionReferences"]["shared_office365"]["runtimeSource"] = "invoker".into();
        },
    ),
    (
        CheckCode::ActsOnBehalf,
        "connectionReferences/shared_commondataserviceforapps",
        |flow, _| {
            flow["properties"]["connectionReferences"]["shared_commondataserviceforapps"]["impersonation"] =
                json!({"source": "invoker"});
        },
        |flow, _| {
            flow["properties"]["connectionReferences"]["shared_commondataserviceforapps"]["impersonation"] = json!({});
        },
    ),
    (
        CheckCode::HardCodedUrl,
        "actions/Ask/inputs/uri",
        |flow, _| work(flow)["Ask"]["inputs"]["uri"] = "https://test.contoso.com/orders".into(),
        |flow, _| {
            work(flow)["Ask"]["inputs"]["uri"] = "https://@{parameters('Recipient (con_recipient)')}/orders".into();
        },
    ),
    (
        CheckCode::HardCodedMail,
        "actions/Send/inputs/parameters/emailMessage/To",
        |flow, _| {
            work(flow)["Each"]["actions"]["Send"]["inputs"]["parameters"]["emailMessage/To"] =
                "ann@contoso.com;bo@contoso.com".into();
        },
        |flow, _| {
            work(flow)["Each"]["actions"]["Send"]["inputs"]["parameters"]["emailMessage/To"] =
                "@triggerOutputs()?['body/con_mail']".into();
        },
    ),
    (
        CheckCode::HardCodedId,
        "actions/Invoice/inputs/parameters/list",
        |flow, _| *parameters(flow, "Invoice") = json!({"list": "3f2504e0-4f89-11d3-9a0c-0305e82c3301"}),
        |flow, _| *parameters(flow, "Invoice") = json!({"list": "Orders"}),
    ),
    (
        CheckCode::UnhandledFailure,
        "actions/List",
        |flow, _| {
            definition(flow)["actions"]["Tell"] =
                json!({"type": "Compose", "runAfter": {"Work": ["Succeeded"]}, "inputs": 1});
        },
        |flow, _| {
            definition(flow)["actions"]["Tell"] =
                json!({"type": "Compose", "runAfter": {"Work": ["Failed", "Succeeded"]}, "inputs": 1});
        },
    ),
    (
        CheckCode::TriggersItself,
        "actions/Update",
        |flow, _| update(flow, json!({"item/con_name": "x"})),
        |flow, _| {
            definition(flow)["triggers"]["Changed"]["inputs"]["parameters"]["subscriptionRequest/filteringattributes"] =
                "con_total".into();
            update(flow, json!({"item/con_name": "x"}));
        },
    ),
    (
        CheckCode::TriggersItself,
        "actions/Add",
        |flow, _| {
            work(flow)["Add"] = call(
                "shared_commondataserviceforapps",
                "CreateRecord",
                json!({"entityName": "con_orders", "item/con_name": "x"}),
            );
        },
        |flow, _| {
            definition(flow)["triggers"]["Changed"]["conditions"] =
                json!([{"expression": "@equals(triggerOutputs()?['body/con_by'], 'a')"}]);
            work(flow)["Add"] = call(
                "shared_commondataserviceforapps",
                "CreateRecord",
                json!({"entityName": "con_orders", "item/con_name": "x"}),
            );
        },
    ),
    (
        CheckCode::FrequentRecurrence,
        "triggers/Clock/recurrence",
        |flow, _| {
            automated(flow);
            definition(flow)["triggers"]["Clock"]["recurrence"] = json!({"frequency": "Second", "interval": 1});
        },
        |flow, _| {
            automated(flow);
            definition(flow)["triggers"]["Clock"]["recurrence"] = json!({"frequency": "Second", "interval": 300});
        },
    ),
    (
        CheckCode::UntilWithoutLimit,
        "actions/Wait/limit",
        |flow, _| drop(work(flow)["Wait"].as_object_mut().unwrap().remove("limit")),
        |flow, _| work(flow)["Wait"]["limit"] = json!({"timeout": "PT5M"}),
    ),
    (
        CheckCode::LoopOverPages,
        "actions/Each/runtimeConfiguration/concurrency",
        |flow, _| {
            work(flow)["List"]["runtimeConfiguration"] = json!({"paginationPolicy": {"minimumItemCount": 100_000}});
        },
        |flow, _| {
            work(flow)["List"]["runtimeConfiguration"] = json!({"paginationPolicy": {"minimumItemCount": 100_000}});
            work(flow)["Each"]["runtimeConfiguration"] = json!({"concurrency": {"repetitions": 10}});
        },
    ),
    (
        CheckCode::ListWithoutFilter,
        "actions/List/inputs",
        |flow, _| drop(parameters(flow, "List").as_object_mut().unwrap().remove("$filter")),
        |flow, _| *parameters(flow, "List") = json!({"entityName": "con_orders", "fetchXml": "<fetch />"}),
    ),
    (
        CheckCode::ListWithoutSelect,
        "actions/List/inputs",
        |flow, _| parameters(flow, "List")["$select"] = "".into(),
        |flow, _| parameters(flow, "List")["$select"] = "con_name,con_total".into(),
    ),
    (
        CheckCode::DeprecatedOperation,
        "actions/Invoice/inputs/host/operationId",
        |flow, _| work(flow)["Invoice"]["inputs"]["host"]["operationId"] = "Old".into(),
        |flow, _| work(flow)["Invoice"]["inputs"]["host"]["operationId"] = "Newer".into(),
    ),
    (
        CheckCode::UnusedConnection,
        "connectionReferences/shared_con-5finvoicing",
        |flow, _| drop(work(flow).as_object_mut().unwrap().remove("Invoice")),
        |_, _| {},
    ),
    (
        CheckCode::UnusedReference,
        "connectionreferences/con_other",
        |_, files| {
            replace(
                files,
                "customizations.xml",
                "</connectionreferences>",
                "<connectionreference connectionreferencelogicalname=\"con_other\"><connectorid>x</connectorid></connectionreference></connectionreferences>",
            );
        },
        |_, _| {},
    ),
    (
        CheckCode::UnusedVariable,
        "",
        |_, files| variable(files, "con_limit", "100000001", "1"),
        |flow, files| {
            variable(files, "con_limit", "100000001", "1");
            definition(flow)["parameters"]["Limit"] =
                json!({"type": "Int", "defaultValue": 1, "metadata": {"schemaName": "con_limit"}});
        },
    ),
    (
        CheckCode::UndescribedVariable,
        "description",
        |_, files| {
            replace(
                files,
                VARIABLE,
                "<description default=\"Who is told about new orders: a mail address.\" />",
                "<description default=\"\" />",
            );
        },
        |_, _| {},
    ),
];

fn fetch() -> Value {
    call(
        "shared_commondataserviceforapps",
        "PerformUnboundAction",
        json!({"actionName": "RetrieveEnvironmentVariableSecretValue", "item/EnvironmentVariableName": "con_key"}),
    )
}

fn teams(flow: &mut Value, connection: Value) {
    flow["properties"]["connectionReferences"]["shared_teams"] =
        json!({"runtimeSource": "embedded", "connection": connection, "api": {"name": "shared_teams"}});
    work(flow)["Post"] = call("shared_teams", "PostMessage", json!({"text": "x"}));
}

#[test]
fn nothing_is_said_about_a_clean_solution() {
    assert_eq!(findings(|_, _| {}), []);
}

#[test]
fn every_rule_finds_its_mistake_and_nothing_else() {
    let (mut met, mut wrong) = (BTreeSet::new(), Vec::new());
    for (code, path, planted, clean) in CASES {
        let found = findings(planted);
        let right = matches!(found.as_slice(), [one] if (one.code, one.place.path.as_str()) == (*code, *path)
            && (one.severity, one.fix.as_str(), &one.waived) == (code.severity(), code.fix(), &None));
        if !right {
            wrong.push(format!("{code} {path}: {found:#?}"));
        }
        let alarms = findings(clean);
        if !alarms.is_empty() {
            wrong.push(format!("false alarm of {code} {path}: {alarms:#?}"));
        }
        met.insert(*code);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let all: BTreeSet<CheckCode> = CheckCode::ALL.iter().copied().collect();
    assert_eq!(met, all, "a rule without a case");
}

#[test]
fn every_code_has_a_page_that_says_the_same() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
    let guide = std::fs::read_to_string(format!("{folder}/guide/solution-checker.md")).unwrap();
    for code in CheckCode::ALL {
        let page = std::fs::read_to_string(format!("{folder}/checks/{code}.md")).unwrap();
        let (severity, summary) = (code.severity().as_str(), code.summary());
        assert!(page.starts_with(&format!("# {code}\n\n**{severity}**: {summary}\n")), "{page}");
        assert!(page.contains(&format!("\n{}\n", code.fix())), "{page}");
        let line = format!("| [{code}](../checks/{code}.md) | {severity} | {summary} |");
        assert!(guide.contains(&line), "docs/guide/solution-checker.md lacks the line\n{line}");
    }
}

#[test]
fn findings_have_the_line_of_their_action() {
    let package = package(|flow, _| work(flow)["Ask"]["inputs"]["uri"] = "https://test.contoso.com".into());
    let text = std::str::from_utf8(package.get("Workflows/Orders.json").unwrap().bytes()).unwrap();
    let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(text).unwrap()).unwrap();
    let expected = pretty.lines().position(|line| line.contains("\"Ask\": {")).unwrap() + 1;
    let mut package = package.clone();
    package.set("Workflows/Orders.json", pretty).unwrap();
    let found = check(&package.contents().0, &package);
    assert_eq!(found[0].place.line, Some(u32::try_from(expected).unwrap()), "{found:?}");
}

#[test]
fn a_typed_secret_is_never_shown() {
    let found = findings(|flow, _| {
        work(flow)["Ask"]["inputs"]["uri"] = "https://a.example/x?sig=hunter2".into();
        work(flow)["Ask"]["inputs"]["headers"] = json!({"x-api-key": "hunter2"});
    });
    let text = serde_json::to_string(&found).unwrap();
    assert!(found.len() == 2 && !text.contains("hunter2"), "{text}");
    assert!(text.contains("a.example"), "{text}");
}

#[test]
fn a_note_waives_what_it_names_with_a_reason() {
    let found = findings(|flow, _| {
        work(flow)["Ask"]["inputs"]["uri"] = "https://test.contoso.com".into();
        work(flow)["Ask"]["description"] = "Asks the weather.\nallow HardCodedUrl: the same everywhere".into();
    });
    let [finding] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(finding.waived.as_deref(), Some("the same everywhere"));
    assert!(!finding.reaches(Severity::Informational) && finding.severity == Severity::Medium);
    let other = findings(|flow, _| {
        work(flow)["Ask"]["inputs"]["uri"] = "https://test.contoso.com".into();
        work(flow)["Ask"]["description"] = "allow HardCodedMail: another".into();
    });
    assert!(other[0].reaches(Severity::Medium) && !other[0].reaches(Severity::High), "{other:?}");
}

#[test]
fn what_is_told_is_bounded() {
    let found = findings(|flow, _| {
        let list: Vec<String> = (0..600).map(|n| format!("a{n}@contoso.com")).collect();
        *parameters(flow, "Invoice") = json!({"to": list});
    });
    assert_eq!(found.len(), 500);
}

#[test]
fn real_solutions_are_checked() {
    let Some(corpus) = corpus() else { return };
    let packages = zips(&corpus).into_iter().map(|path| (read_zip(&path), path));
    let folders = folders(&corpus).into_iter().map(|path| (read_folder(&path), path));
    let (mut told, mut count) = (BTreeMap::<_, (usize, BTreeSet<_>)>::new(), 0);
    for (package, path) in packages.chain(folders) {
        let (contents, _) = package.contents();
        count += contents.flows.len();
        for finding in check(&contents, &package) {
            assert!(package.get(&finding.place.file).is_some(), "{}: {finding:?}", path.display());
            println!("{} {}: {}", finding.code, path.file_name().unwrap().display(), finding.message);
            let (times, files) = told.entry(finding.code).or_default();
            *times += 1;
            files.insert(path.clone());
        }
    }
    for (code, (times, packages)) in &told {
        println!("= {code} {} {times} times in {} packages", code.severity().as_str(), packages.len());
    }
    assert!(count >= 80, "{count} flows");
    assert!(told.contains_key(&CheckCode::UnhandledFailure) && told.contains_key(&CheckCode::HardCodedUrl));
}

proptest::proptest! {
    /// Whatever stands in a flow, it is checked.
    #[test]
    fn a_damaged_flow_never_breaks_the_checker(at in 0..4000_usize, with in "[\"@{}()\\[\\],:a-z0-9\u{fc}/]{0,6}", cut in 0..30_usize) {
        let mut package = package(|_, _| {});
        let mut text = package.get("Workflows/Orders.json").unwrap().bytes().to_vec();
        let from = at % text.len();
        text.splice(from..(from + cut).min(text.len()), with.into_bytes());
        package.set("Workflows/Orders.json", text).unwrap();
        let (contents, problems) = package.contents();
        let found = check(&contents, &package);
        proptest::prop_assert!(found.iter().all(|finding| !finding.message.is_empty()));
        proptest::prop_assert!(!contents.flows.is_empty() || !problems.is_empty());
    }
}
