//! Certificates that nothing resolves to somebody any more.

use model::{CertificateId, PrincipalId, Timestamp};

use crate::{Row, StoreError, Tx, params};

/// A certificate as it was issued. It is never changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredCertificate {
    /// Its id.
    pub id: CertificateId,
    /// About whom.
    pub principal: PrincipalId,
    /// What it says: JSON, written and read by the use cases.
    pub text: String,
    /// The signature of its text.
    pub signature: Vec<u8>,
    /// When it was issued.
    pub issued_at: Timestamp,
}

const COLUMNS: &str = "id, principal, text, signature, issued_at";

fn read(row: &Row<'_>) -> Result<StoredCertificate, StoreError> {
    Ok(StoredCertificate {
        id: CertificateId(row.uuid(0)?),
        principal: PrincipalId(row.uuid(1)?),
        text: row.text(2)?,
        signature: row.blob(3)?,
        issued_at: row.time(4)?,
    })
}

/// Keeps a certificate.
pub fn insert(tx: &mut Tx<'_>, certificate: &StoredCertificate) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO certificates (id, principal, text, signature, issued_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            certificate.id,
            certificate.principal,
            &certificate.text,
            &certificate.signature,
            certificate.issued_at
        ],
    )?;
    Ok(())
}

/// All certificates, oldest first.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<StoredCertificate>, StoreError> {
    tx.query(&format!("SELECT {COLUMNS} FROM certificates ORDER BY id"), &[], read)
}

/// Gives a certificate another signature of the same text.
pub fn sign(tx: &mut Tx<'_>, id: CertificateId, signature: &[u8]) -> Result<(), StoreError> {
    tx.execute("UPDATE certificates SET signature = ?2 WHERE id = ?1", params![id, signature]).map(drop)
}

/// The certificate with this id.
pub fn by_id(tx: &mut Tx<'_>, id: CertificateId) -> Result<Option<StoredCertificate>, StoreError> {
    tx.query_one(&format!("SELECT {COLUMNS} FROM certificates WHERE id = ?1"), params![id], read)
}

/// The certificates about a principal, newest first.
pub fn of_principal(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<Vec<StoredCertificate>, StoreError> {
    tx.query(
        &format!("SELECT {COLUMNS} FROM certificates WHERE principal = ?1 ORDER BY id DESC"),
        params![principal],
        read,
    )
}
