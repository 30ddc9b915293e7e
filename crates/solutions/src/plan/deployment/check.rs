//! What a plan checks.

use serde::{Deserialize, Serialize};

use super::{super::Target, BindingSource, Deployment, Fate, Outcome, PlannedFlow};
use crate::{
    plan::{ComponentKind, Finding, Plan, ValueSource},
    settings::Place,
};

/// What something is that a check is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SubjectKind {
    /// A cloud flow.
    Flow,
    /// A table.
    Table,
    /// Columns added to a table that is defined elsewhere.
    Columns,
    /// A security role.
    Role,
    /// A custom connector.
    Connector,
    /// An environment variable.
    Variable,
    /// A connection reference.
    Reference,
    /// A connection.
    Connection,
    /// A user, service account or group.
    Principal,
}

impl From<ComponentKind> for SubjectKind {
    fn from(kind: ComponentKind) -> Self {
        match kind {
            ComponentKind::Table => Self::Table,
            ComponentKind::TableExtension => Self::Columns,
            ComponentKind::Role => Self::Role,
            ComponentKind::Connector => Self::Connector,
            ComponentKind::Variable => Self::Variable,
            ComponentKind::Reference => Self::Reference,
            ComponentKind::Flow => Self::Flow,
        }
    }
}

/// What a check is about, so that whoever reads it can go there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its id for flows, roles, connections and principals, else its name in files, in lower case.
    pub key: String,
    /// What people read.
    pub name: String,
}

impl Subject {
    /// Something of this kind.
    pub fn new(kind: impl Into<SubjectKind>, key: impl ToString, name: impl Into<String>) -> Self {
        Self { kind: kind.into(), key: key.to_string(), name: name.into() }
    }
}

/// A check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Check {
    /// A stable name.
    pub code: String,
    /// How it came out.
    pub outcome: Outcome,
    /// What was found, in words.
    pub message: String,
    /// What it is about, where that is one thing.
    #[serde(default)]
    pub subject: Option<Subject>,
    /// Where in the settings file, when it is about that.
    pub place: Option<Place>,
}

impl Check {
    /// A check about the whole.
    pub fn new(code: &str, outcome: Outcome, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), outcome, message: message.into(), subject: None, place: None }
    }

    /// The same, about one thing.
    #[must_use]
    pub fn about(self, subject: Subject) -> Self {
        Self { subject: Some(subject), ..self }
    }

    fn found(code: &str, outcome: Outcome, finding: &Finding) -> Self {
        Self {
            place: finding.place,
            subject: finding.subject.clone(),
            ..Self::new(code, outcome, finding.message.clone())
        }
    }
}

impl PlannedFlow {
    /// The flow, as what a check is about.
    pub fn subject(&self) -> Subject {
        Subject::new(SubjectKind::Flow, self.id, &self.name)
    }
}

impl Deployment {
    /// Says how a check came out: each finding, or that there is none.
    pub fn check(&mut self, code: &str, found: Vec<Check>, none: &str) {
        if found.is_empty() {
            self.checks.push(Check::new(code, Outcome::Pass, none));
        }
        self.checks.extend(found);
    }

    /// Says anew which flows that are meant to be on will not be.
    pub fn check_flows(&mut self) {
        self.checks.retain(|check| check.code != "FlowsOn");
        let off = self.flows.iter().filter(|flow| flow.wanted && !flow.on);
        let words = |reasons: &[String]| {
            reasons.iter().map(|reason| reason.trim_end_matches('.')).collect::<Vec<_>>().join("; ")
        };
        let found = off.map(|flow| {
            let message = format!("the flow `{}` will be off: {}", flow.name, words(&flow.reasons));
            Check::new("FlowsOn", Outcome::Warn, message).about(flow.subject())
        });
        let found = found.collect();
        self.check("FlowsOn", found, "every flow that is to be on will be");
    }

    /// Refuses to take away what patches that are here change.
    pub(super) fn check_patched(&mut self, target: &Target) {
        let found = target.patches.iter().map(|patch| {
            let message =
                format!("`{}` is patched here by `{}`; uninstall that first", self.solution, patch.unique_name);
            Check::new("Patches", Outcome::Fail, message)
        });
        self.checks.extend(found);
    }

    pub(super) fn check_removals(&mut self) {
        let of = |fate| self.components.iter().filter(move |it| it.fate == fate).map(|it| it.name.as_str());
        let gone: Vec<&str> = of(Fate::Remove).collect();
        let warn = |message: String| Check::new("NothingRemoved", Outcome::Warn, message);
        let found = (!gone.is_empty())
            .then(|| warn(format!("{} are removed, with what they hold: {}", gone.len(), gone.join(", "))));
        let later: Vec<&str> = of(Fate::RemoveLater).collect();
        let later = (!later.is_empty()).then(|| {
            warn(format!("{} stay until the upgrade is finished, and go then: {}", later.len(), later.join(", ")))
        });
        self.check("NothingRemoved", found.into_iter().chain(later).collect(), "nothing is removed");
    }
}

pub(super) fn of_plan(plan: &Plan, deployment: &mut Deployment) {
    let list = |code, outcome, findings: &[Finding]| -> Vec<Check> {
        findings.iter().map(|finding| Check::found(code, outcome, finding)).collect()
    };
    deployment.checks = list("Accepted", Outcome::Fail, &plan.errors);
    if plan.errors.is_empty() {
        deployment.check("Accepted", Vec::new(), "the environment takes the package");
    }
    deployment.checks.extend(list("Schema", Outcome::Fail, &plan.schema));
    deployment.checks.extend(list("Noted", Outcome::Warn, &plan.warnings));
    let lower = deployment.rollback.then(|| {
        let here = deployment.from.as_deref().unwrap_or_default();
        let to = plan.solution.to;
        let message =
            format!("this is a rollback to a lower version: {here} is installed here, and the package is {to}");
        Check::new("VersionRises", Outcome::Warn, message)
    });
    if !deployment.rolls_up.is_empty() {
        let names: Vec<String> = deployment.rolls_up.iter().map(|name| format!("`{name}`")).collect();
        let message = format!("this version takes the place of the patches {}, which go", names.join(", "));
        deployment.checks.push(Check::new("Patches", Outcome::Pass, message));
    }
    deployment.check("VersionRises", lower.into_iter().collect(), "the version is not lower than the one here");
    let unbound = deployment.references.iter().filter(|it| it.binds().is_none()).map(|it| {
        let how = if it.source == BindingSource::Suggested { "; one connection here would fit" } else { "" };
        let message = format!("the connection reference `{}` ({}) is not bound{how}", it.logical_name, it.connector);
        let subject = Subject::new(SubjectKind::Reference, it.logical_name.to_lowercase(), &it.display_name);
        Check::new("ReferencesBound", Outcome::Warn, message).about(subject)
    });
    let unbound = unbound.collect();
    deployment.check("ReferencesBound", unbound, "every connection reference is bound");
    let missing = deployment.variables.iter().filter(|it| it.source == ValueSource::Missing);
    let missing = missing.map(|it| {
        let message = format!("the environment variable `{}` has no value", it.schema_name);
        let subject = Subject::new(SubjectKind::Variable, it.schema_name.to_lowercase(), &it.display_name);
        Check::new("VariablesSet", Outcome::Warn, message).about(subject)
    });
    let missing = missing.collect();
    deployment.check("VariablesSet", missing, "every environment variable has a value");
}
