//! API tokens. A token is found by its hash; the token itself is not stored.

use model::{EnvironmentId, PrincipalId, Timestamp, TokenId};

use crate::{Row, StoreError, Tx, params};

/// An API token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// Whom it signs in.
    pub principal: PrincipalId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it lasts; `None` is for ever.
    pub expires_at: Option<Timestamp>,
    /// Since when it is revoked.
    pub revoked_at: Option<Timestamp>,
    /// What it may be used for, separated by spaces (`flows:read runs:read`); nothing is everything that its principal may.
    pub scopes: String,
    /// The one environment that it is for.
    pub environment: Option<EnvironmentId>,
    /// When it was last used, to an hour or so.
    pub used_at: Option<Timestamp>,
}

impl ApiToken {
    /// Whether it signs in at an instant.
    pub fn is_valid(&self, at: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|until| at < until)
    }
}

const COLUMNS: &str = "id, principal, name, created_at, expires_at, revoked_at, scopes, environment, used_at";

fn read(row: &Row<'_>) -> Result<ApiToken, StoreError> {
    Ok(ApiToken {
        id: TokenId(row.uuid(0)?),
        principal: PrincipalId(row.uuid(1)?),
        name: row.text(2)?,
        created_at: row.time(3)?,
        expires_at: row.opt_time(4)?,
        revoked_at: row.opt_time(5)?,
        scopes: row.text(6)?,
        environment: row.opt_int(7)?.map(EnvironmentId),
        used_at: row.opt_time(8)?,
    })
}

/// Adds a token under the SHA-256 of its text.
pub fn insert(tx: &mut Tx<'_>, hash: &[u8; 32], token: &ApiToken) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO api_tokens (hash, id, principal, name, created_at, expires_at, scopes, environment)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            hash.as_slice(),
            token.id,
            token.principal,
            &token.name,
            token.created_at,
            token.expires_at,
            &token.scopes,
            token.environment
        ],
    )?;
    Ok(())
}

/// The token with this hash, valid or not.
pub fn by_hash(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<ApiToken>, StoreError> {
    tx.remembered(
        "token",
        || hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        |tx| tx.query_one(&format!("SELECT {COLUMNS} FROM api_tokens WHERE hash = ?1"), params![hash.as_slice()], read),
    )
}

/// The tokens of a principal that are not revoked, oldest first.
pub fn list_of(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<Vec<ApiToken>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM api_tokens WHERE principal = ?1 AND revoked_at IS NULL ORDER BY id"),
        params![principal],
        read,
    )
}

/// Says that a token is used. Tokens are remembered, so this is not for every request.
pub fn used(tx: &mut Tx<'_>, id: TokenId, at: Timestamp) -> Result<(), StoreError> {
    tx.configure("UPDATE api_tokens SET used_at = ?2 WHERE id = ?1", params![id, at])?;
    Ok(())
}

/// Revokes all tokens of a principal. Answers how many.
pub fn revoke_all(tx: &mut Tx<'_>, principal: PrincipalId, at: Timestamp) -> Result<usize, StoreError> {
    tx.configure(
        "UPDATE api_tokens SET revoked_at = ?2 WHERE principal = ?1 AND revoked_at IS NULL",
        params![principal, at],
    )
}

/// Revokes a token of a principal. Answers whether there was one to revoke.
pub fn revoke(tx: &mut Tx<'_>, principal: PrincipalId, id: TokenId, at: Timestamp) -> Result<bool, StoreError> {
    let changed = tx.configure(
        "UPDATE api_tokens SET revoked_at = ?3 WHERE principal = ?1 AND id = ?2 AND revoked_at IS NULL",
        params![principal, id, at],
    )?;
    Ok(changed > 0)
}
