//! A flow as the rules look at it.

use model::ConnectorName;
use wdl::{Definition, Diagnostic, Value, definition::Action};

use super::{CheckCode, Findings};
use crate::{
    Contents,
    contents::{FlowConnection, FlowFile},
    diff::{
        flow::node::{Node, NodeKind, nodes},
        words,
    },
    text::fold,
};

/// A flow, read once for all rules.
pub(super) struct FlowUnderCheck<'a> {
    pub(super) contents: &'a Contents,
    pub(super) file: &'a FlowFile,
    /// What people read, between backticks.
    pub(super) name: String,
    /// `properties.definition`.
    pub(super) source: &'a Value,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) definition: Definition,
    pub(super) problems: Vec<Diagnostic>,
}

impl<'a> FlowUnderCheck<'a> {
    pub(super) fn new(contents: &'a Contents, file: &'a FlowFile, source: &'a Value) -> Self {
        let (definition, problems) = Definition::parse(&file.clientdata);
        let name = words::quoted(&file.name);
        Self { contents, file, name, source, nodes: nodes(source), definition, problems }
    }

    /// The trigger as the file has it.
    pub(super) fn trigger(&self) -> Option<&Node<'a>> {
        self.nodes.iter().find(|node| node.kind == NodeKind::Trigger)
    }

    /// What was read of an action.
    pub(super) fn action(&self, node: &Node<'_>) -> Option<&Action> {
        let found = (node.kind == NodeKind::Action).then(|| self.definition.find(node.name)).flatten();
        found.and_then(|at| self.definition.action(at))
    }

    /// The connection that a node uses.
    pub(super) fn connection(&self, node: &Node<'_>) -> Option<&'a FlowConnection> {
        let alias = fold(node.alias()?);
        self.file.connections.iter().find(|connection| fold(&connection.alias) == alias)
    }

    /// What a node connects to.
    pub(super) fn connector(&self, node: &Node<'_>) -> Option<&'a ConnectorName> {
        self.connection(node).map(|connection| &connection.connector)
    }

    /// A finding about a node. `below` is the place in it, and `said` goes on after the node's name.
    pub(super) fn on(&self, node: &Node<'_>, below: &str, code: CheckCode, said: &str, found: &mut Findings) {
        let kind = if node.kind == NodeKind::Trigger { "trigger" } else { "action" };
        let message = format!("In the flow {}, the {kind} {} {said}", self.name, node.shown());
        let path = if below.is_empty() { node.place() } else { format!("{}/{below}", node.place()) };
        let note = node.value.get("description").and_then(Value::as_str);
        found.add(code, (&self.file.path, path), message, &[note, self.file.description.as_deref()]);
    }

    /// A finding about the flow. `said` goes on after its name.
    pub(super) fn whole(&self, path: &str, code: CheckCode, said: &str, found: &mut Findings) {
        let message = format!("The flow {} {said}", self.name);
        found.add(code, (&self.file.path, path.to_owned()), message, &[self.file.description.as_deref()]);
    }
}

/// What a connector's action is given under this name, in the modern form or the older one.
pub(super) fn given<'a>(node: &'a Node<'_>, name: &str) -> Option<&'a Value> {
    let found = node.at(&["inputs", "parameters", name]).or_else(|| node.at(&["inputs", "queries", name]));
    found.filter(|value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty()))
}
