//! Custom connectors: a row in `customizations.xml` or `Connectors/*.xml`, and the files that it names.

use uuid::Uuid;

use super::Reading;
use crate::{
    Member, Package, Problem,
    problem::code,
    xml::{Node, NodeExt},
};

/// A custom connector. Files that are there but empty, as exports write them for "none", are left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectorFiles {
    /// Its name in files (`contoso_5Finvoicing`).
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its id.
    pub id: Option<Uuid>,
    /// The path of the OpenAPI definition in the package.
    pub definition: Option<String>,
    /// The path of the connection parameters: how one signs in.
    pub connection_parameters: Option<String>,
    /// The path of the policies.
    pub policies: Option<String>,
    /// The path of the custom code.
    pub script: Option<String>,
    /// The path of the icon.
    pub icon: Option<String>,
    /// The SHA-256 of all of that with what the files hold, as hexadecimal digits.
    pub digest: String,
}

pub(super) fn read(reading: &mut Reading<'_, '_>) -> Vec<ConnectorFiles> {
    let mut connectors = Vec::new();
    for (file, node) in reading.items("Connectors", "Connector") {
        let Some(name) = node.value("name") else {
            reading.problems.push(file.error(node, code::VALUE_INVALID, "a custom connector has no `name`"));
            continue;
        };
        let mut connector = ConnectorFiles {
            display_name: node.value("displayname").unwrap_or(name).to_owned(),
            description: node.value("description").map(str::to_owned),
            id: node.value("connectorid").and_then(|id| Uuid::parse_str(id).ok()),
            definition: find(reading.package, node, "openapidefinition"),
            connection_parameters: find(reading.package, node, "connectionparameters"),
            policies: find(reading.package, node, "policytemplateinstances"),
            script: find(reading.package, node, "customcodeblobcontent"),
            icon: find(reading.package, node, "iconblob"),
            name: name.to_owned(),
            digest: String::new(),
        };
        connector.digest = digest(reading.package, &connector);
        if connector.definition.is_none() {
            let path = node.value("openapidefinition").unwrap_or_default();
            let message =
                format!("the custom connector `{name}` names the definition `{path}`, which is not in the package");
            let problem: Problem = file.warning(node, code::FILE_MISSING, message);
            reading.problems.push(problem);
        }
        connectors.push(connector);
    }
    connectors
}

fn digest(package: &Package, connector: &ConnectorFiles) -> String {
    let files = [
        &connector.definition,
        &connector.connection_parameters,
        &connector.policies,
        &connector.script,
        &connector.icon,
    ];
    let held = files.map(|path| path.as_ref().and_then(|path| package.get(path)).map(Member::bytes));
    crate::diff::digest(&(&connector.display_name, &connector.description, held))
}

/// The path, as the package has it, of the file that this child element names.
fn find(package: &Package, node: Node<'_, '_>, part: &str) -> Option<String> {
    let path = node.value(part)?.trim_start_matches('/');
    // Rows name the zip's folder `Connector/` even where the unpacked layout calls it `Connectors/`.
    let unpacked = path.split_once('/').map(|(_, file)| format!("Connectors/{file}"));
    let member = package.get(path).or_else(|| package.get(&unpacked?))?;
    let content = member.bytes().trim_ascii();
    (!content.is_empty() && content != b"null").then(|| member.path().to_owned())
}
