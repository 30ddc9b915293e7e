//! Custom connectors.

use super::ExportError;
use crate::{Package, contents::ConnectorFiles, element::Element};

/// The elements that name files, with the files.
fn parts(connector: &ConnectorFiles) -> [(&'static str, Option<&str>); 5] {
    [
        ("openapidefinition", connector.definition.as_deref()),
        ("connectionparameters", connector.connection_parameters.as_deref()),
        ("policytemplateinstances", connector.policies.as_deref()),
        ("customcodeblobcontent", connector.script.as_deref()),
        ("iconblob", connector.icon.as_deref()),
    ]
}

/// Where a file stands in a zip, wherever it stands in the layout that it comes from.
fn zip_path(path: &str) -> String {
    format!("Connector/{}", path.rsplit('/').next().unwrap_or(path))
}

pub(super) fn copy(connector: &ConnectorFiles, files: &Package, package: &mut Package) -> Result<(), ExportError> {
    for path in parts(connector).into_iter().filter_map(|(_, path)| path) {
        let member = files
            .get(path)
            .ok_or_else(|| ExportError::FileMissing { connector: connector.name.clone(), path: path.to_owned() })?;
        package.set(&zip_path(path), member.bytes())?;
    }
    Ok(())
}

pub(super) fn element(connector: &ConnectorFiles) -> Element {
    let mut element = Element::new("Connector");
    if let Some(id) = connector.id {
        element = element.child(Element::text("connectorid", &id.to_string()));
    }
    if let Some(text) = &connector.description {
        element = element.child(Element::text("description", text));
    }
    element
        .child(Element::text("displayname", &connector.display_name))
        .child(Element::text("name", &connector.name))
        .child(Element::text("connectortype", "1"))
        .children(
            parts(connector)
                .into_iter()
                .filter_map(|(name, path)| Some(Element::text(name, &format!("/{}", zip_path(path?))))),
        )
}
