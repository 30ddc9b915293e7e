//! Principals.

use app::Chip;
use model::Principal;
use serde::{Deserialize, Serialize};
use store::Secret;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Instant, words::PrincipalKind};

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
}

impl From<Principal> for PrincipalView {
    fn from(principal: Principal) -> Self {
        let (email, tenant_admin) = (principal.email.clone(), principal.tenant_admin);
        Self { chip: PrincipalChip::from(Chip::from(principal)), email, tenant_admin }
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
    /// Whether it administers the installation.
    #[serde(default)]
    tenant_admin: bool,
}

impl From<NewPrincipal> for app::principals::NewPrincipal {
    fn from(new: NewPrincipal) -> Self {
        Self {
            kind: new.kind.into(),
            name: new.name,
            display_name: new.display_name,
            email: new.email,
            password: new.password.map(Secret::new),
            tenant_admin: new.tenant_admin,
        }
    }
}
