//! Connections.

use app::connections::{ConnectionView as Connection, Health as State};
use model::{ConnectorName, EndedBy};
use serde::{Deserialize, Serialize};
use store::Secret;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Instant, UsedBy, principal::PrincipalChip};

/// Whether a connection can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Health {
    /// Yes.
    Ok,
    /// No: its owner is disabled.
    OwnerDisabled,
    /// No: its owner's time is over.
    OwnerExpired,
    /// No: its owner is deleted.
    OwnerDeleted,
}

impl From<EndedBy> for Health {
    fn from(by: EndedBy) -> Self {
        match by {
            EndedBy::Disabled => Self::OwnerDisabled,
            EndedBy::Expired => Self::OwnerExpired,
            EndedBy::Deleted => Self::OwnerDeleted,
        }
    }
}

/// A connection. Its secret is never shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectionView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What it is for.
    connector: String,
    /// What people read.
    pub(crate) display_name: String,
    /// Whose it is.
    owner: PrincipalChip,
    /// Whether it can be used.
    health: Health,
    /// Since when it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Instant>,
    /// The flows that use it, as far as the caller may know of them.
    used_by: Vec<UsedBy>,
    /// When it was made.
    created_at: Instant,
}

impl From<Connection> for ConnectionView {
    fn from(view: Connection) -> Self {
        let (health, since) = match view.health {
            State::Ok => (Health::Ok, None),
            State::OwnerEnded(ended) => (ended.by.into(), Some(ended.since.into())),
        };
        Self {
            id: view.id.0,
            connector: view.connector.to_string(),
            display_name: view.display_name,
            owner: view.owner.into(),
            health,
            since,
            used_by: view.used_by.into_iter().map(UsedBy::from).collect(),
            created_at: view.created_at.into(),
        }
    }
}

/// What makes a connection.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewConnection {
    /// What it is for.
    #[schema(example = "shared_commondataserviceforapps")]
    connector: String,
    /// What people read; the connector and the owner, where there is none.
    #[serde(default)]
    display_name: String,
    /// A service account, by id or name; else the caller owns it.
    owner: Option<String>,
    /// The credentials, where the connector needs any. They are never shown again.
    #[schema(format = Password)]
    secret: Option<String>,
}

impl From<NewConnection> for app::connections::NewConnection {
    fn from(new: NewConnection) -> Self {
        Self {
            connector: ConnectorName::new(&new.connector),
            display_name: new.display_name,
            owner: new.owner,
            secret: new.secret.map(Secret::new),
        }
    }
}
