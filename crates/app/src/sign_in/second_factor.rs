//! Second factors: codes that change every half minute, and recovery codes for those who lost what makes them.
//!
//! A password alone then gives no session but a sign-in that waits for a code. Source of the codes: RFC 6238, with the six digits,
//! thirty seconds and SHA-1 that every authenticator app takes.

use access::TenantAction;
use model::{ErrorCode, Principal, PrincipalId, Timestamp};
use serde_json::json;
use store::{
    Secret, Tx, principals,
    second_factors::{self, SecondFactor},
    secrets::Belongs,
    sign_ins::{self, SignIn},
};
use totp_rs::{Builder, Totp};
use uuid::Uuid;

use super::{
    Visitor, active,
    attempts::{self, FREE_FOR_NAME},
    by_person, hash, random_text,
    session::{self, SignedIn},
    settings,
};
use crate::{
    AppError, Op, Steward,
    change::{Change, Written},
    error::ErrorKind,
    lookup,
    principals::{named, object},
};

/// How long a sign-in waits for a code, in milliseconds.
const WAITS: i64 = 5 * 60 * 1_000;
/// How many recovery codes there are.
const RECOVERY_CODES: usize = 10;
/// What authenticator apps list the codes under.
const ISSUER: &str = "Steward";

/// A sign-in that waits for a code.
#[derive(Debug)]
pub struct Pending {
    /// What the browser keeps until it sends the code.
    pub token: Secret,
    /// Until when.
    pub expires_at: Timestamp,
    /// Whether the user has to set a second factor up first, because the installation requires one.
    pub is_first: bool,
}

/// A new secret for an authenticator app: shown once.
#[derive(Debug)]
pub struct Offer {
    /// The secret in base 32, to be typed.
    pub secret: Secret,
    /// The same as an address (`otpauth://totp/...`), to be drawn as a QR code.
    pub uri: Secret,
}

/// What is known of somebody's second factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status {
    /// Since when there is one.
    pub since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub recovery_codes: i64,
    /// Whether the installation requires one.
    pub is_required: bool,
}

/// What came of a code.
enum Taken {
    Right,
    Wrong,
    TooEarly(Timestamp),
}

/// The sign-in that has to wait for a code, if this user's has to.
pub(super) async fn wanted(steward: &Steward, principal: PrincipalId) -> Result<Option<Pending>, AppError> {
    let is_first = steward
        .read(move |_, tx| {
            let has_one = second_factors::get(tx, principal)?.is_some_and(|factor| factor.confirmed_at.is_some());
            Ok((has_one || settings::read(tx)?.requires_second_factor).then_some(!has_one))
        })
        .await?;
    let Some(is_first) = is_first else { return Ok(None) };
    let (token, now) = (random_text()?, steward.now());
    let (hashed, expires_at) = (hash(&token), now.plus_millis(WAITS));
    steward
        .store()
        .write(move |tx| {
            sign_ins::delete_expired(tx, now)?;
            sign_ins::insert(tx, &hashed, &SignIn::Code { principal }, expires_at)
        })
        .await
        .map_err(AppError::from)?;
    Ok(Some(Pending { token: Secret::new(token), expires_at, is_first }))
}

/// Offers a secret to somebody whose sign-in waits because the installation requires a second factor.
///
/// # Errors
/// No such sign-in waits, or the user has a second factor.
pub async fn offer_at_sign_in(steward: &Steward, pending: &str) -> Result<Offer, AppError> {
    let (hashed, now) = (hash(pending), steward.now());
    let principal = steward.read(move |_, tx| waiting(tx, &hashed, now)).await?;
    offer_to(steward, principal).await
}

/// Offers the caller a secret. It counts once a code that was made with it is sent.
///
/// # Errors
/// The caller came with a token, or has a second factor.
pub async fn offer(steward: &Steward, op: &Op) -> Result<Offer, AppError> {
    by_person(op, "set up a second factor")?;
    offer_to(steward, op.who.principal().clone()).await
}

async fn offer_to(steward: &Steward, whose: Principal) -> Result<Offer, AppError> {
    let secret = Secret::new(store::secrets::random::<20>()?);
    let totp = totp(&secret, &whose.name)?;
    let sealed = steward.keys().seal(&secret, belongs(whose.id))?;
    let taken = steward.store().write(move |tx| second_factors::offer(tx, whose.id, &sealed)).await;
    if !taken.map_err(AppError::from)? {
        return Err(AppError::conflict("You have a second factor already.").with_hint("Remove it first."));
    }
    let uri = totp.to_url().map_err(|error| AppError::internal(error.to_string()))?;
    Ok(Offer { secret: Secret::new(totp.secret().to_base32()), uri: Secret::new(uri) })
}

