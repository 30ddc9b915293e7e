//! A small solution in a folder.

use crate::support::Bench;

const SOLUTION: &str = r#"<ImportExportXml><SolutionManifest><UniqueName>Orders</UniqueName>
<LocalizedNames><LocalizedName description="Orders" languagecode="1033" /></LocalizedNames><Descriptions />
<Version>1.2.0.0</Version><Managed>0</Managed>
<Publisher><UniqueName>contoso</UniqueName><CustomizationPrefix>con</CustomizationPrefix></Publisher>
<RootComponents><RootComponent type="29" id="{5f0e8f2a-1111-4c0e-9a4e-0305e82c3301}" behavior="0" /></RootComponents><MissingDependencies /></SolutionManifest></ImportExportXml>"#;
const CUSTOMIZATIONS: &str = r#"<ImportExportXml>
  <Entities />
  <Workflows>
    <Workflow WorkflowId="{5f0e8f2a-1111-4c0e-9a4e-0305e82c3301}" Name="Greet">
      <JsonFileName>/Workflows/Greet-5F0E8F2A-1111-4C0E-9A4E-0305E82C3301.json</JsonFileName>
      <Type>1</Type><Category>5</Category><StateCode>1</StateCode><StatusCode>2</StatusCode>
    </Workflow>
  </Workflows>
  <connectionreferences><connectionreference connectionreferencelogicalname="con_dataverse">
<connectionreferencedisplayname>Dataverse</connectionreferencedisplayname>
<connectorid>/providers/Microsoft.PowerApps/apis/shared_commondataserviceforapps</connectorid>
</connectionreference></connectionreferences></ImportExportXml>"#;
const FLOW: &str = r#"{"properties":{"connectionReferences":{},"definition":{"$schema":"https://schema.management.azure.com/providers/Microsoft.Logic/schemas/2016-06-01/workflowdefinition.json#","contentVersion":"1.0.0.0",
"triggers":{"manual":{"type":"Request","kind":"Button","inputs":{"schema":{"type":"object","properties":{},"required":[]}}}},
"actions":{"Greeting":{"type":"Compose","runAfter":{},"inputs":"Hello"},"Closing":{"type":"Compose","runAfter":{"Greeting":["Succeeded"]},"inputs":"Bye"}}}},"schemaVersion":"1.0.0.0"}"#;

/// A folder with the solution in `orders`.
pub(crate) fn bench() -> Bench {
    Bench::with([
        ("orders/[Content_Types].xml", b"<Types />"),
        ("orders/solution.xml", SOLUTION.as_bytes()),
        ("orders/customizations.xml", CUSTOMIZATIONS.as_bytes()),
        ("orders/Workflows/Greet-5F0E8F2A-1111-4C0E-9A4E-0305E82C3301.json", FLOW.as_bytes()),
    ])
}
