//! Principals.

use app::{Chip, principals::Facts};
use model::{Ended, EndedBy};
use serde::{Deserialize, Serialize};
use store::Secret;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Instant, Moment, given,
    words::{PrincipalKind, PrincipalSource, TenantRole},
};

/// A principal, wherever one is mentioned.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PrincipalChip {
    /// Its id.
    id: Uuid,
    /// What it is.
    kind: PrincipalKind,
    /// Its sign-in name.
    name: String,
    /// What people read.
    display_name: String,
    /// Whether it may act.
    active: bool,
    /// Why it may not.
    state: PrincipalState,
    /// Since when it is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_at: Option<Instant>,
    /// From when on it may not act any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Instant>,
    /// When somebody will leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    leaves_at: Option<Instant>,
}

/// Whether a principal may act, and why not.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum PrincipalState {
    /// It may.
    Active,
    /// Somebody disabled it.
    Disabled,
    /// Its time is over.
    Expired,
    /// Somebody deleted it.
    Deleted,
}

impl From<Option<Ended>> for PrincipalState {
    fn from(ended: Option<Ended>) -> Self {
        match ended.map(|ended| ended.by) {
            None => Self::Active,
            Some(EndedBy::Disabled) => Self::Disabled,
            Some(EndedBy::Expired) => Self::Expired,
            Some(EndedBy::Deleted) => Self::Deleted,
        }
    }
}

impl From<Chip> for PrincipalChip {
    fn from(chip: Chip) -> Self {
        Self {
            id: chip.id.0,
            kind: chip.kind.into(),
            active: chip.is_active(),
            state: chip.ended.into(),
            disabled_at: chip.ended.filter(|ended| ended.by != EndedBy::Expired).map(|ended| ended.since.into()),
            expires_at: chip.expires_at.map(Instant::from),
            leaves_at: chip.leaves_at.map(Instant::from),
            name: chip.name,
            display_name: chip.display_name,
        }
    }
}

/// A user, service account or group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PrincipalView {
    #[serde(flatten)]
    chip: PrincipalChip,
    /// Mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Whether it administers the installation.
    tenant_admin: bool,
    /// What it is in the installation.
    #[serde(skip_serializing_if = "Option::is_none")]
    tenant_role: Option<TenantRole>,
    /// Whom a user reports to.
    #[serde(skip_serializing_if = "Option::is_none")]
    manager: Option<PrincipalChip>,
    /// The group that owns a service account.
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<PrincipalChip>,
    /// Who answers for a service account.
    sponsors: Vec<PrincipalChip>,
    /// What the identity provider calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
    /// Where what is known about it comes from.
    source: PrincipalSource,
    /// What is wrong with it.
    warnings: Vec<String>,
}

impl From<app::principals::PrincipalView> for PrincipalView {
    fn from(view: app::principals::PrincipalView) -> Self {
        Self {
            chip: view.chip.into(),
            email: view.email,
            tenant_admin: view.tenant_role == Some(model::TenantRole::Admin),
            tenant_role: view.tenant_role.map(TenantRole::from),
            manager: view.manager.map(PrincipalChip::from),
            team: view.team.map(PrincipalChip::from),
            sponsors: view.sponsors.into_iter().map(PrincipalChip::from).collect(),
            external_id: view.external_id,
            source: view.source.into(),
            warnings: view.warnings,
        }
    }
}

/// What makes a principal.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewPrincipal {
    /// User, service account or group.
    kind: PrincipalKind,
    /// Unique: letters, digits and `._-@+`.
    name: String,
    /// What people read; the name, where there is none.
    #[serde(default)]
    display_name: String,
    /// Mail address.
    email: Option<String>,
    /// For users: what they sign in with.
    #[schema(format = Password)]
    password: Option<String>,
    /// Whether it administers the installation; short for the role.
    #[serde(default)]
    tenant_admin: bool,
    /// What it is in the installation.
    tenant_role: Option<TenantRole>,
    /// For service accounts: the group that owns it, by id or name.
    team: Option<String>,
    /// For service accounts: the users who answer for it, by id or name.
    sponsors: Option<Vec<String>>,
    /// From when on a user or service account may not act any more.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Moment>,
}

impl From<NewPrincipal> for app::principals::NewPrincipal {
    fn from(new: NewPrincipal) -> Self {
        Self {
            kind: new.kind.into(),
            name: new.name,
            display_name: new.display_name,
            email: new.email,
            password: new.password.map(Secret::new),
            tenant_role: match new.tenant_role {
                Some(role) => Some(role.into()),
                None => new.tenant_admin.then_some(model::TenantRole::Admin),
            },
            facts: Facts {
                team: new.team.map(Some),
                sponsors: new.sponsors,
                expires_at: new.expires_at.map(|at| Some(at.0)),
                ..Facts::default()
            },
        }
    }
}

/// Changes of what is known about a principal. What is left out stays, and null takes it away.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PrincipalChanges {
    /// What people read.
    display_name: Option<String>,
    /// Mail address.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    /// When a user will leave.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    leaves_at: Option<Option<Moment>>,
    /// From when on a user or service account may not act any more.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Option<Moment>>,
    /// Whom a user reports to, by id or name.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    manager: Option<Option<String>>,
    /// The group that owns a service account, by id or name.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    team: Option<Option<String>>,
    /// The users who answer for a service account, by id or name.
    sponsors: Option<Vec<String>>,
}

impl From<PrincipalChanges> for Facts {
    fn from(changes: PrincipalChanges) -> Self {
        let instant = |at: Option<Option<Moment>>| at.map(|at| at.map(|at| at.0));
        Self {
            display_name: changes.display_name,
            email: changes.email,
            leaves_at: instant(changes.leaves_at),
            expires_at: instant(changes.expires_at),
            manager: changes.manager,
            team: changes.team,
            sponsors: changes.sponsors,
        }
    }
}
