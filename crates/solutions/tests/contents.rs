//! What is read from files, and how each mistake is reported.

use solutions::{Package, check};

const MANIFEST: &str = "<ImportExportXml><SolutionManifest><UniqueName>Demo</UniqueName><Version>1.2.0.0</Version>\
    <Managed>1</Managed></SolutionManifest></ImportExportXml>";

const FLOW_ID: &str = "0af96723-684b-ef11-a317-000d3a59c7b2";

fn customizations(inside: &str) -> String {
    format!("<ImportExportXml>\n{inside}</ImportExportXml>")
}

fn flow_row(id: &str, file: &str) -> String {
    format!(
        "<Workflows>\n<Workflow WorkflowId=\"{{{id}}}\" Name=\"My flow\"><JsonFileName>{file}</JsonFileName>\
         <Category>5</Category><StateCode>1</StateCode></Workflow></Workflows>"
    )
}

fn package(customizations: &str, more: &[(&str, &[u8])]) -> Package {
    let own = [("solution.xml", MANIFEST.as_bytes()), ("customizations.xml", customizations.as_bytes())];
    Package::from_files(own.iter().chain(more).map(|(path, bytes)| (*path, bytes.to_vec()))).unwrap()
}

/// The problems of a package, one per line.
#[track_caller]
fn problems(package: &Package, expected: &[&str]) {
    let found: Vec<String> = package.contents().1.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected);
}

#[test]
fn broken_xml_has_a_line() {
    problems(
        &package("<ImportExportXml>\n  <Workflows>\n</ImportExportXml>", &[]),
        &[
            "error FileInvalid in customizations.xml:3:1: the file is not valid XML: expected 'Workflows' tag, not 'ImportExportXml'",
        ],
    );
}

#[test]
fn a_document_type_is_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;'>]><ImportExportXml>&c;</ImportExportXml>";
    problems(
        &package(bomb, &[]),
        &["error FileInvalid in customizations.xml:1:1: the file is not valid XML: XML with DTD detected"],
    );
}

#[test]
fn broken_json_has_a_line() {
    problems(
        &package(
            &customizations(&flow_row(FLOW_ID, "/Workflows/a.json")),
            &[("Workflows/a.json", b"{\n  \"properties\": }")],
        ),
        &["error FileInvalid in Workflows/a.json:2:17: the file is not valid JSON: expected value"],
    );
}

#[test]
fn a_flow_in_utf16_reads_as_any_other() {
    let json = "{\"properties\": {\"definition\": {}, \"connectionReferences\": {\"a\": {\"api\": {\"name\": \"shared_x\"}}}}, \"ü\": 1}";
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(json.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (contents, problems) =
        package(&customizations(&flow_row(FLOW_ID, "/workflows/A.json")), &[("Workflows/a.json", &wide)]).contents();
    assert_eq!(problems, []);
    let [flow] = contents.flows.as_slice() else { panic!("one flow") };
    assert_eq!((flow.id.to_string().as_str(), flow.name.as_str(), flow.on), (FLOW_ID, "My flow", true));
    assert_eq!(flow.path, "Workflows/a.json");
    assert_eq!(flow.clientdata.to_json_string(), json.replace(": ", ":").replace(", ", ","));
    assert_eq!(flow.connections[0].connector.as_str(), "shared_x");
}

#[test]
fn what_is_named_and_not_there_is_reported_at_the_name() {
    problems(
        &package(&customizations(&flow_row(FLOW_ID, "/Workflows/a.json")), &[]),
        &[
            "error FileMissing in customizations.xml:3:1: the flow `My flow` names the file `/Workflows/a.json`, which is not in the package",
        ],
    );
    problems(
        &package(&customizations(&flow_row("no guid", "/Workflows/a.json")), &[]),
        &[
            "error ValueInvalid in customizations.xml:3:1: the flow `My flow` has the id `{no guid}`, which is not a GUID",
        ],
    );
    let lone = Package::from_files([("readme.txt", *b"hello")]).unwrap();
    problems(&lone, &["error FileMissing in solution.xml: the package has no `solution.xml`, so it is not a solution"]);
}

#[test]
fn both_layouts_read_the_same() {
    let flow = br#"{"properties":{"definition":{"triggers":{},"actions":{}}}}"#;
    let (zipped, _) =
        package(&customizations(&flow_row(FLOW_ID, "/Workflows/a.json")), &[("Workflows/a.json", flow)]).contents();
    let row = flow_row(FLOW_ID, "/Workflows/a.json").replace("<Workflows>", "").replace("</Workflows>", "");
    let unpacked = Package::from_files([
        ("Other/Solution.xml", MANIFEST.as_bytes()),
        ("Other/Customizations.xml", customizations("<Workflows />").as_bytes()),
        ("Workflows/a.json", flow),
        ("Workflows/a.json.data.xml", row.as_bytes()),
    ]);
    assert_eq!(unpacked.unwrap().contents(), (zipped, vec![]));
}

#[test]
fn a_package_of_single_flows_has_flows_and_no_manifest() {
    let definition = format!(
        r#"{{"name": "{FLOW_ID}", "properties": {{"displayName": "Alone", "definition": {{}}, "connectionReferences":
        {{"shared_x": {{"connectionName": "abc", "source": "Embedded", "id": "/providers/Microsoft.PowerApps/apis/shared_x"}}}}}}}}"#
    );
    let path = "Microsoft.Flow/flows/44f84e1c-c415-4b28-b71c-936f2bb217dd/definition.json";
    let single = Package::from_files([("manifest.json", b"{}".to_vec()), (path, definition.into_bytes())]).unwrap();
    let (contents, problems) = single.contents();
    assert_eq!((problems, contents.manifest), (vec![], None));
    let [flow] = contents.flows.as_slice() else { panic!("one flow") };
    assert_eq!((flow.name.as_str(), flow.on, flow.path.as_str()), ("Alone", false, path));
    let [connection] = flow.connections.as_slice() else { panic!("one connection") };
    assert_eq!((connection.connector.as_str(), connection.direct_connection.as_deref()), ("shared_x", Some("abc")));
}

