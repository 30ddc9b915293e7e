use expect_test::expect;

use crate::support::Bench;

const SOLUTION: &str = r#"<ImportExportXml><SolutionManifest><UniqueName>Orders</UniqueName>
<LocalizedNames><LocalizedName description="Orders" languagecode="1033" /></LocalizedNames><Descriptions />
<Version>1.2.0.0</Version><Managed>0</Managed>
<Publisher><UniqueName>contoso</UniqueName><CustomizationPrefix>con</CustomizationPrefix></Publisher>
<RootComponents /><MissingDependencies /></SolutionManifest></ImportExportXml>"#;
const CUSTOMIZATIONS: &str = r#"<ImportExportXml><Entities /><Workflows />
<connectionreferences><connectionreference connectionreferencelogicalname="con_dataverse">
<connectionreferencedisplayname>Dataverse</connectionreferencedisplayname>
<connectorid>/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps</connectorid>
</connectionreference></connectionreferences></ImportExportXml>"#;

fn bench() -> Bench {
    Bench::with([
        ("orders/solution.xml", SOLUTION.as_bytes()),
        ("orders/customizations.xml", CUSTOMIZATIONS.as_bytes()),
        ("orders/[Content_Types].xml", b"<Types />"),
        ("no.zip", b"nothing"),
        ("swagger.json", br#"{"swagger": "2.0", "info": {"title": "Items"}, "securityDefinitions": {"k": {"type": "apiKey"}},
            "paths": {"/items": {"get": {"operationId": "List"}, "post": {"operationId": "OnNew", "x-ms-trigger": "single"}}}}"#),
        ("cut.json", b"{\"swagger\": \"2.0\",\n \"paths\": {,}}"),
    ])
}

