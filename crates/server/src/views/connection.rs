//! Connections.

use app::connections::{ConnectionView as Connection, Health as State, grants::ConnectionGrantView as Grant};
use model::ConnectorName;
use serde::{Deserialize, Serialize};
use store::Secret;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Instant, UsedBy,
    principal::PrincipalChip,
    words::{ConnectionAction, ConnectionKind},
};

/// Whether a connection can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Health {
    /// Yes.
    Ok,
    /// No: its owner is disabled.
    OwnerDisabled,
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
    /// Whom it hangs on.
    kind: ConnectionKind,
    /// Whether only its owner may use it, for flows that ask those who start them for a connection of their own.
    private: bool,
    /// Whether it can be used.
    health: Health,
    /// Since when it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Instant>,
    /// The flows that use it, as far as the caller may know of them.
    used_by: Vec<UsedBy>,
    /// How many further flows use it.
    used_by_others: usize,
    /// What the caller may do with it; nothing is said where a flow or a reference names it.
    may: Vec<ConnectionAction>,
    /// When it was made.
    created_at: Instant,
}

impl From<Connection> for ConnectionView {
    fn from(view: Connection) -> Self {
        let (health, since) = match view.health {
            State::Ok => (Health::Ok, None),
            State::OwnerDisabled { since } => (Health::OwnerDisabled, Some(since.into())),
        };
        Self {
            id: view.id.0,
            connector: view.connector.to_string(),
            display_name: view.display_name,
            owner: view.owner.into(),
            kind: view.kind.into(),
            private: view.private,
            health,
            since,
            used_by: view.used_by.into_iter().map(UsedBy::from).collect(),
            used_by_others: view.used_by_others,
            may: view.may.into_iter().map(ConnectionAction::from).collect(),
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
    /// Whether only the caller may use it, for flows that ask those who start them for a connection of their own.
    #[serde(default)]
    private: bool,
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
            private: new.private,
            secret: new.secret.map(Secret::new),
        }
    }
}

/// Rights of one principal on a connection.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectionGrantView {
    /// Whose.
    principal: PrincipalChip,
    /// What they allow.
    actions: Vec<ConnectionAction>,
    /// Who gave them.
    granted_by: PrincipalChip,
    /// Since when.
    since: Instant,
}

impl From<Grant> for ConnectionGrantView {
    fn from(view: Grant) -> Self {
        Self {
            principal: view.principal.into(),
            actions: view.actions.into_iter().map(ConnectionAction::from).collect(),
            granted_by: view.granted_by.into(),
            since: view.since.into(),
        }
    }
}

/// What a principal may do with a connection.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConnectionGrantRequest {
    /// One right or more.
    pub(crate) actions: Vec<ConnectionAction>,
}
