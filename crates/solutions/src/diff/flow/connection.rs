//! Whose identity the actions of a flow use: its connections, and which of them each action names.

use std::collections::HashMap;

use wdl::{Value, definition::ReferenceMode};

use super::{
    super::{
        ChangeCode, Changes, Risk,
        pair::{Pair, pairs},
        words,
    },
    Both, leaves,
    node::Node,
};
use crate::{
    contents::{FlowConnection, FlowFile},
    text::fold,
};

/// How a connection is used, in words.
fn mode(mode: ReferenceMode) -> &'static str {
    match mode {
        ReferenceMode::Embedded => "acts as itself",
        ReferenceMode::Impersonate => "acts on behalf of the invoker",
        ReferenceMode::Invoker => "is the caller's own",
    }
}

pub(super) fn compare(flow: &Both<'_>, found: &mut Changes) {
    for pair in pairs(&flow.was.connections, &flow.is.connections, |connection| fold(&connection.alias)) {
        let (Pair::Added(connection) | Pair::Removed(connection) | Pair::Both(_, connection)) = pair;
        let place = format!("connectionReferences/{}", connection.alias);
        let alias = words::quoted(&connection.alias);
        match pair {
            Pair::Added(_) => {
                let sentence = format!(
                    "The flow {} has a connection {alias} more: {}, {}, and {}.",
                    flow.name,
                    connection.connector,
                    reference(connection),
                    mode(connection.mode)
                );
                // That somebody else than the flow's connection acts is no small matter.
                let risk = if connection.mode == ReferenceMode::Embedded { Risk::Notice } else { Risk::High };
                found.add(ChangeCode::FlowConnectionAdded, &flow.subject, place, (None, None), sentence).risk = risk;
            }
            Pair::Removed(_) => {
                let sentence = format!("The flow {} does not have the connection {alias} any more.", flow.name);
                found.add(ChangeCode::FlowConnectionRemoved, &flow.subject, place, (None, None), sentence);
            }
            Pair::Both(was, is) => both(flow, &place, (was, is), found),
        }
    }
    actions(flow, found);
}

fn both(flow: &Both<'_>, place: &str, (was, is): (&FlowConnection, &FlowConnection), found: &mut Changes) {
    let users: Vec<String> = flow
        .after
        .iter()
        .filter(|node| node.alias().is_some_and(|alias| fold(alias) == fold(&is.alias)))
        .map(Node::shown)
        .collect();
    let users = if users.is_empty() { "no action".to_owned() } else { words::some(&users) };
    let what = |what: &str| {
        format!("In the flow {}, {what} the connection {} (used by {users})", flow.name, words::quoted(&is.alias))
    };
    let texts = [
        (ChangeCode::ConnectionModeChanged, "mode", "how", Some(mode(was.mode)), Some(mode(is.mode))),
        (
            ChangeCode::FlowReferenceChanged,
            "reference",
            "the connection reference of",
            was.reference.as_deref(),
            is.reference.as_deref(),
        ),
        (ChangeCode::FlowConnectorChanged, "connector", "the connector of", Some(connector(was)), Some(connector(is))),
    ];
    let before = found.list.len();
    for (code, part, title, old, new) in texts {
        let title = if code == ChangeCode::ConnectionModeChanged { what("the identity of") } else { what(title) };
        found.text(code, &flow.subject, &format!("{place}/{part}"), &title, (old, new));
    }
    // What stands there besides, unless it is how a file says what was told.
    if found.list.len() > before {
        return;
    }
    let entry = |flow: &FlowFile, alias: &str| {
        let properties = flow.clientdata.get("properties")?;
        properties.get("connectionReferences")?.get(alias).cloned()
    };
    let (old, new) = (entry(flow.was, &was.alias), entry(flow.is, &is.alias));
    if old != new {
        let parts = leaves::places(&old.clone().unwrap_or_default(), &new.clone().unwrap_or_default());
        let sentence = format!("{} changed: {}.", what("what is said of"), words::some(&parts));
        let change = found.add(ChangeCode::FlowConnectionChanged, &flow.subject, place, (old, new), sentence);
        // A connection that is named directly is somebody's.
        if was.direct_connection != is.direct_connection || parts.iter().any(|part| part.contains("impersonation")) {
            change.risk = Risk::High;
        }
    }
}

/// Actions that name another connection of the flow than before.
fn actions(flow: &Both<'_>, found: &mut Changes) {
    for (was, is) in &flow.matched {
        let (Some(old), Some(new)) = (was.alias(), is.alias()) else { continue };
        if fold(old) == fold(new) {
            continue;
        }
        let known = |file: &FlowFile, alias: &str| -> Option<FlowConnection> {
            file.connections.iter().find(|connection| fold(&connection.alias) == fold(alias)).cloned()
        };
        let (before, after) = (known(flow.was, old), known(flow.is, new));
        let said = |alias: &str, it: &Option<FlowConnection>| match it {
            Some(it) => format!("{} ({}, and {})", words::quoted(alias), reference(it), mode(it.mode)),
            None => format!("{}, which the flow does not have", words::quoted(alias)),
        };
        let sentence = format!(
            "In the flow {}, {} used the connection {} and now uses {}.",
            flow.name,
            is.shown(),
            said(old, &before),
            said(new, &after)
        );
        let text = |text: &str| Some(Value::String(text.into()));
        let place = format!("{}/connection", is.place());
        let facts = |it: &Option<FlowConnection>| {
            it.as_ref().map(|it| {
                (it.mode, it.reference.as_deref().map(fold), it.connector.clone(), it.direct_connection.clone())
            })
        };
        let change =
            found.add(ChangeCode::ActionConnectionChanged, &flow.subject, place, (text(old), text(new)), sentence);
        if before.is_some() && facts(&before) == facts(&after) {
            change.risk = Risk::Info;
        }
    }
}

fn reference(connection: &FlowConnection) -> String {
    match (&connection.reference, &connection.direct_connection) {
        (Some(reference), _) => format!("reference {}", words::quoted(reference)),
        (None, Some(_)) => "a connection named directly".to_owned(),
        (None, None) => "no reference".to_owned(),
    }
}

fn connector(connection: &FlowConnection) -> &str {
    connection.custom_connector.as_deref().unwrap_or(connection.connector.as_str())
}

/// The nodes that stand on both sides, by name.
pub(super) fn matched<'a>(before: &[Node<'a>], after: &[Node<'a>]) -> Vec<(Node<'a>, Node<'a>)> {
    let old: HashMap<_, &Node<'a>> = before.iter().map(|node| ((node.kind, fold(node.name)), node)).collect();
    after.iter().filter_map(|is| Some((**old.get(&(is.kind, fold(is.name)))?, *is))).collect()
}
