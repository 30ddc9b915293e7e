//! Which value each environment variable will have, and where it comes from.

use std::collections::HashSet;

use model::VariableKind;
use serde::{Deserialize, Serialize};

use super::{Facts, Finding, Findings};
use crate::text::fold;

/// What becomes of an environment variable's value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VariableStep {
    /// Its name in files.
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// Its type.
    pub kind: VariableKind,
    /// The value that will be in force, as text.
    pub value: Option<String>,
    /// The default of its definition, as text.
    pub default_value: Option<String>,
    /// Where that comes from.
    pub source: ValueSource,
}

/// Where the value of an environment variable comes from. The first that has one wins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ValueSource {
    /// The settings file. It is written as the environment's own value.
    Settings,
    /// The environment's own value, which stays.
    Environment,
    /// The value that travels in the package. It is written as the environment's own value.
    Package,
    /// The default of the definition.
    Default,
    /// Nobody gives one.
    Missing,
}

pub(super) fn plan(facts: &Facts<'_>, findings: &mut Findings) -> Vec<VariableStep> {
    let mut used = HashSet::new();
    let mut steps = Vec::new();
    for variable in &facts.contents.environment_variables {
        let name = fold(&variable.schema_name);
        let setting = facts.settings.variables.iter().find(|setting| fold(&setting.schema_name) == name);
        let here = facts.target.variables.iter().find(|here| fold(&here.schema_name) == name);
        if let Some(here) = here.filter(|here| here.kind != variable.kind) {
            findings.errors.push(Finding::conflict(format!(
                "the environment variable `{}` is {} here and {} in the package; a type cannot change",
                variable.schema_name,
                words(here.kind),
                words(variable.kind)
            )));
        }
        let set = setting.and_then(|setting| setting.value.as_deref());
        if let (Some(setting), Some(value)) = (setting, set)
            && !takes(variable.kind, value)
        {
            let message = format!(
                "the settings give the environment variable `{}` the value `{value}`, and it takes {}",
                variable.schema_name,
                words(variable.kind)
            );
            findings.errors.push(Finding::settings(setting.place, message));
        }
        let candidates = [
            (ValueSource::Settings, set),
            (ValueSource::Environment, here.and_then(|here| here.value.as_deref())),
            (ValueSource::Package, variable.current_value.as_deref()),
            (ValueSource::Default, variable.default_value.as_deref()),
        ];
        let found = candidates.into_iter().find_map(|(source, value)| Some((source, value?)));
        used.insert(name);
        steps.push(VariableStep {
            schema_name: variable.schema_name.clone(),
            display_name: variable.display_name.clone(),
            kind: variable.kind,
            value: found.map(|(_, value)| value.to_owned()),
            default_value: variable.default_value.clone(),
            source: found.map_or(ValueSource::Missing, |(source, _)| source),
        });
    }
    for setting in facts.settings.variables.iter().filter(|setting| !used.contains(&fold(&setting.schema_name))) {
        let message = format!(
            "the settings name the environment variable `{}`, which the package does not hold",
            setting.schema_name
        );
        findings.warnings.push(Finding::settings(setting.place, message));
    }
    steps
}

/// Whether a value in a settings file has the form that its type takes.
fn takes(kind: VariableKind, value: &str) -> bool {
    match kind {
        VariableKind::String | VariableKind::DataSource | VariableKind::Secret => true,
        VariableKind::Number => value.trim().parse::<f64>().is_ok_and(f64::is_finite),
        VariableKind::Boolean => {
            matches!(value.trim().to_lowercase().as_str(), "yes" | "no" | "true" | "false" | "1" | "0")
        }
        VariableKind::Json => wdl::Value::from_json(value.as_bytes()).is_ok(),
    }
}

fn words(kind: VariableKind) -> &'static str {
    match kind {
        VariableKind::String => "text",
        VariableKind::Number => "a number",
        VariableKind::Boolean => "yes or no",
        VariableKind::Json => "JSON",
        VariableKind::DataSource => "a data source",
        VariableKind::Secret => "a secret",
    }
}
