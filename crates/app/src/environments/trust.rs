//! Whose signatures an environment trusts, and what becomes of a package without one of them.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use model::EnvironmentId;
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, settings};

use crate::AppError;

/// How many signers an environment trusts at most.
const MOST_SIGNERS: usize = 50;

/// What becomes of a package that no trusted signer has signed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Signatures {
    /// It is taken.
    #[default]
    None,
    /// It is taken, and its plan warns.
    Warn,
    /// It is refused.
    Require,
}

/// Whom an environment trusts.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Trust {
    /// What becomes of other packages.
    pub signatures: Signatures,
    /// Who may sign.
    pub signers: Vec<Signer>,
}

/// Somebody who signs packages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Signer {
    /// What people read. Unique in the environment.
    pub name: String,
    /// An Ed25519 public key: 32 bytes in base64.
    pub public_key: String,
}

/// Whom an environment trusts. Where it never said, it takes every package.
pub(crate) fn trust(tx: &mut Tx<'_>, id: EnvironmentId) -> Result<Trust, StoreError> {
    let stored = settings::get(tx, &name(id))?;
    let trust = stored.map(|json| serde_json::from_slice(&json)).transpose();
    Ok(trust.map_err(|error| StoreError::corrupt("signers of an environment", error))?.unwrap_or_default())
}

/// Stores whom an environment trusts.
pub(super) fn set(tx: &mut Tx<'_>, id: EnvironmentId, trust: &Trust) -> Result<(), AppError> {
    let mut seen = BTreeSet::new();
    for (at, signer) in trust.signers.iter().enumerate() {
        let place = |member: &str| format!("signers/{at}/{member}");
        if signer.name.trim().is_empty() || signer.name.chars().count() > 100 || !seen.insert(signer.name.as_str()) {
            let message = "A signer's name has 1 to 100 characters, and is no other signer's.";
            return Err(AppError::invalid(message).at(place("name")));
        }
        if STANDARD.decode(&signer.public_key).map(|key| key.len()) != Ok(32) {
            let message = format!("The key of `{}` is no Ed25519 public key: 32 bytes in base64.", signer.name);
            return Err(AppError::invalid(message).at(place("publicKey")));
        }
    }
    if trust.signers.len() > MOST_SIGNERS {
        return Err(AppError::invalid(format!("An environment has at most {MOST_SIGNERS} signers.")).at("signers"));
    }
    if trust.signatures == Signatures::Require && trust.signers.is_empty() {
        let message = "Where signatures are required and nobody may sign, nothing could be deployed any more.";
        return Err(AppError::invalid(message).with_hint("Name a signer.").at("signers"));
    }
    let json = serde_json::to_string(trust).map_err(AppError::internal)?;
    super::choose(tx, &name(id), (*trust != Trust::default()).then_some(json))
}

fn name(id: EnvironmentId) -> String {
    format!("environment/{id}/trust")
}
