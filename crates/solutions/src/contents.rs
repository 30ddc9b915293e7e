//! What the files of a package say.

use model::table::Table;

use crate::{
    Member, Package, Problem,
    text::fold,
    xml::{Xml, XmlText},
};

mod choice;
mod column;
mod component;
mod connection_reference;
mod connector;
mod environment_variable;
mod flow;
mod flow_package;
mod json;
mod kept;
mod manifest;
mod relationship;
mod role;
mod table;

pub use choice::GlobalChoice;
pub use component::ComponentType;
pub use connection_reference::ReferenceFile;
pub use connector::ConnectorFiles;
pub use environment_variable::VariableFile;
pub(crate) use flow::CLOUD_FLOW;
pub use flow::{FlowConnection, FlowFile, FlowVariable};
pub(crate) use json::read as read_json;
pub use kept::KeptComponent;
pub(crate) use kept::is_read;
pub use manifest::{DependencyEnd, ManagedFlag, Manifest, MissingDependency, PatchParent, Publisher, RootComponent};
pub use relationship::{Relationship, RelationshipKind};
pub use role::{RoleFile, parse_privilege, privilege_name};
pub use table::TableExtension;

/// Everything that Steward has a use for, in the order of the files.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Contents {
    /// What `solution.xml` says. Nothing when the file is broken or missing. That is a problem too, except in a package of
    /// single flows, which has none.
    pub manifest: Option<Manifest>,
    /// Cloud flows.
    pub flows: Vec<FlowFile>,
    /// Components that are kept in the package and never run or shown: classic workflows, apps, web resources.
    pub kept: Vec<KeptComponent>,
    /// Connection references.
    pub connection_references: Vec<ReferenceFile>,
    /// Environment variables, with the values that travel in the package.
    pub environment_variables: Vec<VariableFile>,
    /// Tables that the package defines whole.
    pub tables: Vec<Table>,
    /// Columns that the package adds to tables that are defined elsewhere.
    pub extensions: Vec<TableExtension>,
    /// Lists of choices that several columns use.
    pub choices: Vec<GlobalChoice>,
    /// Relationships between tables.
    pub relationships: Vec<Relationship>,
    /// Security roles.
    pub roles: Vec<RoleFile>,
    /// Custom connectors.
    pub connectors: Vec<ConnectorFiles>,
}

impl Contents {
    /// Whether there is nothing but a manifest.
    pub fn is_empty(&self) -> bool {
        Self { manifest: None, ..self.clone() } == Self::default()
    }
}

impl Package {
    /// Reads what the files say. Whatever is wrong is reported and the rest is read all the same.
    pub fn contents(&self) -> (Contents, Vec<Problem>) {
        let mut problems = Vec::new();
        let unpacked = self.is_unpacked();
        let texts: Vec<XmlText<'_>> = self
            .members()
            .iter()
            .filter(|member| is_part(member, unpacked))
            .filter_map(|member| XmlText::of(member).map_err(|problem| problems.push(problem)).ok())
            .collect();
        let files: Vec<Xml<'_>> =
            texts.iter().filter_map(|text| text.parse().map_err(|problem| problems.push(problem)).ok()).collect();
        let mut reading = Reading { package: self, files: &files, problems };

        let manifest = manifest::read(&mut reading);
        let relationships = relationship::read(&reading);
        let (tables, extensions) = table::read(&mut reading, &relationships);
        let (mut flows, mut kept) = flow::read(&mut reading, manifest.as_ref());
        if manifest.is_none() {
            flow_package::read(&mut reading, &mut flows, &mut kept);
        }
        kept::add_root_components(&mut kept, manifest.as_ref());
        let contents = Contents {
            flows,
            kept,
            connection_references: connection_reference::read(&mut reading),
            environment_variables: environment_variable::read(&mut reading),
            tables,
            extensions,
            choices: choice::read_global(&reading),
            relationships,
            roles: role::read(&mut reading),
            connectors: connector::read(&mut reading),
            manifest,
        };
        (contents, reading.problems)
    }

    /// Whether the files have the layout of an unpacked solution.
    pub(crate) fn is_unpacked(&self) -> bool {
        self.get("Other/Solution.xml").is_some()
    }
}

/// What the readers of the parts share.
struct Reading<'r, 'p> {
    package: &'p Package,
    files: &'r [Xml<'p>],
    problems: Vec<Problem>,
}

impl<'r, 'p> Reading<'r, 'p> {
    /// The element and the file of every `item`, wherever the layout keeps them.
    fn items(
        &self,
        section: &'r str,
        item: &'r str,
    ) -> impl Iterator<Item = (&'r Xml<'p>, crate::xml::Node<'r, 'p>)> + use<'r, 'p> {
        self.files.iter().flat_map(move |file| file.items(section, item).map(move |node| (file, node)))
    }
}

/// Whether a file is one of those that describe components. A folder may hold both layouts, where somebody unpacked a zip
/// into a source tree; the source counts then.
pub(crate) fn is_part(member: &Member, unpacked: bool) -> bool {
    let path = fold(member.path());
    let Some((folder, rest)) = path.split_once('/') else {
        return !unpacked && matches!(path.as_str(), "solution.xml" | "customizations.xml");
    };
    match folder {
        "other" => {
            matches!(rest, "solution.xml" | "customizations.xml")
                || rest.starts_with("relationships/") && rest.ends_with(".xml")
        }
        "entities" => rest.ends_with("/entity.xml"),
        "workflows" => rest.ends_with(".data.xml"),
        "environmentvariabledefinitions" => rest.ends_with("/environmentvariabledefinition.xml"),
        "roles" | "optionsets" | "connectors" => rest.ends_with(".xml"),
        _ => false,
    }
}
