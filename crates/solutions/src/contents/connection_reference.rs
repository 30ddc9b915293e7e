//! Connection references, from `customizations.xml`.

use std::collections::HashSet;

use model::ConnectorName;

use super::Reading;
use crate::{problem::code, text::fold, xml::NodeExt};

/// A connection reference. What it is bound to never travels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReferenceFile {
    /// Its name in files, in the file's own case; compared without case.
    pub logical_name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// What it connects to.
    pub connector: ConnectorName,
    /// The id of the custom connector, where it is one.
    pub custom_connector: Option<String>,
}

pub(super) fn read(reading: &mut Reading<'_, '_>) -> Vec<ReferenceFile> {
    let mut references = Vec::new();
    let mut seen = HashSet::new();
    for (file, node) in reading.items("connectionreferences", "connectionreference") {
        let Some(logical_name) = node.attr("connectionreferencelogicalname").filter(|name| !name.is_empty()) else {
            let message = "a connection reference has no `connectionreferencelogicalname`";
            reading.problems.push(file.error(node, code::VALUE_INVALID, message));
            continue;
        };
        if !seen.insert(fold(logical_name)) {
            let message = format!("the connection reference `{logical_name}` stands in the package twice");
            reading.problems.push(file.error(node, code::DUPLICATE, message));
            continue;
        }
        let custom =
            node.one("customconnectorid").and_then(|custom| custom.value("connectorid").or_else(|| custom.content()));
        let connector = node.value("connectorid").or(custom);
        if connector.is_none() {
            let message = format!("the connection reference `{logical_name}` does not say which connector it is for");
            reading.problems.push(file.error(node, code::VALUE_INVALID, message));
        }
        references.push(ReferenceFile {
            display_name: node.value("connectionreferencedisplayname").unwrap_or(logical_name).to_owned(),
            description: node.value("description").map(str::to_owned),
            connector: ConnectorName::new(connector.unwrap_or_default()),
            custom_connector: custom.map(str::to_owned),
            logical_name: logical_name.to_owned(),
        });
    }
    references
}
