//! Sessions of browsers, and how people sign in.

use app::sign_in::settings::SignInSettings;
use model::SessionId;
use serde::{Deserialize, Serialize};
use store::sessions::Session;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Instant;

/// A signed-in browser.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionView {
    /// Its id.
    id: Uuid,
    /// When the user signed in.
    created_at: Instant,
    /// When it was last used, to some minutes.
    used_at: Instant,
    /// Until when it lasts, used or not.
    expires_at: Instant,
    /// What the user signed in with: `password`, `password and code`, or the name of a provider.
    how: String,
    /// What the browser says that it is.
    browser: String,
    /// Whether it is the session of this request.
    current: bool,
}

impl SessionView {
    /// A session as its user sees it, who asks from the session `current`.
    pub(crate) fn of(session: Session, current: Option<SessionId>) -> Self {
        Self {
            id: session.id.0,
            created_at: session.created_at.into(),
            used_at: session.used_at.max(session.created_at).into(),
            expires_at: session.expires_at.into(),
            how: session.how,
            browser: session.browser,
            current: current == Some(session.id),
        }
    }
}

/// How people sign in to this installation.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SignInSettingsView {
    /// Whether everybody who signs in with a password needs a second factor.
    requires_second_factor: bool,
    /// How many hours a session lasts.
    session_hours: u32,
    /// After how many minutes without a request a session ends.
    idle_minutes: u32,
    /// How many days a token lasts if whoever makes it does not say.
    token_days: u32,
    /// The most days that a token may last.
    longest_token_days: u32,
}

impl From<SignInSettings> for SignInSettingsView {
    fn from(it: SignInSettings) -> Self {
        Self {
            requires_second_factor: it.requires_second_factor,
            session_hours: it.session_hours,
            idle_minutes: it.idle_minutes,
            token_days: it.token_days,
            longest_token_days: it.longest_token_days,
        }
    }
}

impl From<SignInSettingsView> for SignInSettings {
    fn from(it: SignInSettingsView) -> Self {
        Self {
            requires_second_factor: it.requires_second_factor,
            session_hours: it.session_hours,
            idle_minutes: it.idle_minutes,
            token_days: it.token_days,
            longest_token_days: it.longest_token_days,
        }
    }
}
