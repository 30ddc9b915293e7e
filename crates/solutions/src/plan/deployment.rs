//! A plan as it is approved: how it is carried out, what everything resolves to, which checks pass, and a digest, so that
//! what is approved is what is applied.

use model::{ConnectionId, FlowId};
use serde::{Deserialize, Serialize};

use super::{Binding, Change, Finding, FlowState, OffReason, Plan, SolutionChange, Target, ValueSource, plan};
use crate::{Contents, Settings, settings::ReferenceSetting, text::fold};

/// How a solution is brought into an environment. Source: Upgrade or update a solution.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// Add and change; what the package no longer has stays.
    Update,
    /// Add and change, and remove what a managed package no longer has.
    Upgrade,
    /// As an upgrade, but what is to be removed stays until the upgrade is applied.
    Stage,
    /// Remove a managed solution with all that it brought. Of an unmanaged one the components stay.
    Uninstall,
}

/// What is done to a component.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fate {
    /// It is not here yet.
    Add,
    /// It is here and differs.
    Change,
    /// It stays as it is.
    Keep,
    /// It is removed.
    Remove,
    /// It is removed when the staged upgrade is applied.
    RemoveLater,
}

/// Where the connection of a reference comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BindingSource {
    /// The settings file.
    Settings,
    /// It is bound so now.
    AlreadyBound,
    /// It is the only connection of that connector that may be used. Nothing is bound by that until the settings say so.
    Suggested,
    /// There is none, or there are several.
    Missing,
}

/// How a check came out. Greater is worse.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// All is well.
    Pass,
    /// It can be applied, and somebody should look.
    Warn,
    /// It cannot be applied.
    Fail,
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
}

/// A component, and what is done to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlannedComponent {
    /// What people call its kind.
    pub kind: String,
    /// Its id for flows and roles, else its name in files, in lower case.
    pub key: String,
    /// What people read.
    pub name: String,
    /// What is done to it.
    pub fate: Fate,
}

/// A connection reference, and what it resolves to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedReference {
    /// Its name in files.
    pub logical_name: String,
    /// What it is for.
    pub connector: String,
    /// What it is bound to now.
    pub before: Option<ConnectionId>,
    /// What it will be bound to, or could be where that is suggested.
    pub connection: Option<ConnectionId>,
    /// Where that comes from.
    pub source: BindingSource,
}

/// An environment variable, and the value that it will have.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedVariable {
    /// Its name in files.
    pub schema_name: String,
    /// The value in force now, as text.
    pub before: Option<String>,
    /// The value that will be in force, as text.
    pub value: Option<String>,
    /// Where that comes from.
    pub source: ValueSource,
}

/// A flow, and whether it will be on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlannedFlow {
    /// Its id.
    pub id: FlowId,
    /// What people read.
    pub name: String,
    /// Whether it is on now.
    pub before: bool,
    /// Whether it will be on.
    pub on: bool,
    /// Each reason why it will not.
    pub reasons: Vec<String>,
}

/// A plan as it is approved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Deployment {
    /// How it is carried out.
    pub mode: Mode,
    /// The solution's name in files.
    pub solution: String,
    /// The version that is installed now.
    pub from: Option<String>,
    /// The version that will be; none after it was uninstalled.
    pub to: Option<String>,
    /// Whether that is a lower version than the one here.
    pub rollback: bool,
    /// The components, in the order in which they are done.
    pub components: Vec<PlannedComponent>,
    /// The connection references.
    pub references: Vec<PlannedReference>,
    /// The environment variables.
    pub variables: Vec<PlannedVariable>,
    /// The flows, those that others call first.
    pub flows: Vec<PlannedFlow>,
    /// What was checked.
    pub checks: Vec<Check>,
}

impl Deployment {
    /// Whether no check failed.
    pub fn can_apply(&self) -> bool {
        self.checks.iter().all(|check| check.outcome < Outcome::Fail)
    }

    /// Whether the environment would be the same afterwards. Custom connectors count as changed, because their definitions
    /// are not among the facts.
    pub fn changes_nothing(&self) -> bool {
        let suggested = |reference: &PlannedReference| reference.source == BindingSource::Suggested;
        self.from == self.to
            && self.components.iter().all(|component| component.fate == Fate::Keep)
            && self.references.iter().all(|it| it.before == it.connection || suggested(it))
            && self.variables.iter().all(|variable| variable.before == variable.value)
            && self.flows.iter().all(|flow| flow.before == flow.on)
    }

