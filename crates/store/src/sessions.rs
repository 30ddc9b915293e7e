//! Signed-in browsers. A session is found by the hash of its token; the token itself is not stored.

use model::{PrincipalId, SessionId, Timestamp};

use crate::{Row, StoreError, Tx, params};

/// A signed-in browser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who signed in.
    pub principal: PrincipalId,
    /// When.
    pub created_at: Timestamp,
    /// Until when it lasts, used or not.
    pub expires_at: Timestamp,
    /// When it was last used, to some minutes.
    pub used_at: Timestamp,
    /// What the user signed in with: `password`, `password and code`, or the name of a provider.
    pub how: String,
    /// What the browser says that it is.
    pub browser: String,
}

const COLUMNS: &str = "id, principal, created_at, expires_at, used_at, how, browser";

fn read(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: SessionId(row.uuid(0)?),
        principal: PrincipalId(row.uuid(1)?),
        created_at: row.time(2)?,
        expires_at: row.time(3)?,
        used_at: row.time(4)?,
        how: row.text(5)?,
        browser: row.text(6)?,
    })
}

/// Adds a session under the SHA-256 of its token.
pub fn insert(tx: &mut Tx<'_>, hash: &[u8; 32], session: &Session) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sessions (hash, id, principal, created_at, expires_at, used_at, how, browser)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            hash.as_slice(),
            session.id,
            session.principal,
            session.created_at,
            session.expires_at,
            session.used_at,
            &session.how,
            &session.browser
        ],
    )?;
    Ok(())
}

/// The session with this token's hash, ended or not.
pub fn by_hash(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Session>, StoreError> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM sessions WHERE hash = ?1"), params![hash.as_slice()], read)
}

/// The sessions of a principal, newest first, ended or not.
pub fn list_of(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<Vec<Session>, StoreError> {
    tx.query(&format!("SELECT {COLUMNS} FROM sessions WHERE principal = ?1 ORDER BY id DESC"), params![principal], read)
}

/// Says that a session is used.
pub fn used(tx: &mut Tx<'_>, id: SessionId, at: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE sessions SET used_at = ?2 WHERE id = ?1", params![id, at])?;
    Ok(())
}

/// Ends one session. Answers whether there was one.
pub fn delete(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM sessions WHERE hash = ?1", params![hash.as_slice()])? > 0)
}

/// Ends one session of a principal. Answers whether there was one.
pub fn delete_one_of(tx: &mut Tx<'_>, principal: PrincipalId, id: SessionId) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM sessions WHERE principal = ?1 AND id = ?2", params![principal, id])? > 0)
}

/// Ends all sessions of a principal, and answers how many there were.
pub fn delete_of(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<usize, StoreError> {
    tx.execute("DELETE FROM sessions WHERE principal = ?1", params![principal])
}

/// Forgets sessions that ended before an instant.
pub fn delete_expired(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize, StoreError> {
    tx.execute("DELETE FROM sessions WHERE expires_at < ?1", params![before])
}
