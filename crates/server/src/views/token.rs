//! API tokens.

use app::sign_in::token;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Instant;

/// What is known about a token. The token itself is not kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenView {
    /// Its id.
    id: Uuid,
    /// What its owner calls it.
    name: String,
    /// When it was made.
    created_at: Instant,
    /// Until when it lasts; absent is for ever, which only tokens of earlier versions do.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Instant>,
    /// When it was last used, to an hour or so.
    #[serde(skip_serializing_if = "Option::is_none")]
    used_at: Option<Instant>,
    /// What it may be used for; none is everything that its principal may.
    scopes: Vec<String>,
    /// The one environment that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
}

impl From<token::TokenView> for TokenView {
    fn from(about: token::TokenView) -> Self {
        let token = about.token;
        Self {
            id: token.id.0,
            name: token.name,
            created_at: token.created_at.into(),
            expires_at: token.expires_at.map(Instant::from),
            used_at: token.used_at.map(Instant::from),
            scopes: token.scopes.split_whitespace().map(str::to_owned).collect(),
            environment: about.environment,
        }
    }
}

/// A new token.
#[derive(Serialize, ToSchema)]
pub(crate) struct IssuedToken {
    #[serde(flatten)]
    about: TokenView,
    /// The token itself: shown this once.
    #[schema(example = "stw_...")]
    token: String,
}

impl From<token::NewToken> for IssuedToken {
    fn from(new: token::NewToken) -> Self {
        let token = new.secret.expose_text().unwrap_or_default().to_owned();
        Self { about: new.about.into(), token }
    }
}

/// What makes a token.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TokenRequest {
    /// What its owner calls it.
    name: String,
    /// In how many days it ends; as the installation's settings say, where absent.
    expires_in_days: Option<u32>,
    /// What it may be used for (`flows:read`, `runs:run`, `all:read`); everything that its principal may, where there is none.
    #[serde(default)]
    scopes: Vec<String>,
    /// The one environment that it is for; all, where absent.
    environment: Option<String>,
}

impl From<TokenRequest> for token::TokenRequest {
    fn from(new: TokenRequest) -> Self {
        Self { name: new.name, expires_in_days: new.expires_in_days, scopes: new.scopes, environment: new.environment }
    }
}
