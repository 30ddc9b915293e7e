//! What provisioning clients keep about principals, as they said it.

use std::collections::HashMap;

use model::{PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, params};

/// What a provisioning client said about a principal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// JSON text.
    pub document: String,
    /// When it was said first.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub modified_at: Timestamp,
}

fn read(row: &Row<'_>) -> Result<(PrincipalId, Kept), StoreError> {
    let kept = Kept { document: row.text(1)?, created_at: row.time(2)?, modified_at: row.time(3)? };
    Ok((PrincipalId(row.uuid(0)?), kept))
}

/// What is kept about a principal.
pub fn get(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<Option<Kept>, StoreError> {
    let sql = "SELECT principal, document, created_at, modified_at FROM scim_resources WHERE principal = ?1";
    Ok(tx.query_one(sql, params![principal], read)?.map(|(_, kept)| kept))
}

/// What is kept about all principals.
pub fn all(tx: &mut Tx<'_>) -> Result<HashMap<PrincipalId, Kept>, StoreError> {
    let sql = "SELECT principal, document, created_at, modified_at FROM scim_resources";
    Ok(tx.query(sql, params![], read)?.into_iter().collect())
}

/// Keeps what is said about a principal, in place of what was.
pub fn put(tx: &mut Tx<'_>, principal: PrincipalId, document: &str, at: Timestamp) -> Result<(), StoreError> {
    tx.configure(
        "INSERT INTO scim_resources (principal, document, created_at, modified_at) VALUES (?1, ?2, ?3, ?3)
         ON CONFLICT (principal) DO UPDATE
         SET document = excluded.document, modified_at = excluded.modified_at",
        params![principal, document, at],
    )?;
    Ok(())
}
