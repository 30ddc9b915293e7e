//! What an import did, or would do.

use model::{ConnectionId, ConnectorName, FlowId};
use solutions::{
    Contents,
    plan::{Binding, Change, ComponentKind, Plan, ValueSource},
};

/// What an import did, or, where it was a dry run, would do.
#[derive(Clone, PartialEq, Debug)]
pub struct ImportReport {
    /// The solution's unique name.
    pub solution: String,
    /// The version that is installed then.
    pub version: String,
    /// Whether it was done.
    pub applied: bool,
    /// Kind, name and what becomes of each component.
    pub components: Vec<(String, String, Change)>,
    /// What each connection reference is bound to.
    pub references: Vec<ImportedReference>,
    /// Which value each environment variable has.
    pub variables: Vec<ImportedVariable>,
    /// Whether each flow is on.
    pub flows: Vec<ImportedFlow>,
    /// Logical names of the tables that were made or got columns.
    pub tables: Vec<String>,
    /// What is worth knowing.
    pub warnings: Vec<String>,
}

/// What a connection reference is bound to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedReference {
    /// Its name in files.
    pub logical_name: String,
    /// What it is for.
    pub connector: ConnectorName,
    /// The connection and its display name.
    pub bound_to: Option<(ConnectionId, String)>,
    /// `settings`, `alreadyBound` or `unbound`.
    pub source: &'static str,
}

/// Which value an environment variable has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedVariable {
    /// Its name in files.
    pub schema_name: String,
    /// The value in force.
    pub value: Option<String>,
    /// `settings`, `environment`, `package`, `default` or `missing`.
    pub source: &'static str,
}

/// Whether a flow is on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedFlow {
    /// Its id.
    pub id: FlowId,
    /// What people read.
    pub name: String,
    /// Whether it is on.
    pub on: bool,
    /// Each reason why it is not, as a sentence.
    pub needs: Vec<String>,
}

/// The report of a plan. Flows and the names of connections are filled in while it is applied.
pub(super) fn report(plan: &Plan, contents: &Contents, warnings: &[String]) -> ImportReport {
    let mut all: Vec<String> = plan.warnings.iter().map(|finding| super::sentence(&finding.message)).collect();
    all.extend(warnings.iter().cloned());
    for kept in &contents.kept {
        all.push(format!("`{}` is kept in the package and not used here.", kept.name));
    }
    ImportReport {
        solution: plan.solution.unique_name.clone(),
        version: plan.solution.to.to_string(),
        applied: true,
        components: plan.components.iter().map(component).collect(),
        references: Vec::new(),
        variables: plan
            .variables
            .iter()
            .map(|step| ImportedVariable {
                schema_name: step.schema_name.clone(),
                value: step.value.clone(),
                source: match step.source {
                    ValueSource::Settings => "settings",
                    ValueSource::Environment => "environment",
                    ValueSource::Package => "package",
                    ValueSource::Default => "default",
                    ValueSource::Missing => "missing",
                },
            })
            .collect(),
        flows: Vec::new(),
        tables: plan
            .components
            .iter()
            .filter(|step| matches!(step.component.kind, ComponentKind::Table | ComponentKind::TableExtension))
            .map(|step| step.component.key.clone())
            .collect(),
        warnings: all,
    }
}

fn component(step: &solutions::plan::ComponentStep) -> (String, String, Change) {
    (step.component.kind.to_string(), step.component.name.clone(), step.change)
}

/// What becomes of a component, as the audit log says it.
pub(super) fn word(change: Change) -> &'static str {
    match change {
        Change::Add => "add",
        Change::Change => "change",
        Change::Keep => "keep",
        Change::Remove => "remove",
    }
}

/// Who says what a reference is bound to.
pub(super) fn source(binding: Binding) -> &'static str {
    match binding {
        Binding::Settings(_) => "settings",
        Binding::AlreadyBound(_) => "alreadyBound",
        Binding::Unbound => "unbound",
    }
}