/// Lets the secret that was offered count from now on. Answers the recovery codes, which are shown this once.
///
/// # Errors
/// The caller came with a token, there is nothing to confirm, or the code is wrong.
pub async fn confirm(steward: &Steward, op: &Op, code: &str) -> Result<Vec<String>, AppError> {
    by_person(op, "set up a second factor")?;
    let (codes, code, keeper) = (new_recovery_codes()?, code.to_owned(), steward.clone());
    let hashes = hashes(&codes);
    let op = op.clone();
    let taken = steward
        .store()
        .write(move |tx| {
            tx.one_at_a_time()?;
            let factor = second_factors::get(tx, op.id())?.filter(|factor| factor.confirmed_at.is_none());
            let factor = factor.ok_or_else(|| AppError::conflict("There is no second factor to confirm."))?;
            let taken = take(&keeper, tx, op.who.principal(), &factor, &code, &Visitor::default(), op.at)?;
            if matches!(taken, Taken::Right) {
                count_from_now(tx, op.who.principal(), &hashes, op.at, op.correlation)?;
            }
            Ok::<_, AppError>(taken)
        })
        .await?;
    told(&taken, steward.now()).map(|()| codes)
}

/// Ends a sign-in that waits with a code: a session begins. Answers new recovery codes, too, where it was the first code of all.
///
/// # Errors
/// No such sign-in waits, its user is disabled, the code is wrong or was used before, or too many were wrong.
pub async fn enter(
    steward: &Steward,
    pending: &str,
    code: &str,
    visitor: &Visitor,
) -> Result<(SignedIn, Option<Vec<String>>), AppError> {
    let (hashed, code, token) = (hash(pending), code.to_owned(), random_text()?);
    let codes = new_recovery_codes()?;
    let (hashes, keeper, visitor, at) = (hashes(&codes), steward.clone(), visitor.clone(), steward.now());
    let (taken, entered) = steward
        .store()
        .write(move |tx| {
            tx.one_at_a_time()?;
            let principal = waiting(tx, &hashed, at)?;
            let factor = second_factors::get(tx, principal.id)?.ok_or_else(over)?;
            let is_first = factor.confirmed_at.is_none();
            let taken = take(&keeper, tx, &principal, &factor, &code, &visitor, at)?;
            if !matches!(taken, Taken::Right) {
                return Ok::<_, AppError>((taken, None));
            }
            sign_ins::delete(tx, &hashed)?;
            if is_first {
                count_from_now(tx, &principal, &hashes, at, Uuid::now_v7())?;
            }
            let opened = session::open(tx, principal, &token, "password and code", &visitor, at)?;
            Ok((taken, Some((opened, is_first))))
        })
        .await?;
    told(&taken, at)?;
    let (opened, is_first) = entered.ok_or_else(over)?;
    Ok((opened, is_first.then_some(codes)))
}

/// Takes the caller's own second factor away, with a code of it.
///
/// # Errors
/// The caller came with a token or has none, the installation requires one, or the code is wrong.
pub async fn remove(steward: &Steward, op: &Op, code: &str) -> Result<(), AppError> {
    by_person(op, "remove a second factor")?;
    let (op, code, keeper) = (op.clone(), code.to_owned(), steward.clone());
    let at = op.at;
    let taken = steward
        .store()
        .write(move |tx| {
            tx.one_at_a_time()?;
            if settings::read(tx)?.requires_second_factor {
                return Err(AppError::invalid("This installation requires a second factor.")
                    .with_hint("Ask an administrator to reset yours, if you change what makes your codes."));
            }
            let factor = second_factors::get(tx, op.id())?;
            let factor = factor.ok_or_else(|| AppError::not_found("second factor"))?;
            let taken = take(&keeper, tx, op.who.principal(), &factor, &code, &Visitor::default(), op.at)?;
            if matches!(taken, Taken::Right) {
                take_away(tx, op.who.principal(), op.at, op.correlation)?;
            }
            Ok::<_, AppError>(taken)
        })
        .await?;
    told(&taken, at)
}

/// Takes somebody's second factor away, who lost it.
///
/// # Errors
/// The caller does not administer the installation, or there is no such principal or it has none.
pub async fn reset(steward: &Steward, op: &Op, name: &str) -> Result<(), AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let name = name.to_owned();
    steward
        .change(op, "secondFactor.remove", move |_, tx, _, change| {
            let whose = named(tx, &name)?;
            if !second_factors::delete(tx, whose.id)? {
                return Err(AppError::not_found(format!("second factor of `{}`", whose.name)));
            }
            sign_ins::delete_of(tx, whose.id)?;
            change.of(None, object(whose.id), json!({"name": whose.name}));
            Ok(())
        })
        .await
}

