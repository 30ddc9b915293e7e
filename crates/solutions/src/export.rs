//! A package from what is known about a solution, where the package that it came in is not at hand.
//!
//! Where it is, [`Package::revise`] changes only what changed, and everything else in it survives.

use std::collections::BTreeSet;

use crate::{Contents, Package, PackageError, contents::ManagedFlag, element::Element};

pub(crate) mod flow;
pub(crate) mod solution;
pub(crate) mod variable;

mod column;
mod connector;
mod reference;
mod relationship;
mod role;
mod table;

/// How a solution is exported.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ExportOptions {
    /// Whether the package may be changed where it is installed.
    pub managed: bool,
    /// Whether the current values of environment variables travel. Values of secrets never do.
    pub values: bool,
}

/// Why a solution cannot be exported.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// There is no manifest to write.
    #[error("the solution has no name, version and publisher")]
    NoManifest,
    /// A file that a custom connector names is not among the files.
    #[error("the custom connector `{connector}` names the file `{path}`, which is not at hand")]
    FileMissing {
        /// The connector.
        connector: String,
        /// The file.
        path: String,
    },
    /// The format has privileges for single tables alone.
    #[error("the security role `{role}` gives a privilege on every table; a solution can only name single ones")]
    EveryTable {
        /// The role.
        role: String,
    },
    /// A path is not allowed or stands twice.
    #[error(transparent)]
    Package(#[from] PackageError),
}

impl ExportError {
    /// The code that people meet.
    pub fn code(&self) -> model::ErrorCode {
        match self {
            Self::Package(error) => error.code(),
            Self::NoManifest | Self::FileMissing { .. } | Self::EveryTable { .. } => model::ErrorCode::SolutionConflict,
        }
    }
}

/// Makes a package. `files` holds what the contents name and do not hold themselves: the files of custom connectors.
///
/// # Errors
/// Contents that the format cannot express, or a file that is missing.
pub fn export(contents: &Contents, files: &Package, options: ExportOptions) -> Result<Package, ExportError> {
    let mut manifest = contents.manifest.clone().ok_or(ExportError::NoManifest)?;
    manifest.managed = if options.managed { ManagedFlag::Managed } else { ManagedFlag::Unmanaged };
    let mut package = Package::new();
    package.set("solution.xml", solution::element(&manifest, contents).to_document())?;
    package.set("customizations.xml", customizations(contents)?.to_document())?;
    for flow in &contents.flows {
        package.set(&flow::path(flow), flow::json(flow))?;
    }
    for connector in &contents.connectors {
        connector::copy(connector, files, &mut package)?;
    }
    for variable in &contents.environment_variables {
        variable::write(variable, options, &mut package)?;
    }
    let types = content_types(package.members().iter().map(crate::Member::path)).to_document();
    package.set("[Content_Types].xml", types)?;
    Ok(package)
}

/// `customizations.xml`. The order of the parts is the platform's.
pub(crate) fn customizations(contents: &Contents) -> Result<Element, ExportError> {
    let roles = contents.roles.iter().map(role::element).collect::<Result<Vec<_>, _>>()?;
    let mut root = Element::new("ImportExportXml")
        .attr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .child(Element::new("Entities").children(table::elements(contents)))
        .child(Element::new("Roles").children(roles))
        .child(Element::new("Workflows").children(contents.flows.iter().map(flow::element)))
        .child(Element::new("FieldSecurityProfiles"))
        .child(Element::new("Templates"))
        .child(Element::new("EntityMaps"))
        .child(Element::new("EntityRelationships").children(relationship::elements(contents)))
        .child(Element::new("OrganizationSettings"))
        .child(Element::new("optionsets").children(contents.choices.iter().map(column::global_choice)))
        .child(Element::new("CustomControls"))
        .child(Element::new("EntityDataProviders"));
    if !contents.connectors.is_empty() {
        root = root.child(Element::new("Connectors").children(contents.connectors.iter().map(connector::element)));
    }
    if !contents.connection_references.is_empty() {
        let references = contents.connection_references.iter().map(reference::element);
        root = root.child(Element::new("connectionreferences").children(references));
    }
    Ok(root.child(Element::new("Languages").child(Element::text("Language", crate::element::LANGUAGE))))
}

/// `[Content_Types].xml`: every extension of these paths, and every file that has none.
pub(crate) fn content_types<'a>(paths: impl Iterator<Item = &'a str>) -> Element {
    let mut extensions = BTreeSet::from(["xml".to_owned()]);
    let mut others = Vec::new();
    for path in paths {
        let name = path.rsplit('/').next().unwrap_or_default();
        match name.rsplit_once('.') {
            Some((_, extension)) => drop(extensions.insert(extension.to_owned())),
            None => others.push(path),
        }
    }
    let stream = |element: Element| element.attr("ContentType", "application/octet-stream");
    Element::new("Types")
        .attr("xmlns", "http://schemas.openxmlformats.org/package/2006/content-types")
        .children(extensions.iter().map(|extension| stream(Element::new("Default").attr("Extension", extension))))
        .children(others.iter().map(|path| stream(Element::new("Override").attr("PartName", &format!("/{path}")))))
}