    /// The SHA-256 of all of it, as 64 lower-case hexadecimal digits.
    pub fn digest(&self) -> String {
        crate::diff::digest(self)
    }

    /// The settings that the suggestions make, for whoever agrees with them.
    pub fn suggestions(&self) -> Vec<ReferenceSetting> {
        let suggested = self.references.iter().filter(|reference| reference.source == BindingSource::Suggested);
        suggested
            .map(|reference| ReferenceSetting {
                logical_name: reference.logical_name.clone(),
                connection: reference.connection.map(|connection| connection.to_string()),
                connector: Some(format!("/providers/Microsoft.PowerApps/apis/{}", reference.connector)),
                place: crate::settings::Place::default(),
            })
            .collect()
    }
}

/// Plans what a package does to an environment when it is brought in this way. For [`Mode::Uninstall`] the package is the
/// installed one. Unlike an import, a lower version is no mistake here: it is a rollback, and says so.
pub fn deployment(contents: &Contents, settings: &Settings, target: &Target, mode: Mode) -> Deployment {
    let mut plan = plan(contents, settings, target);
    let rollback = plan.solution.change == SolutionChange::Downgrade;
    plan.errors.retain(|error| *error != super::solution::lower(&plan.solution));
    let uninstall = mode == Mode::Uninstall;
    let from = target.solution.as_ref().map(|installed| installed.version.to_string());
    let to = (!uninstall).then(|| plan.solution.to.to_string());
    let mut deployment = Deployment {
        mode,
        solution: plan.solution.unique_name.clone(),
        from,
        to,
        rollback: rollback && !uninstall,
        components: components(&plan, target, mode),
        references: Vec::new(),
        variables: Vec::new(),
        flows: Vec::new(),
        checks: Vec::new(),
    };
    if uninstall {
        if target.solution.is_none() {
            let message = format!("`{}` is not installed here", deployment.solution);
            deployment.checks.push(check("Installed", Outcome::Fail, message));
        }
    } else {
        deployment.references = references(&plan, target);
        deployment.variables = variables(&plan, target);
        deployment.flows = flows(&plan);
        deployment.checks = checks(&plan, &deployment);
    }
    let gone: Vec<&str> =
        deployment.components.iter().filter(|it| it.fate == Fate::Remove).map(|it| it.name.as_str()).collect();
    if !gone.is_empty() {
        let message = format!("{} are removed, with what they hold: {}", gone.len(), gone.join(", "));
        deployment.checks.push(check("NothingRemoved", Outcome::Warn, message));
    }
    deployment
}

fn components(plan: &Plan, target: &Target, mode: Mode) -> Vec<PlannedComponent> {
    let line = |component: &super::ComponentKey, fate| PlannedComponent {
        kind: component.kind.to_string(),
        key: component.key.clone(),
        name: component.name.clone(),
        fate,
    };
    if mode == Mode::Uninstall {
        let installed = target.solution.iter();
        let fate = |managed| if managed { Fate::Remove } else { Fate::Keep };
        return installed
            .flat_map(|it| it.components.iter().map(move |component| line(component, fate(it.managed))))
            .collect();
    }
    let fate = |change| match (change, mode) {
        (Change::Add, _) => Fate::Add,
        (Change::Change, _) => Fate::Change,
        (Change::Keep, _) | (Change::Remove, Mode::Update) => Fate::Keep,
        (Change::Remove, Mode::Stage) => Fate::RemoveLater,
        (Change::Remove, _) => Fate::Remove,
    };
    plan.components.iter().map(|step| line(&step.component, fate(step.change))).collect()
}

