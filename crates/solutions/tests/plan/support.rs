//! A small solution, an environment for it, and plans as text.

use std::fmt::Write;

use expect_test::Expect;
use model::{ConnectorName, VariableKind};
use solutions::{
    Contents, Plan, Settings, SolutionVersion, Target,
    contents::{FlowFile, Manifest, ReferenceFile, VariableFile},
    plan::{Binding, FlowState, TargetConnection, TargetFlow, TargetReference, plan},
};
use wdl::Value;

pub(crate) const CONNECTION: &str = "11111111-1111-1111-1111-111111111111";
pub(crate) const PARENT: &str = "aaaaaaaa-0000-0000-0000-000000000001";
pub(crate) const CHILD: &str = "aaaaaaaa-0000-0000-0000-000000000002";

/// A flow that uses the connection reference `demo_x` and reads the variable `demo_Limit`, and calls others.
pub(crate) fn flow(id: &str, name: &str, calls: &[&str]) -> FlowFile {
    let calls: Vec<String> = calls
        .iter()
        .enumerate()
        .map(|(n, id)| {
            format!(r#""Call_{n}": {{"type": "Workflow", "inputs": {{"host": {{"workflowReferenceName": "{id}"}}}}}}"#)
        })
        .collect();
    let json = format!(
        r#"{{"properties": {{"connectionReferences": {{"shared_x_1": {{"connection": {{"connectionReferenceLogicalName":
        "demo_X"}}, "api": {{"name": "shared_x"}}}}}}, "definition": {{"parameters": {{"Limit (demo_Limit)": {{"type": "Int",
        "metadata": {{"schemaName": "demo_Limit"}}}}}}, "triggers": {{}}, "actions": {{{}}}}}}}}}"#,
        calls.join(",")
    );
    let clientdata = Value::from_json(json.as_bytes()).unwrap();
    FlowFile::new(id.parse().unwrap(), name, true, format!("Workflows/{name}.json"), clientdata)
}

pub(crate) fn contents() -> Contents {
    Contents {
        manifest: Some(Manifest {
            unique_name: "Demo".into(),
            version: SolutionVersion::new(1, 1, 0, 0),
            ..Manifest::default()
        }),
        flows: vec![flow(PARENT, "Parent", &[CHILD]), flow(CHILD, "Child", &[])],
        connection_references: vec![ReferenceFile {
            logical_name: "demo_x".into(),
            display_name: "X".into(),
            description: None,
            connector: ConnectorName::new("shared_x"),
            custom_connector: None,
        }],
        environment_variables: vec![VariableFile {
            schema_name: "demo_limit".into(),
            display_name: "Limit".into(),
            description: None,
            kind: VariableKind::Number,
            default_value: Some("5".into()),
            current_value: None,
            required: false,
            data_source_connector: None,
            parameter_key: None,
            path: "environmentvariabledefinitions/demo_limit/environmentvariabledefinition.xml".into(),
        }],
        ..Contents::default()
    }
}

/// An environment with the connector and a connection.
pub(crate) fn target() -> Target {
    Target {
        connectors: vec![ConnectorName::new("shared_x")],
        connections: vec![connection(CONNECTION, "shared_x", true)],
        ..Target::default()
    }
}

pub(crate) fn connection(id: &str, connector: &str, usable: bool) -> TargetConnection {
    TargetConnection {
        id: id.parse().unwrap(),
        connector: ConnectorName::new(connector),
        display_name: "A connection".into(),
        owner: "Roohi".into(),
        usable,
    }
}

pub(crate) fn bound() -> TargetReference {
    TargetReference {
        logical_name: "DEMO_X".into(),
        display_name: "X".into(),
        connector: ConnectorName::new("shared_x"),
        connection: Some(CONNECTION.parse().unwrap()),
    }
}

pub(crate) fn here(flow: &FlowFile, state: FlowState) -> TargetFlow {
    TargetFlow { id: flow.id, name: flow.name.clone(), state, owners: Vec::new(), clientdata: flow.clientdata.clone() }
}

pub(crate) fn settings(text: &str) -> Settings {
    Settings::parse(text.as_bytes()).unwrap()
}

pub(crate) fn print(plan: &Plan) -> String {
    let mut text = String::new();
    let solution = &plan.solution;
    let from = solution.from.map_or("nothing".to_owned(), |version| version.to_string());
    writeln!(text, "{:?} {} from {from} to {}", solution.change, solution.unique_name, solution.to).unwrap();
    for step in &plan.components {
        writeln!(text, "{:?} {} {}", step.change, step.component.kind, step.component.name).unwrap();
    }
    for step in &plan.references {
        let binding = match step.binding {
            Binding::Settings(_) => "bound by the settings",
            Binding::AlreadyBound(_) => "already bound",
            Binding::Unbound => "unbound",
        };
        writeln!(text, "reference {}: {binding}", step.logical_name).unwrap();
    }
    for step in &plan.variables {
        let value = step.value.as_deref().unwrap_or("nothing");
        writeln!(text, "variable {}: {value} ({:?})", step.schema_name, step.source).unwrap();
    }
    for step in &plan.flows {
        let reasons: Vec<String> = step.reasons.iter().map(ToString::to_string).collect();
        let state = if step.on { "on".to_owned() } else { format!("off: {}", reasons.join("; ")) };
        writeln!(text, "flow {}: {state}", step.name).unwrap();
    }
    for error in &plan.errors {
        writeln!(text, "refused: {error}").unwrap();
    }
    for warning in &plan.warnings {
        writeln!(text, "note: {warning}").unwrap();
    }
    text
}

#[track_caller]
pub(crate) fn check(contents: &Contents, settings: &Settings, target: &Target, expected: &Expect) {
    expected.assert_eq(&print(&plan(contents, settings, target)));
}

/// Only the lines that start with one of these words.
#[track_caller]
pub(crate) fn check_lines(
    words: &[&str],
    contents: &Contents,
    settings: &Settings,
    target: &Target,
    expected: &Expect,
) {
    let text = print(&plan(contents, settings, target));
    let kept = text.lines().filter(|line| words.iter().any(|word| line.starts_with(word)));
    expected.assert_eq(&kept.map(|line| format!("{line}\n")).collect::<String>());
}
