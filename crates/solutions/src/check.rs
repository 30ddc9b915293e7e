//! What `steward solution check` prints: one report per package.

use model::VariableKind;
use serde::Serialize;

use crate::{
    Contents, Finding, Package, PackageError, Problem, checker,
    contents::{FlowFile, ManagedFlag, ReferenceFile, VariableFile},
};

/// The report about one package.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The path as it was given.
    pub file: String,
    /// Whether the package could be imported somewhere.
    pub ok: bool,
    /// The solution's name in files.
    #[serde(rename = "uniquename")]
    pub unique_name: Option<String>,
    /// The solution's version.
    pub version: Option<String>,
    /// Whether it is a managed package. A source of both kinds is not.
    pub managed: Option<bool>,
    /// Its cloud flows.
    pub flows: Vec<FlowLine>,
    /// Its connection references.
    pub connection_references: Vec<ReferenceLine>,
    /// Its environment variables.
    pub environment_variables: Vec<VariableLine>,
    /// The logical names of its tables.
    pub tables: Vec<String>,
    /// The logical names of tables of others that it adds to.
    pub extends: Vec<String>,
    /// Its security roles.
    pub roles: Vec<String>,
    /// Its custom connectors.
    pub connectors: Vec<String>,
    /// Components that are kept in the package and neither run nor shown.
    pub kept: Vec<KeptLine>,
    /// What is wrong or worth knowing.
    pub diagnostics: Vec<DiagnosticLine>,
    /// What is a bad idea, the worst first.
    pub findings: Vec<Finding>,
}

/// A flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowLine {
    /// Its id.
    pub id: String,
    /// What people read.
    pub name: String,
    /// Whether it was on where it was exported.
    pub on: bool,
    /// The path of its JSON file in the package.
    pub file: String,
    /// The connectors it uses, each once.
    pub connectors: Vec<String>,
}

/// A connection reference.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReferenceLine {
    /// Its name in files.
    pub logical_name: String,
    /// What people read.
    pub display_name: String,
    /// What it connects to.
    pub connector: String,
}

/// An environment variable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VariableLine {
    /// Its name in files.
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: VariableKind,
    /// Whether the package has a default.
    pub has_default: bool,
    /// Whether the package has a current value.
    pub has_value: bool,
}

/// A component that is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct KeptLine {
    /// What people call its kind.
    pub kind: String,
    /// Its name, or its id where that is all there is.
    pub name: String,
}

/// A diagnostic.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DiagnosticLine {
    /// `error` or `warning`.
    pub severity: String,
    /// A stable code.
    pub code: String,
    /// What is wrong, in words.
    pub message: String,
    /// The path of the file in the package, where it is about one.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<u32>,
    /// The column, from 1.
    pub column: Option<u32>,
}

/// The report about a package that was opened, or about why it could not be.
pub fn check(file: &str, opened: &Result<Package, PackageError>) -> Report {
    match opened {
        Ok(package) => {
            let (contents, problems) = package.contents();
            Report { findings: checker::check(&contents, package), ..Report::new(file, &contents, &problems) }
        }
        Err(error) => {
            let diagnostic = DiagnosticLine {
                severity: wdl::Severity::Error.to_string(),
                code: error.code().to_string(),
                message: error.to_string(),
                file: error.entry().map(str::to_owned),
                line: None,
                column: None,
            };
            Report { ok: false, diagnostics: vec![diagnostic], ..Report::new(file, &Contents::default(), &[]) }
        }
    }
}

impl Report {
    /// The report about what was read, without findings.
    pub fn new(file: &str, contents: &Contents, problems: &[Problem]) -> Self {
        let manifest = contents.manifest.as_ref();
        Self {
            file: file.to_owned(),
            ok: !problems.iter().any(Problem::is_error),
            unique_name: manifest.map(|manifest| manifest.unique_name.clone()),
            version: manifest.map(|manifest| manifest.version.to_string()),
            managed: manifest.map(|manifest| manifest.managed == ManagedFlag::Managed),
            flows: contents.flows.iter().map(FlowLine::from).collect(),
            connection_references: contents.connection_references.iter().map(ReferenceLine::from).collect(),
            environment_variables: contents.environment_variables.iter().map(VariableLine::from).collect(),
            tables: contents.tables.iter().map(|table| table.logical_name.clone()).collect(),
            extends: contents.extensions.iter().map(|extension| extension.extends.clone()).collect(),
            roles: contents.roles.iter().map(|role| role.name.clone()).collect(),
            connectors: contents.connectors.iter().map(|connector| connector.name.clone()).collect(),
            kept: contents
                .kept
                .iter()
                .map(|component| KeptLine { kind: component.kind.clone(), name: component.name.clone() })
                .collect(),
            diagnostics: problems.iter().map(DiagnosticLine::from).collect(),
            findings: Vec::new(),
        }
    }
}

impl From<&FlowFile> for FlowLine {
    fn from(flow: &FlowFile) -> Self {
        let mut connectors: Vec<String> = Vec::new();
        for connection in &flow.connections {
            if !connectors.iter().any(|name| name == connection.connector.as_str()) {
                connectors.push(connection.connector.to_string());
            }
        }
        Self { id: flow.id.to_string(), name: flow.name.clone(), on: flow.on, file: flow.path.clone(), connectors }
    }
}

impl From<&ReferenceFile> for ReferenceLine {
    fn from(reference: &ReferenceFile) -> Self {
        Self {
            logical_name: reference.logical_name.clone(),
            display_name: reference.display_name.clone(),
            connector: reference.connector.to_string(),
        }
    }
}

impl From<&VariableFile> for VariableLine {
    fn from(variable: &VariableFile) -> Self {
        Self {
            schema_name: variable.schema_name.clone(),
            display_name: variable.display_name.clone(),
            kind: variable.kind,
            has_default: variable.default_value.is_some(),
            has_value: variable.current_value.is_some(),
        }
    }
}

impl From<&Problem> for DiagnosticLine {
    fn from(problem: &Problem) -> Self {
        Self {
            severity: problem.severity.to_string(),
            code: problem.code.to_owned(),
            message: problem.message.clone(),
            file: Some(problem.file.clone()),
            line: problem.line,
            column: problem.column,
        }
    }
}
