//! API tokens: `stw_` and 43 characters.

use access::{
    TenantAction,
    scope::{self, Scope, Wanted},
};
use model::{Environment, ErrorCode, PrincipalId, PrincipalKind, Timestamp, TokenId};
use serde_json::json;
use store::{
    Secret, Tx, environments, principals,
    tokens::{self, ApiToken},
};

use super::{active, by_person, hash, random_text, settings};
use crate::{
    AppError, Caller, Op, Steward,
    error::ErrorKind,
    lookup::{self, Enter},
    op::SignedInBy,
    principals::named,
};

/// What every token starts with, so that scanners find lost ones.
pub const PREFIX: &str = "stw_";
const DAY: i64 = 24 * 60 * 60 * 1_000;
/// How old what is stored of a token's last use becomes before it is stored again, in milliseconds: not every request writes.
const NOTED_EVERY: i64 = 60 * 60 * 1_000;
/// How many tokens a principal may have at a time.
const MOST: usize = 100;

/// What makes a token.
#[derive(Clone, Debug, Default)]
pub struct TokenRequest {
    /// What its owner calls it.
    pub name: String,
    /// In how many days it ends; as the installation's settings say, where absent.
    pub expires_in_days: Option<u32>,
    /// What it may be used for; nothing is everything that its principal may.
    pub scopes: Vec<String>,
    /// The name of the one environment that it is for.
    pub environment: Option<String>,
}

/// A token, and the environment that it is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenView {
    /// What is known about it.
    pub token: ApiToken,
    /// The name of the one environment that it is for.
    pub environment: Option<String>,
}

/// A new token: shown once.
#[derive(Debug)]
pub struct NewToken {
    /// What is known about it.
    pub about: TokenView,
    /// The token itself.
    pub secret: Secret,
}

/// Makes a token for the caller. A token cannot make tokens, so that a lost one cannot outlive its revocation.
///
/// # Errors
/// The caller came with a token; the name, the number of days or a scope is not valid, or there is no such environment.
pub async fn create(steward: &Steward, op: &Op, new: TokenRequest) -> Result<NewToken, AppError> {
    by_person(op, "make tokens")?;
    issue(steward, op, op.id(), new).await
}

/// Makes a token for a service account.
///
/// # Errors
/// The caller does not administer the installation, or there is no such active service account; else as [`create`].
pub async fn create_for_service_account(
    steward: &Steward,
    op: &Op,
    account: PrincipalId,
    new: TokenRequest,
) -> Result<NewToken, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    issue(steward, op, account, new).await
}

async fn issue(steward: &Steward, op: &Op, principal: PrincipalId, new: TokenRequest) -> Result<NewToken, AppError> {
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(AppError::invalid("A token's name has 1 to 200 characters.").at("name"));
    }
    let scopes = checked(&new.scopes)?;
    let secret = format!("{PREFIX}{}", random_text()?);
    let hashed = hash(&secret);
    let about = steward
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
            let environment = match &new.environment {
                Some(name) => Some(lookup::environment::<Enter>(tx, op, name)?.environment().clone()),
                None => None,
            };
            let settings = settings::read(tx)?;
            let days = new.expires_in_days.unwrap_or(settings.token_days);
            if days == 0 || days > settings.longest_token_days {
                let message = format!("A token lasts 1 to {} days.", settings.longest_token_days);
                return Err(AppError::invalid(message).at("expiresInDays"));
            }
            let token = ApiToken {
                id: TokenId::new(),
                principal,
                name,
                created_at: op.at,
                expires_at: Some(op.at.plus_millis(i64::from(days) * DAY)),
                revoked_at: None,
                scopes,
                environment: environment.as_ref().map(|it| it.id),
                used_at: None,
            };
            tokens::insert(tx, &hashed, &token)?;
            let environment = environment.map(|it| it.name);
            let detail = json!({
                "token": token.id,
                "name": token.name,
                "expiresAt": token.expires_at.map(|at| at.to_string()),
                "scopes": token.scopes,
                "environment": environment,
            });
            change.of(None, format!("principal/{principal}"), detail);
            Ok(TokenView { token, environment })
        })
        .await?;
    Ok(NewToken { about, secret: Secret::new(secret) })
}

