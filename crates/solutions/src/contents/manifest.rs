//! `solution.xml`: who made the solution, which version it is, what it holds and what it needs.

use uuid::Uuid;

use super::{ComponentType, Reading};
use crate::{
    Problem, SolutionVersion,
    problem::code,
    xml::{Node, NodeExt, Xml},
};

/// What `solution.xml` says.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Manifest {
    /// Its name in files, unique in an environment without case.
    pub unique_name: String,
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its version.
    pub version: SolutionVersion,
    /// Whether it may be changed where it is installed.
    pub managed: ManagedFlag,
    /// The solution that this one is a patch of.
    pub patch_of: Option<PatchParent>,
    /// Who makes it.
    pub publisher: Publisher,
    /// The components that were put into it.
    pub root_components: Vec<RootComponent>,
    /// What it needs and does not hold.
    pub missing_dependencies: Vec<MissingDependency>,
}

/// `Managed` in `solution.xml`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ManagedFlag {
    /// 0: an authoring copy.
    #[default]
    Unmanaged,
    /// 1: cannot be edited where it is installed.
    Managed,
    /// 2: an unpacked source of both kinds.
    Both,
}

impl ManagedFlag {
    /// The number that files use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unmanaged => "0",
            Self::Managed => "1",
            Self::Both => "2",
        }
    }
}

/// The solution that a patch changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PatchParent {
    /// Its name in files.
    pub unique_name: String,
    /// The version that the patch was made from.
    pub version: SolutionVersion,
}

/// Who makes a solution.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Publisher {
    /// Its name in files.
    pub unique_name: String,
    /// What people read.
    pub display_name: String,
    /// What its components' names start with (`contoso`).
    pub prefix: String,
    /// What its choices' values start with (10000 to 99999).
    pub option_value_prefix: Option<u32>,
}

/// A component that was put into the solution. It has an id or a name, depending on its type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RootComponent {
    /// What it is.
    pub component_type: ComponentType,
    /// Its id, for flows, roles and the like.
    pub id: Option<Uuid>,
    /// Its name, for tables and the like. In the file's own case.
    pub schema_name: Option<String>,
    /// 0 with its parts, 1 without, 2 only the shell.
    pub behavior: u8,
}

/// Something that the solution needs and does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MissingDependency {
    /// What is needed.
    pub required: DependencyEnd,
    /// What needs it.
    pub dependent: DependencyEnd,
}

/// One end of a missing dependency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DependencyEnd {
    /// What it is.
    pub component_type: ComponentType,
    /// Its id.
    pub id: Option<Uuid>,
    /// Its name: the `schemaName`, else whichever `id.…` names it.
    pub schema_name: Option<String>,
    /// What people read.
    pub display_name: Option<String>,
    /// The name of the table that a column, form or view belongs to.
    pub parent_schema_name: Option<String>,
    /// The solution that has it, with its version (`System`, `Other (1.0.0.0)`).
    pub solution: Option<String>,
}

pub(super) fn read(reading: &mut Reading<'_, '_>) -> Option<Manifest> {
    let found = reading.items("ImportExportXml", "SolutionManifest").next();
    let Some((file, node)) = found else {
        // A manifest that is there and broken has been reported with its line.
        let named =
            |path: &str| path.eq_ignore_ascii_case("solution.xml") || path.eq_ignore_ascii_case("other/solution.xml");
        let said = reading.problems.iter().any(|problem| named(&problem.file));
        if !said && !super::flow_package::is_one(reading.package.members()) {
            let message = "the package has no `solution.xml`, so it is not a solution";
            reading.problems.push(Problem::error(code::FILE_MISSING, "solution.xml", message));
        }
        return None;
    };
    Some(manifest(file, node, &mut reading.problems))
}

