//! Who has access to a flow, and whose connections it uses.

use access::{
    continuity::Source,
    role::{role_words, tenant_role_words},
};
use app::flows::{
    MissingConnection as Missing,
    access::{AccessView, PathView as Path, PersonView as Person, ReferenceIdentity as Identity},
    run_only::{Chosen, RunOnlyView as RunOnly},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ReferenceUse;
use crate::views::{
    Instant,
    connection::ConnectionView,
    environment::SharingPolicy,
    impact::ImpactView,
    principal::PrincipalChip,
    words::{RuntimeSource, Tier},
};

/// For whom access is asked.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AccessParams {
    /// Only this user or service account, by id or name, and what the flow does when it starts it.
    pub(crate) principal: Option<String>,
}

/// How many own a flow, themselves or through groups.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct OwnerCount {
    /// Those who may act.
    active: usize,
    /// Everybody.
    all: usize,
}

/// What opens a flow to somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PathKind {
    /// Being the one owner that is named first.
    PrimaryOwner,
    /// A share.
    Grant,
    /// A role in the environment.
    EnvironmentRole,
    /// A custom role there.
    CustomRole,
    /// A role in the installation.
    TenantRole,
}

/// One way in which a flow is open to somebody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PathView {
    /// One phrase for people.
    #[schema(example = "co-owner through the group Sales in the group Everybody")]
    sentence: String,
    /// What opens it.
    kind: PathKind,
    /// The tier of a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    tier: Option<Tier>,
    /// The name of a role.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "admin")]
    role: Option<String>,
    /// The groups between, the one that somebody is in first.
    through: Vec<PrincipalChip>,
    /// When the share ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<Instant>,
}

impl From<Path> for PathView {
    fn from(path: Path) -> Self {
        let (kind, tier, role) = match path.source {
            Source::PrimaryOwner => (PathKind::PrimaryOwner, Some(Tier::PrimaryOwner), None),
            Source::Grant(tier) => (PathKind::Grant, Some(tier.into()), None),
            Source::EnvironmentRole(role) => (PathKind::EnvironmentRole, None, Some(role_words(role).to_owned())),
            Source::CustomRole(name) => (PathKind::CustomRole, None, Some(name)),
            Source::TenantRole(role) => (PathKind::TenantRole, None, Some(tenant_role_words(role).to_owned())),
        };
        Self {
            sentence: path.sentence,
            kind,
            tier,
            role,
            through: path.through.into_iter().map(PrincipalChip::from).collect(),
            ends_at: path.ends_at.map(Instant::from),
        }
    }
}

/// A user or service account to whom something opens a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PersonView {
    /// Who.
    principal: PrincipalChip,
    /// The tiers of all its shares, the largest first.
    tiers: Vec<Tier>,
    /// Whether it may start the flow now.
    may_start: bool,
    /// Whether it may see the flow's runs now.
    may_see_runs: bool,
    /// Whether it may change the flow now.
    may_change: bool,
    /// Everything that opens the flow to it.
    paths: Vec<PathView>,
}

impl From<Person> for PersonView {
    fn from(person: Person) -> Self {
        Self {
            principal: person.principal.into(),
            tiers: person.tiers.into_iter().map(Tier::from).collect(),
            may_start: person.may_start,
            may_see_runs: person.may_see_runs,
            may_change: person.may_change,
            paths: person.paths.into_iter().map(PathView::from).collect(),
        }
    }
}

/// Whose identity a reference of a flow uses when somebody starts it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReferenceIdentity {
    /// The alias that actions name.
    reference: String,
    /// What people call the reference.
    display_name: String,
    /// One phrase for people, of which the reference is the subject.
    #[schema(example = "creates and reads Invoice rows as Finance bot through the connection Prod Dataverse")]
    sentence: String,
    /// The connection, unless it is another person's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<ConnectionView>,
    /// Who acts, where that is known before the flow runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<PrincipalChip>,
    /// What keeps its actions from working.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<String>,
}

