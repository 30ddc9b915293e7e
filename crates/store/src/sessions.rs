//! Signed-in browsers. A session is found by the hash of its token; the token itself is not stored.

use model::{PrincipalId, SessionId, Timestamp};

use crate::{Row, StoreError, Tx, params};

/// A signed-in browser.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who signed in.
    pub principal: PrincipalId,
    /// When.
    pub created_at: Timestamp,
    /// Until when it lasts.
    pub expires_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: SessionId(row.uuid(0)?),
        principal: PrincipalId(row.uuid(1)?),
        created_at: row.time(2)?,
        expires_at: row.time(3)?,
    })
}

/// Adds a session under the SHA-256 of its token.
pub fn insert(tx: &mut Tx<'_>, hash: &[u8; 32], session: &Session) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sessions (hash, id, principal, created_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![hash.as_slice(), session.id, session.principal, session.created_at, session.expires_at],
    )?;
    Ok(())
}

/// The session with this token's hash, ended or not.
pub fn by_hash(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Session>, StoreError> {
    tx.query_one(
        "SELECT id, principal, created_at, expires_at FROM sessions WHERE hash = ?1",
        params![hash.as_slice()],
        read,
    )
}

/// Ends one session. Answers whether there was one.
pub fn delete(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM sessions WHERE hash = ?1", params![hash.as_slice()])? > 0)
}

/// Ends all sessions of a principal, and answers how many there were.
pub fn delete_of(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<usize, StoreError> {
    tx.execute("DELETE FROM sessions WHERE principal = ?1", params![principal])
}

/// Forgets sessions that ended before an instant.
pub fn delete_expired(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize, StoreError> {
    tx.execute("DELETE FROM sessions WHERE expires_at < ?1", params![before])
}
