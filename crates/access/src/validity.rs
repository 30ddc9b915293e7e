//! Whether a connection can be used now.

use model::{Connection, ErrorCode, Principal, Timestamp};
use thiserror::Error;

use crate::acting::Refusal;

/// What decides whether a connection is valid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConnectionState {
    /// What people call the connection.
    pub name: String,
    /// What it is for.
    pub connector: String,
    /// What people call its owner.
    pub owner_display_name: String,
    /// The owner's sign-in name.
    pub owner_name: String,
    /// Since when the owner is disabled; `None` while active.
    pub owner_disabled_at: Option<Timestamp>,
}

impl ConnectionState {
    /// What decides about a connection of somebody.
    pub fn of(connection: &Connection, owner: &Principal) -> Self {
        Self {
            name: connection.display_name.clone(),
            connector: connection.connector.to_string(),
            owner_display_name: owner.display_name.clone(),
            owner_name: owner.name.clone(),
            owner_disabled_at: owner.disabled_at,
        }
    }

    /// Whether the connection can be used.
    ///
    /// # Errors
    /// Its owner was disabled.
    pub fn check(&self) -> Result<(), AuthenticationFailed> {
        match self.owner_disabled_at {
            None => Ok(()),
            Some(since) => Err(AuthenticationFailed { connection: self.clone(), since }),
        }
    }
}

/// A connection is not valid, because its owner was disabled.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error(
    "Authentication failed: the connection `{}` ({}) is not valid, because its owner {} ({}) was deactivated on {}. \
     A co-owner of the flow can swap the connection or sign in again.",
    .connection.name,
    .connection.connector,
    .connection.owner_display_name,
    .connection.owner_name,
    day(*.since)
)]
pub struct AuthenticationFailed {
    connection: ConnectionState,
    since: Timestamp,
}

impl AuthenticationFailed {
    /// The code in the run's history.
    pub const CODE: &'static str = "AuthenticationFailed";
    /// The HTTP status that goes with it.
    pub const STATUS: u16 = 401;
    /// The error's page.
    pub const PAGE: ErrorCode = ErrorCode::ConnectionInvalid;

    /// Since when the connection is not valid.
    pub fn since(&self) -> Timestamp {
        self.since
    }
}

impl From<AuthenticationFailed> for Refusal {
    fn from(failed: AuthenticationFailed) -> Self {
        Self { code: AuthenticationFailed::CODE, status: AuthenticationFailed::STATUS, message: failed.to_string() }
    }
}

/// The day in UTC, `2026-11-22`.
pub(crate) fn day(at: Timestamp) -> String {
    let text = at.to_string();
    text.split_once('T').map_or(text.clone(), |(day, _)| day.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection(owner_disabled_at: Option<Timestamp>) -> ConnectionState {
        ConnectionState {
            name: "Finance site".to_owned(),
            connector: "shared_sharepointonline".to_owned(),
            owner_display_name: "Soul S.".to_owned(),
            owner_name: "soul.s".to_owned(),
            owner_disabled_at,
        }
    }

    #[test]
    fn a_connection_lasts_as_long_as_its_owner_is_active() {
        assert_eq!(connection(None).check(), Ok(()));
    }

    #[test]
    fn a_disabled_owner_is_named_with_the_day_and_the_remedy() {
        let since: Timestamp = "2026-05-03T23:30:00Z".parse().expect("an instant");
        let failed = connection(Some(since)).check().expect_err("not valid");
        assert_eq!(
            failed.to_string(),
            "Authentication failed: the connection `Finance site` (shared_sharepointonline) is not valid, because its owner Soul S. \
             (soul.s) was deactivated on 2026-05-03. A co-owner of the flow can swap the connection or sign in again."
        );
        assert_eq!((AuthenticationFailed::CODE, AuthenticationFailed::STATUS), ("AuthenticationFailed", 401));
    }
}
