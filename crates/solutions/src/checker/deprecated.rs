//! Operations that their connectors do not want used any more.

use std::collections::BTreeSet;

use wdl::Value;

use super::{CheckCode, Findings, flow::FlowUnderCheck};
use crate::{Contents, Package, contents::read_json, text::fold};

/// Connectors that are deprecated as a whole. Source: connector reference, "Microsoft Dataverse (legacy)" and "Dynamics 365 (deprecated)".
const CONNECTORS: [&str; 2] = ["shared_commondataservice", "shared_dynamicscrmonline"];

/// The deprecated operations of the custom connectors that travel in the package, each with its connector, in lower case. Their
/// definitions mark them.
pub(super) fn operations(contents: &Contents, package: &Package) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for connector in &contents.connectors {
        let file = connector.definition.as_ref().and_then(|path| package.get(path));
        let Some(Ok(document)) = file.map(read_json) else { continue };
        let paths = document.get("paths").and_then(Value::as_object);
        let methods = paths.iter().flat_map(|paths| paths.iter()).filter_map(|(_, path)| path.as_object());
        for (_, operation) in methods.flat_map(wdl::Object::iter) {
            let deprecated = operation.get("deprecated").and_then(Value::as_bool) == Some(true);
            let id = operation.get("operationId").and_then(Value::as_str).filter(|_| deprecated);
            found.extend(id.map(|id| (fold(&connector.name), fold(id))));
        }
    }
    found
}

pub(super) fn check(flow: &FlowUnderCheck<'_>, deprecated: &BTreeSet<(String, String)>, found: &mut Findings) {
    for node in &flow.nodes {
        let Some(connection) = flow.connection(node) else { continue };
        let connector = connection.connector.as_str();
        let operation = node.operation().unwrap_or_default();
        let custom = connection.custom_connector.as_ref().map(|name| (fold(name), fold(operation)));
        if custom.is_some_and(|operation| deprecated.contains(&operation)) {
            let said = format!("uses the operation `{operation}` of `{connector}`, which is deprecated.");
            flow.on(node, "inputs/host/operationId", CheckCode::DeprecatedOperation, &said, found);
        }
    }
    let old = flow.file.connections.iter().find(|it| CONNECTORS.contains(&it.connector.as_str()));
    if let Some(connection) = old {
        let said = format!("uses the connector `{}`, which is deprecated.", connection.connector);
        let path = format!("connectionReferences/{}", connection.alias);
        flow.whole(&path, CheckCode::DeprecatedOperation, &said, found);
    }
}
