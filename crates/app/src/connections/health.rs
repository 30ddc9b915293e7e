//! Whether a connection can be used, as far as it is known.

use model::{Connection, Ended, Timestamp};

use crate::Chip;

/// How long before its end a secret is said to be about to expire, in milliseconds.
const SOON: i64 = 30 * 24 * 3_600_000;

/// Whether a connection can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Health {
    /// Yes.
    Ok,
    /// Nobody knows: the target has not been called with its secret yet.
    NeverTested,
    /// Yes, until its secret expires.
    Expiring {
        /// When.
        at: Timestamp,
    },
    /// No: its secret has expired.
    Expired {
        /// Since when.
        since: Timestamp,
    },
    /// No: the target refuses it.
    Failing {
        /// Since when.
        since: Timestamp,
    },
    /// No: its owner may not act any more.
    OwnerEnded(Ended),
}

impl Health {
    /// The worst that is known of a connection at an instant.
    pub(crate) fn of(connection: &Connection, owner: &Chip, at: Timestamp) -> Self {
        if let Some(ended) = owner.ended {
            return Self::OwnerEnded(ended);
        }
        if let Some(since) = connection.failing_since {
            return Self::Failing { since };
        }
        match connection.expires_at {
            Some(since) if since <= at => Self::Expired { since },
            Some(ends) if ends <= at.plus_millis(SOON) => Self::Expiring { at: ends },
            _ if connection.secret_version > 0 && connection.accepted_at.is_none() => Self::NeverTested,
            _ => Self::Ok,
        }
    }
}
