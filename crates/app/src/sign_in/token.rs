//! API tokens: `stw_` and 43 characters.

use access::TenantAction;
use model::{ErrorCode, PrincipalId, PrincipalKind, Timestamp, TokenId};
use serde_json::json;
use store::{
    Secret, principals,
    tokens::{self, ApiToken},
};

use super::{active, hash, random_text};
use crate::{AppError, Caller, Op, Steward, error::ErrorKind, lookup, op::SignedInBy};

/// What every token starts with, so that scanners find lost ones.
pub const PREFIX: &str = "stw_";
const DAY: i64 = 24 * 60 * 60 * 1_000;
/// The longest that a token may last, in days.
const LONGEST_DAYS: u32 = 3_660;
/// How many tokens a principal may have at a time.
const MOST: usize = 100;

/// A new token: shown once.
#[derive(Debug)]
pub struct NewToken {
    /// What is known about it.
    pub token: ApiToken,
    /// The token itself.
    pub secret: Secret,
}

/// Makes a token for the caller. A token cannot make tokens, so that a lost one cannot outlive its revocation.
///
/// # Errors
/// The caller came with a token, or the name or the number of days is not valid.
pub async fn create(
    steward: &Steward,
    op: &Op,
    name: &str,
    expires_in_days: Option<u32>,
) -> Result<NewToken, AppError> {
    if matches!(op.who.how(), SignedInBy::Token(_)) {
        let message = "A token cannot make tokens.";
        return Err(
            AppError::new(ErrorKind::Forbidden, ErrorCode::Forbidden, message).with_hint("Sign in with a password.")
        );
    }
    issue(steward, op, op.id(), name, expires_in_days).await
}

/// Makes a token for a service account.
///
/// # Errors
/// The caller does not administer the installation, or there is no such active service account.
pub async fn create_for_service_account(
    steward: &Steward,
    op: &Op,
    account: PrincipalId,
    name: &str,
    expires_in_days: Option<u32>,
) -> Result<NewToken, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    issue(steward, op, account, name, expires_in_days).await
}

async fn issue(
    steward: &Steward,
    op: &Op,
    principal: PrincipalId,
    name: &str,
    expires_in_days: Option<u32>,
) -> Result<NewToken, AppError> {
    let name = name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(AppError::invalid("A token's name has 1 to 200 characters.").at("name"));
    }
    if expires_in_days.is_some_and(|days| days == 0 || days > LONGEST_DAYS) {
        return Err(AppError::invalid(format!("A token lasts 1 to {LONGEST_DAYS} days.")).at("expiresInDays"));
    }
    let secret = format!("{PREFIX}{}", random_text()?);
    let hashed = hash(&secret);
    let expires_at = expires_in_days.map(|days| op.at.plus_millis(i64::from(days) * DAY));
    let token = steward
        .change(op, "token.create", move |_, tx, op, change| {
            let whose = principals::by_id(tx, principal)?
                .filter(|it| it.id == op.id() || it.kind == PrincipalKind::ServiceAccount)
                .ok_or_else(|| AppError::not_found(format!("service account {principal}")))?;
            if let Some(ended) = whose.ended(op.at) {
                return Err(AppError::invalid(format!("`{}` {ended}, so it gets no token.", whose.name)));
            }
            if tokens::list_of(tx, principal)?.len() >= MOST {
                return Err(AppError::invalid(format!("`{}` has {MOST} tokens. Revoke some.", whose.name)));
            }
            let token =
                ApiToken { id: TokenId::new(), principal, name, created_at: op.at, expires_at, revoked_at: None };
            tokens::insert(tx, &hashed, &token)?;
            let detail =
                json!({"token": token.id, "name": token.name, "expiresAt": expires_at.map(|at| at.to_string())});
            change.of(None, format!("principal/{principal}"), detail);
            Ok(token)
        })
        .await?;
    Ok(NewToken { token, secret: Secret::new(secret) })
}

/// The caller's tokens that are not revoked.
pub async fn list(steward: &Steward, op: &Op) -> Result<Vec<ApiToken>, AppError> {
    let id = op.id();
    steward.read(move |_, tx| Ok(tokens::list_of(tx, id)?)).await
}

/// Revokes one of the caller's tokens.
///
/// # Errors
/// The caller has no such token.
pub async fn revoke(steward: &Steward, op: &Op, token: TokenId) -> Result<(), AppError> {
    revoke_of(steward, op, op.id(), token).await
}

/// Revokes a token of a service account.
///
/// # Errors
/// The caller does not administer the installation, or there is no such token.
pub async fn revoke_for_service_account(
    steward: &Steward,
    op: &Op,
    account: PrincipalId,
    token: TokenId,
) -> Result<(), AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    revoke_of(steward, op, account, token).await
}

async fn revoke_of(steward: &Steward, op: &Op, principal: PrincipalId, token: TokenId) -> Result<(), AppError> {
    steward
        .change(op, "token.revoke", move |_, tx, op, change| {
            if !tokens::revoke(tx, principal, token, op.at)? {
                return Err(AppError::not_found(format!("token {token}")));
            }
            change.of(None, format!("principal/{principal}"), json!({"token": token}));
            Ok(())
        })
        .await
}

/// The caller behind `Authorization: Bearer stw_...`.
///
/// # Errors
/// There is no such token, it is over or revoked, or its principal is disabled. All are told alike.
pub async fn authenticate(steward: &Steward, token: &str) -> Result<Op, AppError> {
    if !token.starts_with(PREFIX) {
        return Err(AppError::not_signed_in());
    }
    let (hashed, now): ([u8; 32], Timestamp) = (hash(token), steward.now());
    let found = steward
        .read(move |_, tx| {
            tx.remembers()?;
            let Some(token) = tokens::by_hash(tx, &hashed)?.filter(|token| token.is_valid(now)) else {
                return Ok(None);
            };
            Ok(principals::by_id(tx, token.principal)?.map(|principal| (principal, token.id)))
        })
        .await?;
    let (principal, token) = found.ok_or_else(AppError::not_signed_in)?;
    Ok(steward.op(Caller::new(active(steward, principal)?, SignedInBy::Token(token))))
}
