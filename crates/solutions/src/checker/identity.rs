//! Whose connections a flow uses, and whether the definition holds together.

use wdl::definition::{ReferenceMode, TriggerKind};

use super::{CheckCode, Findings, flow::FlowUnderCheck};
use crate::{diff::flow::node::NodeKind, text::fold};

pub(super) fn check(flow: &FlowUnderCheck<'_>, found: &mut Findings) {
    for problem in flow.problems.iter().filter(|problem| problem.severity == wdl::Severity::Error) {
        let said = format!("cannot be turned on: {}", problem.message);
        // Names are unique in a flow, so a place begins with the innermost action.
        let path = problem.path.rsplit_once("/actions/").map(|(_, inner)| format!("actions/{inner}"));
        flow.whole(path.as_ref().unwrap_or(&problem.path), CheckCode::DefinitionInvalid, &said, found);
    }
    references(flow, found);
    invokers(flow, found);
}

fn references(flow: &FlowUnderCheck<'_>, found: &mut Findings) {
    // A package of single flows knows no connection references.
    let Some(manifest) = &flow.contents.manifest else { return };
    let known = |name: &str| {
        let mut references = flow.contents.connection_references.iter();
        let elsewhere = &manifest.missing_dependencies;
        references.any(|reference| fold(&reference.logical_name) == fold(name))
            || elsewhere.iter().any(|missing| missing.required.component_type.is_connection_reference())
    };
    for connection in &flow.file.connections {
        let (alias, connector) = (&connection.alias, &connection.connector);
        let path = format!("connectionReferences/{alias}");
        match &connection.reference {
            None if connection.direct_connection.is_some() => {
                let said = format!("uses a connection of `{connector}` directly, without a connection reference.");
                flow.whole(&path, CheckCode::DirectConnection, &said, found);
            }
            Some(name) if !known(name) => {
                let said = format!("names the connection reference `{name}`, which the solution does not hold.");
                flow.whole(&path, CheckCode::UnknownReference, &said, found);
            }
            _ => {}
        }
        let used = |alias: &str| flow.nodes.iter().any(|node| node.alias().is_some_and(|it| fold(it) == fold(alias)));
        // Older files name a connection in texts, too.
        let named = || flow.source.to_json_string().contains(&format!("['{alias}']"));
        if !used(alias) && !named() {
            let said = format!("has a connection of `{connector}` that none of its actions uses (`{alias}`).");
            flow.whole(&path, CheckCode::UnusedConnection, &said, found);
        }
    }
}

fn invokers(flow: &FlowUnderCheck<'_>, found: &mut Findings) {
    let Some(trigger) = flow.definition.trigger() else { return };
    let row = matches!(trigger.kind, TriggerKind::Row(_));
    if matches!(trigger.kind, TriggerKind::Request(_)) {
        return;
    }
    for connection in &flow.file.connections {
        let mut actions = flow.nodes.iter().filter(|node| node.kind == NodeKind::Action);
        let used = actions.any(|node| flow.connection(node).is_some_and(|it| it.alias == connection.alias));
        let path = format!("connectionReferences/{}", connection.alias);
        match connection.mode {
            ReferenceMode::Impersonate if row && used => {
                let said = format!("acts with `{}` for whoever changes a row.", connection.connector);
                flow.whole(&path, CheckCode::ActsOnBehalf, &said, found);
            }
            ReferenceMode::Invoker | ReferenceMode::Impersonate if used => {
                let said = format!(
                    "uses the connection of whoever starts it for `{}`, and nobody starts it: its trigger is `{}`.",
                    connection.connector, trigger.type_name
                );
                flow.whole(&path, CheckCode::InvokerWithAutomatedTrigger, &said, found);
            }
            _ => {}
        }
    }
}
