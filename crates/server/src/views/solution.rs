//! Solutions.

pub(crate) mod preview;

use app::solutions::{
    ImportReport as Report, ImportedFlow as Flow, ImportedReference as Reference, ImportedVariable as Variable,
};
use serde::{Deserialize, Serialize};
use store::solutions::InstalledSolution;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Instant, words::ComponentFate};

/// An installed solution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SolutionView {
    /// Its unique name.
    pub(crate) unique_name: String,
    /// What people read.
    display_name: String,
    /// Its version.
    #[schema(example = "1.0.0.0")]
    version: String,
    /// Whether its components may not be changed here.
    managed: bool,
    /// The publisher's unique name.
    publisher: String,
    /// When this version was installed.
    installed_at: Instant,
}

impl From<InstalledSolution> for SolutionView {
    fn from(solution: InstalledSolution) -> Self {
        Self {
            unique_name: solution.unique_name,
            display_name: solution.display_name,
            version: solution.version,
            managed: solution.managed,
            publisher: solution.publisher,
            installed_at: solution.installed_at.into(),
        }
    }
}

/// What a solution is called, and who makes it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewSolution {
    /// What people read.
    display_name: String,
    /// Its version.
    #[schema(example = "1.0.0.0")]
    version: String,
    /// Who makes it.
    publisher: NewPublisher,
    /// What it is for.
    description: Option<String>,
}

/// Who makes a solution.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewPublisher {
    /// Its name in files.
    #[schema(example = "Contoso")]
    unique_name: String,
    /// What people read.
    display_name: String,
    /// What the names of its components start with: 2 to 8 letters and digits.
    #[schema(example = "contoso")]
    prefix: String,
}

impl From<NewSolution> for app::solutions::NewSolution {
    fn from(new: NewSolution) -> Self {
        Self {
            display_name: new.display_name,
            version: new.version,
            publisher: new.publisher.unique_name,
            publisher_name: new.publisher.display_name,
            prefix: new.publisher.prefix,
            description: new.description,
        }
    }
}

/// What becomes of a component.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ComponentChange {
    /// What it is.
    kind: String,
    /// Its name.
    name: String,
    /// What becomes of it.
    change: ComponentFate,
}

/// What a connection reference is bound to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportedReference {
    /// Its name in files.
    logical_name: String,
    /// What it is for.
    connector: String,
    /// The display name of the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    bound_to: Option<String>,
    /// The connection's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<Uuid>,
    /// `settings`, `alreadyBound` or `unbound`.
    source: String,
}

/// Which value an environment variable has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportedVariable {
    /// Its name in files.
    schema_name: String,
    /// The value in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// `settings`, `environment`, `package`, `default` or `missing`.
    source: String,
}

/// Whether a flow is on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ImportedFlow {
    /// Its id.
    id: Uuid,
    /// What people read.
    name: String,
    /// Whether it is on.
    on: bool,
    /// Each reason why it is not, as a sentence.
    needs: Vec<String>,
}

/// What an import did, or, where it was a dry run, would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ImportReport {
    /// The solution's unique name.
    solution: String,
    /// The version that is installed then.
    version: String,
    /// Whether it was done.
    applied: bool,
    /// What becomes of each component.
    components: Vec<ComponentChange>,
    /// What each connection reference is bound to.
    references: Vec<ImportedReference>,
    /// Which value each environment variable has.
    variables: Vec<ImportedVariable>,
    /// Whether each flow is on.
    flows: Vec<ImportedFlow>,
    /// Logical names of the tables that were made or got columns.
    tables: Vec<String>,
    /// What is worth knowing.
    warnings: Vec<String>,
}

impl From<Report> for ImportReport {
    fn from(report: Report) -> Self {
        Self {
            solution: report.solution,
            version: report.version,
            applied: report.applied,
            components: report
                .components
                .into_iter()
                .map(|(kind, name, change)| ComponentChange { kind, name, change: change.into() })
                .collect(),
            references: report.references.into_iter().map(ImportedReference::from).collect(),
            variables: report.variables.into_iter().map(ImportedVariable::from).collect(),
            flows: report.flows.into_iter().map(ImportedFlow::from).collect(),
            tables: report.tables,
            warnings: report.warnings,
        }
    }
}

impl From<Reference> for ImportedReference {
    fn from(reference: Reference) -> Self {
        let (connection, bound_to) = reference.bound_to.map(|(id, name)| (id.0, name)).unzip();
        Self {
            logical_name: reference.logical_name,
            connector: reference.connector.to_string(),
            bound_to,
            connection,
            source: reference.source.to_owned(),
        }
    }
}

impl From<Variable> for ImportedVariable {
    fn from(variable: Variable) -> Self {
        Self { schema_name: variable.schema_name, value: variable.value, source: variable.source.to_owned() }
    }
}

impl From<Flow> for ImportedFlow {
    fn from(flow: Flow) -> Self {
        Self { id: flow.id.0, name: flow.name, on: flow.on, needs: flow.needs }
    }
}
