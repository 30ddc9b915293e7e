//! Every kind of change is named by its code, and nothing else is.

use std::collections::{BTreeMap, BTreeSet};

use solutions::{
    Diff, Package, Problem, Side,
    diff::{ChangeCode, Risk, diff},
};

#[path = "diff/small.rs"]
mod small;

fn between(before: &Package, after: &Package) -> Diff {
    let ((was, problems), (is, more)) = (before.contents(), after.contents());
    assert!(!problems.iter().chain(&more).any(Problem::is_error), "{problems:?} {more:?}");
    diff(Side::of(&was, before), Side::of(&is, after))
}

fn codes(diff: &Diff) -> Vec<String> {
    let mut codes: Vec<String> = diff.changes.iter().map(|change| change.code.to_string()).collect();
    codes.sort();
    codes
}

const AUDIT: &str = "Workflows/Audit.json";
const NIGHTLY: &str = "Workflows/Nightly.json";
const ALL: &str = "customizations.xml";
const MANIFEST: &str = "solution.xml";
const LIMIT: &str = "environmentvariabledefinitions/demo_limit/environmentvariabledefinition.xml";
const KEY: &str = "environmentvariabledefinitions/demo_key/environmentvariabledefinition.xml";
const API: &str = "Connector/definition.json";

/// A file, a text in it, what takes its place, and the codes of the changes that this makes.
const PLANTED: &[(&str, &str, &str, &str)] = &[
    (MANIFEST, "<UniqueName>Demo<", "<UniqueName>Other<", "SolutionReplaced"),
    (MANIFEST, "Demo of everything", "Demo", "SolutionRenamed"),
    (MANIFEST, "For tests", "For more tests", "SolutionDescriptionChanged"),
    (MANIFEST, "<Version>1.2.0.0", "<Version>1.3.0.0", "VersionChanged"),
    (MANIFEST, "<Version>1.2.0.0", "<Version>1.1.9.9", "VersionLowered"),
    (MANIFEST, "<Managed>0", "<Managed>1", "ManagedChanged"),
    (MANIFEST, "<UniqueName>demo<", "<UniqueName>evil<", "PublisherChanged"),
    (MANIFEST, "<UniqueName>Base<", "<UniqueName>Basis<", "PatchParentChanged"),
    (MANIFEST, "https://demo.example", "https://other.example", "KeptChanged"),
    (MANIFEST, "schemaName=\"account\"", "schemaName=\"lead\"", "DependencyAdded DependencyRemoved"),
    (
        MANIFEST,
        "schemaName=\"demo_item\" behavior=\"0\"",
        "schemaName=\"demo_item\" behavior=\"1\"",
        "RootComponentChanged",
    ),
    (MANIFEST, "schemaName=\"demo_page.html\"", "schemaName=\"demo_new.html\"", "KeptAdded KeptRemoved"),
    (
        ALL,
        "connectionreferencelogicalname=\"demo_mail\"",
        "connectionreferencelogicalname=\"demo_post\"",
        "ReferenceAdded ReferenceRemoved",
    ),
    (ALL, "<connectionreferencedisplayname>Tables", "<connectionreferencedisplayname>Rows", "ReferenceRenamed"),
    (ALL, "What flows read", "What they read", "ReferenceDescriptionChanged"),
    (ALL, "apis/shared_office365", "apis/shared_gmail", "ReferenceConnectorChanged"),
    (ALL, "<promptingbehavior>0", "<promptingbehavior>1", "KeptChanged"),
    (LIMIT, "schemaname=\"demo_limit\"", "schemaname=\"demo_most\"", "VariableAdded VariableRemoved"),
    (LIMIT, "<displayname default=\"Limit\">", "<displayname default=\"Most\">", "VariableRenamed"),
    (LIMIT, "<description default=\"How many\">", "<description default=\"Most\">", "VariableDescriptionChanged"),
    (LIMIT, "100000001", "100000000", "VariableTypeChanged"),
    (LIMIT, "<defaultvalue>5", "<defaultvalue>6", "VariableDefaultChanged"),
    (LIMIT, "<isrequired>0", "<isrequired>1", "VariableRequirementChanged"),
    (
        "environmentvariabledefinitions/demo_limit/environmentvariablevalues.json",
        "\"9\"",
        "\"10\"",
        "VariableValueChanged",
    ),
    (KEY, "<parameterkey>dataset", "<parameterkey>table", "VariableDataSourceChanged"),
    (ALL, "OriginalName=\"Item\">demo_Item", "OriginalName=\"Item\">demo_Thing", "TableAdded TableRemoved"),
    (ALL, "LocalizedName=\"Item\"", "LocalizedName=\"Thing\"", "TableRenamed"),
    (ALL, "description=\"Ding\"", "description=\"Sache\"", "KeptChanged"),
    (ALL, "UserOwned", "OrgOwned", "TableOwnershipChanged"),
    (ALL, "<EntitySetName>demo_items", "<EntitySetName>demo_itemset", "TableAddressChanged"),
    (ALL, "PrimaryName|ValidForForm", "ValidForForm", "TablePrimaryNameChanged"),
    (ALL, "<IsAuditEnabled>1", "<IsAuditEnabled>0", "KeptChanged"),
    (ALL, "<tabs />", "<tabs><tab /></tabs>", "KeptChanged"),
    (ALL, "<LogicalName>demo_other", "<LogicalName>demo_another", "ColumnAdded ColumnRemoved"),
    (ALL, "<LogicalName>demo_rank", "<LogicalName>demo_grade", "ColumnAdded ColumnRemoved"),
    (ALL, "description=\"Name\"", "description=\"Title\"", "ColumnRenamed"),
    (ALL, "<Type>int", "<Type>float", "ColumnTypeChanged"),
    (ALL, "<MaxLength>50", "<MaxLength>60", "ColumnLengthChanged"),
    (ALL, "<MaxLength>100", "<MaxLength>10", "ColumnShortened"),
    (ALL, "<Accuracy>2", "<Accuracy>1", "ColumnShortened"),
    (ALL, "<RequiredLevel>required", "<RequiredLevel>none", "ColumnRequirementChanged"),
    (ALL, "<IsSecured>0", "<IsSecured>1", "KeptChanged"),
    (ALL, "<Behavior>1", "<Behavior>2", "ColumnBehaviorChanged"),
    (ALL, "<ReferencedEntityName>Account", "<ReferencedEntityName>Lead", "ColumnTargetsChanged RelationshipChanged"),
    (ALL, "option value=\"2\"", "option value=\"3\"", "OptionAdded OptionRemoved"),
    (ALL, "description=\"Red\"", "description=\"Crimson\"", "OptionChanged"),
    (ALL, "Name=\"demo_size\"", "Name=\"demo_width\"", "ChoiceAdded ChoiceRemoved"),
    (
        ALL,
        "localizedName=\"Size\"><OptionSetType>picklist</OptionSetType><displaynames><displayname description=\"Size\"",
        "localizedName=\"Width\"><OptionSetType>picklist</OptionSetType><displaynames><displayname description=\"Width\"",
        "ChoiceRenamed",
    ),
    (ALL, "description=\"Small\"", "description=\"Tiny\"", "OptionChanged"),
    (ALL, "Name=\"demo_item_account\"", "Name=\"demo_item_owner\"", "RelationshipAdded RelationshipRemoved"),
    (ALL, "<CascadeDelete>RemoveLink", "<CascadeDelete>Cascade", "RelationshipDeleteChanged"),
    (
        ALL,
        "Role id=\"{22222222-0000-0000-0000-000000000001}\"",
        "Role id=\"{22222222-0000-0000-0000-000000000002}\"",
        "RoleAdded RoleRemoved",
    ),
    (ALL, "name=\"Demo user\"", "name=\"Demo reader\"", "RoleRenamed"),
    (ALL, "prvWritedemo_Item", "prvDeletedemo_Item", "PrivilegeAdded PrivilegeRemoved"),
    (ALL, "prvExportToExcel", "prvActOnBehalfOfAnotherUser", "PrivilegeAdded PrivilegeRemoved"),
    (ALL, "\"prvExportToExcel\" level=\"Global\"", "\"prvExportToExcel\" level=\"Basic\"", "PrivilegeDepthChanged"),
    (ALL, "level=\"Basic\"", "level=\"Global\"", "PrivilegeDepthChanged"),
    (ALL, "<name>demo_5Finvoices", "<name>demo_5Fbills", "ConnectorAdded ConnectorRemoved"),
    (ALL, "<displayname>Invoices", "<displayname>Bills", "ConnectorRenamed"),
    (ALL, "Reads invoices", "Reads bills", "ConnectorDescriptionChanged"),
    (API, "invoices.example", "evil.example", "ConnectorHostChanged"),
    (API, "\"in\": \"header\"", "\"in\": \"query\"", "ConnectorAuthenticationChanged"),
    ("Connector/parameters.json", "securestring", "oauthSetting", "ConnectorAuthenticationChanged"),
    ("Connector/policies.json", "\"x\": 1", "\"x\": 2", "ConnectorPolicyChanged"),
    ("Connector/script.csx", "Script", "Trick", "ConnectorScriptChanged"),
    ("Connector/icon.png", "not", "never", "ConnectorIconChanged"),
    (API, "\"/invoices\":", "\"/bills\":", "ConnectorOperationAdded ConnectorOperationRemoved"),
    (API, "\"description\": \"ok\"", "\"description\": \"fine\"", "ConnectorOperationChanged"),
    (API, "\"title\": \"Invoices\"", "\"title\": \"Bills\"", "ConnectorDefinitionChanged"),
    ("WebResources/demo_page.html", "page", "site", "KeptChanged"),
    (ALL, "<WebResourceType>1", "<WebResourceType>2", "KeptChanged"),
    (
        ALL,
        "WorkflowId=\"{aaaaaaaa-0000-0000-0000-000000000002}\"",
        "WorkflowId=\"{aaaaaaaa-0000-0000-0000-000000000003}\"",
        "FlowAdded FlowRemoved",
    ),
    (ALL, "Name=\"Audit\"", "Name=\"Account\"", "FlowRenamed"),
    (ALL, "Writes down who did what", "Writes down who did it", "FlowDescriptionChanged"),
    (ALL, "<StateCode>1</StateCode><StatusCode>2", "<StateCode>0</StateCode><StatusCode>1", "FlowTurnedOff"),
    (ALL, "<StateCode>0</StateCode><StatusCode>1", "<StateCode>1</StateCode><StatusCode>2", "FlowTurnedOn"),
    (ALL, "<RunAs>1", "<RunAs>0", "KeptChanged"),
    (AUDIT, "\"templateName\": \"\"", "\"templateName\": \"x\"", "FlowPropertyChanged"),
    (AUDIT, "\"contentVersion\": \"1.0.0.0\"", "\"contentVersion\": \"2.0.0.0\"", "FlowPropertyChanged"),
    (AUDIT, "\"outputs\": {}", "\"outputs\": {\"a\": {\"type\": \"string\", \"value\": \"b\"}}", "FlowOutputChanged"),
    (AUDIT, "\"outputs\": {}", "\"outputs\": {}, \"staticResults\": {\"List0\": {}}", "StaticResultChanged"),
    (
        AUDIT,
        "\"$connections\": { \"defaultValue\": {}, \"type\": \"Object\" },",
        "\"$connections\": { \"defaultValue\": {}, \"type\": \"Object\" }, \"More\": {\"type\": \"String\"},",
        "FlowParameterAdded",
    ),
    (AUDIT, "\"$connections\": { \"defaultValue\": {}, \"type\": \"Object\" },", "", "FlowParameterRemoved"),
    (AUDIT, "\"defaultValue\": 5", "\"defaultValue\": 6", "FlowParameterChanged"),
    (AUDIT, "Limit (demo_limit)", "Most (demo_limit)", "FlowParameterChanged"),
    (
        AUDIT,
        "\"shared_office365\": {",
        "\"shared_gmail\": {\"runtimeSource\": \"invoker\", \"connection\": {}, \"api\": {\"name\": \"shared_gmail\"}}, \"shared_office365\": {",
        "FlowConnectionAdded FlowConnectorAdded",
    ),
    (
        AUDIT,
        "\"api\": { \"name\": \"shared_commondataserviceforapps\" }\n      },\n      \"shared_office365\": {\n        \"runtimeSource\": \"embedded\",\n        \"connection\": { \"connectionReferenceLogicalName\": \"demo_mail\" },\n        \"api\": { \"name\": \"shared_office365\" }\n      }",
        "\"api\": { \"name\": \"shared_commondataserviceforapps\" }\n      }",
        "FlowConnectionRemoved FlowConnectorRemoved",
    ),
    (AUDIT, "\"impersonation\": { \"source\": \"invoker\" }", "\"impersonation\": {}", "ConnectionModeChanged"),
    (AUDIT, "\"runtimeSource\": \"embedded\"", "\"runtimeSource\": \"Invoker\"", "ConnectionModeChanged"),
    (
        AUDIT,
        "\"connectionReferenceLogicalName\": \"demo_mail\"",
        "\"connectionReferenceLogicalName\": \"demo_post\"",
        "FlowReferenceChanged",
    ),
    (
        AUDIT,
        "\"name\": \"shared_office365\"",
        "\"name\": \"shared_gmail\"",
        "FlowConnectorAdded FlowConnectorChanged FlowConnectorRemoved",
    ),
    (
        AUDIT,
        "\"impersonation\": { \"source\": \"invoker\" }",
        "\"impersonation\": { \"source\": \"invoker\", \"objectId\": \"x\" }",
        "FlowConnectionChanged",
    ),
    (
        AUDIT,
        "\"connectionName\": \"shared_commondataserviceforapps_1\"",
        "\"connectionName\": \"shared_commondataserviceforapps\"",
        "ActionConnectionChanged",
    ),
    (
        AUDIT,
        "\"authentication\": \"@parameters('$authentication')\"",
        "\"authentication\": {\"type\": \"Raw\", \"value\": \"x\"}",
        "AuthenticationChanged",
    ),
    (AUDIT, "https://api.example/notify", "https://evil.example/notify", "HostAdded HostRemoved InputChanged"),
    (
        AUDIT,
        "\"entityName\": \"demo_items\"",
        "\"entityName\": \"contacts\"",
        "InputChanged TableReadAdded TableReadRemoved",
    ),
    (
        AUDIT,
        "\"entityName\": \"demo_audits\"",
        "\"entityName\": \"contacts\"",
        "InputChanged TableWriteAdded TableWriteRemoved",
    ),
    (
        AUDIT,
        "\"entityName\": \"demo_olditems\"",
        "\"entityName\": \"contacts\"",
        "InputChanged TableDeleteAdded TableDeleteRemoved",
    ),
    (
        AUDIT,
        "\"workflowReferenceName\": \"aaaaaaaa-0000-0000-0000-000000000002\"",
        "\"workflowReferenceName\": \"aaaaaaaa-0000-0000-0000-000000000009\"",
        "CalledFlowAdded CalledFlowChanged CalledFlowRemoved",
    ),
    (NIGHTLY, "\"manual\": {", "\"other\": {\"type\": \"Recurrence\"}, \"manual\": {", "TriggerAdded"),
    (
        NIGHTLY,
        "\"Recurrence\": { \"type\": \"Recurrence\", \"recurrence\": { \"frequency\": \"Day\", \"interval\": 1 }, \"splitOn\": \"@triggerBody()\" },",
        "",
        "TriggerRemoved",
    ),
    (AUDIT, "\"When_a_contact_changes\"", "\"On_change\"", "TriggerRenamed"),
    (AUDIT, "\"type\": \"OpenApiConnectionWebhook\"", "\"type\": \"OpenApiConnection\"", "TriggerTypeChanged"),
    (NIGHTLY, "\"kind\": \"Button\"", "\"kind\": \"Http\"", "TriggerTypeChanged"),
    (NIGHTLY, "\"frequency\": \"Day\"", "\"frequency\": \"Minute\"", "ScheduleChanged"),
    (AUDIT, "\"subscriptionRequest/runas\": 1", "\"subscriptionRequest/runas\": 3", "RunAsChanged"),
    (
        AUDIT,
        "\"subscriptionRequest/scope\": 4,\n              \"subscriptionRequest/runas\": 1",
        "\"subscriptionRequest/scope\": 4",
        "RunAsChanged",
    ),
    (
        AUDIT,
        "\"subscriptionRequest/entityname\": \"contact\"",
        "\"subscriptionRequest/entityname\": \"account\"",
        "TriggerTableChanged",
    ),
    (AUDIT, "\"subscriptionRequest/message\": 3", "\"subscriptionRequest/message\": 4", "TriggerEventChanged"),
    (AUDIT, "\"subscriptionRequest/scope\": 4", "\"subscriptionRequest/scope\": 1", "TriggerScopeChanged"),
    (AUDIT, "\"lastname\"", "\"lastname,firstname\"", "TriggerFilterChanged"),
    (AUDIT, "@equals(1, 1)", "@equals(1, 2)", "TriggerConditionChanged"),
    (NIGHTLY, "\"schema\": { \"type\": \"object\" }", "\"schema\": { \"type\": \"string\" }", "TriggerInputsChanged"),
    (NIGHTLY, "\"Tenant\"", "\"All\"", "TriggerAuthenticationChanged"),
    (NIGHTLY, "@triggerBody()\"", "@triggerBody()?['value']\"", "SplitOnChanged"),
    (AUDIT, "\"Note\": {", "\"New\": {\"type\": \"Compose\", \"inputs\": \"x\"}, \"Note\": {", "ActionAdded"),
    (
        AUDIT,
        "\"Note\": {",
        "\"Block\": {\"type\": \"Scope\", \"actions\": {\"Inner\": {\"type\": \"Compose\", \"inputs\": \"x\"}}}, \"Note\": {",
        "ActionAdded",
    ),
    (NIGHTLY, "\"Sum\": { \"type\": \"Compose\", \"inputs\": 1 }", "", "ActionRemoved"),
    (AUDIT, "\"Delete_item\": {", "\"Remove_item\": {", "ActionRenamed"),
    (AUDIT, "\"type\": \"Compose\"", "\"type\": \"Terminate\"", "ActionTypeChanged"),
    (AUDIT, "\"operationId\": \"SubscribeWebhookTrigger\"", "\"operationId\": \"Another\"", "OperationChanged"),
    (AUDIT, "\"List_items\": [ \"Succeeded\" ]", "\"List_items\": [ \"Failed\" ]", "RunAfterChanged"),
    (AUDIT, "['body/value'])\", 0 ]", "['body/value'])\", 1 ]", "ConditionChanged"),
    (AUDIT, "\"case\": \"a\"", "\"case\": \"b\"", "ConditionChanged"),
    (
        AUDIT,
        "\"foreach\": \"@outputs('List_items')?['body/value']\"",
        "\"foreach\": \"@createArray(1)\"",
        "LoopChanged",
    ),
    (AUDIT, "@concat('demo_name eq '", "@concat('demo_name ne '", "ExpressionChanged"),
    (AUDIT, "\"$top\": 50", "\"$top\": 50, \"$select\": \"demo_name\"", "InputAdded"),
    (AUDIT, "\"$top\": 50,", "", "InputRemoved"),
    (AUDIT, "\"$top\": 50", "\"$top\": 60", "InputChanged"),
    (AUDIT, "typed-secret-1", "typed-secret-2", "InputChanged"),
    (AUDIT, "All of them", "Some of them", "NoteChanged"),
    (AUDIT, "\"count\": 4", "\"count\": 5", "RetryChanged"),
    (AUDIT, "\"limit\": { \"timeout\": \"PT1H\" }", "\"limit\": { \"timeout\": \"PT2H\" }", "LimitChanged"),
    (AUDIT, "\"repetitions\": 20", "\"repetitions\": 1", "ConcurrencyChanged"),
    (AUDIT, "5000", "100000", "PaginationChanged"),
    (AUDIT, "[ \"inputs\" ]", "[ \"inputs\", \"outputs\" ]", "SecureDataAdded"),
    (AUDIT, "[ \"inputs\" ]", "[ \"outputs\" ]", "SecureDataRemoved"),
    (AUDIT, "\"Disabled\"", "\"Enabled\"", "StaticResultChanged"),
    (AUDIT, "DisableAsyncPattern", "Other", "OptionsChanged"),
    (AUDIT, "\"who\": \"me\"", "\"who\": \"you\"", "TrackedPropertiesChanged"),
    (AUDIT, "00000000000a", "00000000000b", "MetadataChanged"),
    (AUDIT, "\"Chunked\"", "\"Plain\"", "SettingChanged"),
];

