//! Password hashes and failed attempts.

use model::{PrincipalId, Timestamp};

use crate::{StoreError, Tx, params};

/// What is stored about a password.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredPassword {
    /// The hash as a PHC string.
    pub phc: String,
    /// Failed attempts since the last good one.
    pub failures: u32,
    /// No attempt is looked at before this instant.
    pub not_before: Timestamp,
}

impl std::fmt::Debug for StoredPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredPassword").field("failures", &self.failures).finish_non_exhaustive()
    }
}

/// The password of a principal, if it has one.
pub fn get(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<Option<StoredPassword>, StoreError> {
    tx.query_one("SELECT phc, failures, not_before FROM passwords WHERE principal = ?1", params![principal], |row| {
        Ok(StoredPassword {
            phc: row.text(0)?,
            failures: u32::try_from(row.int(1)?).unwrap_or(u32::MAX),
            not_before: row.time(2)?,
        })
    })
}

/// Sets a password and forgets failed attempts.
pub fn set(tx: &mut Tx<'_>, principal: PrincipalId, phc: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO passwords (principal, phc) VALUES (?1, ?2)
         ON CONFLICT (principal) DO UPDATE SET phc = excluded.phc, failures = 0, not_before = 0",
        params![principal, phc],
    )?;
    Ok(())
}

/// Counts a failed attempt and sets when the next one is looked at.
pub fn failed(tx: &mut Tx<'_>, principal: PrincipalId, not_before: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE passwords SET failures = failures + 1, not_before = ?2 WHERE principal = ?1",
        params![principal, not_before],
    )?;
    Ok(())
}

/// Forgets failed attempts.
pub fn succeeded(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE passwords SET failures = 0, not_before = 0 WHERE principal = ?1 AND failures > 0",
        params![principal],
    )?;
    Ok(())
}
