//! Signing in: passwords, sessions and tokens.
//!
//! Whoever is disabled is refused at once, whatever he holds. An unknown name costs as much time as a wrong password.

pub mod password;
pub mod session;
pub mod token;

use model::{Principal, PrincipalId};
use store::principals;

use crate::{AppError, Caller, Op, Steward, op::SignedInBy};

/// A caller for the operator of the installation, who holds the data folder and so could do anything anyway: the command line,
/// and background work that acts for a principal. Never for input from the network.
///
/// # Errors
/// There is no such principal, or it is disabled.
pub async fn operator(steward: &Steward, id: PrincipalId) -> Result<Op, AppError> {
    let principal = steward
        .read(move |_, tx| principals::by_id(tx, id)?.ok_or_else(|| AppError::not_found(format!("principal {id}"))))
        .await?;
    let principal = active(steward, principal)?;
    Ok(steward.op(Caller::new(principal, SignedInBy::Operator)))
}

/// As [`operator`], by name.
///
/// # Errors
/// As [`operator`].
pub async fn operator_named(steward: &Steward, name: &str) -> Result<Op, AppError> {
    let wanted = name.to_owned();
    let found = steward.read(move |_, tx| Ok(principals::by_name(tx, &wanted)?)).await?;
    let principal = active(steward, found.ok_or_else(|| AppError::not_found(format!("principal `{name}`")))?)?;
    Ok(steward.op(Caller::new(principal, SignedInBy::Operator)))
}

fn active(steward: &Steward, principal: Principal) -> Result<Principal, AppError> {
    if principal.is_active(steward.now()) { Ok(principal) } else { Err(AppError::not_signed_in()) }
}

/// SHA-256 of a session's or token's text, by which it is stored.
fn hash(text: &str) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).into()
}

/// 32 random bytes as 43 characters.
pub(crate) fn random_text() -> Result<String, AppError> {
    use base64::Engine as _;
    let bytes: [u8; 32] = store::secrets::random()?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}
