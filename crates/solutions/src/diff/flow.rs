//! Cloud flows.

use std::collections::BTreeSet;

use wdl::Value;

use super::{
    ChangeCode, Changes, Side, Subject, SubjectKind,
    pair::{Pair, pairs},
    words,
};
use crate::{contents::FlowFile, secret};

mod action;
mod connection;
pub(crate) mod facts;
pub(super) mod leaves;
pub(crate) mod node;
mod rename;
mod schedule;

use facts::Facts;
use node::{Node, NodeKind, nodes};
use rename::Renames;

/// A flow that stands on both sides, looked at under the names that it has now.
struct Both<'a> {
    /// What people read, between backticks.
    name: String,
    subject: Subject,
    was: &'a FlowFile,
    is: &'a FlowFile,
    before: Vec<Node<'a>>,
    after: Vec<Node<'a>>,
    /// The nodes that stand on both sides.
    matched: Vec<(Node<'a>, Node<'a>)>,
}

pub(super) fn compare(before: Side<'_>, after: Side<'_>, found: &mut Changes) {
    for pair in pairs(&before.contents.flows, &after.contents.flows, |flow| flow.id) {
        let (Pair::Added(flow) | Pair::Removed(flow) | Pair::Both(_, flow)) = pair;
        let subject = Subject { kind: SubjectKind::Flow, key: flow.id.to_string(), name: flow.name.clone() };
        let name = words::quoted(&flow.name);
        match pair {
            Pair::Added(flow) => {
                let state = if flow.on { "on" } else { "off" };
                let sentence = format!("There is a new flow {name}, which is {state}.");
                found.add(ChangeCode::FlowAdded, &subject, "", (None, None), sentence);
                let definition = definition(flow);
                let reached = Facts::of(flow, &nodes(&definition));
                facts(&subject, &name, &Facts::default(), &reached, found);
            }
            Pair::Removed(_) => {
                let sentence = format!("The flow {name} is gone.");
                found.add(ChangeCode::FlowRemoved, &subject, "", (None, None), sentence);
            }
            Pair::Both(was, is) => {
                row(&subject, was, is, found);
                owners((before, after), &subject, is, found);
                if was.clientdata != is.clientdata {
                    file(&subject, was, is, found);
                }
            }
        }
    }
}

/// `properties.definition`, or an empty one.
pub(crate) fn definition(flow: &FlowFile) -> Value {
    let definition = flow.clientdata.get("properties").and_then(|properties| properties.get("definition"));
    definition.cloned().unwrap_or_default()
}

fn row(subject: &Subject, was: &FlowFile, is: &FlowFile, found: &mut Changes) {
    let name = words::quoted(&is.name);
    let names = (Some(was.name.as_str()), Some(is.name.as_str()));
    found.text(ChangeCode::FlowRenamed, subject, "name", "The name of the flow", names);
    let texts = (was.description.as_deref(), is.description.as_deref());
    let what = format!("The description of the flow {name}");
    found.text(ChangeCode::FlowDescriptionChanged, subject, "description", &what, texts);
    if was.on != is.on {
        let (code, word) = if is.on { (ChangeCode::FlowTurnedOn, "on") } else { (ChangeCode::FlowTurnedOff, "off") };
        let both = (Some(Value::Bool(was.on)), Some(Value::Bool(is.on)));
        found.add(code, subject, "on", both, format!("The flow {name} is {word} now."));
    }
}

fn owners((before, after): (Side<'_>, Side<'_>), subject: &Subject, flow: &FlowFile, found: &mut Changes) {
    let of = |side: Side<'_>| side.owners.and_then(|owners| owners.get(&flow.id)).map(|owners| words::list(owners));
    if let (Some(was), Some(is)) = (of(before), of(after)) {
        let what = format!("Who owns the flow {}", words::quoted(&flow.name));
        found.text(ChangeCode::FlowOwnersChanged, subject, "owners", &what, (Some(&was), Some(&is)));
    }
}

