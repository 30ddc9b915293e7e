//! Packages that were applied, one for each content.

use model::Timestamp;

use crate::{StoreError, Tx, params};

/// A package as it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredPackage {
    /// The zip.
    pub zip: Vec<u8>,
    /// Who vouches for it and what with, where somebody does.
    pub envelope: Option<Vec<u8>>,
}

/// Keeps a package under the digest of its content. One that is there stays as it came.
pub fn keep(tx: &mut Tx<'_>, digest: &str, package: &StoredPackage, at: Timestamp) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO packages (digest, package, envelope, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (digest) DO NOTHING",
        params![digest, &package.zip, package.envelope.as_ref(), at],
    )?;
    Ok(())
}

/// Says anew who vouches for a package.
pub fn vouch(tx: &mut Tx<'_>, digest: &str, envelope: &[u8]) -> Result<(), StoreError> {
    tx.execute("UPDATE packages SET envelope = ?2 WHERE digest = ?1", params![digest, envelope])?;
    Ok(())
}

/// The package with this digest.
pub fn get(tx: &mut Tx<'_>, digest: &str) -> Result<Option<StoredPackage>, StoreError> {
    tx.query_one("SELECT package, envelope FROM packages WHERE digest = ?1", params![digest], |row| {
        Ok(StoredPackage { zip: row.blob(0)?, envelope: row.opt_blob(1)? })
    })
}

/// How many bytes the zip with this digest has.
pub fn size(tx: &mut Tx<'_>, digest: &str) -> Result<Option<i64>, StoreError> {
    tx.query_one("SELECT length(package) FROM packages WHERE digest = ?1", params![digest], |row| row.int(0))
}
