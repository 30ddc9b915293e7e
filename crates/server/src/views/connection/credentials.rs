//! Credentials of connections: they come in, and never go out.

use std::collections::BTreeMap;

use app::{
    AppError,
    connections::{self, credentials},
};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::Secret;
use utoipa::ToSchema;

use super::super::{Instant, principal::PrincipalChip};

/// A secret field: the secret itself, or where it is fetched at each call.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", untagged)]
pub(crate) enum Credential {
    /// The secret. It is never shown again.
    Value(String),
    /// Where it is kept.
    #[serde(rename_all = "camelCase")]
    Reference(Reference),
}

/// Where a secret is kept.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Reference {
    /// `env:NAME`, `file:/path` or `vault:path#field`; as far as the operator allows it.
    #[schema(example = "vault:secret/steward/dev/crm#password")]
    reference: String,
}

/// The secret fields of a connection by name.
pub(crate) fn credentials(given: BTreeMap<String, Credential>) -> connections::Credentials {
    let each = |(name, credential)| {
        let credential = match credential {
            Credential::Value(secret) => connections::Credential::Value(Secret::new(secret)),
            Credential::Reference(Reference { reference }) => connections::Credential::Reference(reference),
        };
        (name, credential)
    };
    given.into_iter().map(each).collect()
}

/// An instant that somebody names.
pub(crate) fn instant(given: Option<String>, place: &str) -> Result<Option<Timestamp>, AppError> {
    let parse = |text: String| {
        let refuse = |_| AppError::invalid(format!("`{text}` is no instant like `2026-11-22T10:00:00Z`.")).at(place);
        text.parse().map_err(refuse)
    };
    given.map(parse).transpose()
}

/// Credentials in place of all that there were, which are wiped.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct NewCredentials {
    /// What the connector asks for that is not secret; what there was stays where this is absent.
    parameters: Option<BTreeMap<String, String>>,
    /// The secret fields by name.
    #[serde(default)]
    credentials: BTreeMap<String, Credential>,
    /// When they expire, where it is known.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
}

impl TryFrom<NewCredentials> for credentials::NewCredentials {
    type Error = AppError;

    fn try_from(new: NewCredentials) -> Result<Self, AppError> {
        Ok(Self {
            parameters: new.parameters,
            credentials: credentials(new.credentials),
            expires_at: instant(new.expires_at, "expiresAt")?,
        })
    }
}

/// The next credentials.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rotation {
    /// The secret fields by name.
    credentials: BTreeMap<String, Credential>,
    /// When they expire, where it is known.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// When they are used; where it is absent, once they are switched to.
    #[schema(format = DateTime)]
    switch_at: Option<String>,
    /// For how many hours the former ones open after that; 24 where absent.
    #[schema(maximum = 2160)]
    overlap_hours: Option<u16>,
}

impl TryFrom<Rotation> for credentials::Rotation {
    type Error = AppError;

    fn try_from(new: Rotation) -> Result<Self, AppError> {
        Ok(Self {
            credentials: credentials(new.credentials),
            expires_at: instant(new.expires_at, "expiresAt")?,
            switch_at: instant(new.switch_at, "switchAt")?,
            overlap: i64::from(new.overlap_hours.unwrap_or(24)) * 3_600_000,
        })
    }
}

/// Which version is used from now on.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Switch {
    /// Its number; the next one, where absent.
    pub(crate) version: Option<i64>,
}

/// What becomes of a version.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) enum SecretVersionState {
    /// It is used.
    Current,
    /// It waits for its switch.
    Next,
    /// It was used, and opens until it is wiped.
    Former,
    /// Its secret is gone.
    Wiped,
}

/// A version of a connection's credentials.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecretVersionView {
    /// Its number, counted from 1.
    version: i64,
    /// What becomes of it.
    state: SecretVersionState,
    /// Who gave it.
    created_by: PrincipalChip,
    /// When.
    created_at: Instant,
    /// When it expires, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Instant>,
    /// When it becomes the one that is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    switch_at: Option<Instant>,
    /// When its secret is wiped, or was.
    #[serde(skip_serializing_if = "Option::is_none")]
    wipe_at: Option<Instant>,
}

impl From<credentials::VersionView> for SecretVersionView {
    fn from(view: credentials::VersionView) -> Self {
        let state = match view.state {
            credentials::VersionState::Current => SecretVersionState::Current,
            credentials::VersionState::Next => SecretVersionState::Next,
            credentials::VersionState::Former => SecretVersionState::Former,
            credentials::VersionState::Wiped => SecretVersionState::Wiped,
        };
        Self {
            version: view.version.version,
            state,
            created_by: view.created_by.into(),
            created_at: view.version.created_at.into(),
            expires_at: view.version.expires_at.map(Instant::from),
            switch_at: view.version.switch_at.map(Instant::from),
            wipe_at: view.version.wipe_at.map(Instant::from),
        }
    }
}

/// What may be seen of a connection's credentials.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CredentialsView {
    /// What the connection is made with besides.
    parameters: BTreeMap<String, String>,
    /// Which version is used; 0 where there is none.
    secret_version: i64,
    /// All versions, newest first.
    versions: Vec<SecretVersionView>,
}

impl From<credentials::CredentialsView> for CredentialsView {
    fn from(view: credentials::CredentialsView) -> Self {
        Self {
            parameters: view.connection.parameters,
            secret_version: view.connection.secret_version,
            versions: view.versions.into_iter().map(SecretVersionView::from).collect(),
        }
    }
}
