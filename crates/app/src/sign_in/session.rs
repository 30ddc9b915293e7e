//! Signed-in browsers.

use access::TenantAction;
use model::{Principal, PrincipalId, SessionId, Timestamp};
use serde_json::json;
use store::{
    Secret, Tx, principals,
    sessions::{self, Session},
    sign_ins,
};
use uuid::Uuid;

use super::{
    Visitor, active, by_person, hash, password, random_text,
    second_factor::{self, Pending},
    settings,
};
use crate::{
    AppError, Caller, Op, Steward,
    change::{Change, Written},
    lookup,
    op::SignedInBy,
    principals::{named, object},
};

const HOUR: i64 = 60 * 60 * 1_000;
const MINUTE: i64 = 60 * 1_000;
/// How old what is stored of a session's last use becomes before it is stored again, in milliseconds: not every request writes.
const NOTED_EVERY: i64 = 5 * MINUTE;
/// How much is kept of what a browser says that it is.
const BROWSER: usize = 200;

/// A new session: the token goes into a cookie and nowhere else.
#[derive(Debug)]
pub struct SignedIn {
    /// What the browser keeps.
    pub token: Secret,
    /// Until when it lasts.
    pub expires_at: Timestamp,
    /// Who signed in.
    pub principal: Principal,
}

/// What a right password gives.
#[derive(Debug)]
pub enum Entered {
    /// A session.
    SignedIn(Box<SignedIn>),
    /// No session yet: a code is wanted first.
    Pending(Pending),
}

/// Signs a user in with name and password.
///
/// # Errors
/// Name or password is wrong, the user is disabled, or too many attempts failed.
pub async fn sign_in(steward: &Steward, name: &str, password: &Secret, visitor: &Visitor) -> Result<Entered, AppError> {
    let principal = password::verify(steward, name, password, visitor).await?;
    if let Some(pending) = second_factor::wanted(steward, principal.id).await? {
        return Ok(Entered::Pending(pending));
    }
    let (at, token, visitor) = (steward.now(), random_text()?, visitor.clone());
    let opened = steward.store().write(move |tx| open(tx, principal, &token, "password", &visitor, at)).await?;
    Ok(Entered::SignedIn(Box::new(opened)))
}

/// Opens a session of somebody who was recognised. Its token is always a new one, and the session that the browser had is over: nobody
/// can give a browser a session and wait until somebody signs in with it.
pub(super) fn open(
    tx: &mut Tx<'_>,
    principal: Principal,
    token: &str,
    how: &str,
    visitor: &Visitor,
    at: Timestamp,
) -> Result<SignedIn, AppError> {
    let settings = settings::read(tx)?;
    sessions::delete_expired(tx, at)?;
    sign_ins::delete_expired(tx, at)?;
    if let Some(had) = &visitor.had {
        sessions::delete(tx, &hash(had))?;
    }
    let session = Session {
        id: SessionId::new(),
        principal: principal.id,
        created_at: at,
        expires_at: at.plus_millis(i64::from(settings.session_hours) * HOUR),
        used_at: at,
        how: how.to_owned(),
        browser: visitor.browser.chars().take(BROWSER).collect(),
    };
    sessions::insert(tx, &hash(token), &session)?;
    let mut change = Change::new("session.start");
    change.of(None, object(principal.id), json!({"session": session.id, "how": how}));
    change.write(tx, &Written { actor: Some(principal.id), at, correlation: Uuid::now_v7() })?;
    Ok(SignedIn { token: Secret::new(token), expires_at: session.expires_at, principal })
}

/// The caller behind a browser's token.
///
/// # Errors
/// There is no such session, it is over or was not used for too long, or its principal is disabled. All are told alike.
pub async fn authenticate(steward: &Steward, token: &str) -> Result<Op, AppError> {
    let (hashed, now) = (hash(token), steward.now());
    let found = steward
        .read(move |_, tx| {
            let idle = i64::from(settings::read(tx)?.idle_minutes) * MINUTE;
            let Some(session) = sessions::by_hash(tx, &hashed)?.filter(|session| lasts(session, idle, now)) else {
                return Ok(None);
            };
            Ok(principals::by_id(tx, session.principal)?.map(|principal| (principal, session, idle)))
        })
        .await?;
    let (principal, session, idle) = found.ok_or_else(AppError::not_signed_in)?;
    let op = steward.op(Caller::new(active(now, principal)?, SignedInBy::Session(session.id)));
    if now >= session.used_at.plus_millis(NOTED_EVERY.min(idle / 2)) {
        super::noted(steward.store().write(move |tx| sessions::used(tx, session.id, now)).await);
    }
    Ok(op)
}

/// Sessions of earlier versions have not noted when they were used.
fn lasts(session: &Session, idle: i64, now: Timestamp) -> bool {
    now < session.expires_at && now < session.used_at.max(session.created_at).plus_millis(idle)
}

/// Ends a session. Ending one that is not there is no error.
pub async fn sign_out(steward: &Steward, token: &str) -> Result<(), AppError> {
    let hashed = hash(token);
    steward.store().write(move |tx| sessions::delete(tx, &hashed)).await.map_err(AppError::from)?;
    Ok(())
}

/// The caller's sessions that last, newest first.
pub async fn list(steward: &Steward, op: &Op) -> Result<Vec<Session>, AppError> {
    list_in(steward, op.id()).await
}

/// Somebody's sessions that last, newest first.
///
/// # Errors
/// The caller does not administer the installation, or there is no such principal.
pub async fn list_of(steward: &Steward, op: &Op, name: &str) -> Result<Vec<Session>, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let name = name.to_owned();
    let whose = steward.read(move |_, tx| named(tx, &name)).await?;
    list_in(steward, whose.id).await
}

async fn list_in(steward: &Steward, principal: PrincipalId) -> Result<Vec<Session>, AppError> {
    let now = steward.now();
    steward
        .read(move |_, tx| {
            let idle = i64::from(settings::read(tx)?.idle_minutes) * MINUTE;
            let sessions = sessions::list_of(tx, principal)?;
            Ok(sessions.into_iter().filter(|session| lasts(session, idle, now)).collect())
        })
        .await
}

/// Ends one of the caller's sessions.
///
/// # Errors
/// The caller came with a token, or has no such session.
pub async fn end(steward: &Steward, op: &Op, session: SessionId) -> Result<(), AppError> {
    by_person(op, "end sessions")?;
    steward
        .change(op, "session.end", move |_, tx, op, change| {
            if !sessions::delete_one_of(tx, op.id(), session)? {
                return Err(AppError::not_found(format!("session {session}")));
            }
            change.of(None, object(op.id()), json!({"session": session}));
            Ok(())
        })
        .await
}

/// Ends all sessions of somebody, and the sign-ins that wait for a code. Answers how many sessions there were.
///
/// # Errors
/// The caller does not administer the installation, or there is no such principal.
pub async fn end_all_of(steward: &Steward, op: &Op, name: &str) -> Result<usize, AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let name = name.to_owned();
    steward
        .change(op, "session.end", move |_, tx, _, change| {
            let whose = named(tx, &name)?;
            let ended = sessions::delete_of(tx, whose.id)?;
            sign_ins::delete_of(tx, whose.id)?;
            change.of(None, object(whose.id), json!({"name": whose.name, "sessionsEnded": ended}));
            Ok(ended)
        })
        .await
}