#[test]
fn an_environment_variable_has_its_default_and_its_value() {
    let definition = b"<environmentvariabledefinition schemaname=\"demo_Limit\"><defaultvalue>5</defaultvalue>\
        <displayname default=\"Limit\"/><type>100000001</type></environmentvariabledefinition>";
    let value = br#"{"environmentvariablevalues":{"environmentvariablevalue":{"value":"7"}}}"#;
    let folder = "environmentvariabledefinitions/demo_Limit";
    let (contents, problems) = package(
        &customizations(""),
        &[
            (&format!("{folder}/environmentvariabledefinition.xml"), definition),
            (&format!("{folder}/environmentvariablevalues.json"), value),
        ],
    )
    .contents();
    assert_eq!(problems, []);
    let [limit] = contents.environment_variables.as_slice() else { panic!("one variable") };
    assert_eq!((limit.default_value.as_deref(), limit.current_value.as_deref()), (Some("5"), Some("7")));
    assert_eq!(limit.kind, model::VariableKind::Number);
}

#[test]
fn an_empty_connector_file_is_no_file() {
    let row = "<Connectors><Connector><name>demo_5Fapi</name><openapidefinition>/Connector/a.json</openapidefinition>\
        <connectionparameters>/Connector/b.json</connectionparameters><policytemplateinstances>/Connector/c.json\
        </policytemplateinstances></Connector></Connectors>";
    let files: [(&str, &[u8]); 3] =
        [("Connectors/a.json", b"{}"), ("Connector/b.json", b""), ("Connector/c.json", b" null\n")];
    let (contents, problems) = package(&customizations(row), &files).contents();
    assert_eq!(problems, []);
    let connector = &contents.connectors[0];
    assert_eq!(connector.definition.as_deref(), Some("Connectors/a.json"));
    assert_eq!((&connector.connection_parameters, &connector.policies), (&None, &None));
}

#[test]
fn the_report_has_the_shape_that_scripts_read() {
    let flow = br#"{"properties":{"definition":{},"connectionReferences":{"a":{"api":{"name":"shared_x"}},"b":{"api":{"name":"shared_x"}}}}}"#;
    let opened = Ok(package(&customizations(&flow_row(FLOW_ID, "/Workflows/a.json")), &[("Workflows/a.json", flow)]));
    let mut report = serde_json::to_value(check::check("demo.zip", &opened)).unwrap();
    let findings = report.as_object_mut().unwrap().remove("findings").unwrap();
    let unused = |alias: &str| {
        serde_json::json!({
            "code": "UnusedConnection", "severity": "informational",
            "message": format!("The flow `My flow` has a connection of `shared_x` that none of its actions uses (`{alias}`)."),
            "place": {"file": "Workflows/a.json", "path": format!("connectionReferences/{alias}")},
            "fix": "Remove the connection from the flow, so that nobody has to give it one.",
        })
    };
    assert_eq!(findings, serde_json::json!([unused("a"), unused("b")]));
    assert_eq!(
        report,
        serde_json::json!({
            "file": "demo.zip", "ok": true, "uniquename": "Demo", "version": "1.2.0.0", "managed": true,
            "flows": [{"id": FLOW_ID, "name": "My flow", "on": true, "file": "Workflows/a.json", "connectors": ["shared_x"]}],
            "connectionReferences": [], "environmentVariables": [], "tables": [], "extends": [], "roles": [],
            "connectors": [], "kept": [], "diagnostics": [],
        })
    );
    let refused = Package::read_zip(b"nothing", &solutions::Limits::default());
    let report = serde_json::to_value(check::check("demo.zip", &refused)).unwrap();
    assert_eq!(report["ok"], false);
    assert_eq!(report["diagnostics"][0]["code"], "STW1030");
}

