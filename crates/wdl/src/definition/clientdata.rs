//! A cloud flow's file: the definition, and the connection references that its actions name.

use std::sync::Arc;

use super::{Definition, same_name};
use crate::{Diagnostic, Value};

/// A cloud flow's file (`clientdata`), or a bare definition with no connection references.
#[derive(Clone, Debug)]
pub struct Clientdata {
    /// The definition.
    pub definition: Definition,
    /// The connection references, in document order.
    pub references: Vec<ReferenceKey>,
}

/// One member of `connectionReferences`.
#[derive(Clone, PartialEq, Debug)]
pub struct ReferenceKey {
    /// The local alias that actions name (`host.connectionName`).
    pub key: Arc<str>,
    /// The connection reference it stands for (`connection.connectionReferenceLogicalName`).
    pub logical_name: Option<Arc<str>>,
    /// The connector (`api.name`), as spelled.
    pub connector: Arc<str>,
    /// How its actions use it.
    pub mode: ReferenceMode,
}

/// How the actions of a reference use it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReferenceMode {
    /// `runtimeSource: embedded`
    Embedded,
    /// `impersonation: {"source": "invoker"}`
    Impersonate,
    /// `runtimeSource: invoker`
    Invoker,
}

/// Whose connection a reference uses for whoever starts the flow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuntimeSource {
    /// The flow's own.
    Embedded,
    /// That of whoever starts it.
    Invoker,
}

impl RuntimeSource {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Invoker => "invoker",
        }
    }
}

impl Clientdata {
    /// Reads a file. See [`Definition::parse`].
    pub fn parse(source: &Value) -> (Self, Vec<Diagnostic>) {
        let (definition, problems) = Definition::parse(source);
        let references =
            source.get("properties").unwrap_or(source).get("connectionReferences").and_then(Value::as_object);
        let references = references.map(|references| references.iter().map(|(key, value)| read(key, value)).collect());
        (Self { definition, references: references.unwrap_or_default() }, problems)
    }

    /// The same file with another `runtimeSource` of one reference, or `source` where the file spells it so. Everything else stays, key
    /// order included. `None` if the file has no reference with exactly this key.
    #[must_use]
    pub fn with_runtime_source(file: &Value, key: &str, source: RuntimeSource) -> Option<Value> {
        let path: &[&str] = if file.get("properties").is_some() { &["properties"] } else { &[] };
        let path = [path, &["connectionReferences", key]].concat();
        let reference = path.iter().try_fold(file, |value, name| value.get(name))?;
        let is_short = reference.get("runtimeSource").is_none() && reference.get("source").is_some();
        let (name, word) = match source {
            _ if !is_short => ("runtimeSource", source.word()),
            RuntimeSource::Embedded => ("source", "Embedded"),
            RuntimeSource::Invoker => ("source", "Invoker"),
        };
        let mut reference = reference.as_object()?.clone();
        reference.insert(name, Value::from(word));
        replaced(file, &path, Value::Object(reference))
    }

    /// The reference of this key, ignoring case.
    pub fn reference(&self, key: &str) -> Option<&ReferenceKey> {
        self.references.iter().find(|reference| same_name(&reference.key, key))
    }
}

/// A value with another one at a path of members.
fn replaced(value: &Value, path: &[&str], by: Value) -> Option<Value> {
    let Some((name, rest)) = path.split_first() else { return Some(by) };
    let mut object = value.as_object()?.clone();
    let inner = replaced(object.get(name)?, rest, by)?;
    object.insert(*name, inner);
    Some(Value::Object(object))
}

fn read(key: &Arc<str>, source: &Value) -> ReferenceKey {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let connector = text(source.get("api").and_then(|api| api.get("name")))
        .or_else(|| text(source.get("id")).and_then(|id| id.rsplit('/').next().map(str::to_owned)))
        .unwrap_or_else(|| key.to_string());
    let connection = source.get("connection");
    ReferenceKey {
        key: key.clone(),
        logical_name: text(connection.and_then(|connection| connection.get("connectionReferenceLogicalName")))
            .or_else(|| text(source.get("connectionReferenceLogicalName")))
            .map(Into::into),
        connector: connector.into(),
        mode: reference_mode(source),
    }
}

/// How the actions of an entry of `connectionReferences` use it.
pub fn reference_mode(entry: &Value) -> ReferenceMode {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let source = entry.get("runtimeSource").filter(|source| source.as_str().is_some()).or_else(|| entry.get("source"));
    if text(entry.get("impersonation").and_then(|it| it.get("source"))) == "invoker" {
        ReferenceMode::Impersonate
    } else if text(source) == "invoker" {
        ReferenceMode::Invoker
    } else {
        ReferenceMode::Embedded
    }
}