#[test]
fn each_change_is_named_and_nothing_else() {
    let before = small::package();
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    for (file, from, to, expected) in PLANTED {
        let after = small::with(&before, file, from, to);
        let diff = between(&before, &after);
        met.extend(diff.changes.iter().map(|change| change.code));
        if codes(&diff) != expected.split(' ').collect::<Vec<_>>() {
            wrong.push(format!(
                "{file}: {from} -> {to}\n  expected {expected}\n  found    {}\n  {:#?}",
                codes(&diff).join(" "),
                diff.changes
            ));
        }
        let flow = file.starts_with("Workflows/");
        assert_eq!(diff.texts.len(), usize::from(flow), "{file}: {from} -> {to}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let rare = BTreeSet::from([ChangeCode::ActionMoved, ChangeCode::FlowOwnersChanged, ChangeCode::LayoutChanged]);
    let unmet: Vec<_> = ChangeCode::ALL.iter().filter(|code| !met.contains(code) && !rare.contains(code)).collect();
    assert!(unmet.is_empty(), "no change is planted for {unmet:?}");
}

#[test]
fn every_code_is_explained_in_the_guide() {
    let guide = include_str!("../../../docs/guide/solution-changes.md");
    for code in ChangeCode::ALL {
        let risk = serde_json::to_string(&code.risk()).unwrap();
        let line = format!("| `{code}` | {} | {} |", risk.trim_matches('"'), code.summary());
        assert!(guide.contains(&line), "docs/guide/solution-changes.md lacks the line\n{line}");
    }
}

#[test]
fn the_same_package_does_not_differ() {
    let package = small::package();
    assert_eq!(between(&package, &package), Diff::default());
    // Neither does another form of the same: order of keys, spaces, ends of lines, encoding.
    let flow = std::str::from_utf8(package.get(NIGHTLY).unwrap().bytes()).unwrap();
    let mut other = small::with(&package, API, "\"schemes\": [\"https\"],", "");
    other = small::with(&other, API, "\"swagger\": \"2.0\",", "\"schemes\": [\"https\"], \"swagger\": \"2.0\",");
    other.set(NIGHTLY, flow.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()).unwrap();
    other.set("WebResources/demo_page.html", *b"<html>page</html>\r\n").unwrap();
    assert_eq!(between(&package, &other), Diff::default());
}

#[test]
fn a_moved_action_is_told_once() {
    let before = small::package();
    let moved =
        "\"Wait_a_bit\": { \"type\": \"Wait\", \"inputs\": { \"interval\": { \"count\": 5, \"unit\": \"Minute\" } } }";
    let after = small::with(&before, AUDIT, moved, "");
    let after = small::with(
        &after,
        AUDIT,
        "\"default\": { \"actions\": {} }",
        &format!("\"default\": {{ \"actions\": {{ {moved} }} }}"),
    );
    let diff = between(&before, &after);
    let sentences: Vec<_> = diff.changes.iter().map(|change| (change.code, change.sentence.as_str())).collect();
    let expected = "In the flow `Audit`, `Wait a bit` stood in `Which/One` and now stands in `Which/default`.";
    assert_eq!(sentences, [(ChangeCode::ActionMoved, expected)]);
}

#[test]
fn a_renamed_action_takes_what_refers_to_it_along() {
    let before = small::package();
    let text = std::str::from_utf8(before.get(AUDIT).unwrap().bytes()).unwrap();
    let mut after = before.clone();
    after.set(AUDIT, text.replace("List_items", "Get_rows").replace("For_each_item", "Loop")).unwrap();
    let diff = between(&before, &after);
    let places: Vec<_> = diff.changes.iter().map(|change| (change.code, change.place.as_str())).collect();
    assert_eq!(places, [(ChangeCode::ActionRenamed, "actions/Get_rows"), (ChangeCode::ActionRenamed, "actions/Loop")]);
    // Two that do the same cannot be told apart, so they are new and gone.
    let twins = r#""A": {"type": "Compose", "inputs": 1}, "B": {"type": "Compose", "inputs": 1}"#;
    let sum = "\"Sum\": { \"type\": \"Compose\", \"inputs\": 1 }";
    let one = small::with(&before, NIGHTLY, sum, twins);
    let other = small::with(&before, NIGHTLY, sum, &twins.replace("\"A\"", "\"C\"").replace("\"B\"", "\"D\""));
    assert_eq!(codes(&between(&one, &other)), ["ActionAdded", "ActionAdded", "ActionRemoved", "ActionRemoved"]);
}

#[test]
fn owners_are_compared_where_both_sides_know_them() {
    let package = small::package();
    let (contents, _) = package.contents();
    let flow = contents.flows[0].id;
    let (soul, roohi) =
        (BTreeMap::from([(flow, vec!["Soul".to_owned()])]), BTreeMap::from([(flow, vec!["Roohi".to_owned()])]));
    let side = Side::of(&contents, &package);
    let (was, is) = (Side { owners: Some(&soul), ..side }, Side { owners: Some(&roohi), ..side });
    let found = diff(was, is);
    assert_eq!(found.changes[0].sentence, "Who owns the flow `Audit` was `Soul` and is now `Roohi`.");
    assert_eq!((found.changes.len(), found.risk()), (1, Some(Risk::High)));
    assert!(diff(was, side).is_empty());
}

#[test]
fn typed_secrets_are_not_shown() {
    let before = small::package();
    let after = small::with(&before, AUDIT, "typed-secret-1", "typed-secret-2");
    let json = serde_json::to_string(&between(&before, &after)).unwrap();
    assert!(!json.contains("typed-secret"), "{json}");
    assert!(json.contains("the values are not shown"), "{json}");
    let without = small::with(
        &before,
        AUDIT,
        "\"Call_out\": {",
        "\"Call_twice\": {\"type\": \"Http\", \"inputs\": {\"uri\": \"https://a.example/?sig=typed-secret-3\"}}, \"Call_out\": {",
    );
    let json = serde_json::to_string(&between(&before, &without)).unwrap();
    assert!(!json.contains("typed-secret"), "{json}");
}

#[test]
fn both_layouts_differ_in_nothing_but_that() {
    let zip = small::package();
    let files = zip.members().iter().map(|member| {
        let path = match member.path() {
            "solution.xml" => "Other/Solution.xml",
            "customizations.xml" => "Other/Customizations.xml",
            path => path,
        };
        (path.to_owned(), member.bytes().to_vec())
    });
    let folder = Package::from_files(files).unwrap();
    assert_eq!(codes(&between(&zip, &folder)), ["LayoutChanged"]);
}

#[test]
fn a_diff_is_json_and_has_a_digest() {
    let before = small::package();
    let after = small::with(&before, AUDIT, "\"subscriptionRequest/runas\": 1", "\"subscriptionRequest/runas\": 2");
    let diff = between(&before, &after);
    let json = serde_json::to_value(&diff).unwrap();
    assert_eq!(json["changes"][0]["code"], "RunAsChanged");
    assert_eq!(json["changes"][0]["risk"], "high");
    assert_eq!(json["changes"][0]["subject"]["kind"], "flow");
    assert_eq!((&json["changes"][0]["before"], &json["changes"][0]["after"]), (&1.into(), &2.into()));
    let expected = "In the flow `Audit`, actions that act for the invoker acted as the triggering user and now act as the row owner.";
    assert_eq!(json["changes"][0]["sentence"], expected);
    let unified = json["texts"][0]["unified"].as_str().unwrap();
    assert!(
        unified.contains(
            "-              \"subscriptionRequest/runas\": 1,\n+              \"subscriptionRequest/runas\": 2,"
        ),
        "{unified}"
    );
    let again: Diff = serde_json::from_value(json).unwrap();
    assert_eq!((&again, again.digest()), (&diff, diff.digest()));
    assert_ne!(diff.digest(), Diff::default().digest());
}