/// A file with one of everything.
const EVERYTHING: &str = r#"<ImportExportXml><Entities><Entity><Name LocalizedName="A">demo_A</Name><EntityInfo><entity Name="demo_A">
<attributes><attribute PhysicalName="demo_B"><Type>lookup</Type><LogicalName>demo_b</LogicalName><LookupTypes><LookupType>8</LookupType>
</LookupTypes></attribute><attribute PhysicalName="s"><Type>state</Type><optionset><states><state value="0" defaultstatus="1"/></states>
</optionset></attribute></attributes><EntitySetName>demo_as</EntitySetName></entity></EntityInfo></Entity></Entities><Roles>
<Role id="{0af96723-684b-ef11-a317-000d3a59c7b2}" name="R"><RolePrivileges><RolePrivilege name="prvReaddemo_A" level="Deep"/>
</RolePrivileges></Role></Roles><EntityRelationships><EntityRelationship Name="x"><EntityRelationshipType>OneToMany
</EntityRelationshipType></EntityRelationship></EntityRelationships><connectionreferences><connectionreference
connectionreferencelogicalname="demo_x"><connectorid>/x/shared_x</connectorid></connectionreference></connectionreferences></ImportExportXml>"#;

proptest::proptest! {
    /// Whatever stands in a file, it is read or reported.
    #[test]
    fn a_damaged_file_never_breaks_reading(at in 0..EVERYTHING.len(), with in "[<>&\"/a-z0-9\u{0}\u{fc}{}]{0,6}", cut in 0..40_usize) {
        let mut text = EVERYTHING.as_bytes().to_vec();
        text.splice(at..(at + cut).min(text.len()), with.into_bytes());
        let package = Package::from_files([("solution.xml", MANIFEST.as_bytes().to_vec()), ("customizations.xml", text)]).unwrap();
        let (contents, problems) = package.contents();
        let broken = problems.iter().any(|problem| problem.code == solutions::problem::code::FILE_INVALID);
        proptest::prop_assert!(!broken || contents.tables.is_empty() && contents.roles.is_empty());
        proptest::prop_assert_eq!(check::Report::new("a", &contents, &problems).ok, !broken && !problems.iter().any(solutions::Problem::is_error));
    }
}

#[test]
fn a_patch_says_what_it_patches() {
    let patch = |version: &str| {
        let parent =
            format!("<ParentSolution><UniqueName>Base</UniqueName><Version>{version}</Version></ParentSolution>");
        let manifest = MANIFEST.replace("<Managed>", &format!("{parent}<Managed>"));
        Package::from_files([("solution.xml", manifest), ("customizations.xml", customizations(""))]).unwrap()
    };
    let parent = patch("1.0.0.4").contents().0.manifest.unwrap().patch_of.unwrap();
    assert_eq!((parent.unique_name.as_str(), parent.version.to_string().as_str()), ("Base", "1.0.0.4"));
    problems(
        &patch("new"),
        &[
            "error ValueInvalid in solution.xml:1:91: the version of the solution that this one patches is wrong: `new` is not a version: it takes one to four numbers with dots between, such as 1.0.0.3",
        ],
    );
}

#[test]
fn lists_of_choices_are_read_and_written() {
    let choices = "<optionsets><optionset Name=\"demo_size\" localizedName=\"Size\"><options>\
        <option value=\"7\"><labels><label description=\"Small\" languagecode=\"1033\"/></labels></option></options></optionset></optionsets>";
    let (contents, _) = package(&customizations(choices), &[]).contents();
    let [choice] = contents.choices.as_slice() else { panic!("one list") };
    assert_eq!((choice.name.as_str(), choice.display_name.as_str(), choice.options[0].value), ("demo_size", "Size", 7));
    let exported = solutions::export(&contents, &Package::new(), solutions::ExportOptions::default()).unwrap();
    assert_eq!(exported.contents().0.choices, contents.choices);
}

#[test]
fn a_package_of_single_flows_lists_the_connections_it_came_from() {
    let definition =
        format!(r#"{{"name": "{FLOW_ID}", "properties": {{"displayName": "Alone", "definition": {{}}}}}}"#);
    let listing = r#"{"resources": {"a": {"type": "Microsoft.PowerApps/apis/connections", "details": {"displayName": "admin@contoso.example"}},
        "b": {"type": "Microsoft.PowerApps/apis"}, "c": {"type": "Microsoft.PowerApps/apps"}}}"#;
    let files = [("manifest.json", listing.to_owned()), ("Microsoft.Flow/flows/x/definition.json", definition)];
    let (contents, problems) = Package::from_files(files).unwrap().contents();
    assert_eq!(problems, []);
    let kept: Vec<_> = contents.kept.iter().map(|kept| (kept.kind.as_str(), kept.name.as_str())).collect();
    assert_eq!(kept, [("connection", "admin@contoso.example"), ("canvas app", "c")]);
}
