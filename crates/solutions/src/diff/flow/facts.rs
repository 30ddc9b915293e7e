//! What a flow reaches: hosts, tables, connectors and other flows.

use std::collections::BTreeSet;

use wdl::Value;

use super::node::Node;
use crate::{contents::FlowFile, text::fold};

/// What a flow reaches. Each set holds what people read.
#[derive(Default)]
pub(crate) struct Facts {
    pub(crate) hosts: BTreeSet<String>,
    pub(crate) reads: BTreeSet<String>,
    pub(crate) writes: BTreeSet<String>,
    pub(crate) deletes: BTreeSet<String>,
    pub(crate) connectors: BTreeSet<String>,
    pub(crate) calls: BTreeSet<String>,
}

impl Facts {
    pub(crate) fn of(flow: &FlowFile, nodes: &[Node<'_>]) -> Self {
        let mut facts = Self::default();
        facts.connectors.extend(flow.connections.iter().map(|connection| connection.connector.to_string()));
        facts.calls.extend(flow.calls.iter().map(ToString::to_string));
        for node in nodes {
            facts.hosts.extend(hosts(node));
            let connector = node.alias().and_then(|alias| connector(flow, alias));
            facts.table(node, connector.as_deref());
        }
        facts
    }

    fn table(&mut self, node: &Node<'_>, connector: Option<&str>) {
        let (Some(connector), Some(operation)) = (connector, node.operation().map(str::to_lowercase)) else { return };
        let named = |key: &str| node.at(&["inputs", "parameters", key]).and_then(Value::as_str);
        let Some(table) = named("entityName").or_else(|| named("table")) else { return };
        let own = connector.contains("commondataservice");
        let table = if own { table.to_owned() } else { format!("{table} of {connector}") };
        let begins = |words: &[&str]| words.iter().any(|word| operation.starts_with(word));
        if begins(&["delete"]) {
            self.deletes.insert(table);
        } else if begins(&[
            "create",
            "update",
            "upsert",
            "patch",
            "post",
            "add",
            "associate",
            "disassociate",
            "perform",
            "insert",
        ]) {
            self.writes.insert(table);
        } else if begins(&["list", "get", "search", "retrieve"]) {
            self.reads.insert(table);
        }
    }
}

/// What an alias of a flow connects to.
fn connector(flow: &FlowFile, alias: &str) -> Option<String> {
    let found = flow.connections.iter().find(|connection| fold(&connection.alias) == fold(alias));
    found.map(|connection| connection.connector.to_string())
}

/// The hosts that an action calls. Where an expression makes the host, the expression stands for it.
fn hosts(node: &Node<'_>) -> Vec<String> {
    const HTTP: [&[&str]; 3] = [&["inputs", "uri"], &["inputs", "subscribe", "uri"], &["inputs", "unsubscribe", "uri"]];
    const NAMED: [&str; 9] =
        ["uri", "url", "dataset", "siteurl", "site", "organization", "baseurl", "endpoint", "server"];
    let own = HTTP.iter().filter_map(|path| node.at(path)?.as_str()).map(host);
    let parameters = node.at(&["inputs", "parameters"]).and_then(Value::as_object);
    let named = parameters.iter().flat_map(|parameters| parameters.iter()).filter_map(|(key, value)| {
        let last = key.rsplit('/').next().unwrap_or_default().to_lowercase();
        let address = value.as_str().filter(|text| NAMED.contains(&last.as_str()) && scheme(text).is_some())?;
        Some(host(address))
    });
    own.chain(named).collect()
}

/// What follows the scheme of a web address.
pub(crate) fn scheme(text: &str) -> Option<&str> {
    let start = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    let length = ["https://", "http://"].iter().find(|scheme| start.starts_with(**scheme))?.len();
    text.get(length..)
}

/// The host of an address. `http://a.example:80/x` calls `a.example:80`.
pub(crate) fn host(address: &str) -> String {
    let address = address.trim();
    let Some(rest) = scheme(address) else { return address.to_owned() };
    let mut depth = 0u32;
    let end = rest.char_indices().find(|(at, c)| {
        match c {
            // An expression may hold slashes of its own.
            '{' if rest.get(..*at).is_some_and(|before| before.ends_with('@')) || depth > 0 => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '/' | '?' | '#' | '\\' if depth == 0 => return true,
            _ => {}
        }
        false
    });
    let name = rest.get(..end.map_or(rest.len(), |(at, _)| at)).unwrap_or(rest);
    // What stands before the last @ of a plain host is a user's name, not the host.
    let name = if name.contains("@{") { name } else { name.rsplit('@').next().unwrap_or(name) };
    if name.contains("@{") { name.to_owned() } else { name.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_addresses() {
        for (address, expected) in [
            ("https://A.example/x", "a.example"),
            ("http://a.example:80?x", "a.example:80"),
            ("https://good.example@evil.example/", "evil.example"),
            ("https://@{variables('a/b')}/c", "@{variables('a/b')}"),
            ("https://@{parameters('x')}.example/c", "@{parameters('x')}.example"),
            ("@variables('address')", "@variables('address')"),
        ] {
            assert_eq!(host(address), expected);
        }
    }
}
