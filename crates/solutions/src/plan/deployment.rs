//! A plan as it is approved: how it is carried out, what everything resolves to, which checks pass, and a digest, so that
//! what is approved is what is applied.

use std::collections::BTreeMap;

use model::{ConnectionId, FlowId, PrincipalId, VariableKind};
use serde::{Deserialize, Serialize};

use super::{Binding, Change, ComponentKind, FlowState, OffReason, Plan, SolutionChange, Target, ValueSource, plan};
use crate::{Contents, Settings, diff, settings::ReferenceSetting, text::fold};

mod check;

pub use check::{Check, Subject, SubjectKind};

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

impl Mode {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Update, Self::Upgrade, Self::Stage, Self::Uninstall];

    /// The mode in one word, as the API and the database have it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Upgrade => "upgrade",
            Self::Stage => "stage",
            Self::Uninstall => "uninstall",
        }
    }

    /// The mode that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.word() == word)
    }
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

impl Fate {
    /// In one word, as the API has it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Keep => "keep",
            Self::Remove => "remove",
            Self::RemoveLater => "removeLater",
        }
    }
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

/// Which package, by what it holds.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct PackageKey {
    /// The digest of its files.
    pub digest: String,
    /// How many bytes its zip has.
    pub size: u64,
}

/// A component, and what is done to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlannedComponent {
    /// What it is.
    pub kind: ComponentKind,
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
    /// What people read.
    pub display_name: String,
    /// What it is for.
    pub connector: String,
    /// What it is bound to now.
    pub before: Option<ConnectionId>,
    /// What it will be bound to, or could be where that is suggested.
    pub connection: Option<ConnectionId>,
    /// Where that comes from.
    pub source: BindingSource,
    /// The names of the package's flows that use it.
    pub flows: Vec<String>,
}

impl PlannedReference {
    /// What it will be bound to. A suggestion binds nothing.
    pub fn binds(&self) -> Option<ConnectionId> {
        self.connection.filter(|_| self.source != BindingSource::Suggested)
    }
}

/// An environment variable, and the value that it will have.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedVariable {
    /// Its name in files.
    pub schema_name: String,
    /// What people read.
    pub display_name: String,
    /// Its type.
    pub kind: VariableKind,
    /// The value in force now, as text.
    pub before: Option<String>,
    /// The value that will be in force, as text.
    pub value: Option<String>,
    /// The default of its definition, as text.
    pub default_value: Option<String>,
    /// Where the value comes from.
    pub source: ValueSource,
}

/// Who owns a flow, the primary owner first. Groups are not expanded.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct PlannedOwners {
    /// Now. Nobody where it is new.
    pub before: Vec<PrincipalId>,
    /// Then. Whoever shares flows says it.
    pub after: Vec<PrincipalId>,
}

impl PlannedOwners {
    /// Whether somebody is made an owner, besides whoever brings a new flow in.
    pub fn change(&self) -> bool {
        self.before != self.after && !(self.before.is_empty() && self.after.len() == 1)
    }
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
    /// Whether it is meant to be on: nobody said that it stays off, neither here nor where it comes from.
    pub wanted: bool,
    /// Whether it will be on.
    pub on: bool,
    /// Each reason why it will not.
    pub reasons: Vec<String>,
    /// Who owns it.
    #[serde(default)]
    pub owners: PlannedOwners,
}

/// A plan as it is approved.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    /// How it is carried out.
    pub mode: Mode,
    /// The solution's name in files.
    pub solution: String,
    /// What people read.
    pub display_name: String,
    /// Whether the package is managed.
    pub managed: bool,
    /// The version that is installed now.
    pub from: Option<String>,
    /// The version that will be; none after it was uninstalled.
    pub to: Option<String>,
    /// Whether that is a lower version than the one here.
    pub rollback: bool,
    /// The names in files of the patches that this version takes the place of.
    #[serde(default)]
    pub rolls_up: Vec<String>,
    /// The package. Whoever has its bytes says it.
    pub package: PackageKey,
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
    /// What differs between what is here and the package. Whoever has what is here says it.
    pub changes: Vec<diff::Change>,
    /// The definitions of the flows that differ, line by line.
    pub text: String,
}

