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
            "diagnostics": []
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
