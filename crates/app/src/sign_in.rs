//! Signing in: passwords, second factors, providers of identities, sessions and tokens.
//!
//! Whoever is disabled is refused at once, whatever he holds. An unknown name costs as much time as a wrong password.
//!
//! What a browser or program keeps, of a session, of a sign-in that is under way and of a token, is random and stored as a hash only.

pub(crate) mod attempts;
pub mod password;
pub mod provider;
pub mod second_factor;
pub mod session;
pub mod settings;
pub mod token;

use std::net::IpAddr;

use model::{ErrorCode, Principal, PrincipalId, Timestamp};
use store::{StoreError, principals};

use crate::{AppError, Caller, Op, Steward, error::ErrorKind, op::SignedInBy};

/// What is known of a browser that signs in.
#[derive(Clone, Debug, Default)]
pub struct Visitor {
    /// Where it comes from.
    pub address: Option<IpAddr>,
    /// What it says that it is.
    pub browser: String,
    /// The token of the session that it has already. That session ends when another begins.
    pub had: Option<String>,
}

/// A caller for the operator of the installation, who holds the data folder and so could do anything anyway: the command line,
/// and background work that acts for a principal. Never for input from the network.
///
/// # Errors
/// There is no such principal, or it is disabled.
pub async fn operator(steward: &Steward, id: PrincipalId) -> Result<Op, AppError> {
    let principal = steward
        .read(move |_, tx| principals::by_id(tx, id)?.ok_or_else(|| AppError::not_found(format!("principal {id}"))))
        .await?;
    let principal = active(steward.now(), principal)?;
    Ok(steward.op(Caller::new(principal, SignedInBy::Operator)))
}

/// As [`operator`], by name.
///
/// # Errors
/// As [`operator`].
pub async fn operator_named(steward: &Steward, name: &str) -> Result<Op, AppError> {
    let wanted = name.to_owned();
    let found = steward.read(move |_, tx| Ok(principals::by_name(tx, &wanted)?)).await?;
    let principal = active(steward.now(), found.ok_or_else(|| AppError::not_found(format!("principal `{name}`")))?)?;
    Ok(steward.op(Caller::new(principal, SignedInBy::Operator)))
}

fn active(now: Timestamp, principal: Principal) -> Result<Principal, AppError> {
    if principal.is_active(now) { Ok(principal) } else { Err(AppError::not_signed_in()) }
}

/// Refuses programs: what keeps a sign-in safe is changed by somebody who signed in, so that a lost token cannot outlive its revocation.
fn by_person(op: &Op, what: &str) -> Result<(), AppError> {
    if matches!(op.who.how(), SignedInBy::Token(_)) {
        let message = format!("A token cannot {what}.");
        return Err(
            AppError::new(ErrorKind::Forbidden, ErrorCode::Forbidden, message).with_hint("Sign in with a password.")
        );
    }
    Ok(())
}

/// That something was used is worth storing and not worth refusing a request for.
fn noted(stored: Result<(), StoreError>) {
    if let Err(error) = stored {
        tracing::warn!("It could not be stored when a session or token was used: {error}");
    }
}

/// SHA-256 of a session's or token's text, by which it is stored.
fn hash(text: &str) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(text.as_bytes()).into()
}

/// 32 bytes as 43 characters.
fn text_of(bytes: &[u8; 32]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// 32 random bytes as 43 characters.
pub(crate) fn random_text() -> Result<String, AppError> {
    Ok(text_of(&store::secrets::random()?))
}
