//! Users of providers of identities: which principal an issuer's subject is.

use model::PrincipalId;

use crate::{StoreError, Tx, params};

/// The principal that an issuer's subject is.
pub fn get(tx: &mut Tx<'_>, issuer: &str, subject: &str) -> Result<Option<PrincipalId>, StoreError> {
    tx.query_one(
        "SELECT principal FROM provider_users WHERE issuer = ?1 AND subject = ?2",
        params![issuer, subject],
        |row| Ok(PrincipalId(row.uuid(0)?)),
    )
}

/// Says which principal an issuer's subject is.
///
/// # Errors
/// [`StoreError::Exists`] if that subject is somebody already.
pub fn insert(tx: &mut Tx<'_>, issuer: &str, subject: &str, principal: PrincipalId) -> Result<(), StoreError> {
    let added = tx.execute(
        "INSERT INTO provider_users (issuer, subject, principal) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        params![issuer, subject, principal],
    )?;
    StoreError::unless_added(added, || format!("a user for the subject `{subject}` of {issuer}"))
}

/// Issuer and subject of each user that a principal is, by issuer.
pub fn list_of(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<Vec<(String, String)>, StoreError> {
    tx.query(
        "SELECT issuer, subject FROM provider_users WHERE principal = ?1 ORDER BY issuer, subject",
        params![principal],
        |row| Ok((row.text(0)?, row.text(1)?)),
    )
}