fn manifest(file: &Xml<'_>, node: Node<'_, '_>, problems: &mut Vec<Problem>) -> Manifest {
    let unique_name = node.value("UniqueName").unwrap_or_default().to_owned();
    if unique_name.is_empty() {
        problems.push(file.error(node, code::VALUE_INVALID, "the solution has no `UniqueName`"));
    }
    let version = node.value("Version").unwrap_or_default().parse().unwrap_or_else(|error| {
        let place = node.one("Version").unwrap_or(node);
        problems.push(file.error(place, code::VALUE_INVALID, format!("the solution's version is wrong: {error}")));
        SolutionVersion::default()
    });
    let managed = match node.value("Managed") {
        Some("0") | None => ManagedFlag::Unmanaged,
        Some("1") => ManagedFlag::Managed,
        Some("2") => ManagedFlag::Both,
        Some(other) => {
            let place = node.one("Managed").unwrap_or(node);
            let message = format!("`Managed` is `{other}`; it takes 0, 1 or 2");
            problems.push(file.error(place, code::VALUE_INVALID, message));
            ManagedFlag::Unmanaged
        }
    };
    let patch_of = node.one("ParentSolution").and_then(|parent| {
        let unique_name = parent.value("UniqueName")?.to_owned();
        let version = parent.value("Version").unwrap_or_default().parse().unwrap_or_else(|error| {
            let message = format!("the version of the solution that this one patches is wrong: {error}");
            problems.push(file.error(parent, code::VALUE_INVALID, message));
            SolutionVersion::default()
        });
        Some(PatchParent { unique_name, version })
    });
    let roots = node.one("RootComponents");
    let missing = node.one("MissingDependencies");
    Manifest {
        display_name: node.label("LocalizedNames", "LocalizedName").unwrap_or(&unique_name).to_owned(),
        description: node.label("Descriptions", "Description").map(str::to_owned),
        version,
        managed,
        patch_of,
        publisher: node.one("Publisher").map(publisher).unwrap_or_default(),
        root_components: roots.iter().flat_map(|list| list.all("RootComponent")).map(root_component).collect(),
        missing_dependencies: missing
            .iter()
            .flat_map(|list| list.all("MissingDependency"))
            .filter_map(|pair| {
                let required = end(pair.one("Required")?);
                let dependent = end(pair.one("Dependent")?);
                Some(MissingDependency { required, dependent })
            })
            .collect(),
        unique_name,
    }
}

fn publisher(node: Node<'_, '_>) -> Publisher {
    let unique_name = node.value("UniqueName").unwrap_or_default();
    Publisher {
        unique_name: unique_name.to_owned(),
        display_name: node.label("LocalizedNames", "LocalizedName").unwrap_or(unique_name).to_owned(),
        prefix: node.value("CustomizationPrefix").unwrap_or_default().to_owned(),
        option_value_prefix: node
            .number("CustomizationOptionValuePrefix")
            .and_then(|number| u32::try_from(number).ok()),
    }
}

fn root_component(node: Node<'_, '_>) -> RootComponent {
    RootComponent {
        component_type: ComponentType::new(node.attr("type").unwrap_or_default()),
        id: id(node),
        schema_name: node.attr("schemaName").map(str::to_owned),
        behavior: node.attr("behavior").and_then(|text| text.parse().ok()).unwrap_or_default(),
    }
}

fn end(node: Node<'_, '_>) -> DependencyEnd {
    let named = node.attributes().find(|attribute| attribute.name().to_lowercase().starts_with("id."));
    DependencyEnd {
        component_type: ComponentType::new(node.attr("type").unwrap_or_default()),
        id: id(node),
        schema_name: node.attr("schemaName").or(named.map(|found| found.value())).map(str::to_owned),
        display_name: node.attr("displayName").map(str::to_owned),
        parent_schema_name: node.attr("parentSchemaName").map(str::to_owned),
        solution: node.attr("solution").map(str::to_owned),
    }
}

/// The attribute `id`, with or without braces.
fn id(node: Node<'_, '_>) -> Option<Uuid> {
    node.attr("id").and_then(|text| Uuid::parse_str(text.trim()).ok())
}
