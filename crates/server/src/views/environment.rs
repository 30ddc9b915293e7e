//! Environments and their members.

use app::environments::{
    EnvironmentChanges as Changes, EnvironmentView as Environment, MemberView as Member, Signatures as AppSignatures,
    Signer as AppSigner,
};
use serde::{Deserialize, Serialize};
use store::environments;
use utoipa::ToSchema;

use super::{
    break_glass::BreakGlassView,
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
    /// What guards it.
    protection: Protection,
}

/// What guards an environment against changes that nobody has reviewed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Protection {
    /// Whether it changes only through a deployment.
    protected: bool,
    /// What becomes of a package that none of the signers has signed.
    signatures: Signatures,
    /// Whose signatures count.
    signers: Vec<Signer>,
    /// What is asked for or open, so that it may be changed by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    break_glass: Option<BreakGlassView>,
}

/// What becomes of a package that no trusted signer has signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Signatures {
    /// It is taken.
    None,
    /// It is taken, and its plan warns.
    Warn,
    /// It is refused.
    Require,
}

/// Somebody who signs packages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Signer {
    /// What people read. Unique in the environment.
    name: String,
    /// An Ed25519 public key: 32 bytes in base64.
    public_key: String,
}

impl From<Environment> for EnvironmentView {
    fn from(view: Environment) -> Self {
        let protection = Protection {
            protected: view.environment.protected,
            signatures: view.trust.signatures.into(),
            signers: view.trust.signers.into_iter().map(Signer::from).collect(),
            break_glass: view.break_glass.map(BreakGlassView::from),
        };
        Self {
            name: view.environment.name,
            display_name: view.environment.display_name,
            kind: view.environment.kind.into(),
            protected: view.environment.protected,
            role: view.role.map(EnvironmentRole::from),
            policy: view.policy.into(),
            protection,
        }
    }
}

impl From<AppSignatures> for Signatures {
    fn from(signatures: AppSignatures) -> Self {
        match signatures {
            AppSignatures::None => Self::None,
            AppSignatures::Warn => Self::Warn,
            AppSignatures::Require => Self::Require,
        }
    }
}

impl From<Signatures> for AppSignatures {
    fn from(signatures: Signatures) -> Self {
        match signatures {
            Signatures::None => Self::None,
            Signatures::Warn => Self::Warn,
            Signatures::Require => Self::Require,
        }
    }
}

impl From<AppSigner> for Signer {
    fn from(AppSigner { name, public_key }: AppSigner) -> Self {
        Self { name, public_key }
    }
}

impl From<Signer> for AppSigner {
    fn from(Signer { name, public_key }: Signer) -> Self {
        Self { name, public_key }
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

/// Changes of an environment. What is left out stays.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EnvironmentChanges {
    /// What people read; the name, where it is empty.
    display_name: Option<String>,
    /// Whether it changes only through a deployment.
    protected: Option<bool>,
    /// What becomes of a package that none of the signers has signed.
    signatures: Option<Signatures>,
    /// Whose signatures count, in place of those who are named now.
    signers: Option<Vec<Signer>>,
    /// Whether the signature of this installation counts, beside those of the signers.
    trust_installation: Option<bool>,
    /// How many days a share may last, 1 to 3650; null for as long as one likes.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>)]
    grant_days: Option<Option<u32>>,
    /// Whether a share says why it is given.
    reason_required: Option<bool>,
}

impl From<EnvironmentChanges> for Changes {
    fn from(changes: EnvironmentChanges) -> Self {
        Self {
            display_name: changes.display_name,
            protected: changes.protected,
            grant_days: changes.grant_days,
            reason_required: changes.reason_required,
            signatures: changes.signatures.map(AppSignatures::from),
            signers: changes.signers.map(|signers| signers.into_iter().map(AppSigner::from).collect()),
            trust_installation: changes.trust_installation,
        }
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
