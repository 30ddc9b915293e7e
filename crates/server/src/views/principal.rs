//! Principals.

use app::Chip;
use model::Principal;
use serde::{Deserialize, Serialize};
use store::Secret;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Instant,
    words::{PrincipalKind, TenantRole},
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
    /// Since when it is disabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_at: Option<Instant>,
}

impl From<Chip> for PrincipalChip {
    fn from(chip: Chip) -> Self {
        Self {
            id: chip.id.0,
            kind: chip.kind.into(),
            active: chip.is_active(),
            disabled_at: chip.disabled_at.map(Instant::from),
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
}

impl From<Principal> for PrincipalView {
    fn from(principal: Principal) -> Self {
        let (email, role) = (principal.email.clone(), principal.tenant_role);
        Self {
            chip: PrincipalChip::from(Chip::from(principal)),
            email,
            tenant_admin: role == Some(model::TenantRole::Admin),
            tenant_role: role.map(TenantRole::from),
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
        }
    }
}
