//! Who can be granted something, or act.

use serde::{Deserialize, Serialize};

use crate::{PrincipalId, Timestamp};

/// What kind of principal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PrincipalKind {
    /// A person who signs in.
    User,
    /// An identity owned by a team. It has no sign-in and acts through tokens and connections.
    ServiceAccount,
    /// A set of principals.
    Group,
}

/// A user, service account or group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Principal {
    /// Its id, also its `systemuserid`.
    pub id: PrincipalId,
    /// What it is.
    pub kind: PrincipalKind,
    /// Unique sign-in name, lower case (`soul.s`).
    pub name: String,
    /// What people read (`Soul S.`).
    pub display_name: String,
    /// Mail address.
    pub email: Option<String>,
    /// Since when the principal is disabled. A disabled principal's connections, sessions and tokens are invalid at once.
    pub disabled_at: Option<Timestamp>,
    /// What it is in the whole installation.
    pub tenant_role: Option<TenantRole>,
}

impl Principal {
    /// Whether it may act.
    pub fn is_active(&self) -> bool {
        self.disabled_at.is_none()
    }
}

/// What a principal is in the whole installation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TenantRole {
    /// Reads everything, changes and starts nothing.
    Auditor,
    /// Administers it.
    Admin,
}

/// What a principal is in one environment, smallest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EnvironmentRole {
    /// Uses what is shared with it.
    User,
    /// Reads everything there but rows and secrets, changes and starts nothing.
    Auditor,
    /// Creates flows and connections too.
    Maker,
    /// Administers the environment.
    Admin,
}
