//! The part of a document that is the definition itself.

use std::borrow::Cow;

use crate::{Array, Object, Profile, Value};

/// What kind of document a definition stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Document {
    /// A bare definition, or a cloud flow's file.
    Flow,
    /// A workflow file of an app, whose parameters stand in a file beside it.
    App,
    /// An ARM template: texts in square brackets are computed when it is deployed.
    Template,
}

impl Document {
    /// Whose behaviour a definition in it follows.
    pub(super) fn profile(self) -> Profile {
        match self {
            Self::Flow => Profile::PowerAutomate,
            Self::App | Self::Template => Profile::Standard,
        }
    }
}

/// The definition in a document.
pub(super) fn find(source: &Value) -> (Cow<'_, Value>, Document) {
    if let Some(inner) = source.get("properties").and_then(|properties| properties.get("definition")) {
        return (Cow::Borrowed(inner), Document::Flow);
    }
    if source.get("triggers").is_some() || source.get("actions").is_some() {
        return (Cow::Borrowed(source), Document::Flow);
    }
    if let Some(inner) = source.get("definition") {
        return (Cow::Borrowed(inner), Document::App);
    }
    let resources = source.get("resources").and_then(Value::as_array);
    let workflow = resources.into_iter().flat_map(|resources| resources.iter()).find_map(|resource| {
        let kind = resource.get("type").and_then(Value::as_str)?;
        let is_workflow = kind.eq_ignore_ascii_case("Microsoft.Logic/workflows");
        is_workflow.then(|| resource.get("properties")?.get("definition")).flatten()
    });
    match workflow {
        Some(definition) => (Cow::Owned(undeployed(definition)), Document::Template),
        None => (Cow::Borrowed(source), Document::Flow),
    }
}

/// Whether a text is computed when its template is deployed: `[parameters('name')]`.
pub(super) fn is_deployed_later(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']') && !text.starts_with("[[")
}

/// The definition with such texts made literal: an `@{` in one belongs to what deployment makes of it.
fn undeployed(value: &Value) -> Value {
    match value {
        Value::String(text) if is_deployed_later(text) && text.contains("@{") => Value::from(text.replace("@{", "@@{")),
        Value::Array(items) => Value::Array(items.iter().map(undeployed).collect::<Array>()),
        Value::Object(object) => {
            Value::Object(object.iter().map(|(name, value)| (name.clone(), undeployed(value))).collect::<Object>())
        }
        other => other.clone(),
    }
}