impl Deployment {
    /// Whether no check failed.
    pub fn can_apply(&self) -> bool {
        self.checks.iter().all(|check| check.outcome < Outcome::Fail)
    }

    /// Whether the environment would be the same afterwards.
    pub fn changes_nothing(&self) -> bool {
        self.from == self.to
            && self.rolls_up.is_empty()
            && self.changes.is_empty()
            && self.components.iter().all(|component| component.fate == Fate::Keep)
            && self.references.iter().all(|it| it.before == it.binds())
            && self.variables.iter().all(|variable| variable.before == variable.value)
            && self.flows.iter().all(|flow| flow.before == flow.on && !flow.owners.change())
    }

    /// The SHA-256 of what would be done and of how the checks came out, as 64 lower-case hexadecimal digits. Words, suggestions
    /// and line diffs do not count: they may differ while the same is done.
    pub fn digest(&self) -> String {
        let mut checks: BTreeMap<&str, Outcome> = BTreeMap::new();
        for check in &self.checks {
            let worst = checks.entry(&check.code).or_insert(check.outcome);
            *worst = check.outcome.max(*worst);
        }
        let references: Vec<_> =
            self.references.iter().map(|it| (&it.logical_name, &it.connector, it.before, it.binds())).collect();
        // Who owns a flow that nothing is done about may change meanwhile, and whoever applies the plan may be another one.
        let owners = |it: &PlannedOwners| it.change().then(|| it.after.clone());
        let flows: Vec<_> = self.flows.iter().map(|it| (it.id, it.before, it.on, owners(&it.owners))).collect();
        let whole =
            (self.mode, &self.solution, self.managed, &self.from, &self.to, &self.rolls_up, &self.package.digest);
        diff::digest(&(whole, &self.components, references, &self.variables, flows, checks, &self.changes))
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
/// installed one. Unlike [`plan`], a lower version is no mistake here: it is a rollback, and says so.
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
        display_name: plan.solution.display_name.clone(),
        managed: plan.solution.managed,
        from,
        to,
        rollback: rollback && !uninstall,
        rolls_up: rolled_up(&plan, target, mode),
        package: PackageKey::default(),
        components: components(&plan, target, mode),
        references: Vec::new(),
        variables: Vec::new(),
        flows: Vec::new(),
        checks: Vec::new(),
        changes: Vec::new(),
        text: String::new(),
    };
    if uninstall {
        if target.solution.is_none() {
            let message = format!("`{}` is not installed here", deployment.solution);
            deployment.checks.push(Check::new("Installed", Outcome::Fail, message));
        }
        deployment.check_patched(target);
    } else {
        deployment.references = references(contents, &plan, target);
        deployment.variables = variables(&plan, target);
        deployment.flows = flows(&plan, target);
        check::of_plan(&plan, &mut deployment);
        deployment.check_flows();
    }
    deployment.check_removals();
    deployment
}

/// The patches that go, because what a managed upgrade holds is all that is meant to be there.
fn rolled_up(plan: &Plan, target: &Target, mode: Mode) -> Vec<String> {
    let is_rolled_up = mode == Mode::Upgrade && plan.solution.managed && target.solution.is_some();
    let patches = target.patches.iter().filter(|patch| is_rolled_up && patch.is_replaced_by(plan.solution.to));
    patches.map(|patch| patch.unique_name.clone()).collect()
}

