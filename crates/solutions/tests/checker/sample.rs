//! A small solution with nothing to say about it.

use serde_json::{Value, json};
use solutions::Package;

const FLOW: &str = "Workflows/Orders.json";
pub(crate) const VARIABLE: &str = "environmentvariabledefinitions/con_recipient/environmentvariabledefinition.xml";
const CONNECTOR: &str = "Connector/definition.json";

const SOLUTION: &str = r#"<ImportExportXml><SolutionManifest><UniqueName>Orders</UniqueName><Version>1.0.0.0</Version><Managed>0</Managed>
<Publisher><UniqueName>contoso</UniqueName><CustomizationPrefix>con</CustomizationPrefix></Publisher>
<RootComponents /><MissingDependencies /></SolutionManifest></ImportExportXml>"#;
const CUSTOMIZATIONS: &str = r#"<ImportExportXml>
<Workflows><Workflow WorkflowId="{5f0e8f2a-1111-4c0e-9a4e-0305e82c3301}" Name="Orders"><JsonFileName>/Workflows/Orders.json</JsonFileName><Category>5</Category><StateCode>1</StateCode></Workflow></Workflows>
<Connectors><Connector><name>con_5Finvoicing</name><displayname>Invoicing</displayname><openapidefinition>/Connector/definition.json</openapidefinition></Connector></Connectors>
<connectionreferences>
<connectionreference connectionreferencelogicalname="con_dataverse"><connectorid>/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps</connectorid></connectionreference>
<connectionreference connectionreferencelogicalname="con_mail"><connectorid>/providers/Microsoft.PowerApps/apis/shared_office365</connectorid></connectionreference>
<connectionreference connectionreferencelogicalname="con_invoicing"><connectorid>/providers/Microsoft.PowerApps/apis/shared_con-5finvoicing</connectorid></connectionreference>
</connectionreferences></ImportExportXml>"#;
const DEFINITION: &str = r#"<environmentvariabledefinition schemaname="con_recipient">
<displayname default="Recipient" /><description default="Who is told about new orders: a mail address." /><type>100000000</type></environmentvariabledefinition>"#;

/// The solution with these changes in its flow and its files.
pub(crate) fn package(change: impl FnOnce(&mut Value, &mut Vec<(String, String)>)) -> Package {
    let mut flow = flow();
    let mut files: Vec<(String, String)> = [
        ("[Content_Types].xml", "<Types />"),
        ("solution.xml", SOLUTION),
        ("customizations.xml", CUSTOMIZATIONS),
        (VARIABLE, DEFINITION),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .to_vec();
    let connector = json!({"swagger": "2.0", "paths": {"/old": {"get": {"operationId": "Old", "deprecated": true}}, "/new": {"get": {"operationId": "New"}}}});
    files.push((CONNECTOR.to_owned(), connector.to_string()));
    change(&mut flow, &mut files);
    files.push((FLOW.to_owned(), flow.to_string()));
    Package::from_files(files).unwrap()
}

/// A call of an operation.
pub(crate) fn call(alias: &str, operation: &str, parameters: Value) -> Value {
    json!({"type": "OpenApiConnection", "runAfter": {}, "inputs": {
        "host": {"connectionName": alias, "operationId": operation, "apiId": format!("/providers/Microsoft.PowerApps/apis/{alias}")},
        "parameters": parameters}})
}

fn flow() -> Value {
    let reference = |name: &str, api: &str| json!({"runtimeSource": "embedded", "connection": {"connectionReferenceLogicalName": name}, "api": {"name": api}});
    let mut invoicing = reference("con_invoicing", "shared_con-5finvoicing");
    invoicing["api"]["logicalName"] = "con_5Finvoicing".into();
    let rows = json!({"entityName": "con_orders", "$filter": "statecode eq 0", "$select": "con_name"});
    let mail = json!({"emailMessage/To": "@parameters('Recipient (con_recipient)')", "emailMessage/Subject": "Orders", "emailMessage/Body": "<p>Write to ann@contoso.com</p>"});
    let told = json!({"emailMessage/To": "@parameters('Recipient (con_recipient)')", "emailMessage/Subject": "It failed", "emailMessage/Body": "@{workflow()['run']['name']}"});
    let mut on_failure = call("shared_office365", "SendEmailV2", told);
    on_failure["runAfter"] = json!({"Work": ["Failed", "TimedOut"]});
    json!({"schemaVersion": "1.0.0.0", "properties": {
        "connectionReferences": {
            "shared_commondataserviceforapps": reference("con_dataverse", "shared_commondataserviceforapps"),
            "shared_office365": reference("con_mail", "shared_office365"),
            "shared_con-5finvoicing": invoicing,
        },
        "definition": {
            "$schema": "https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#",
            "contentVersion": "1.0.0.0",
            "parameters": {
                "$connections": {"defaultValue": {}, "type": "Object"}, "$authentication": {"defaultValue": {}, "type": "SecureObject"},
                "Recipient (con_recipient)": {"defaultValue": "", "type": "String", "metadata": {"schemaName": "con_recipient"}},
            },
            "triggers": {"Changed": {"type": "OpenApiConnectionWebhook", "inputs": {
                "host": {"connectionName": "shared_commondataserviceforapps", "operationId": "SubscribeWebhookTrigger", "apiId": "/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps"},
                "parameters": {"subscriptionRequest/message": 4, "subscriptionRequest/entityname": "con_order", "subscriptionRequest/scope": 4}}}},
            "actions": {
                "Work": {"type": "Scope", "runAfter": {}, "actions": {
                    "List": call("shared_commondataserviceforapps", "ListRecords", rows),
                    "Invoice": call("shared_con-5finvoicing", "New", json!({})),
                    "Ask": {"type": "Http", "runAfter": {}, "inputs": {"method": "GET", "uri": "https://graph.microsoft.com/v1.0/me"}},
                    "Each": {"type": "Foreach", "runAfter": {"List": ["Succeeded"]}, "foreach": "@outputs('List')?['body/value']", "actions": {
                        "Send": call("shared_office365", "SendEmailV2", mail)}},
                    "Wait": {"type": "Until", "runAfter": {}, "expression": "@equals(1, 1)", "limit": {"count": 5, "timeout": "PT1H"}, "actions": {}},
                }},
                "Tell": on_failure,
            },
        },
    }})
}
