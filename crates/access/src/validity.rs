//! Whether a connection can be used now.

use model::{Connection, Ended, ErrorCode, Principal, Timestamp};
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
    /// Why the owner may not act any more; `None` while active.
    pub owner_ended: Option<Ended>,
}

impl ConnectionState {
    /// What decides about a connection of somebody at an instant.
    pub fn of(connection: &Connection, owner: &Principal, now: Timestamp) -> Self {
        Self {
            name: connection.display_name.clone(),
            connector: connection.connector.to_string(),
            owner_display_name: owner.display_name.clone(),
            owner_name: owner.name.clone(),
            owner_ended: owner.ended(now),
        }
    }

    /// Whether the connection can be used.
    ///
    /// # Errors
    /// Its owner may not act any more.
    pub fn check(&self) -> Result<(), Box<AuthenticationFailed>> {
        match self.owner_ended {
            None => Ok(()),
            Some(ended) => Err(Box::new(AuthenticationFailed { connection: self.clone(), ended })),
        }
    }
}

/// A connection is not valid, because its owner may not act any more.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error(
    "Authentication failed: the connection `{}` ({}) is not valid, because its owner {} ({}) {}. \
     A co-owner of the flow can swap the connection or sign in again.",
    .connection.name,
    .connection.connector,
    .connection.owner_display_name,
    .connection.owner_name,
    .ended
)]
pub struct AuthenticationFailed {
    connection: ConnectionState,
    ended: Ended,
}

impl AuthenticationFailed {
    /// The code in the run's history.
    pub const CODE: &'static str = "AuthenticationFailed";
    /// The HTTP status that goes with it.
    pub const STATUS: u16 = 401;
    /// The error's page.
    pub const PAGE: ErrorCode = ErrorCode::ConnectionInvalid;

    /// Why the connection is not valid, and since when.
    pub fn ended(&self) -> Ended {
        self.ended
    }
}

impl From<Box<AuthenticationFailed>> for Refusal {
    fn from(failed: Box<AuthenticationFailed>) -> Self {
        Self { code: AuthenticationFailed::CODE, status: AuthenticationFailed::STATUS, message: failed.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use model::EndedBy;

    use super::*;

    fn connection(owner_ended: Option<Ended>) -> ConnectionState {
        ConnectionState {
            name: "Finance site".to_owned(),
            connector: "shared_sharepointonline".to_owned(),
            owner_display_name: "Soul S.".to_owned(),
            owner_name: "soul.s".to_owned(),
            owner_ended,
        }
    }

    #[test]
    fn a_connection_lasts_as_long_as_its_owner_is_active() {
        assert_eq!(connection(None).check(), Ok(()));
    }

    #[test]
    fn an_owner_who_may_not_act_is_named_with_the_day_and_the_remedy() {
        let since = "2026-05-03T23:30:00Z".parse().expect("an instant");
        let failed = |by| connection(Some(Ended { by, since })).check().expect_err("not valid").to_string();
        assert!(failed(EndedBy::Expired).contains("its owner Soul S. (soul.s) expired on 2026-05-03."));
        assert!(failed(EndedBy::Deleted).contains("its owner Soul S. (soul.s) was deleted on 2026-05-03."));
        assert_eq!(
            failed(EndedBy::Disabled),
            "Authentication failed: the connection `Finance site` (shared_sharepointonline) is not valid, because its owner Soul S. \
             (soul.s) was deactivated on 2026-05-03. A co-owner of the flow can swap the connection or sign in again."
        );
        assert_eq!((AuthenticationFailed::CODE, AuthenticationFailed::STATUS), ("AuthenticationFailed", 401));
    }
}
