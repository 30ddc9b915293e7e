//! Environments and their members.

use app::environments::{EnvironmentView as Environment, MemberView as Member, PolicyChanges};
use serde::{Deserialize, Serialize};
use store::environments;
use utoipa::ToSchema;

use super::{
    given,
    principal::PrincipalChip,
    words::{EnvironmentKind, EnvironmentRole},
};

/// An environment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnvironmentView {
    /// Its name in addresses.
    pub(crate) name: String,
    /// What people read.
    display_name: String,
    /// What it is for.
    kind: EnvironmentKind,
    /// Whether it changes only through a deployment.
    protected: bool,
    /// The caller's role; an administrator of the installation may have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<EnvironmentRole>,
    /// What it asks of shares of its flows.
    policy: SharingPolicy,
}

impl From<Environment> for EnvironmentView {
    fn from(view: Environment) -> Self {
        Self {
            name: view.environment.name,
            display_name: view.environment.display_name,
            kind: view.environment.kind.into(),
            protected: view.environment.protected,
            role: view.role.map(EnvironmentRole::from),
            policy: view.policy.into(),
        }
    }
}

/// What an environment asks of shares of its flows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SharingPolicy {
    /// How many days a share may last; as long as one likes, where this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    grant_days: Option<u32>,
    /// Whether a share says why it is given.
    reason_required: bool,
}

impl From<app::environments::SharingPolicy> for SharingPolicy {
    fn from(policy: app::environments::SharingPolicy) -> Self {
        Self { grant_days: policy.grant_days, reason_required: policy.reason_required }
    }
}

/// Changes of what an environment asks of shares. What is left out stays.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EnvironmentChanges {
    /// How many days a share may last, 1 to 3650; null for as long as one likes.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>)]
    grant_days: Option<Option<u32>>,
    /// Whether a share says why it is given.
    reason_required: Option<bool>,
}

impl From<EnvironmentChanges> for PolicyChanges {
    fn from(changes: EnvironmentChanges) -> Self {
        Self { grant_days: changes.grant_days, reason_required: changes.reason_required }
    }
}

/// What makes an environment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewEnvironment {
    /// Its name in addresses: a to z, 0 to 9 and `-`.
    name: String,
    /// What people read; the name, where there is none.
    #[serde(default)]
    display_name: String,
    /// What it is for.
    kind: EnvironmentKind,
    /// Whether it changes only through a deployment.
    #[serde(default)]
    protected: bool,
}

impl From<NewEnvironment> for environments::NewEnvironment {
    fn from(new: NewEnvironment) -> Self {
        Self { name: new.name, display_name: new.display_name, kind: new.kind.into(), protected: new.protected }
    }
}

/// A member of an environment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct MemberView {
    /// Who.
    principal: PrincipalChip,
    /// As what.
    role: EnvironmentRole,
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        Self { principal: member.principal.into(), role: member.role.into() }
    }
}

/// As what somebody is a member.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberRequest {
    /// The role.
    pub(crate) role: EnvironmentRole,
}