impl From<Identity> for ReferenceIdentity {
    fn from(identity: Identity) -> Self {
        Self {
            reference: identity.key,
            display_name: identity.display_name,
            sentence: identity.sentence,
            connection: identity.connection.map(ConnectionView::from),
            principal: identity.principal.map(PrincipalChip::from),
            missing: identity.missing,
        }
    }
}

/// A connector that somebody has to connect before he can start a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct MissingConnection {
    /// The alias that actions name.
    reference: String,
    /// What to connect.
    #[schema(example = "shared_commondataserviceforapps")]
    connector: String,
}

impl From<Missing> for MissingConnection {
    fn from(missing: Missing) -> Self {
        Self { reference: missing.reference, connector: missing.connector.to_string() }
    }
}

/// Who has access to a flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FlowAccess {
    /// How many own it.
    owners: OwnerCount,
    /// Who could become a co-owner: the primary owner's manager, and whoever saved the most versions.
    suggested: Vec<PrincipalChip>,
    /// What its environment asks of shares.
    policy: SharingPolicy,
    /// Those to whom something opens it, owners first; only the one who was asked for, if somebody was.
    people: Vec<PersonView>,
    /// Whose identity each reference uses when the one who was asked for starts the flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    identities: Option<Vec<ReferenceIdentity>>,
    /// What the one who was asked for has to connect before starting the flow.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_connections: Option<Vec<MissingConnection>>,
}

impl From<AccessView> for FlowAccess {
    fn from(view: AccessView) -> Self {
        let (identities, missing) = view.when_started.map(|it| (it.identities, it.missing)).unzip();
        Self {
            owners: OwnerCount { active: view.active_owners, all: view.owners },
            suggested: view.suggested.into_iter().map(PrincipalChip::from).collect(),
            policy: view.policy.into(),
            people: view.people.into_iter().map(PersonView::from).collect(),
            identities: identities.map(|all| all.into_iter().map(ReferenceIdentity::from).collect()),
            missing_connections: missing.map(|all| all.into_iter().map(MissingConnection::from).collect()),
        }
    }
}

/// What each choice means, in a sentence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct RunOnlyEffects {
    /// Of the flow's own connection.
    embedded: String,
    /// Of the starter's.
    invoker: String,
}

/// Whose connection a reference uses for those who start the flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RunOnlyConnection {
    /// The alias that actions name.
    reference: String,
    /// What people call the reference.
    display_name: String,
    /// What it is for.
    connector: String,
    /// The actions that use it.
    actions: Vec<String>,
    /// Whose connection it uses.
    source: RuntimeSource,
    /// The flow's own connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    connection: Option<ConnectionView>,
    /// Whether the caller may choose the other one.
    may_change: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    why_not: Option<String>,
    /// What each choice means.
    effects: RunOnlyEffects,
    /// Who would have to connect something first.
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<String>,
}

impl From<RunOnly> for RunOnlyConnection {
    fn from(view: RunOnly) -> Self {
        Self {
            reference: view.key,
            display_name: view.display_name,
            connector: view.connector.to_string(),
            actions: view.actions,
            source: view.source.into(),
            connection: view.connection.map(ConnectionView::from),
            may_change: view.why_not.is_none(),
            why_not: view.why_not,
            effects: RunOnlyEffects { embedded: view.embedded_effect, invoker: view.invoker_effect },
            warning: view.warning,
        }
    }
}

/// Whose connection a reference is to use for those who start the flow.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RunOnlyRequest {
    /// Whose.
    pub(crate) source: RuntimeSource,
}

/// What choosing whose connection a reference uses has done, or would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct RunOnlyReport {
    /// All references of the flow afterwards.
    value: Vec<ReferenceUse>,
    /// What changes.
    impact: ImpactView,
    /// The number of the version that has the choice.
    version: u32,
    /// What was chosen before: choosing that again undoes this.
    undo: RuntimeSource,
}

impl From<Chosen> for RunOnlyReport {
    fn from(chosen: Chosen) -> Self {
        Self {
            value: chosen.references.into_iter().map(ReferenceUse::from).collect(),
            impact: chosen.impact.into(),
            version: chosen.version,
            undo: chosen.undo.into(),
        }
    }
}
