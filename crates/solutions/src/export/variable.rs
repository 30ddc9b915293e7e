//! Environment variables.

use model::VariableKind;
use serde_json::json;

use super::{ExportError, ExportOptions};
use crate::{Package, contents::VariableFile, element::Element};

pub(crate) fn write(variable: &VariableFile, options: ExportOptions, package: &mut Package) -> Result<(), ExportError> {
    let path = VariableFile::default_path(&variable.schema_name);
    package.set(&path, element(variable).to_document())?;
    let travels = options.values && variable.kind != VariableKind::Secret;
    if let Some(value) = variable.current_value.as_ref().filter(|_| travels) {
        let row = json!({ "iscustomizable": "1", "value": value });
        let file = json!({ "environmentvariablevalues": { "environmentvariablevalue": row } });
        package.set(&path.replace("definition.xml", "values.json"), format!("{file:#}"))?;
    }
    Ok(())
}

pub(crate) fn element(variable: &VariableFile) -> Element {
    let name = &variable.display_name;
    let mut element = Element::new("environmentvariabledefinition").attr("schemaname", &variable.schema_name);
    if let Some(connector) = &variable.data_source_connector {
        element = element.child(Element::text("apiid", &format!("/providers/Microsoft.PowerApps/apis/{connector}")));
    }
    if let Some(value) = &variable.default_value {
        element = element.child(Element::text("defaultvalue", value));
    }
    if let Some(text) = &variable.description {
        element = element.child(labelled("description", text));
    }
    element = element
        .child(labelled("displayname", name))
        .child(Element::text("introducedversion", "1.0.0.0"))
        .child(Element::text("iscustomizable", "1"))
        .child(Element::number("isrequired", variable.required));
    if let Some(key) = &variable.parameter_key {
        element = element.child(Element::text("parameterkey", key));
    }
    element.child(Element::text("secretstore", "0")).child(Element::number("type", code(variable.kind)))
}

fn labelled(name: &str, text: &str) -> Element {
    let label = Element::new("label").attr("description", text).attr("languagecode", crate::element::LANGUAGE);
    Element::new(name).attr("default", text).child(label)
}

/// The number that files use. The other direction is [`VariableKind::from_code`].
fn code(kind: VariableKind) -> i64 {
    match kind {
        VariableKind::String => 100_000_000,
        VariableKind::Number => 100_000_001,
        VariableKind::Boolean => 100_000_002,
        VariableKind::Json => 100_000_003,
        VariableKind::DataSource => 100_000_004,
        VariableKind::Secret => 100_000_005,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back() {
        for number in 100_000_000..=100_000_005 {
            assert_eq!(VariableKind::from_code(number).map(code), Some(number));
        }
    }
}