fn file(subject: &Subject, was: &FlowFile, is: &FlowFile, found: &mut Changes) {
    let (old, new) = (definition(was), definition(is));
    let renames = Renames::find(&old, &new);
    let name = words::quoted(&is.name);
    for (kind, from, to) in renames.nodes() {
        let code = if kind == NodeKind::Trigger { ChangeCode::TriggerRenamed } else { ChangeCode::ActionRenamed };
        let sentence = format!("In the flow {name}, {} is called {} now.", node::shown(from), node::shown(to));
        let text = |text: &str| Some(Value::String(text.into()));
        let list = if kind == NodeKind::Trigger { "triggers" } else { "actions" };
        found.add(code, subject, format!("{list}/{to}"), (text(from), text(to)), sentence);
    }
    let old = renames.apply(&old);
    let (before, after) = (nodes(&old), nodes(&new));
    let matched = connection::matched(&before, &after);
    let flow = Both { name, subject: subject.clone(), was, is, before, after, matched };
    connection::compare(&flow, found);
    facts(subject, &flow.name, &Facts::of(was, &flow.before), &Facts::of(is, &flow.after), found);
    parameters(&flow, &old, &new, &renames, found);
    came_and_went(&flow, found);
    action::compare(&flow, found);
    rest(&flow, &old, &new, found);
}

fn facts(subject: &Subject, flow: &str, was: &Facts, is: &Facts, found: &mut Changes) {
    type Set = fn(&Facts) -> &BTreeSet<String>;
    const SETS: [(Set, ChangeCode, ChangeCode, &str, &str, &str); 6] = [
        (|it| &it.hosts, ChangeCode::HostAdded, ChangeCode::HostRemoved, "hosts", "calls", "the host"),
        (
            |it| &it.connectors,
            ChangeCode::FlowConnectorAdded,
            ChangeCode::FlowConnectorRemoved,
            "connectors",
            "uses",
            "the connector",
        ),
        (|it| &it.reads, ChangeCode::TableReadAdded, ChangeCode::TableReadRemoved, "reads", "reads", "the table"),
        (
            |it| &it.writes,
            ChangeCode::TableWriteAdded,
            ChangeCode::TableWriteRemoved,
            "writes",
            "writes to",
            "the table",
        ),
        (
            |it| &it.deletes,
            ChangeCode::TableDeleteAdded,
            ChangeCode::TableDeleteRemoved,
            "deletes",
            "deletes rows of",
            "the table",
        ),
        (|it| &it.calls, ChangeCode::CalledFlowAdded, ChangeCode::CalledFlowRemoved, "calls", "calls", "the flow"),
    ];
    for (set, added, removed, place, verb, what) in SETS {
        let (was, is) = (set(was), set(is));
        for one in is.difference(was) {
            let sentence = format!("The flow {flow} {verb} {what} {} now.", words::quoted(one));
            let after = Some(Value::String(one.as_str().into()));
            found.add(added, subject, format!("{place}/{one}"), (None, after), sentence);
        }
        for one in was.difference(is) {
            let sentence = format!("The flow {flow} no longer {verb} {what} {}.", words::quoted(one));
            let before = Some(Value::String(one.as_str().into()));
            found.add(removed, subject, format!("{place}/{one}"), (before, None), sentence);
        }
    }
}

/// Triggers and actions that are new or gone. Of a block only the outermost is told.
fn came_and_went(flow: &Both<'_>, found: &mut Changes) {
    let known: BTreeSet<(bool, String)> = flow.matched.iter().map(|(_, is)| key(is)).collect();
    for (nodes, new) in [(&flow.before, false), (&flow.after, true)] {
        let lone: BTreeSet<&str> =
            nodes.iter().filter(|node| !known.contains(&key(node))).map(|node| node.name).collect();
        for node in nodes.iter().filter(|node| !known.contains(&key(node)) && !lone.contains(node.within.action)) {
            let (code, kind) = match (node.kind, new) {
                (NodeKind::Trigger, true) => (ChangeCode::TriggerAdded, "trigger"),
                (NodeKind::Trigger, false) => (ChangeCode::TriggerRemoved, "trigger"),
                (NodeKind::Action, true) => (ChangeCode::ActionAdded, "action"),
                (NodeKind::Action, false) => (ChangeCode::ActionRemoved, "action"),
            };
            let what = node.operation().map_or_else(|| node.type_name(), str::to_owned);
            let value = Some(secret::masked(node.value));
            let (sentence, both) = if new {
                (format!("In the flow {}, there is a new {kind} {} ({what}).", flow.name, node.shown()), (None, value))
            } else {
                (format!("In the flow {}, the {kind} {} ({what}) is gone.", flow.name, node.shown()), (value, None))
            };
            found.add(code, &flow.subject, node.place(), both, sentence);
        }
    }
}

