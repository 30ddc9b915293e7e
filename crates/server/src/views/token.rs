//! API tokens.

use app::sign_in::token::NewToken;
use serde::{Deserialize, Serialize};
use store::tokens::ApiToken;
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
    /// Until when it lasts; absent is for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Instant>,
}

impl From<ApiToken> for TokenView {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id.0,
            name: token.name,
            created_at: token.created_at.into(),
            expires_at: token.expires_at.map(Instant::from),
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

impl From<NewToken> for IssuedToken {
    fn from(new: NewToken) -> Self {
        let token = new.secret.expose_text().unwrap_or_default().to_owned();
        Self { about: new.token.into(), token }
    }
}

/// What makes a token.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TokenRequest {
    /// What its owner calls it.
    pub(crate) name: String,
    /// In how many days it ends; for ever, where absent.
    pub(crate) expires_in_days: Option<u32>,
}
