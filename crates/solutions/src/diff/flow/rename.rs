//! Nodes that only have another name: told once, and not again wherever the name is used.

use std::collections::{HashMap, HashSet};

use wdl::{Array, Object, Value};

use super::node::{Node, NodeKind, nodes};
use crate::text::fold;

/// From the old name to the new one.
#[derive(Default)]
pub(super) struct Renames {
    nodes: Vec<(NodeKind, String, String)>,
    /// Labels of parameters that stand for the same environment variable.
    parameters: Vec<(String, String)>,
}

impl Renames {
    /// Finds what the same node is called in both definitions. A node that refers to a renamed one is found once that has its
    /// new name, so this looks again until nothing more is found.
    pub(super) fn find(before: &Value, after: &Value) -> Self {
        let mut found = Self { parameters: labels(before, after), ..Self::default() };
        loop {
            let renamed = found.apply(before);
            let more = pairs(&nodes(&renamed), &nodes(after));
            if more.is_empty() {
                return found;
            }
            found.nodes.extend(more);
        }
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = (NodeKind, &str, &str)> {
        self.nodes.iter().map(|(kind, old, new)| (*kind, old.as_str(), new.as_str()))
    }

    pub(super) fn parameters(&self) -> &[(String, String)] {
        &self.parameters
    }

    /// The definition as it would be with the new names.
    pub(super) fn apply(&self, definition: &Value) -> Value {
        if self.nodes.is_empty() && self.parameters.is_empty() {
            return definition.clone();
        }
        let names = self.nodes.iter().map(|(_, old, new)| (old, new));
        let labels = self.parameters.iter().map(|(old, new)| (old, new));
        let texts = names.chain(labels).map(|(old, new)| (format!("'{old}'"), format!("'{new}'"))).collect();
        Applying { renames: self, texts }.value("", definition)
    }
}

struct Applying<'a> {
    renames: &'a Renames,
    /// What stands in expressions, and what takes its place.
    texts: Vec<(String, String)>,
}

impl Applying<'_> {
    fn value(&self, key: &str, value: &Value) -> Value {
        match value {
            Value::Object(object) => Value::Object(
                object
                    .iter()
                    .map(|(name, member)| (self.name(key, name), self.value(name, member)))
                    .collect::<Object>(),
            ),
            Value::Array(array) => Value::Array(array.iter().map(|item| self.value(key, item)).collect::<Array>()),
            Value::String(text) if text.contains('\'') => {
                let text = self.texts.iter().fold(text.to_string(), |text, (old, new)| text.replace(old, new));
                Value::String(text.into())
            }
            other => other.clone(),
        }
    }

    /// The name of a member of an object that stands at `key`.
    fn name(&self, key: &str, name: &str) -> String {
        let kind = match key {
            "triggers" => NodeKind::Trigger,
            "actions" | "runAfter" => NodeKind::Action,
            "parameters" => {
                let label = self.renames.parameters.iter().find(|(old, _)| old == name);
                return label.map_or(name, |(_, new)| new).to_owned();
            }
            _ => return name.to_owned(),
        };
        let renamed = self.renames.nodes.iter().find(|(of, old, _)| *of == kind && fold(old) == fold(name));
        renamed.map_or(name, |(_, _, new)| new).to_owned()
    }
}

/// Nodes that stand on one side only and are the same as one on the other: by the id that designers give them, by what they
/// do, or because there is only one.
fn pairs(was: &[Node<'_>], is: &[Node<'_>]) -> Vec<(NodeKind, String, String)> {
    let only = |these: &[Node<'_>], those: &[Node<'_>]| -> Vec<usize> {
        let names: HashSet<_> = those.iter().map(|node| (node.kind, fold(node.name))).collect();
        let lone = these.iter().enumerate().filter(|(_, node)| !names.contains(&(node.kind, fold(node.name))));
        lone.map(|(at, _)| at).collect()
    };
    let (gone, new) = (only(was, is), only(is, was));
    for sign in [designer_id as fn(&Node<'_>) -> Option<String>, deed, lone_trigger] {
        let old = unique(gone.iter().filter_map(|at| was.get(*at)), sign);
        let now = unique(new.iter().filter_map(|at| is.get(*at)), sign);
        let both =
            |(key, was): (&String, &&Node<'_>)| Some((was.kind, was.name.to_owned(), now.get(key)?.name.to_owned()));
        let mut pairs: Vec<_> = old.iter().filter_map(both).collect();
        if !pairs.is_empty() {
            pairs.sort_by(|one, other| one.1.cmp(&other.1));
            return pairs;
        }
    }
    Vec::new()
}

/// The nodes by a sign that only one of them has.
fn unique<'a, 'n: 'a>(
    nodes: impl Iterator<Item = &'a Node<'n>>,
    sign: fn(&Node<'_>) -> Option<String>,
) -> HashMap<String, &'a Node<'n>> {
    let mut found: HashMap<String, Vec<&Node<'_>>> = HashMap::new();
    for node in nodes {
        if let Some(key) = sign(node) {
            found.entry(format!("{:?} {key}", node.kind)).or_default().push(node);
        }
    }
    found.into_iter().filter_map(|(key, nodes)| Some((key, *nodes.first().filter(|_| nodes.len() == 1)?))).collect()
}

fn designer_id(node: &Node<'_>) -> Option<String> {
    let id = node.at(&["metadata", "operationMetadataId"])?.as_str().filter(|id| !id.is_empty())?;
    Some(format!("{} {id}", node.type_name()))
}

/// What a node does, whatever it is called and whatever it runs after.
fn deed(node: &Node<'_>) -> Option<String> {
    let mut body = node.value.as_object()?.clone();
    for key in ["runAfter", "metadata"] {
        drop(body.remove(key));
    }
    Some(Value::Object(body).to_json_string().replace(&format!("'{}'", node.name), "''"))
}

/// A flow has one trigger, so whatever it is called, it is the same one.
fn lone_trigger(node: &Node<'_>) -> Option<String> {
    (node.kind == NodeKind::Trigger).then(String::new)
}

fn labels(before: &Value, after: &Value) -> Vec<(String, String)> {
    let read = |definition: &Value| -> Vec<(String, String)> {
        let parameters = definition.get("parameters").and_then(Value::as_object);
        let named = |(label, declared): (&std::sync::Arc<str>, &Value)| {
            let variable = declared.get("metadata")?.get("schemaName")?.as_str()?;
            Some((fold(variable), label.to_string()))
        };
        parameters.iter().flat_map(|parameters| parameters.iter()).filter_map(named).collect()
    };
    let new: HashMap<String, String> = read(after).into_iter().collect();
    let old = read(before).into_iter();
    old.filter_map(|(variable, label)| Some((label, new.get(&variable)?.clone())))
        .filter(|(old, new)| old != new)
        .collect()
}