/// Scopes as they are stored: each once.
fn checked(scopes: &[String]) -> Result<String, AppError> {
    let mut texts = Vec::new();
    for scope in scopes {
        let scope = scope.parse::<Scope>().map_err(|why| AppError::invalid(why).at("scopes"))?.to_string();
        if !texts.contains(&scope) {
            texts.push(scope);
        }
    }
    Ok(texts.join(" "))
}

/// The caller's tokens that are not revoked.
pub async fn list(steward: &Steward, op: &Op) -> Result<Vec<TokenView>, AppError> {
    let id = op.id();
    steward.read(move |_, tx| list_in(tx, id)).await
}

/// Somebody's tokens that are not revoked.
///
/// # Errors
/// The caller does not administer the installation, or there is no such principal.
pub async fn list_of(steward: &Steward, op: &Op, name: &str) -> Result<Vec<TokenView>, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let name = name.to_owned();
    steward
        .read(move |_, tx| {
            let whose = named(tx, &name)?;
            list_in(tx, whose.id)
        })
        .await
}

fn list_in(tx: &mut Tx<'_>, principal: PrincipalId) -> Result<Vec<TokenView>, AppError> {
    let tokens = tokens::list_of(tx, principal)?;
    let one = |token: ApiToken| -> Result<TokenView, AppError> {
        let environment = match token.environment {
            Some(id) => environments::by_id(tx, id)?.map(|it: Environment| it.name),
            None => None,
        };
        Ok(TokenView { token, environment })
    };
    tokens.into_iter().map(one).collect()
}

/// Revokes one of the caller's tokens.
///
/// # Errors
/// The caller has no such token.
pub async fn revoke(steward: &Steward, op: &Op, token: TokenId) -> Result<(), AppError> {
    revoke_of(steward, op, op.id(), token).await
}

/// Revokes a token of somebody else.
///
/// # Errors
/// The caller does not administer the installation, or there is no such token.
pub async fn revoke_for(steward: &Steward, op: &Op, whose: PrincipalId, token: TokenId) -> Result<(), AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    revoke_of(steward, op, whose, token).await
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

/// The caller behind `Authorization: Bearer stw_...`, if the token is for what the request wants. There is no other way from a token to
/// a caller.
///
/// # Errors
/// There is no such token, it is over or revoked, or its principal is disabled: all are told alike. Or it is not for this.
pub async fn authenticate(steward: &Steward, token: &str, wanted: &Wanted) -> Result<Op, AppError> {
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
            let environment = match token.environment {
                Some(id) => environments::by_id(tx, id)?.map(|it| it.name),
                None => None,
            };
            Ok(principals::by_id(tx, token.principal)?.map(|principal| (principal, TokenView { token, environment })))
        })
        .await?;
    let (principal, about) = found.ok_or_else(AppError::not_signed_in)?;
    let caller = Caller::new(active(now, principal)?, SignedInBy::Token(about.token.id));
    let op = steward.op(caller.only_in(about.token.environment));
    about.is_for(wanted)?;
    let (id, used_at) = (about.token.id, about.token.used_at);
    if used_at.is_none_or(|used_at| now >= used_at.plus_millis(NOTED_EVERY)) {
        super::noted(steward.store().write(move |tx| tokens::used(tx, id, now)).await);
    }
    Ok(op)
}

impl TokenView {
    /// Refuses what the token is not for.
    fn is_for(&self, wanted: &Wanted) -> Result<(), AppError> {
        let refused = |message: String| AppError::new(ErrorKind::Forbidden, ErrorCode::ScopeMissing, message);
        if !scope::allows(&self.token.scopes, wanted) {
            let message = format!("The token `{}` is for {} only.", self.token.name, self.token.scopes);
            return Err(refused(message).with_hint(format!("It takes a token with the scope {wanted}.")));
        }
        let is_there = self.token.environment.is_none()
            || wanted.is_about_caller()
            || wanted.environment().is_some() && wanted.environment() == self.environment.as_deref();
        if is_there {
            return Ok(());
        }
        let environment = self.environment.as_deref().unwrap_or("that is gone");
        let message = format!("The token `{}` is for the environment {environment} only.", self.token.name);
        Err(refused(message).with_hint("Use a token for this environment, or one without an environment."))
    }
}
