//! Connections.

pub(crate) mod credentials;
pub(crate) mod probes;

use std::collections::BTreeMap;

use app::{
    AppError,
    connections::{ConnectionView as Connection, Health as State, grants::ConnectionGrantView as Grant},
};
use model::{ConnectorName, EndedBy};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use self::credentials::Credential;
use super::{
    Instant, UsedBy,
    principal::PrincipalChip,
    words::{ConnectionAction, ConnectionKind, ConnectionWarningCode},
};

/// Whether a connection can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Health {
    /// Yes.
    Ok,
    /// Nobody knows: the target has not been called with its credentials yet.
    NeverTested,
    /// Yes, until its credentials expire.
    Expiring,
    /// No: its credentials have expired.
    Expired,
    /// No: the target refuses it.
    Failing,
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

/// Something about a connection that somebody should see to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub(crate) struct ConnectionWarning {
    /// What it is.
    code: ConnectionWarningCode,
    /// What is wrong and the one thing to do.
    text: &'static str,
}

impl From<app::connections::ConnectionWarning> for ConnectionWarning {
    fn from(warning: app::connections::ConnectionWarning) -> Self {
        Self { code: warning.into(), text: warning.text() }
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
    /// Whom it hangs on.
    kind: ConnectionKind,
    /// Whether only its owner may use it, for flows that ask those who start them for a connection of their own.
    private: bool,
    /// Whether it can be used.
    health: Health,
    /// Since when it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Instant>,
    /// What it is made with besides its credentials.
    parameters: BTreeMap<String, String>,
    /// Which version of its credentials is used; 0 where there is none.
    secret_version: i64,
    /// When that version expires, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Instant>,
    /// The flows that use it, as far as the caller may know of them.
    used_by: Vec<UsedBy>,
    /// How many further flows use it.
    used_by_others: usize,
    /// What the caller may do with it; nothing is said where a flow or a reference names it.
    may: Vec<ConnectionAction>,
    /// When a flow that uses it last began a run, as far back as runs are kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Instant>,
    /// Who caused that run, for those who may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_by: Option<PrincipalChip>,
    /// What somebody should see to.
    warnings: Vec<ConnectionWarning>,
    /// When it was made.
    created_at: Instant,
}

impl From<Connection> for ConnectionView {
    fn from(view: Connection) -> Self {
        let (health, since) = match view.health {
            State::Ok => (Health::Ok, None),
            State::NeverTested => (Health::NeverTested, None),
            State::Expiring { .. } => (Health::Expiring, None),
            State::Expired { since } => (Health::Expired, Some(since.into())),
            State::Failing { since } => (Health::Failing, Some(since.into())),
            State::OwnerEnded(ended) => (ended.by.into(), Some(ended.since.into())),
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
            parameters: view.parameters,
            secret_version: view.secret_version,
            expires_at: view.expires_at.map(Instant::from),
            used_by: view.used_by.into_iter().map(UsedBy::from).collect(),
            used_by_others: view.used_by_others,
            may: view.may.into_iter().map(ConnectionAction::from).collect(),
            last_used_at: view.last_used_at.map(Instant::from),
            last_used_by: view.last_used_by.map(PrincipalChip::from),
            warnings: view.warnings.into_iter().map(ConnectionWarning::from).collect(),
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
    /// What the connector asks for that is not secret, by name.
    #[serde(default)]
    parameters: BTreeMap<String, String>,
    /// What it asks for that is secret, by name.
    #[serde(default)]
    credentials: BTreeMap<String, Credential>,
    /// When those expire, where it is known.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

impl TryFrom<NewConnection> for app::connections::NewConnection {
    type Error = AppError;

    fn try_from(new: NewConnection) -> Result<Self, AppError> {
        Ok(Self {
            connector: ConnectorName::new(&new.connector),
            display_name: new.display_name,
            owner: new.owner,
            private: new.private,
            parameters: new.parameters,
            credentials: credentials::credentials(new.credentials),
            expires_at: credentials::instant(new.expires_at, "expiresAt")?,
        })
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