fn references(plan: &Plan, target: &Target) -> Vec<PlannedReference> {
    let of_step = |step: &super::ReferenceStep| {
        let mut usable = target.connections.iter().filter(|it| it.usable && it.connector == step.connector);
        let only = usable.next().filter(|_| usable.next().is_none()).map(|connection| connection.id);
        let source = match step.binding {
            Binding::Settings(_) => BindingSource::Settings,
            Binding::AlreadyBound(_) => BindingSource::AlreadyBound,
            Binding::Unbound if only.is_some() => BindingSource::Suggested,
            Binding::Unbound => BindingSource::Missing,
        };
        PlannedReference {
            logical_name: step.logical_name.clone(),
            connector: step.connector.to_string(),
            before: step.before,
            connection: step.binding.connection().or(only),
            source,
        }
    };
    plan.references.iter().map(of_step).collect()
}

fn variables(plan: &Plan, target: &Target) -> Vec<PlannedVariable> {
    let before = |name: &str| {
        let here = target.variables.iter().find(|here| fold(&here.schema_name) == fold(name))?;
        here.value.clone().or_else(|| here.default_value.clone())
    };
    let of_step = |step: &super::VariableStep| PlannedVariable {
        schema_name: step.schema_name.clone(),
        before: before(&step.schema_name),
        value: step.value.clone(),
        source: step.source,
    };
    plan.variables.iter().map(of_step).collect()
}

fn flows(plan: &Plan) -> Vec<PlannedFlow> {
    let of_step = |step: &super::FlowStep| PlannedFlow {
        id: step.id,
        name: step.name.clone(),
        before: step.before == Some(FlowState::On),
        on: step.on,
        reasons: step.reasons.iter().map(ToString::to_string).collect(),
    };
    plan.flows.iter().map(of_step).collect()
}

fn checks(plan: &Plan, deployment: &Deployment) -> Vec<Check> {
    let found = |code: &str, outcome, finding: &Finding| check(code, outcome, finding.message.clone());
    let mut checks: Vec<Check> = plan.errors.iter().map(|error| found("Accepted", Outcome::Fail, error)).collect();
    checks.extend(plan.warnings.iter().map(|warning| found("Noted", Outcome::Warn, warning)));
    if deployment.rollback {
        let message = format!(
            "this is a rollback to a lower version: {} is installed here, and the package is {}",
            deployment.from.as_deref().unwrap_or_default(),
            plan.solution.to
        );
        checks.push(check("VersionRises", Outcome::Warn, message));
    }
    for it in deployment.references.iter().filter(|it| !is_bound(it.source)) {
        let how = match it.source {
            BindingSource::Suggested => "; one connection here would fit",
            _ => "",
        };
        let message = format!("the connection reference `{}` ({}) is not bound{how}", it.logical_name, it.connector);
        checks.push(check("ReferencesBound", Outcome::Warn, message));
    }
    for variable in deployment.variables.iter().filter(|variable| variable.source == ValueSource::Missing) {
        let message = format!("the environment variable `{}` has no value", variable.schema_name);
        checks.push(check("VariablesSet", Outcome::Warn, message));
    }
    // A flow that nobody wants on is as it should be.
    let wanted = |reason: &OffReason| {
        !matches!(reason, OffReason::OffInPackage | OffReason::TurnedOffHere | OffReason::OffInSettings)
    };
    for step in plan.flows.iter().filter(|step| !step.on && step.reasons.iter().all(wanted)) {
        let reasons: Vec<String> = step.reasons.iter().map(ToString::to_string).collect();
        let message = format!("the flow `{}` will be off: {}", step.name, reasons.join("; "));
        checks.push(check("FlowsOn", Outcome::Warn, message));
    }
    const NAMES: [(&str, &str); 5] = [
        ("Accepted", "the environment takes the package"),
        ("VersionRises", "the version is not lower than the one here"),
        ("ReferencesBound", "every connection reference is bound"),
        ("VariablesSet", "every environment variable has a value"),
        ("FlowsOn", "every flow that is to be on will be"),
    ];
    for (code, message) in NAMES {
        if !checks.iter().any(|check| check.code == code) {
            checks.push(check(code, Outcome::Pass, message.to_owned()));
        }
    }
    checks
}

fn is_bound(source: BindingSource) -> bool {
    matches!(source, BindingSource::Settings | BindingSource::AlreadyBound)
}

fn check(code: &str, outcome: Outcome, message: String) -> Check {
    Check { code: code.to_owned(), outcome, message }
}
