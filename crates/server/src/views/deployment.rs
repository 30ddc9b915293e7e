//! Plans of deployments.

use std::collections::HashMap;

use app::{
    Chip,
    solutions::{Bound, Plan},
};
use model::{ConnectionId, PrincipalId};
use serde::Serialize;
use solutions::plan;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    principal::PrincipalChip,
    signature::PackageSignature,
    words::{
        BindingSource, ChangedKind, CheckSubjectKind, ComponentFate, DeploymentMode, Outcome, Risk, ValueSource,
        VariableKind,
    },
};

/// Which package, by what it holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct PackageKey {
    /// The SHA-256 of its files, as hexadecimal digits.
    pub(crate) digest: String,
    /// How many bytes its zip has.
    pub(crate) size: u64,
}

/// A component, and what is done to it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct PlannedComponent {
    /// What it is.
    #[schema(example = "flow")]
    kind: &'static str,
    /// Its id for flows and roles, else its name in files, in lower case.
    key: String,
    /// What people read.
    name: String,
    /// What is done to it.
    fate: ComponentFate,
}

/// A connection that a reference is or could be bound to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Bound)]
pub(crate) struct BoundView {
    /// Its id.
    id: Uuid,
    /// What people read.
    display_name: String,
    /// Who acts through it.
    owner: PrincipalChip,
}

/// A connection reference, and what it resolves to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlannedReference {
    /// Its name in files.
    logical_name: String,
    /// What people read.
    display_name: String,
    /// What it is for.
    connector: String,
    /// What it is bound to now.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<BoundView>,
    /// What it will be bound to, or could be where that is suggested.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<BoundView>,
    /// Where that comes from.
    source: BindingSource,
    /// The connections that the caller may choose.
    choices: Vec<BoundView>,
    /// The names of the flows that use it.
    flows: Vec<String>,
}

/// An environment variable, and the value that it will have. Values of secrets are not shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlannedVariable {
    /// Its name in files.
    schema_name: String,
    /// What people read.
    display_name: String,
    /// Its type.
    #[serde(rename = "type")]
    kind: VariableKind,
    /// The value in force now, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    /// The value that will be in force, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// The default of its definition, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<String>,
    /// Where the value comes from.
    source: ValueSource,
}

/// Who owns a flow, the primary owner first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct PlannedOwners {
    /// Now; nobody where the flow is new.
    before: Vec<PrincipalChip>,
    /// Then.
    after: Vec<PrincipalChip>,
}

/// A flow, and whether it will be on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct PlannedFlow {
    /// Its id.
    id: Uuid,
    /// What people read.
    name: String,
    /// Whether it is on now.
    before: bool,
    /// Whether it will be on.
    on: bool,
    /// Each reason why it will not, as a sentence.
    reasons: Vec<String>,
    /// Who owns it.
    owners: PlannedOwners,
}

/// What a check is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct CheckSubject {
    /// What it is.
    kind: CheckSubjectKind,
    /// Its id for flows, roles, connections and principals, else its name in files, in lower case.
    key: String,
    /// What people read.
    name: String,
}

/// Something that a plan checks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct PlannedCheck {
    /// A stable name.
    #[schema(example = "ReferencesBound")]
    code: String,
    /// How it came out.
    outcome: Outcome,
    /// What was found, as a sentence.
    message: String,
    /// What it is about, where that is one thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<CheckSubject>,
}

/// What changes in a solution.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ChangedSubject {
    /// What it is.
    kind: ChangedKind,
    /// Its id for flows and roles, else its name in files, in lower case.
    key: String,
    /// What people read.
    name: String,
}

/// One thing that differs between two solutions.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub(crate) struct Change {
    /// What kind of difference it is.
    #[schema(example = "RunAsChanged")]
    code: &'static str,
    /// How much it deserves a look.
    risk: Risk,
    /// What changes.
    subject: ChangedSubject,
    /// Where in it, with slashes. Empty for the whole.
    place: String,
    /// What was there. Typed secrets are not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    before: Option<wdl::Value>,
    /// What is there. Typed secrets are not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    after: Option<wdl::Value>,
    /// All of that in one sentence.
    sentence: String,
}

/// What bringing a package into an environment would do, or did.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeploymentPlan {
    /// What is approved when this is approved. Applying takes it as `expect`.
    digest: String,
    /// How it is carried out.
    mode: DeploymentMode,
    /// The solution's unique name.
    solution: String,
    /// What people read.
    display_name: String,
    /// Whether the package is managed.
    managed: bool,
    /// The version that is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// The version that will be; none after it was uninstalled.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// Whether that is a lower version than the one here.
    rollback: bool,
    /// The unique names of the patches that this version takes the place of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rolls_up: Vec<String>,
    /// Whether the environment would be the same afterwards.
    changes_nothing: bool,
    /// Whether no check fails.
    can_apply: bool,
    /// The package.
    package: PackageKey,
    /// What is done to each component.
    components: Vec<PlannedComponent>,
    /// What each connection reference resolves to.
    references: Vec<PlannedReference>,
    /// Which value each environment variable will have.
    variables: Vec<PlannedVariable>,
    /// Whether each flow will be on.
    flows: Vec<PlannedFlow>,
    /// What was checked.
    checks: Vec<PlannedCheck>,
    /// What differs between what is here and the package.
    changes: Vec<Change>,
    /// The definitions of the flows that differ, line by line.
    text: String,
    /// Who vouches for the package.
    signature: PackageSignature,
}