#[test]
fn a_package_is_the_same_after_it_was_rewritten() {
    let bench = bench();
    bench.check("solution repack orders one.zip", expect![]);
    bench.check("solution repack one.zip two.zip", expect![]);
    let read = |name: &str| std::fs::read(bench.path().join(name)).expect("the package was written");
    assert_eq!(read("one.zip"), read("two.zip"));
    bench.check(
        "solution check one.zip",
        expect![[r#"
        one.zip: ok
          Orders 1.2.0.0, unmanaged
          connection reference con_dataverse: shared_commondataserviceforapps
    "#]],
    );
    bench.check(
        "solution check orders --json",
        expect![[r#"
        [
          {
            "file": "orders",
            "ok": true,
            "uniquename": "Orders",
            "version": "1.2.0.0",
            "managed": false,
            "flows": [],
            "connectionReferences": [
              {
                "logicalName": "con_dataverse",
                "displayName": "Dataverse",
                "connector": "shared_commondataserviceforapps"
              }
            ],
            "environmentVariables": [],
            "tables": [],
            "extends": [],
            "roles": [],
            "connectors": [],
            "kept": [],
            "diagnostics": [],
            "findings": []
          }
        ]
    "#]],
    );
}

#[test]
fn the_settings_to_fill_in_are_printed() {
    bench().check(
        "solution create-settings orders",
        expect![[r#"
        {
          "EnvironmentVariables": [],
          "ConnectionReferences": [
            {
              "LogicalName": "con_dataverse",
              "ConnectionId": "",
              "ConnectorId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"
            }
          ]
        }
    "#]],
    );
}

#[test]
fn what_is_no_package_is_refused() {
    bench().check(
        "solution check no.zip gone.zip",
        expect![[r#"
        no.zip: not ok
          error[STW1030]: the package is not a readable zip: Could not find EOCD
        gone.zip: not ok
          error[FileUnreadable]: gone.zip cannot be read: No such file or directory (os error 2)
        exit: Some(1)
    "#]],
    );
    bench().check(
        "solution repack no.zip out.zip",
        expect![[r#"
        stderr: error[STW1030]: no.zip: the package is not a readable zip: Could not find EOCD
        exit: Some(1)
    "#]],
    );
}

#[test]
fn a_connector_says_what_it_offers() {
    bench().check(
        "connector check swagger.json",
        expect![[r#"
        swagger.json: ok
          Items: operations: 2, triggers: 1, sign-in: apiKey
    "#]],
    );
    bench().check(
        "connector check cut.json --json",
        expect![[r#"
        [
          {
            "file": "cut.json",
            "ok": false,
            "title": null,
            "operations": [],
            "triggers": [],
            "auth": [],
            "diagnostics": [
              {
                "severity": "error",
                "code": "InvalidJson",
                "message": "the file is not valid JSON: key must be a string",
                "path": "",
                "span": null,
                "line": 2,
                "column": 12
              }
            ]
          }
        ]
        exit: Some(1)
    "#]],
    );
}

#[test]
fn two_packages_are_compared_in_words() {
    let bench = Bench::with([
        ("a/solution.xml", SOLUTION.as_bytes()),
        ("a/customizations.xml", CUSTOMIZATIONS.as_bytes()),
        ("b/solution.xml", SOLUTION.replace("1.2.0.0", "1.3.0.0").as_bytes()),
        ("b/customizations.xml", CUSTOMIZATIONS.replace("shared_commondataserviceforapps", "shared_sql").as_bytes()),
        ("c/solution.xml", b"<broken"),
    ]);
    bench.check(
        "solution diff a a --exit-code",
        expect![[r#"
        Nothing changes.
    "#]],
    );
    bench.check(
        "solution diff a b --exit-code",
        expect![[r#"
        High risk:
          The connector of the connection reference `con_dataverse` was `shared_commondataserviceforapps` and is now `shared_sql`. [ReferenceConnectorChanged]
        For information:
          The version of the solution was `1.2.0.0` and is now `1.3.0.0`. [VersionChanged]
        exit: Some(1)
    "#]],
    );
    let json: serde_json::Value =
        serde_json::from_str(&bench.printed(&["solution", "diff", "a", "b", "--json"])).expect("JSON, and success");
    assert_eq!((&json["risk"], &json["before"]["version"]), (&"high".into(), &"1.2.0.0".into()));
    assert_eq!(json["changes"][1]["code"], "ReferenceConnectorChanged");
    bench.check(
        "solution diff a c",
        expect![[r#"
        stderr: error: c: error FileInvalid in solution.xml:1:1: the file is not valid XML: the document does not have a root node
        exit: Some(1)
    "#]],
    );
}

/// A flow with one mistake, and a note that may waive it.
fn with_flow(note: &str) -> Bench {
    let bench = bench();
    let row = r#"<Workflows><Workflow WorkflowId="{5f0e8f2a-1111-4c0e-9a4e-0305e82c3301}" Name="Ask"><JsonFileName>/Workflows/Ask it [1].json</JsonFileName><Category>5</Category></Workflow></Workflows>"#;
    let flow = format!(
        r#"{{"properties": {{"connectionReferences": {{}}, "definition": {{
  "triggers": {{"Button": {{"type": "Request", "kind": "Button", "inputs": {{"schema": {{}}}}}}}},
  "actions": {{
    "Ask": {{"type": "Http", "description": "{note}", "runAfter": {{}}, "inputs": {{"method": "GET", "uri": "https://a.contoso.com"}}}},
    "Tell": {{"type": "Compose", "runAfter": {{"Ask": ["Failed"]}}, "inputs": 1}}
  }}}}}}}}"#
    );
    let write = |path: &str, text: &str| std::fs::write(bench.path().join("orders").join(path), text).expect("a file");
    std::fs::create_dir(bench.path().join("orders/Workflows")).expect("a folder");
    write("Workflows/Ask it [1].json", &flow);
    let reference = CUSTOMIZATIONS.find("<connectionreferences>").expect("references");
    write(
        "customizations.xml",
        &format!(
            "<ImportExportXml>{row}{}",
            &CUSTOMIZATIONS[reference..].replace(
                "</connectionreference>",
                "<description>allow UnusedReference: for later</description></connectionreference>"
            )
        ),
    );
    bench
}

#[test]
fn what_is_a_bad_idea_is_told_and_may_fail_a_build() {
    let bench = with_flow("");
    bench.check("solution check orders --fail-on medium", expect![[r#"
        orders: ok
          Orders 1.2.0.0, unmanaged
          flow Ask (off): 
          connection reference con_dataverse: shared_commondataserviceforapps
          medium[HardCodedUrl] Workflows/Ask it [1].json line 4: In the flow `Ask`, the action `Ask` has the address of `a.contoso.com` typed in (`inputs/uri`).
            Make it an environment variable of the solution, and read that in the flow.
          informational[UnusedReference] customizations.xml: The connection reference `con_dataverse` is not used by anything in the solution.
            waived: for later
        exit: Some(1)
    "#]]);
    bench.check("solution check orders --fail-on high --sarif out.sarif", expect![[r#"
        orders: ok
          Orders 1.2.0.0, unmanaged
          flow Ask (off): 
          connection reference con_dataverse: shared_commondataserviceforapps
          medium[HardCodedUrl] Workflows/Ask it [1].json line 4: In the flow `Ask`, the action `Ask` has the address of `a.contoso.com` typed in (`inputs/uri`).
            Make it an environment variable of the solution, and read that in the flow.
          informational[UnusedReference] customizations.xml: The connection reference `con_dataverse` is not used by anything in the solution.
            waived: for later
    "#]]);
    bench.check(
        "solution check orders --fail-on worst",
        expect![[r#"
        stderr: error: invalid value 'worst' for '--fail-on <SEVERITY>'
        stderr:   [possible values: critical, high, medium, low, informational]
        stderr: 
        stderr: For more information, try '--help'.
        exit: Some(2)
    "#]],
    );
    let waived = with_flow("allow HardCodedUrl: a public service");
    waived.check("solution check orders --fail-on informational", expect![[r#"
        orders: ok
          Orders 1.2.0.0, unmanaged
          flow Ask (off): 
          connection reference con_dataverse: shared_commondataserviceforapps
          medium[HardCodedUrl] Workflows/Ask it [1].json line 4: In the flow `Ask`, the action `Ask` has the address of `a.contoso.com` typed in (`inputs/uri`).
            waived: a public service
          informational[UnusedReference] customizations.xml: The connection reference `con_dataverse` is not used by anything in the solution.
            waived: for later
    "#]]);
}

#[test]
fn findings_are_sarif_for_other_tools() {
    let bench = with_flow("");
    bench.check("solution repack orders orders.zip", expect![]);
    let printed = bench.printed(&["solution", "check", "orders", "orders.zip", "no.zip", "--sarif", "-"]);
    let log: serde_json::Value =
        serde_json::from_str(printed.strip_suffix("exit: Some(1)\n").expect("no.zip is no package")).expect("JSON");
    // What the schema requires of a log, a run, a tool, a rule and a result.
    assert_eq!((&log["version"], log["runs"].as_array().map(Vec::len)), (&"2.1.0".into(), Some(1)));
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(run["tool"]["driver"]["name"].is_string() && rules.len() > 20);
    for rule in rules {
        assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string(), "{rule}");
    }
    let results = run["results"].as_array().expect("results");
    for result in results {
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{result}");
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().expect("a level")), "{result}");
        if let Some(at) = result["ruleIndex"].as_u64() {
            assert_eq!(rules[usize::try_from(at).expect("small")]["id"], result["ruleId"]);
        }
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a URI");
        assert!(!uri.contains([' ', '[', ']', '\\']), "{uri}");
    }
    let found = |file: &str| {
        let of = results.iter().filter(|it| it["ruleId"] == "HardCodedUrl");
        of.map(|it| &it["locations"][0]).find(|it| it["physicalLocation"]["artifactLocation"]["uri"] == file)
    };
    let in_folder = found("orders/Workflows/Ask%20it%20%5B1%5D.json").expect("the finding in the folder");
    assert_eq!(in_folder["physicalLocation"]["region"]["startLine"], 4);
    let in_zip = found("orders.zip").expect("the finding in the zip");
    assert!(in_zip["physicalLocation"]["region"].is_null());
    assert_eq!(in_zip["logicalLocations"][0]["fullyQualifiedName"], "Workflows/Ask it [1].json#actions/Ask/inputs/uri");
    let waived = results.iter().find(|it| it["ruleId"] == "UnusedReference").expect("the waived one");
    assert_eq!(waived["suppressions"], serde_json::json!([{"kind": "inSource", "justification": "for later"}]));
    assert!(results.iter().any(|it| it["ruleId"] == "STW1030" && it["level"] == "error"), "{results:?}");
}
