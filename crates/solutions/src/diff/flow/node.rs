//! The triggers and actions of a definition, each without those inside it.

use wdl::Value;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum NodeKind {
    /// It starts runs.
    Trigger,
    /// It is a step of a run.
    Action,
}

/// A trigger or an action.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    pub(crate) kind: NodeKind,
    /// Unique in the definition, without case.
    pub(crate) name: &'a str,
    /// The block that it stands in, and how (`Condition`, `Condition/else`, `Switch/cases/A`). Empty for the first level.
    pub(crate) within: Within<'a>,
    pub(crate) value: &'a Value,
}

/// The block that an action stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Within<'a> {
    /// The action that has the block; empty for the first level.
    pub(crate) action: &'a str,
    /// Which of its blocks: empty for the main one, `else`, `default`, or the name of a case.
    pub(crate) block: &'a str,
}

impl Node<'_> {
    /// `actions/Get_rows`
    pub(crate) fn place(&self) -> String {
        let list = if self.kind == NodeKind::Trigger { "triggers" } else { "actions" };
        format!("{list}/{}", self.name)
    }

    /// The name as people read it.
    pub(crate) fn shown(&self) -> String {
        shown(self.name)
    }

    /// The type in lower case.
    pub(crate) fn type_name(&self) -> String {
        self.value.get("type").and_then(Value::as_str).unwrap_or_default().to_lowercase()
    }

    /// What stands at this path of keys, compared without case.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(self.value, |value, key| value.as_object()?.get_ignore_case(key))
    }

    /// The operation of a connector that it calls.
    pub(crate) fn operation(&self) -> Option<&str> {
        let modern = self.at(&["inputs", "host", "operationId"]);
        modern.or_else(|| self.at(&["metadata", "flowSystemMetadata", "swaggerOperationId"])).and_then(Value::as_str)
    }

    /// What it calls its connection: the key of an entry of `connectionReferences`.
    pub(crate) fn alias(&self) -> Option<&str> {
        if let Some(alias) = self.at(&["inputs", "host", "connectionName"]).and_then(Value::as_str) {
            return Some(alias);
        }
        // The older form: "@parameters('$connections')['shared_x']['connectionId']".
        let named = self.at(&["inputs", "host", "connection", "name"])?.as_str()?;
        named.split("['").nth(1)?.split('\'').next()
    }
}

/// The name of a node as people read it.
pub(crate) fn shown(name: &str) -> String {
    format!("`{}`", name.replace('_', " "))
}

/// All nodes, a block's action before those inside it.
pub(crate) fn nodes(definition: &Value) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let triggers = definition.get("triggers").and_then(Value::as_object);
    for (name, value) in triggers.iter().flat_map(|triggers| triggers.iter()) {
        found.push(Node { kind: NodeKind::Trigger, name, within: Within::default(), value });
    }
    block(definition.get("actions"), Within::default(), &mut found);
    found
}

/// Values are nested to a bounded depth, so this is too.
fn block<'a>(actions: Option<&'a Value>, within: Within<'a>, found: &mut Vec<Node<'a>>) {
    for (name, value) in actions.and_then(Value::as_object).iter().flat_map(|actions| actions.iter()) {
        found.push(Node { kind: NodeKind::Action, name, within, value });
        let inside = |block: &'a str| Within { action: name, block };
        block_of(value, inside(""), found);
        for branch in ["else", "default"] {
            if let Some(value) = value.get(branch) {
                block_of(value, inside(branch), found);
            }
        }
        for (case, value) in value.get("cases").and_then(Value::as_object).iter().flat_map(|cases| cases.iter()) {
            block_of(value, inside(case), found);
        }
    }
}

fn block_of<'a>(value: &'a Value, within: Within<'a>, found: &mut Vec<Node<'a>>) {
    block(value.get("actions"), within, found);
}
