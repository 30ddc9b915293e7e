//! A solution with what it holds.

use app::solutions::{Compared, SolutionDetail as Detail, SolutionVariable as Variable};
use model::PrincipalId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::views::{
    Instant,
    deployment::{BoundView, Change, Known, PackageKey, chip},
    principal::PrincipalChip,
    words::VariableKind,
};

/// A component of a solution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct SolutionComponent {
    /// What it is.
    #[schema(example = "flow")]
    kind: &'static str,
    /// Its id for flows and roles, else its name in files, in lower case.
    key: String,
    /// What people read.
    name: String,
}

/// A connection reference of a solution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SolutionReference {
    /// Its name in files.
    logical_name: String,
    /// What people read.
    display_name: String,
    /// What it is for.
    connector: String,
    /// What it is bound to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    bound_to: Option<BoundView>,
}

/// An environment variable of a solution. Values of secrets are not shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SolutionVariable {
    /// Its name in files.
    schema_name: String,
    /// What people read.
    display_name: String,
    /// Its type.
    #[serde(rename = "type")]
    kind: VariableKind,
    /// The environment's own value, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What holds where there is none, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
}

/// A solution with what it holds.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SolutionDetail {
    /// Its unique name.
    unique_name: String,
    /// What people read.
    display_name: String,
    /// Its version.
    #[schema(example = "1.0.0.0")]
    version: String,
    /// Whether its components may not be changed here.
    managed: bool,
    /// The publisher's unique name.
    publisher: String,
    /// What people read of the publisher.
    publisher_name: String,
    /// What the names of its components start with.
    prefix: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    /// When this version was installed.
    installed_at: Instant,
    /// By whom.
    installed_by: PrincipalChip,
    /// The package that it came as.
    #[serde(skip_serializing_if = "Option::is_none")]
    package: Option<PackageKey>,
    /// Whether a staged upgrade is to be finished.
    staged: bool,
    /// What it holds.
    components: Vec<SolutionComponent>,
    /// Its connection references, and what each is bound to here.
    references: Vec<SolutionReference>,
    /// Its environment variables, with the values here.
    variables: Vec<SolutionVariable>,
    /// What is kept in its package and not used here.
    kept: Vec<String>,
    /// The solutions that it needs.
    dependencies: Vec<String>,
}

/// What a solution is here against what it is elsewhere.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct SolutionChanges {
    /// The version there.
    from: String,
    /// The version here.
    to: String,
    /// What differs, from there to here.
    changes: Vec<Change>,
    /// The definitions of the flows that differ, line by line.
    text: String,
}

/// The principals that a solution mentions.
pub(crate) fn mentioned(detail: &Detail) -> Vec<PrincipalId> {
    let owners = detail.references.iter().filter_map(|it| it.3.as_ref()).map(|bound| bound.owner);
    owners.chain([detail.solution.installed_by]).collect()
}

impl SolutionDetail {
    /// A solution, with the principals that it mentions.
    pub(crate) fn of(detail: Detail, known: &Known) -> Self {
        let (solution, manifest) = (detail.solution, detail.manifest);
        let components = detail.components.into_iter();
        let references = detail.references.into_iter().map(|(logical_name, display_name, connector, bound)| {
            let bound_to = bound.map(|bound| BoundView::of(&bound, known));
            SolutionReference { logical_name, display_name, connector, bound_to }
        });
        Self {
            unique_name: solution.unique_name,
            display_name: solution.display_name,
            version: solution.version,
            managed: solution.managed,
            publisher: solution.publisher,
            publisher_name: manifest.publisher.display_name,
            prefix: manifest.publisher.prefix,
            description: manifest.description,
            installed_at: solution.installed_at.into(),
            installed_by: chip(known, solution.installed_by),
            package: detail.package.map(|it| PackageKey { digest: it.digest, size: it.size }),
            staged: detail.is_staged,
            components: components
                .map(|it| SolutionComponent { kind: it.kind.word(), key: it.key, name: it.name })
                .collect(),
            references: references.collect(),
            variables: detail.variables.into_iter().map(SolutionVariable::from).collect(),
            kept: detail.kept,
            dependencies: detail.dependencies,
        }
    }
}

impl From<Variable> for SolutionVariable {
    fn from(it: Variable) -> Self {
        let shown = |text: Option<String>| text.filter(|_| it.kind != model::VariableKind::Secret);
        Self {
            value: shown(it.value),
            default: shown(it.default_value),
            schema_name: it.schema_name,
            display_name: it.display_name,
            kind: it.kind.into(),
        }
    }
}

impl From<Compared> for SolutionChanges {
    fn from(it: Compared) -> Self {
        let changes = it.changes.into_iter().map(Change::from).collect();
        Self { from: it.from, to: it.to, changes, text: it.text }
    }
}
