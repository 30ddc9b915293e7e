//! Cloud flows: the row in `customizations.xml` and the JSON file that it names.

use std::collections::HashSet;

use model::{ConnectorName, FlowId};
use wdl::{
    Object, Value,
    definition::{ReferenceMode, reference_mode},
};

use super::{ComponentType, KeptComponent, Manifest, Reading, json};
use crate::{
    Problem,
    problem::code,
    text::fold,
    xml::{Node, NodeExt, Xml},
};

/// `Category` of a cloud flow. Source: Process (workflow) table reference.
pub(crate) const CLOUD_FLOW: i64 = 5;
/// What the designer writes where nobody described the flow.
const NO_DESCRIPTION: &str = "Click to add description";

/// A cloud flow.
#[derive(Clone, PartialEq, Debug)]
pub struct FlowFile {
    /// Its id, the same in every environment.
    pub id: FlowId,
    /// What people read.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Whether it was on where it was exported.
    pub on: bool,
    /// The path of the JSON file in the package.
    pub path: String,
    /// The whole JSON file, with the order of its keys: `properties.definition`, `properties.connectionReferences` and
    /// whatever else stands there.
    pub clientdata: Value,
    /// The connections it uses.
    pub connections: Vec<FlowConnection>,
    /// The environment variables it reads.
    pub variables: Vec<FlowVariable>,
    /// The flows it calls.
    pub calls: Vec<FlowId>,
}

/// A connection that a flow uses: one entry of `properties.connectionReferences`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowConnection {
    /// What actions call it (`shared_office365_1`). Not the connector's name.
    pub alias: String,
    /// The logical name of the connection reference. Nothing when the flow was saved without one.
    pub reference: Option<String>,
    /// What it connects to.
    pub connector: ConnectorName,
    /// How its actions use it.
    pub mode: ReferenceMode,
    /// The schema name of the custom connector, where it is one (`cat_5Fmyconnector`).
    pub custom_connector: Option<String>,
    /// The id of a connection of the environment it was made in, where one was used directly. Never to be trusted here.
    pub direct_connection: Option<String>,
}

/// An environment variable that a flow reads: one parameter of its definition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FlowVariable {
    /// The variable's name in files.
    pub schema_name: String,
    /// The parameter's name (`Outcome form link (contoso_outcomeformlink)`).
    pub parameter: String,
    /// Whether the parameter has a default of its own.
    pub has_default: bool,
}

impl FlowFile {
    /// A flow from its JSON. Reads what it needs from there.
    pub fn new(id: FlowId, name: impl Into<String>, on: bool, path: impl Into<String>, clientdata: Value) -> Self {
        let properties = clientdata.get("properties");
        let references = properties.and_then(|p| p.get("connectionReferences")).and_then(Value::as_object);
        let definition = properties.and_then(|p| p.get("definition"));
        let parameters = definition.and_then(|d| d.get("parameters")).and_then(Value::as_object);
        Self {
            id,
            name: name.into(),
            description: None,
            on,
            path: path.into(),
            connections: references.map(connections).unwrap_or_default(),
            variables: parameters.map(variables).unwrap_or_default(),
            calls: definition.map(calls).unwrap_or_default(),
            clientdata,
        }
    }
}

impl FlowFile {
    /// Where the platform puts the JSON file of such a flow.
    pub fn default_path(&self) -> String {
        let name: String = self.name.chars().filter(char::is_ascii_alphanumeric).take(80).collect();
        format!("Workflows/{name}-{}.json", self.id.to_string().to_uppercase())
    }
}

/// The flows, and the other processes.
pub(super) fn read(reading: &mut Reading<'_, '_>, manifest: Option<&Manifest>) -> (Vec<FlowFile>, Vec<KeptComponent>) {
    let (mut flows, mut kept) = (Vec::new(), Vec::new());
    let (mut seen, mut named) = (HashSet::new(), HashSet::new());
    for (file, node) in reading.items("Workflows", "Workflow") {
        named.extend(node.value("JsonFileName").map(|path| fold(path.trim_start_matches('/'))));
        let process = read_one(reading, file, node);
        let id: Option<FlowId> = node.attr("WorkflowId").and_then(|id| id.parse().ok());
        let repeated = id.is_some_and(|id| !seen.insert(id));
        match process {
            Ok(_) if repeated => {
                let id = node.attr("WorkflowId").unwrap_or_default();
                let message = format!("the process {id} stands in the package twice");
                reading.problems.push(file.error(node, code::DUPLICATE, message));
            }
            Ok(Process::Flow(flow)) => flows.push(*flow),
            Ok(Process::Other(component)) => kept.push(component),
            Err(problem) => reading.problems.push(problem),
        }
    }
    named.extend(flows.iter().map(|flow| fold(&flow.path)));
    report_unnamed(reading, &named);
    report_without_row(reading, manifest, &seen);
    (flows, kept)
}

/// JSON files beside the flows that no row names. They are left over from flows that were removed.
fn report_unnamed(reading: &mut Reading<'_, '_>, named: &HashSet<String>) {
    for member in reading.package.members() {
        let path = fold(member.path());
        let candidate = path.starts_with("workflows/") && path.ends_with(".json") && !named.contains(&path);
        if candidate && json::read(member).is_ok_and(|document| is_flow(&document)) {
            let message = "no row in the package names this flow, so it is kept in the package and not imported";
            reading.problems.push(Problem::warning(code::NOT_FOUND, member.path(), message));
        }
    }
}

