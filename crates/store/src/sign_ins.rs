//! Sign-ins that are under way. Each is found by the hash of what its browser keeps, and is taken once.

use model::{PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, params};

/// What a sign-in that is under way waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SignIn {
    /// A provider of identities: its browser was sent there, and comes back.
    Provider {
        /// The provider's name.
        provider: String,
        /// The path that the browser wanted.
        return_to: String,
    },
    /// A code: the password was right.
    Code {
        /// Whose.
        principal: PrincipalId,
    },
}

fn read(row: &Row<'_>) -> Result<SignIn, StoreError> {
    match (row.opt_uuid(0)?, row.opt_text(1)?, row.opt_text(2)?) {
        (Some(principal), ..) => Ok(SignIn::Code { principal: PrincipalId(principal) }),
        (None, Some(provider), Some(return_to)) => Ok(SignIn::Provider { provider, return_to }),
        _ => Err(StoreError::corrupt("sign-in", "it waits for nothing")),
    }
}

/// Adds a sign-in under the SHA-256 of what its browser keeps.
pub fn insert(tx: &mut Tx<'_>, hash: &[u8; 32], sign_in: &SignIn, expires_at: Timestamp) -> Result<(), StoreError> {
    let (principal, provider, return_to) = match sign_in {
        SignIn::Provider { provider, return_to } => (None, Some(provider.as_str()), Some(return_to.as_str())),
        SignIn::Code { principal } => (Some(*principal), None, None),
    };
    tx.execute(
        "INSERT INTO sign_ins (hash, expires_at, principal, provider, return_to) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![hash.as_slice(), expires_at, principal, provider, return_to],
    )?;
    Ok(())
}

/// The sign-in with this hash, if it has not expired at an instant.
pub fn get(tx: &mut Tx<'_>, hash: &[u8; 32], at: Timestamp) -> Result<Option<SignIn>, StoreError> {
    tx.query_one(
        "SELECT principal, provider, return_to FROM sign_ins WHERE hash = ?1 AND expires_at > ?2",
        params![hash.as_slice(), at],
        read,
    )
}

/// Forgets a sign-in. Answers whether there was one, which only one of two who ask at the same time is told.
pub fn delete(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM sign_ins WHERE hash = ?1", params![hash.as_slice()])? > 0)
}

/// Forgets the sign-ins of a principal that wait for a code.
pub fn delete_of(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<usize, StoreError> {
    tx.execute("DELETE FROM sign_ins WHERE principal = ?1", params![principal])
}

/// Forgets sign-ins that expired before an instant.
pub fn delete_expired(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize, StoreError> {
    tx.execute("DELETE FROM sign_ins WHERE expires_at < ?1", params![before])
}
