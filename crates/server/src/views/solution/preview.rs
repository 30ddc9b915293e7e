//! What an export would be.

use app::solutions::{Missing as NotHeld, Preview, PreviewReference as Reference, PreviewVariable as Variable};
use serde::Serialize;
use solutions::{checker::Finding, plan::ComponentKey};
use utoipa::ToSchema;

use crate::views::words::VariableKind;

/// What an export of a solution would be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportPreview {
    /// The solution's unique name.
    unique_name: String,
    /// The version that it has here.
    #[schema(example = "1.0.0.0")]
    version: String,
    /// The version that it should have, by what changed since it was last brought elsewhere.
    #[schema(example = "1.1.0.0")]
    suggested_version: String,
    /// Each reason for that, as a sentence.
    why: Vec<String>,
    /// What is in it.
    components: Vec<SolutionComponent>,
    /// What it needs and does not hold.
    missing: Vec<MissingComponent>,
    /// What is kept in its package and not used here.
    kept: Vec<String>,
    /// What is a bad idea in it.
    findings: Vec<CheckFinding>,
    /// Its environment variables. Their values here do not travel.
    variables: Vec<ExportVariable>,
    /// Its connection references. What they are bound to here does not travel.
    references: Vec<ExportReference>,
}

/// A component of a solution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct SolutionComponent {
    /// `flow`, `table`, `columns` (of a table that is defined elsewhere), `variable`, `reference`, `role` or `connector`.
    kind: String,
    /// Its id for flows and roles, else its name in files, in lower case.
    key: String,
    /// What people read.
    name: String,
}

/// Something that a solution needs and does not hold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MissingComponent {
    /// What it is, as for a component.
    kind: String,
    /// Its id for flows, else its name in files, in lower case.
    key: String,
    /// What people read.
    name: String,
    /// Whether it is in the environment, so that it can be added.
    is_here: bool,
    /// The solution that has it, with its version, where another one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    solution: Option<String>,
    /// The names of what needs it.
    needed_by: Vec<String>,
    /// All of that in one sentence.
    sentence: String,
}

/// Something that is a bad idea in a solution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CheckFinding {
    /// Which rule found it; each has a page in docs/checks.
    code: &'static str,
    /// How bad it is: `critical`, `high`, `medium`, `low` or `informational`.
    severity: &'static str,
    /// What it is and where, in one sentence.
    message: String,
    /// Where it is.
    place: FindingPlace,
    /// The one thing to do.
    fix: String,
    /// Why somebody decided that it is right all the same. A finding that is waived does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<String>,
}

/// Where a finding is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct FindingPlace {
    /// The path of the file in the package.
    file: String,
    /// Where in it, with slashes. Empty for the whole.
    path: String,
    /// The line, from 1, where the trigger or action begins that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

impl From<Finding> for CheckFinding {
    fn from(finding: Finding) -> Self {
        Self {
            code: finding.code.as_str(),
            severity: finding.severity.as_str(),
            message: finding.message,
            place: FindingPlace { file: finding.place.file, path: finding.place.path, line: finding.place.line },
            fix: finding.fix,
            waived: finding.waived,
        }
    }
}

/// An environment variable of an export.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportVariable {
    /// Its name in files.
    schema_name: String,
    /// What people read.
    display_name: String,
    /// Its type.
    #[serde(rename = "type")]
    kind: VariableKind,
    /// The default, which travels.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    /// The value here, which does not travel. Never that of a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<String>,
}

/// A connection reference of an export.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ExportReference {
    /// Its name in files.
    logical_name: String,
    /// What people read.
    display_name: String,
    /// What it is for.
    connector: String,
}

impl From<Preview> for ExportPreview {
    fn from(preview: Preview) -> Self {
        Self {
            unique_name: preview.unique_name,
            version: preview.version,
            suggested_version: preview.suggested_version,
            why: preview.why,
            components: preview.components.into_iter().map(SolutionComponent::from).collect(),
            missing: preview.missing.into_iter().map(MissingComponent::from).collect(),
            kept: preview.kept,
            findings: preview.findings.into_iter().map(CheckFinding::from).collect(),
            variables: preview.variables.into_iter().map(ExportVariable::from).collect(),
            references: preview.references.into_iter().map(ExportReference::from).collect(),
        }
    }
}

impl From<ComponentKey> for SolutionComponent {
    fn from(component: ComponentKey) -> Self {
        Self { kind: component.kind.word().to_owned(), key: component.key, name: component.name }
    }
}

impl From<NotHeld> for MissingComponent {
    fn from(missing: NotHeld) -> Self {
        Self {
            sentence: missing.sentence(),
            kind: missing.kind.word().to_owned(),
            key: missing.key,
            name: missing.name,
            is_here: missing.is_here,
            solution: missing.solution,
            needed_by: missing.needed_by.into_iter().map(|it| it.name).collect(),
        }
    }
}

impl From<Variable> for ExportVariable {
    fn from(variable: Variable) -> Self {
        let shown = |text: Option<String>| text.filter(|_| variable.kind != model::VariableKind::Secret);
        Self {
            default: shown(variable.default),
            current: shown(variable.current),
            kind: variable.kind.into(),
            schema_name: variable.schema_name,
            display_name: variable.display_name,
        }
    }
}

impl From<Reference> for ExportReference {
    fn from(reference: Reference) -> Self {
        Self {
            logical_name: reference.logical_name,
            display_name: reference.display_name,
            connector: reference.connector.to_string(),
        }
    }
}