/// Processes that `solution.xml` lists and that have no row.
fn report_without_row(reading: &mut Reading<'_, '_>, manifest: Option<&Manifest>, seen: &HashSet<FlowId>) {
    let listed = manifest.iter().flat_map(|manifest| &manifest.root_components);
    for id in listed.filter(|component| component.component_type == ComponentType::WORKFLOW).filter_map(|c| c.id) {
        if !seen.contains(&FlowId(id)) {
            let message = format!("`solution.xml` lists the process {id}, which the package does not hold");
            reading.problems.push(Problem::warning(code::NOT_FOUND, "customizations.xml", message));
        }
    }
}

enum Process {
    Flow(Box<FlowFile>),
    Other(KeptComponent),
}

fn read_one(reading: &Reading<'_, '_>, file: &Xml<'_>, node: Node<'_, '_>) -> Result<Process, Problem> {
    let name = node.attr("Name").or_else(|| node.label("LocalizedNames", "LocalizedName")).unwrap_or_default();
    let category = node.number("Category");
    if category != Some(CLOUD_FLOW) {
        return Ok(Process::Other(KeptComponent { kind: process_kind(category).to_owned(), name: name.to_owned() }));
    }
    let id_text = node.attr("WorkflowId").unwrap_or_default();
    let id: FlowId = id_text.parse().map_err(|_| {
        let message = format!("the flow `{name}` has the id `{id_text}`, which is not a GUID");
        file.error(node, code::VALUE_INVALID, message)
    })?;
    // The unpacked layout keeps the row beside the JSON file, so its path says where that is when the row does not.
    let beside = file.path().strip_suffix(".data.xml");
    let path = node.value("JsonFileName").or(beside).ok_or_else(|| {
        file.error(node, code::VALUE_INVALID, format!("the flow `{name}` names no file in `JsonFileName`"))
    })?;
    let member = reading.package.get(path).or_else(|| beside.and_then(|path| reading.package.get(path)));
    let member = member.ok_or_else(|| {
        let message = format!("the flow `{name}` names the file `{path}`, which is not in the package");
        file.error(node, code::FILE_MISSING, message)
    })?;
    let clientdata = json::read(member)?;
    let on = node.number("StateCode") == Some(1);
    let mut flow = FlowFile::new(id, name, on, member.path(), clientdata);
    flow.description = node
        .label("Descriptions", "Description")
        .or_else(|| node.attr("Description"))
        .filter(|text| *text != NO_DESCRIPTION)
        .map(str::to_owned);
    Ok(Process::Flow(Box::new(flow)))
}

/// What people call a process of a category. Source: Process (workflow) table reference, `category`.
fn process_kind(category: Option<i64>) -> &'static str {
    match category {
        Some(0) => "classic workflow",
        Some(1) => "dialog",
        Some(2) => "business rule",
        Some(3) => "action",
        Some(4) => "business process flow",
        Some(6) => "desktop flow",
        Some(7) => "AI flow",
        _ => "process",
    }
}

fn connections(references: &Object) -> Vec<FlowConnection> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned);
    references
        .iter()
        .map(|(alias, entry)| {
            let connection = entry.get("connection");
            let in_connection = |name: &str| connection.and_then(|connection| connection.get(name));
            let api = entry.get("api");
            let connector = text(api.and_then(|api| api.get("name"))).or_else(|| text(entry.get("id")));
            FlowConnection {
                alias: alias.to_string(),
                reference: text(in_connection("connectionReferenceLogicalName"))
                    .or_else(|| text(entry.get("connectionReferenceLogicalName"))),
                connector: ConnectorName::new(connector.as_deref().unwrap_or(alias)),
                mode: reference_mode(entry),
                custom_connector: text(api.and_then(|api| api.get("logicalName"))),
                direct_connection: text(in_connection("name"))
                    .or_else(|| text(in_connection("id")))
                    .or_else(|| text(entry.get("connectionName"))),
            }
        })
        .collect()
}

fn variables(parameters: &Object) -> Vec<FlowVariable> {
    parameters
        .iter()
        .filter_map(|(parameter, declared)| {
            let schema_name = declared.get("metadata")?.get("schemaName")?.as_str()?.to_owned();
            let has_default = declared.get("defaultValue").is_some_and(|value| !value.is_null());
            Some(FlowVariable { schema_name, parameter: parameter.to_string(), has_default })
        })
        .collect()
}

/// The flows that any action calls, each once, in the order of the text.
fn calls(definition: &Value) -> Vec<FlowId> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let mut waiting = vec![definition];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Object(object) => {
                let called = object
                    .get("host")
                    .and_then(|host| host.get("workflowReferenceName"))
                    .and_then(Value::as_str)
                    .and_then(|id| id.parse().ok());
                found.extend(called.filter(|id: &FlowId| seen.insert(*id)));
                waiting.extend(object.iter().map(|(_, member)| member).collect::<Vec<_>>().into_iter().rev());
            }
            Value::Array(array) => waiting.extend(array.iter().collect::<Vec<_>>().into_iter().rev()),
            _ => {}
        }
    }
    found
}

/// Whether a JSON document looks like a flow: `properties.definition` with actions and triggers.
fn is_flow(document: &Value) -> bool {
    let definition = document.get("properties").and_then(|properties| properties.get("definition"));
    definition.is_some_and(|definition| {
        ["triggers", "actions"].iter().all(|part| definition.get(part).is_some_and(|part| part.as_object().is_some()))
    })
}
