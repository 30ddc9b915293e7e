//! The key with which the installation signs.

use model::Timestamp;
use uuid::Uuid;

use crate::{StoreError, Tx, params};

/// The key, sealed, and the one that tells who signed.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredSigningKey {
    /// To whom the sealed key belongs.
    pub id: Uuid,
    /// The sealed key.
    pub sealed: Vec<u8>,
    /// The public key.
    pub public_key: String,
    /// When it was made.
    pub made_at: Timestamp,
}

impl std::fmt::Debug for StoredSigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredSigningKey").field("public_key", &self.public_key).finish_non_exhaustive()
    }
}

/// The key, once there is one.
pub fn get(tx: &mut Tx<'_>) -> Result<Option<StoredSigningKey>, StoreError> {
    tx.query_one("SELECT id, sealed, public_key, made_at FROM signing_keys WHERE number = 1", params![], |row| {
        Ok(StoredSigningKey { id: row.uuid(0)?, sealed: row.blob(1)?, public_key: row.text(2)?, made_at: row.time(3)? })
    })
}

/// Keeps a key. Where there is one, that stays.
pub fn keep(tx: &mut Tx<'_>, key: &StoredSigningKey) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO signing_keys (number, id, sealed, public_key, made_at) VALUES (1, ?1, ?2, ?3, ?4) ON CONFLICT (number) DO NOTHING",
        params![key.id, &key.sealed, &key.public_key, key.made_at],
    )?;
    Ok(())
}
