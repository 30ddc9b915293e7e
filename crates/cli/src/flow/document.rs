//! The flows that a file holds.

use std::{borrow::Cow, path::Path};

use wdl::{Array, Object, Value};

/// A flow of a file.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// What people read: what the file calls it, else the file's name.
    pub(super) name: String,
    /// What [`wdl::Definition::parse`] takes.
    pub(super) source: Cow<'a, Value>,
}

/// The flows of a file: a cloud flow, a bare definition, a workflow of a Logic Apps project, or each workflow of an ARM template.
/// Nothing where it is something else.
pub(super) fn flows<'a>(document: &'a Value, file: &Path) -> Vec<Found<'a>> {
    let stem = || file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let workflows = workflows(document, 0);
    if !workflows.is_empty() {
        return workflows
            .into_iter()
            .map(|workflow| Found { name: text(workflow, "name").unwrap_or_else(stem), source: alone(workflow) })
            .collect();
    }
    let properties = document.get("properties");
    let definition = properties.and_then(|properties| properties.get("definition")).or(document.get("definition"));
    if !is_definition(definition.unwrap_or(document)) {
        return Vec::new();
    }
    let name = properties.and_then(|properties| text(properties, "displayName"));
    vec![Found { name: name.unwrap_or_else(stem), source: Cow::Borrowed(document) }]
}

fn is_definition(value: &Value) -> bool {
    ["triggers", "actions"].iter().any(|part| value.get(part).is_some())
}

/// How many templates inside templates are looked into.
const NESTED: u32 = 4;

/// The workflows of an ARM template, and of the templates that it deploys.
fn workflows(document: &Value, depth: u32) -> Vec<&Value> {
    let resources = document.get("resources").and_then(Value::as_array);
    let found = resources.into_iter().flat_map(|resources| resources.iter()).flat_map(|resource| {
        let kind = text(resource, "type").unwrap_or_default();
        if kind.eq_ignore_ascii_case("Microsoft.Logic/workflows") {
            return vec![resource];
        }
        let template = resource.get("properties").and_then(|properties| properties.get("template"));
        template.filter(|_| depth < NESTED).map(|template| workflows(template, depth + 1)).unwrap_or_default()
    });
    found.collect()
}

/// A template with this one workflow.
fn alone(workflow: &Value) -> Cow<'_, Value> {
    let resources = Value::Array(std::iter::once(workflow.clone()).collect::<Array>());
    Cow::Owned(Object::from([("resources", resources)]).into())
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}
