//! Signed-in browsers.

use model::{SessionId, Timestamp};
use serde_json::json;
use store::{
    Secret, principals,
    sessions::{self, Session},
};

use super::{active, hash, password, random_text};
use crate::{
    AppError, Caller, Op, Steward,
    change::{Change, Written},
    op::SignedInBy,
};

/// How long a session lasts, in milliseconds: half a day.
const LASTS: i64 = 12 * 60 * 60 * 1_000;

/// A new session: the token goes into a cookie and nowhere else.
#[derive(Debug)]
pub struct SignedIn {
    /// What the browser keeps.
    pub token: Secret,
    /// Until when it lasts.
    pub expires_at: Timestamp,
    /// Who signed in.
    pub op: Op,
}

/// Signs a user in with name and password.
///
/// # Errors
/// Name or password is wrong, the user is disabled, or too many attempts failed.
pub async fn sign_in(steward: &Steward, name: &str, password: &Secret) -> Result<SignedIn, AppError> {
    let principal = password::verify(steward, name, password).await?;
    let token = random_text()?;
    let at = steward.now();
    let session =
        Session { id: SessionId::new(), principal: principal.id, created_at: at, expires_at: at.plus_millis(LASTS) };
    let op = steward.op(Caller::new(principal, SignedInBy::Session(session.id)));
    let (hashed, correlation) = (hash(&token), op.correlation);
    steward
        .store()
        .write(move |tx| {
            sessions::delete_expired(tx, at)?;
            sessions::insert(tx, &hashed, &session)?;
            let mut change = Change::new("session.start");
            change.of(None, format!("principal/{}", session.principal), json!({"session": session.id}));
            change.write(tx, &Written { actor: Some(session.principal), at, correlation })
        })
        .await?;
    Ok(SignedIn { token: Secret::new(token), expires_at: session.expires_at, op })
}

/// The caller behind a browser's token.
///
/// # Errors
/// There is no such session, it is over, or its principal is disabled. All are told alike.
pub async fn authenticate(steward: &Steward, token: &str) -> Result<Op, AppError> {
    let (hashed, now) = (hash(token), steward.now());
    let found = steward
        .read(move |_, tx| {
            let Some(session) = sessions::by_hash(tx, &hashed)?.filter(|session| now < session.expires_at) else {
                return Ok(None);
            };
            Ok(principals::by_id(tx, session.principal)?.map(|principal| (principal, session.id)))
        })
        .await?;
    let (principal, session) = found.ok_or_else(AppError::not_signed_in)?;
    Ok(steward.op(Caller::new(active(steward, principal)?, SignedInBy::Session(session))))
}

/// Ends a session. Ending one that is not there is no error.
pub async fn sign_out(steward: &Steward, token: &str) -> Result<(), AppError> {
    let hashed = hash(token);
    steward.store().write(move |tx| sessions::delete(tx, &hashed)).await.map_err(AppError::from)?;
    Ok(())
}