/// The principals that views mention, by id.
pub(crate) type Known = HashMap<PrincipalId, Chip>;

/// A principal, as far as it is known.
pub(crate) fn chip(known: &Known, id: PrincipalId) -> PrincipalChip {
    known.get(&id).cloned().unwrap_or_else(|| Chip::unknown(id)).into()
}

/// The principals that a plan mentions.
pub(crate) fn owners(plan: &Plan) -> impl Iterator<Item = PrincipalId> {
    let of_flows = plan.deployment.flows.iter().flat_map(|flow| [&flow.owners.before, &flow.owners.after]).flatten();
    plan.connections.iter().map(|bound| bound.owner).chain(of_flows.copied())
}

impl BoundView {
    /// A connection, with the principals that are known.
    pub(crate) fn of(bound: &Bound, known: &Known) -> Self {
        Self { id: bound.id.0, display_name: bound.display_name.clone(), owner: chip(known, bound.owner) }
    }
}

impl DeploymentPlan {
    /// A plan, with the principals that it mentions.
    pub(crate) fn of(plan: Plan, known: &Known) -> Self {
        let references = plan.deployment.references.iter().map(|it| reference(&plan, it, known)).collect();
        let digest = plan.digest();
        let it = plan.deployment;
        Self {
            digest,
            mode: it.mode.into(),
            rollback: it.rollback,
            changes_nothing: it.changes_nothing(),
            can_apply: it.can_apply(),
            rolls_up: it.rolls_up,
            package: PackageKey { digest: it.package.digest, size: it.package.size },
            solution: it.solution,
            display_name: it.display_name,
            managed: it.managed,
            from: it.from,
            to: it.to,
            components: it.components.into_iter().map(PlannedComponent::from).collect(),
            references,
            variables: it.variables.into_iter().map(PlannedVariable::from).collect(),
            flows: it.flows.into_iter().map(|flow| planned(flow, known)).collect(),
            checks: it.checks.into_iter().map(PlannedCheck::from).collect(),
            changes: it.changes.into_iter().map(Change::from).collect(),
            text: it.text,
            signature: plan.signature.into(),
        }
    }
}

fn reference(plan: &Plan, planned: &plan::PlannedReference, known: &Known) -> PlannedReference {
    let bound = |id: Option<ConnectionId>| id.and_then(|id| plan.connection(id)).map(|it| BoundView::of(it, known));
    PlannedReference {
        logical_name: planned.logical_name.clone(),
        display_name: planned.display_name.clone(),
        connector: planned.connector.clone(),
        before: bound(planned.before),
        connection: bound(planned.connection),
        source: planned.source.into(),
        choices: plan.choices(&planned.connector).map(|it| BoundView::of(it, known)).collect(),
        flows: planned.flows.clone(),
    }
}

impl From<plan::PlannedComponent> for PlannedComponent {
    fn from(it: plan::PlannedComponent) -> Self {
        Self { kind: it.kind.word(), key: it.key, name: it.name, fate: it.fate.into() }
    }
}

impl From<plan::PlannedVariable> for PlannedVariable {
    fn from(it: plan::PlannedVariable) -> Self {
        let shown = |text: Option<String>| text.filter(|_| it.kind != model::VariableKind::Secret);
        Self {
            before: shown(it.before),
            value: shown(it.value),
            default: shown(it.default_value),
            schema_name: it.schema_name,
            display_name: it.display_name,
            kind: it.kind.into(),
            source: it.source.into(),
        }
    }
}

fn planned(it: plan::PlannedFlow, known: &Known) -> PlannedFlow {
    let chips = |ids: Vec<PrincipalId>| ids.into_iter().map(|id| chip(known, id)).collect();
    let owners = PlannedOwners { before: chips(it.owners.before), after: chips(it.owners.after) };
    PlannedFlow { id: it.id.0, name: it.name, before: it.before, on: it.on, reasons: it.reasons, owners }
}

impl From<plan::Check> for PlannedCheck {
    fn from(it: plan::Check) -> Self {
        let subject = it.subject.map(|it| CheckSubject { kind: it.kind.into(), key: it.key, name: it.name });
        Self { code: it.code, outcome: it.outcome.into(), message: it.message, subject }
    }
}

impl From<solutions::diff::Change> for Change {
    fn from(it: solutions::diff::Change) -> Self {
        let subject = ChangedSubject { kind: it.subject.kind.into(), key: it.subject.key, name: it.subject.name };
        Self {
            code: it.code.as_str(),
            risk: it.risk.into(),
            subject,
            place: it.place,
            before: it.before,
            after: it.after,
            sentence: it.sentence,
        }
    }
}
