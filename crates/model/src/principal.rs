//! Who can be granted something, or act.

use std::fmt;

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

/// Where what is known about a principal comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PrincipalSource {
    /// It was made here.
    Local,
    /// A provisioning client of the identity provider keeps it up to date.
    Scim,
    /// It was made when somebody signed in through the identity provider.
    Oidc,
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
    /// Since when the principal is disabled.
    pub disabled_at: Option<Timestamp>,
    /// From when on the principal may not act any more.
    pub expires_at: Option<Timestamp>,
    /// Since when the principal is deleted. It stays behind for history, and is listed nowhere.
    pub deleted_at: Option<Timestamp>,
    /// When somebody will leave. It announces and ends nothing by itself.
    pub leaves_at: Option<Timestamp>,
    /// Whom a user reports to.
    pub manager: Option<PrincipalId>,
    /// The group that owns a service account.
    pub team: Option<PrincipalId>,
    /// What the identity provider calls it.
    pub external_id: Option<String>,
    /// Where what is known about it comes from.
    pub source: PrincipalSource,
    /// What it is in the whole installation.
    pub tenant_role: Option<TenantRole>,
}

impl Principal {
    /// One that was made here and of which nothing else is known.
    pub fn new(id: PrincipalId, kind: PrincipalKind, name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            id,
            kind,
            display_name: name.clone(),
            name,
            email: None,
            disabled_at: None,
            expires_at: None,
            deleted_at: None,
            leaves_at: None,
            manager: None,
            team: None,
            external_id: None,
            source: PrincipalSource::Local,
            tenant_role: None,
        }
    }

    /// Whether it may act.
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.ended(now).is_none()
    }

    /// Why it may not act any more. Its connections, sessions and tokens are invalid from then on.
    pub fn ended(&self, now: Timestamp) -> Option<Ended> {
        let expired = self.expires_at.filter(|expires_at| *expires_at <= now);
        [(EndedBy::Deleted, self.deleted_at), (EndedBy::Disabled, self.disabled_at), (EndedBy::Expired, expired)]
            .into_iter()
            .find_map(|(by, since)| Some(Ended { by, since: since? }))
    }
}

/// What made a principal one that may not act any more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EndedBy {
    /// Somebody disabled it.
    Disabled,
    /// Its time was over.
    Expired,
    /// Somebody deleted it.
    Deleted,
}

/// Why and since when a principal may not act any more. It reads as `was deactivated on 2026-05-03`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ended {
    /// Why.
    pub by: EndedBy,
    /// Since when.
    pub since: Timestamp,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.by {
            EndedBy::Disabled => "was deactivated",
            EndedBy::Expired => "expired",
            EndedBy::Deleted => "was deleted",
        };
        write!(f, "{what} on {}", self.since.day())
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
