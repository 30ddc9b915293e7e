//! What the solution needs and neither it nor the environment has.
//!
//! The package lists that itself. Only what Steward runs counts: a form that needs a control is kept, not shown, so nothing
//! is lost when the control is not here.

use std::collections::HashSet;

use super::{Facts, Finding, Findings};
use crate::{
    contents::{ComponentType, DependencyEnd, Manifest},
    text::fold,
};

pub(super) fn check(facts: &Facts<'_>, manifest: &Manifest, findings: &mut Findings) {
    let mut said = HashSet::new();
    for pair in &manifest.missing_dependencies {
        if is_here(facts, &pair.required) != Some(false) {
            continue;
        }
        let message = format!(
            "{} needs {}, which is neither in the package nor here{}",
            words(&pair.dependent),
            words(&pair.required),
            from(&pair.required)
        );
        if !said.insert(message.clone()) {
            continue;
        }
        let finding = Finding::conflict(message);
        let list = if is_run(facts, &pair.dependent) { &mut findings.errors } else { &mut findings.warnings };
        list.push(finding);
    }
}

/// Whether the package or the environment has it. Nothing for kinds that Steward does not run.
fn is_here(facts: &Facts<'_>, end: &DependencyEnd) -> Option<bool> {
    let (contents, target) = (facts.contents, facts.target);
    let name = fold(end.schema_name.as_deref().unwrap_or_default());
    if end.component_type.is_connection_reference() {
        let brought = contents.connection_references.iter().any(|reference| fold(&reference.logical_name) == name);
        return Some(brought || target.references.iter().any(|reference| fold(&reference.logical_name) == name));
    }
    Some(if end.component_type == ComponentType::TABLE {
        facts.tables.contains_key(name.as_str())
    } else if end.component_type == ComponentType::COLUMN {
        has_column(facts, &fold(end.parent_schema_name.as_deref().unwrap_or_default()), &name)
    } else if end.component_type == ComponentType::VARIABLE {
        let brought = contents.environment_variables.iter().any(|variable| fold(&variable.schema_name) == name);
        brought || target.variables.iter().any(|variable| fold(&variable.schema_name) == name)
    } else if end.component_type == ComponentType::CONNECTOR {
        let brought = contents.connectors.iter().any(|connector| fold(&connector.name) == name);
        brought || super::connector::named(&name, &target.connectors)
    } else if end.component_type == ComponentType::ROLE {
        let brought = contents.roles.iter().any(|role| Some(role.id.0) == end.id);
        brought || target.roles.iter().any(|role| Some(role.id.0) == end.id)
    } else {
        return None;
    })
}

fn has_column(facts: &Facts<'_>, table: &str, column: &str) -> bool {
    let own = facts.tables.get(table).is_some_and(|tables| tables.iter().any(|found| found.column(column).is_some()));
    own || facts
        .contents
        .extensions
        .iter()
        .filter(|extension| extension.extends == table)
        .any(|extension| extension.columns.iter().any(|found| found.logical_name == column))
}

/// Whether it is something that Steward runs: what it needs must be there then.
fn is_run(facts: &Facts<'_>, end: &DependencyEnd) -> bool {
    let contents = facts.contents;
    let name = fold(end.schema_name.as_deref().unwrap_or_default());
    let kind = &end.component_type;
    if *kind == ComponentType::WORKFLOW {
        contents.flows.iter().any(|flow| Some(flow.id.0) == end.id)
    } else if *kind == ComponentType::TABLE {
        contents.tables.iter().any(|table| table.logical_name == name)
    } else if *kind == ComponentType::COLUMN {
        let table = fold(end.parent_schema_name.as_deref().unwrap_or_default());
        contents.tables.iter().any(|found| found.logical_name == table)
    } else {
        kind.is_connection_reference() || *kind == ComponentType::VARIABLE || *kind == ComponentType::CONNECTOR
    }
}

fn words(end: &DependencyEnd) -> String {
    let kind = if end.component_type.is_connection_reference() {
        "connection reference".to_owned()
    } else {
        end.component_type.to_string()
    };
    let id = end.id.map(|id| id.to_string());
    let name = end.display_name.as_deref().filter(|name| !name.is_empty()).or(end.schema_name.as_deref());
    let name = name.or(id.as_deref()).unwrap_or_default();
    match &end.parent_schema_name {
        Some(parent) => format!("the {kind} `{name}` of `{parent}`"),
        None => format!("the {kind} `{name}`"),
    }
}

/// Which solution has it. `Active` is the place where it was made, which is no solution that could be imported.
fn from(end: &DependencyEnd) -> String {
    match end.solution.as_deref() {
        None | Some("" | "Active") => String::new(),
        Some(solution) => format!("; it comes with {solution}"),
    }
}
