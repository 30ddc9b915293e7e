//! Second factors: the sealed secrets of codes that change with the time, and recovery codes by their hashes.

use model::{PrincipalId, Timestamp};

use crate::{StoreError, Tx, params};

/// What makes and checks a principal's codes.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// The sealed secret.
    pub secret: Vec<u8>,
    /// Since when it counts; `None` is not yet.
    pub confirmed_at: Option<Timestamp>,
    /// The step of time of the newest code that was used. A code of this step or an earlier one is not taken again.
    pub used_step: i64,
    /// Wrong codes since the last right one.
    pub failures: u32,
    /// No code is looked at before this instant.
    pub not_before: Timestamp,
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondFactor").field("confirmed_at", &self.confirmed_at).finish_non_exhaustive()
    }
}

/// The second factor of a principal, confirmed or not.
pub fn get(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<Option<SecondFactor>, StoreError> {
    tx.query_one(
        "SELECT secret, confirmed_at, used_step, failures, not_before FROM second_factors WHERE principal = ?1",
        params![principal],
        |row| {
            Ok(SecondFactor {
                secret: row.blob(0)?,
                confirmed_at: row.opt_time(1)?,
                used_step: row.int(2)?,
                failures: u32::try_from(row.int(3)?).unwrap_or(u32::MAX),
                not_before: row.time(4)?,
            })
        },
    )
}

/// Gives a principal a secret that is not confirmed yet, in place of one that was not confirmed either. Answers whether it was taken:
/// a confirmed one stays.
pub fn offer(tx: &mut Tx<'_>, principal: PrincipalId, secret: &[u8]) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "INSERT INTO second_factors (principal, secret) VALUES (?1, ?2)
         ON CONFLICT (principal) DO UPDATE SET secret = excluded.secret WHERE second_factors.confirmed_at IS NULL",
        params![principal, secret],
    )?;
    Ok(changed > 0)
}

/// Lets a principal's second factor count.
pub fn confirm(tx: &mut Tx<'_>, principal: PrincipalId, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE second_factors SET confirmed_at = ?2 WHERE principal = ?1 AND confirmed_at IS NULL",
        params![principal, at],
    )?;
    Ok(())
}

/// Uses the code of a step of time up, and forgets wrong ones. Answers whether it was not used before.
pub fn use_step(tx: &mut Tx<'_>, principal: PrincipalId, step: i64) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE second_factors SET used_step = ?2, failures = 0, not_before = 0 WHERE principal = ?1 AND used_step < ?2",
        params![principal, step],
    )?;
    Ok(changed > 0)
}

/// Counts a wrong code and sets when the next one is looked at.
pub fn failed(tx: &mut Tx<'_>, principal: PrincipalId, not_before: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE second_factors SET failures = failures + 1, not_before = ?2 WHERE principal = ?1",
        params![principal, not_before],
    )?;
    Ok(())
}

/// Takes a principal's second factor and recovery codes away. Answers whether there was one.
pub fn delete(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<bool, StoreError> {
    tx.execute("DELETE FROM recovery_codes WHERE principal = ?1", params![principal])?;
    Ok(tx.execute("DELETE FROM second_factors WHERE principal = ?1", params![principal])? > 0)
}

/// Gives a principal recovery codes, by their SHA-256, in place of those there were.
pub fn set_recovery_codes(tx: &mut Tx<'_>, principal: PrincipalId, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
    tx.execute("DELETE FROM recovery_codes WHERE principal = ?1", params![principal])?;
    for hash in hashes {
        tx.execute(
            "INSERT INTO recovery_codes (principal, hash) VALUES (?1, ?2)",
            params![principal, hash.as_slice()],
        )?;
    }
    Ok(())
}

/// Uses a recovery code up. Answers whether it was one.
pub fn use_recovery_code(tx: &mut Tx<'_>, principal: PrincipalId, hash: &[u8; 32]) -> Result<bool, StoreError> {
    let used = tx.execute(
        "DELETE FROM recovery_codes WHERE principal = ?1 AND hash = ?2",
        params![principal, hash.as_slice()],
    )?;
    if used > 0 {
        tx.execute("UPDATE second_factors SET failures = 0, not_before = 0 WHERE principal = ?1", params![principal])?;
    }
    Ok(used > 0)
}

/// How many recovery codes a principal has left.
pub fn recovery_codes(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM recovery_codes WHERE principal = ?1";
    Ok(tx.query_one(sql, params![principal], |row| row.int(0))?.unwrap_or(0))
}
