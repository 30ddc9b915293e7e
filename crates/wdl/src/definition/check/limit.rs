//! How much a definition may hold. Source: limits of cloud flows.

use crate::{
    Diagnostic, Object, Value,
    definition::{Definition, Kind, document::Document, read::Reader},
    limits,
};

/// Reports what a definition has too many of. Hosts of Logic Apps have limits of their own, so there it is only worth knowing.
pub(super) fn check(definition: &Definition, source: &Value, document: Document, reader: &mut Reader) {
    let outputs = source.get("outputs").and_then(Value::as_object).map_or(0, Object::len);
    let mut found = vec![
        ("TooManyActions", "actions", definition.actions.len(), limits::ACTIONS, "actions".to_owned()),
        ("TooManyVariables", "variables", definition.variables.len(), limits::VARIABLES, "actions".to_owned()),
        ("TooManyParameters", "parameters", definition.parameters.len(), limits::PARAMETERS, "parameters".to_owned()),
        ("TooManyOutputs", "outputs", outputs, limits::OUTPUTS, "outputs".to_owned()),
    ];
    for (_, action) in definition.iter() {
        if let Kind::Switch(switch) = &action.kind {
            let path = format!("{}/cases", action.path);
            found.push(("TooManyCases", "cases", switch.cases.len(), limits::SWITCH_CASES, path));
        }
    }
    for (code, what, count, limit, path) in found {
        if count > limit {
            let message = format!(
                "There are {count} {what} here; the limit is {limit}. Take some out, or move a part into a flow of its own."
            );
            let problem = match document {
                Document::Flow => Diagnostic::error(code, message),
                Document::App | Document::Template => Diagnostic::warning(code, message),
            };
            reader.report(problem.at(path));
        }
    }
}
