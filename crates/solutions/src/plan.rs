//! What importing a solution would do to an environment, and why it would be refused.

use std::collections::HashMap;

use model::{ErrorCode, table::Table};

use crate::{
    Contents, Settings, SolutionVersion,
    contents::{ManagedFlag, Manifest},
    settings::Place,
};

mod component;
mod connector;
mod dependency;
mod deployment;
mod flow;
mod reference;
mod solution;
mod table;
mod target;
mod variable;

pub use component::{Change, ComponentKey, ComponentKind, ComponentStep, held};
pub use deployment::{
    BindingSource, Check, Deployment, Fate, Mode, Outcome, PackageKey, PlannedComponent, PlannedFlow, PlannedOwners,
    PlannedReference, PlannedVariable, Subject, SubjectKind, deployment,
};
pub use flow::{FlowStep, OffReason};
pub use reference::{Binding, ReferenceStep};
pub use solution::{SolutionChange, SolutionStep};
pub use target::{
    FlowState, InstalledPatch, InstalledSolution, Target, TargetConnection, TargetConnector, TargetFlow,
    TargetReference, TargetRole, TargetVariable,
};
pub use variable::{ValueSource, VariableStep};

/// What an import would do. When [`Plan::errors`] has anything, it would do nothing at all.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// What becomes of the solution itself.
    pub solution: SolutionStep,
    /// What becomes of each component, in the order in which it is done.
    pub components: Vec<ComponentStep>,
    /// What each connection reference will be bound to.
    pub references: Vec<ReferenceStep>,
    /// Which value each environment variable will have.
    pub variables: Vec<VariableStep>,
    /// Whether each flow will be on, in the order in which they are turned on: a flow comes after those that it calls.
    pub flows: Vec<FlowStep>,
    /// Why the import is refused as a whole.
    pub errors: Vec<Finding>,
    /// What tables cannot become, so that it is refused, too.
    pub schema: Vec<Finding>,
    /// What is worth knowing before.
    pub warnings: Vec<Finding>,
}

impl Plan {
    /// Whether the import is refused.
    pub fn is_refused(&self) -> bool {
        !self.errors.is_empty() || !self.schema.is_empty()
    }
}

/// Something that the plan found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The code that people meet.
    pub code: ErrorCode,
    /// What was found, in words, and what to do.
    pub message: String,
    /// Where in the settings file, when it is about that.
    pub place: Option<Place>,
    /// What it is about, where that is one thing.
    pub subject: Option<Subject>,
}

impl Finding {
    fn conflict(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::SolutionConflict, message: message.into(), place: None, subject: None }
    }

    fn settings(place: Place, message: impl Into<String>) -> Self {
        Self { code: ErrorCode::SettingsInvalid, place: Some(place), ..Self::conflict(message) }
    }

    /// What a table cannot become.
    fn schema(table: &Table, message: impl Into<String>) -> Self {
        let subject = Subject::new(SubjectKind::Table, &table.logical_name, &table.display_name);
        Self { subject: Some(subject), ..Self::conflict(message) }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.code, self.message)?;
        match self.place {
            Some(place) => write!(f, " ({place} of the settings)"),
            None => Ok(()),
        }
    }
}

/// Plans the import of what a package holds, with these settings, into an environment of which these facts hold.
///
/// A flow that was on where it came from is turned on when everything that it uses is there; one that somebody here
/// turned off stays off, unless the settings say otherwise. Every other flow says each reason for staying off.
pub fn plan(contents: &Contents, settings: &Settings, target: &Target) -> Plan {
    let nameless = Manifest::default();
    let manifest = contents.manifest.as_ref().unwrap_or(&nameless);
    let mut findings = Findings::default();
    if contents.manifest.is_none() {
        findings.errors.push(Finding::conflict("the package has no `solution.xml`, so it is not a solution"));
    }
    let facts = Facts::new(contents, settings, target);
    let solution = solution::plan(manifest, target, &mut findings);
    let references = reference::plan(&facts, &mut findings);
    let variables = variable::plan(&facts, &mut findings);
    dependency::check(&facts, manifest, &mut findings);
    table::check(&facts, &mut findings);
    let flows = flow::plan(&facts, &references, &variables, &mut findings);
    Plan {
        components: component::plan(&facts, &solution),
        solution,
        references,
        variables,
        flows,
        errors: findings.errors,
        schema: findings.schema,
        warnings: findings.warnings,
    }
}

/// What every part of the plan looks at.
struct Facts<'a> {
    contents: &'a Contents,
    settings: &'a Settings,
    target: &'a Target,
    /// The tables that are here and those that the package brings, by logical name.
    tables: HashMap<&'a str, Vec<&'a Table>>,
}

impl<'a> Facts<'a> {
    fn new(contents: &'a Contents, settings: &'a Settings, target: &'a Target) -> Self {
        let mut tables: HashMap<&str, Vec<&Table>> = HashMap::new();
        for table in contents.tables.iter().chain(&target.tables) {
            tables.entry(&table.logical_name).or_default().push(table);
        }
        Self { contents, settings, target, tables }
    }
}

#[derive(Default)]
struct Findings {
    errors: Vec<Finding>,
    schema: Vec<Finding>,
    warnings: Vec<Finding>,
}

impl SolutionStep {
    fn new(manifest: &Manifest, from: Option<SolutionVersion>, change: SolutionChange) -> Self {
        Self {
            unique_name: manifest.unique_name.clone(),
            display_name: manifest.display_name.clone(),
            from,
            to: manifest.version,
            managed: manifest.managed == ManagedFlag::Managed,
            change,
        }
    }
}