/// What is known of the caller's second factor.
pub async fn status(steward: &Steward, op: &Op) -> Result<Status, AppError> {
    let id = op.id();
    steward
        .read(move |_, tx| {
            Ok(Status {
                since: second_factors::get(tx, id)?.and_then(|factor| factor.confirmed_at),
                recovery_codes: second_factors::recovery_codes(tx, id)?,
                is_required: settings::read(tx)?.requires_second_factor,
            })
        })
        .await
}

/// Whose sign-in waits for a code.
fn waiting(tx: &mut Tx<'_>, hashed: &[u8; 32], now: Timestamp) -> Result<Principal, AppError> {
    let Some(SignIn::Code { principal }) = sign_ins::get(tx, hashed, now)? else { return Err(over()) };
    active(now, principals::by_id(tx, principal)?.ok_or_else(over)?)
}

/// Looks at a code, and remembers that it did: whatever comes of it is stored, so it is no error here.
fn take(
    steward: &Steward,
    tx: &mut Tx<'_>,
    whose: &Principal,
    factor: &SecondFactor,
    code: &str,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<Taken, AppError> {
    if now < factor.not_before {
        return Ok(Taken::TooEarly(factor.not_before));
    }
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_lowercase();
    let secret = steward.keys().open(&factor.secret, belongs(whose.id))?;
    let seconds = u64::try_from(now.0 / 1_000_000).unwrap_or(0);
    let step = totp(&secret, &whose.name)?.check(&code, seconds).and_then(|step| i64::try_from(step).ok());
    let is_right = match step {
        Some(step) => second_factors::use_step(tx, whose.id, step)?,
        None => second_factors::use_recovery_code(tx, whose.id, &hash(&code))?,
    };
    if is_right {
        return Ok(Taken::Right);
    }
    let failures = factor.failures.saturating_add(1);
    second_factors::failed(tx, whose.id, attempts::not_before(failures, FREE_FOR_NAME, now))?;
    attempts::tell(tx, whose.id, failures, visitor, now)?;
    Ok(Taken::Wrong)
}

fn told(taken: &Taken, now: Timestamp) -> Result<(), AppError> {
    match taken {
        Taken::Right => Ok(()),
        Taken::TooEarly(not_before) => attempts::wait_for(*not_before, now),
        Taken::Wrong => {
            let message = "The code is wrong, or was used before.";
            Err(AppError::new(ErrorKind::NotSignedIn, ErrorCode::CodeWrong, message)
                .with_hint("Wait for the next code of your app, or use a recovery code."))
        }
    }
}

fn over() -> AppError {
    let message = "No sign-in waits for a code: it took too long, or has ended.";
    AppError::new(ErrorKind::NotSignedIn, ErrorCode::CodeWrong, message).with_hint("Sign in with your password again.")
}

fn count_from_now(
    tx: &mut Tx<'_>,
    whose: &Principal,
    hashes: &[[u8; 32]],
    at: Timestamp,
    correlation: Uuid,
) -> Result<(), AppError> {
    second_factors::confirm(tx, whose.id, at)?;
    second_factors::set_recovery_codes(tx, whose.id, hashes)?;
    let mut change = Change::new("secondFactor.add");
    change.of(None, object(whose.id), json!({"name": whose.name}));
    change.write(tx, &Written { actor: Some(whose.id), at, correlation })
}

fn take_away(tx: &mut Tx<'_>, whose: &Principal, at: Timestamp, correlation: Uuid) -> Result<(), AppError> {
    second_factors::delete(tx, whose.id)?;
    let mut change = Change::new("secondFactor.remove");
    change.of(None, object(whose.id), json!({"name": whose.name}));
    change.write(tx, &Written { actor: Some(whose.id), at, correlation })
}

fn totp(secret: &Secret, name: &str) -> Result<Totp, AppError> {
    let made = Builder::new().with_secret(secret.expose()).with_account_name(name).with_issuer(Some(ISSUER)).build();
    made.map_err(|error| AppError::internal(error.to_string()))
}

fn belongs(owner: PrincipalId) -> Belongs {
    Belongs { environment: None, owner: owner.0 }
}

/// Ten codes of ten letters and digits, in two groups: 50 bits each.
fn new_recovery_codes() -> Result<Vec<String>, AppError> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let one = || -> Result<String, AppError> {
        let bytes = store::secrets::random::<10>()?;
        let letters: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
        Ok(format!("{}-{}", &letters[..5], &letters[5..]))
    };
    (0..RECOVERY_CODES).map(|_| one()).collect()
}

fn hashes(codes: &[String]) -> Vec<[u8; 32]> {
    codes.iter().map(|code| hash(code)).collect()
}
