//! Environment variables: one folder each, with the definition and perhaps the current value.

use std::collections::HashSet;

use model::VariableKind;
use wdl::Value;

use super::{Reading, json};
use crate::{problem::code, text::fold, xml::NodeExt};

/// An environment variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VariableFile {
    /// Its name in files, in the file's own case; compared without case.
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its type.
    pub kind: VariableKind,
    /// What holds where no value is set, as text.
    pub default_value: Option<String>,
    /// The value that travels in the package, as text.
    pub current_value: Option<String>,
    /// Whether the platform insists on a value.
    pub required: bool,
    /// The connector whose data a data source names (`shared_sharepointonline`).
    pub data_source_connector: Option<String>,
    /// Which parameter of that connector it is (`dataset`, `table`).
    pub parameter_key: Option<String>,
    /// The path of the definition in the package.
    pub path: String,
}

impl VariableFile {
    /// Where the definition of a variable with this name stands.
    pub fn default_path(schema_name: &str) -> String {
        format!("environmentvariabledefinitions/{schema_name}/environmentvariabledefinition.xml")
    }
}

pub(super) fn read(reading: &mut Reading<'_, '_>) -> Vec<VariableFile> {
    let mut variables = Vec::new();
    let mut seen = HashSet::new();
    for (file, node) in reading.items("environmentvariabledefinitions", "environmentvariabledefinition") {
        let Some(schema_name) = node.attr("schemaname").filter(|name| !name.is_empty()) else {
            let message = "an environment variable has no `schemaname`";
            reading.problems.push(file.error(node, code::VALUE_INVALID, message));
            continue;
        };
        if !seen.insert(fold(schema_name)) {
            let message = format!("the environment variable `{schema_name}` stands in the package twice");
            reading.problems.push(file.error(node, code::DUPLICATE, message));
            continue;
        }
        let kind = node.number("type").and_then(VariableKind::from_code).unwrap_or_else(|| {
            let kind = node.value("type").unwrap_or_default();
            let message =
                format!("the environment variable `{schema_name}` has the unknown type `{kind}` and is read as text");
            reading.problems.push(file.warning(node, code::VALUE_INVALID, message));
            VariableKind::String
        });
        let display_name = node.one("displayname").and_then(|name| name.attr("default"));
        let description = node.one("description").and_then(|text| text.attr("default"));
        let api = node.value("apiid").and_then(|api| api.rsplit('/').next());
        variables.push(VariableFile {
            display_name: display_name.filter(|name| !name.is_empty()).unwrap_or(schema_name).to_owned(),
            description: description.filter(|text| !text.is_empty()).map(str::to_owned),
            kind,
            // Spaces at its ends are part of a value, so it is not trimmed.
            default_value: node.one("defaultvalue").and_then(|value| value.text()).map(str::to_owned),
            current_value: current_value(reading, file.path(), schema_name),
            required: node.value("isrequired") == Some("1"),
            data_source_connector: api.map(str::to_owned),
            parameter_key: node.value("parameterkey").map(str::to_owned),
            path: file.path().to_owned(),
            schema_name: schema_name.to_owned(),
        });
    }
    variables
}

/// The value in `environmentvariablevalues.json` beside the definition. Several rows may stand there, each with its name.
fn current_value(reading: &mut Reading<'_, '_>, definition: &str, schema_name: &str) -> Option<String> {
    let folder = definition.rsplit_once('/').map(|(folder, _)| folder)?;
    let member = reading.package.get(&format!("{folder}/environmentvariablevalues.json"))?;
    let document = json::read(member).map_err(|problem| reading.problems.push(problem)).ok()?;
    let rows = document.get("environmentvariablevalues")?.get("environmentvariablevalue")?;
    let named = |row: &&Value| {
        let name = row.get("schemaname").or_else(|| row.get("@schemaname")).and_then(Value::as_str);
        name.is_none_or(|name| name.eq_ignore_ascii_case(schema_name))
    };
    let row = match rows {
        Value::Array(rows) => rows.iter().find(named)?,
        row => Some(row).filter(named)?,
    };
    row.get("value")?.as_str().map(str::to_owned)
}