fn components(plan: &Plan, target: &Target, mode: Mode) -> Vec<PlannedComponent> {
    let line = |component: &super::ComponentKey, fate| PlannedComponent {
        kind: component.kind,
        key: component.key.clone(),
        name: component.name.clone(),
        fate,
    };
    let patched = |component: &super::ComponentKey| {
        let stay = target.patches.iter().filter(|patch| !patch.is_replaced_by(plan.solution.to));
        stay.flat_map(|patch| &patch.components).any(|it| it.kind == component.kind && it.key == component.key)
    };
    let removed = |component: &super::ComponentKey, fate| {
        // Columns stay with the values in them, and what another solution has, too, is not ours alone.
        let stays = component.kind == ComponentKind::TableExtension
            || target.elsewhere.contains(&(component.kind, component.key.clone()))
            || patched(component);
        line(component, if stays { Fate::Keep } else { fate })
    };
    if mode == Mode::Uninstall {
        let installed = target.solution.iter();
        let fate = |managed| if managed { Fate::Remove } else { Fate::Keep };
        return installed
            .flat_map(|it| it.components.iter().map(move |component| removed(component, fate(it.managed))))
            .collect();
    }
    let of_step = |step: &super::ComponentStep| match (step.change, mode) {
        (Change::Add, _) => line(&step.component, Fate::Add),
        (Change::Change, _) => line(&step.component, Fate::Change),
        (Change::Keep, _) | (Change::Remove, Mode::Update) => line(&step.component, Fate::Keep),
        (Change::Remove, Mode::Stage) => removed(&step.component, Fate::RemoveLater),
        (Change::Remove, _) => removed(&step.component, Fate::Remove),
    };
    plan.components.iter().map(of_step).collect()
}

fn references(contents: &Contents, plan: &Plan, target: &Target) -> Vec<PlannedReference> {
    let of_step = |step: &super::ReferenceStep| {
        let mut usable = target.connections.iter().filter(|it| it.usable && it.connector == step.connector);
        let only = usable.next().filter(|_| usable.next().is_none()).map(|connection| connection.id);
        let source = match step.binding {
            Binding::Settings(_) => BindingSource::Settings,
            Binding::AlreadyBound(_) => BindingSource::AlreadyBound,
            Binding::Unbound if only.is_some() => BindingSource::Suggested,
            Binding::Unbound => BindingSource::Missing,
        };
        let name = fold(&step.logical_name);
        let uses = |it: &crate::contents::FlowConnection| it.reference.as_ref().is_some_and(|used| fold(used) == name);
        let flows = contents.flows.iter().filter(|flow| flow.connections.iter().any(uses));
        PlannedReference {
            logical_name: step.logical_name.clone(),
            display_name: step.display_name.clone(),
            connector: step.connector.to_string(),
            before: step.before,
            connection: step.binding.connection().or(only),
            source,
            flows: flows.map(|flow| flow.name.clone()).collect(),
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
        display_name: step.display_name.clone(),
        kind: step.kind,
        before: before(&step.schema_name),
        value: step.value.clone(),
        default_value: step.default_value.clone(),
        source: step.source,
    };
    plan.variables.iter().map(of_step).collect()
}

fn flows(plan: &Plan, target: &Target) -> Vec<PlannedFlow> {
    let owners = |id: FlowId| target.flows.iter().find(|here| here.id == id).map(|here| here.owners.clone());
    let chosen = |reason: &OffReason| {
        matches!(reason, OffReason::OffInPackage | OffReason::TurnedOffHere | OffReason::OffInSettings)
    };
    let of_step = |step: &super::FlowStep| PlannedFlow {
        id: step.id,
        name: step.name.clone(),
        before: step.before == Some(FlowState::On),
        wanted: !step.reasons.iter().any(chosen),
        on: step.on,
        reasons: step.reasons.iter().map(ToString::to_string).collect(),
        owners: owners(step.id)
            .map(|owners| PlannedOwners { before: owners.clone(), after: owners })
            .unwrap_or_default(),
    };
    plan.flows.iter().map(of_step).collect()
}