fn key(node: &Node<'_>) -> (bool, String) {
    (node.kind == NodeKind::Trigger, crate::text::fold(node.name))
}

fn parameters(flow: &Both<'_>, old: &Value, new: &Value, renames: &Renames, found: &mut Changes) {
    for (was, is) in renames.parameters() {
        let sentence = format!("In the flow {}, the parameter `{was}` is called `{is}` now.", flow.name);
        let text = |text: &str| Some(Value::String(text.into()));
        let both = (text(was), text(is));
        let place = format!("parameters/{is}/name");
        found.add(ChangeCode::FlowParameterChanged, &flow.subject, place, both, sentence).risk = super::Risk::Info;
    }
    let read = |definition: &Value| -> Vec<(String, Value)> {
        let parameters = definition.get("parameters").and_then(Value::as_object);
        parameters
            .iter()
            .flat_map(|it| it.iter())
            .map(|(name, value)| (name.to_string(), secret::masked_as(name, value)))
            .collect()
    };
    for pair in pairs(&read(old), &read(new), |parameter| parameter.0.clone()) {
        let (Pair::Added((name, value)) | Pair::Removed((name, value)) | Pair::Both(_, (name, value))) = pair;
        let place = format!("parameters/{name}");
        let variable = value.get("metadata").and_then(|it| it.get("schemaName")).and_then(Value::as_str);
        let stands =
            variable.map(|name| format!(", which stands for the environment variable `{name}`")).unwrap_or_default();
        match pair {
            Pair::Added(_) => {
                let sentence = format!("The flow {} has a new parameter `{name}`{stands}.", flow.name);
                found.add(ChangeCode::FlowParameterAdded, &flow.subject, place, (None, Some(value.clone())), sentence);
            }
            Pair::Removed(_) => {
                let sentence = format!("The parameter `{name}` of the flow {}{stands} is gone.", flow.name);
                found.add(
                    ChangeCode::FlowParameterRemoved,
                    &flow.subject,
                    place,
                    (Some(value.clone()), None),
                    sentence,
                );
            }
            Pair::Both((_, was), (_, is)) => {
                let what = format!("The parameter `{name}` of the flow {}", flow.name);
                let both = (Some(was.clone()), Some(is.clone()));
                found.value(ChangeCode::FlowParameterChanged, &flow.subject, &place, &what, both);
            }
        }
    }
}

/// What the file says besides.
fn rest(flow: &Both<'_>, old: &Value, new: &Value, found: &mut Changes) {
    let without = |value: &Value, keys: &[&str]| {
        let mut object = value.as_object().cloned().unwrap_or_default();
        keys.iter().for_each(|key| drop(object.remove(key)));
        object
    };
    let document = |file: &FlowFile, definition: &Value| {
        let mut document = without(&file.clientdata, &[]);
        let properties = file.clientdata.get("properties").cloned().unwrap_or_default();
        let mut properties = without(&properties, &["definition", "connectionReferences"]);
        // A package of single flows keeps the name here.
        if flow.was.name != flow.is.name {
            drop(properties.remove("displayName"));
        }
        document.insert("properties", Value::Object(properties));
        document.insert("definition", Value::Object(without(definition, &["triggers", "actions", "parameters"])));
        Value::Object(document)
    };
    let whole = |path: &[String]| path.len() > 1;
    for difference in leaves::differences(Some(&document(flow.was, old)), Some(&document(flow.is, new)), &whole) {
        let path = difference.path.join("/");
        let code = match path.as_str() {
            "definition/outputs" => ChangeCode::FlowOutputChanged,
            "definition/staticResults" => ChangeCode::StaticResultChanged,
            _ => ChangeCode::FlowPropertyChanged,
        };
        let hidden = |value: Option<Value>| {
            value.map(|value| secret::masked_as(difference.path.last().map_or("", String::as_str), &value))
        };
        let both = (hidden(difference.before.clone()), hidden(difference.after.clone()));
        let sentence = words::was_is(&format!("In the flow {}, `{path}`", flow.name), both.0.as_ref(), both.1.as_ref());
        found.add(code, &flow.subject, path, both, sentence);
    }
}
