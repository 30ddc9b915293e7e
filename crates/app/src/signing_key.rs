//! The key with which this installation vouches for the packages that it makes. It is made once, and sealed with the master key.
//!
//! It counts only where an environment names it among its signers.

use solutions::{
    Contents, Finding, Package, checker,
    envelope::{CheckOutcome, Provenance, Signer, SigningKey, sign},
};
use store::{Secret, Tx, secrets::Belongs, signing_keys, signing_keys::StoredSigningKey};
use uuid::Uuid;

use crate::{AppError, Op, Steward, environments};

/// What the signer is called.
pub const NAME: &str = "installation";

/// Makes the key where there is none.
pub(crate) fn make(steward: &Steward, tx: &mut Tx<'_>) -> Result<(), AppError> {
    if signing_keys::get(tx)?.is_some() {
        return Ok(());
    }
    let (id, key) = (Uuid::now_v7(), SigningKey::from_seed(store::secrets::random()?));
    let sealed = steward.keys().seal(&Secret::new(key.to_text().as_bytes()), of(id))?;
    let public_key = key.public().to_string();
    Ok(signing_keys::keep(tx, &StoredSigningKey { id, sealed, public_key, made_at: steward.now() })?)
}

/// The signer that this installation is.
///
/// # Errors
/// The store's.
pub async fn get(steward: &Steward) -> Result<environments::Signer, AppError> {
    steward.read(|_, tx| signer(tx)).await
}

/// The signer that this installation is, inside a transaction.
pub(crate) fn signer(tx: &mut Tx<'_>) -> Result<environments::Signer, AppError> {
    Ok(environments::Signer { name: NAME.to_owned(), public_key: stored(tx)?.public_key })
}

/// The same as one who is known.
pub(crate) fn known(tx: &mut Tx<'_>) -> Result<Signer, AppError> {
    let key = stored(tx)?.public_key.parse().map_err(AppError::internal)?;
    Ok(Signer { name: NAME.to_owned(), key })
}

/// Signs a package with what is known about it. Answers the envelope.
pub(crate) fn vouch(
    steward: &Steward,
    tx: &mut Tx<'_>,
    package: &Package,
    provenance: &Provenance,
) -> Result<Vec<u8>, AppError> {
    let stored = stored(tx)?;
    let text = steward.keys().open(&stored.sealed, of(stored.id))?;
    let key = SigningKey::from_text(text.expose_text().unwrap_or_default()).map_err(AppError::internal)?;
    Ok(sign(package, provenance, &key).to_json())
}

/// What there is to say about a package that was made of an environment now, for somebody.
pub(crate) fn made(op: &Op, environment: &str, contents: &Contents, findings: &[Finding]) -> Provenance {
    let who = op.who.principal();
    let manifest = contents.manifest.as_ref();
    Provenance {
        builder: format!("steward {} for {} ({})", env!("CARGO_PKG_VERSION"), who.display_name, who.name),
        source: Some(format!("urn:steward:environment:{environment}")),
        solution: manifest.map(|manifest| manifest.unique_name.clone()).unwrap_or_default(),
        version: manifest.map(|manifest| manifest.version.to_string()).unwrap_or_default(),
        at: op.at.to_string(),
        checks: vec![CheckOutcome { name: "SolutionChecker".to_owned(), outcome: checker::tally(findings) }],
        approvals: Vec::new(),
    }
}

fn stored(tx: &mut Tx<'_>) -> Result<StoredSigningKey, AppError> {
    signing_keys::get(tx)?.ok_or_else(|| AppError::internal("the installation has no signing key"))
}

fn of(id: Uuid) -> Belongs {
    Belongs { environment: None, owner: id }
}
