//! Passwords.

use std::{collections::HashMap, sync::Mutex};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use model::{ErrorCode, Principal, PrincipalKind, Timestamp};
use store::{Secret, passwords, principals};
use tokio::task::spawn_blocking;

use crate::{AppError, Steward, error::ErrorKind};

/// The fewest characters of a password.
pub const SHORTEST: usize = 8;
/// The most bytes of a password: hashing a megabyte would be an attack.
const LONGEST: usize = 1_024;
/// So many attempts may fail before the next ones have to wait.
const FREE_FAILURES: u32 = 4;
/// The longest wait between attempts, in seconds.
const LONGEST_WAIT: u32 = 60;

/// The hash of a password that nobody has. Verifying against it makes an unknown name cost what a wrong password costs.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3Rld2FyZC1ub2JvZHktMQ$Hq5dOa6sP/U7qCLcZ2s2RSTQ5FUzLhS2F3hqd8Yk0ss";

/// Hashes a new password with argon2id and a random salt.
///
/// # Errors
/// The password is too short or too long.
pub async fn hash(steward: &Steward, password: &Secret) -> Result<String, AppError> {
    check_length(password)?;
    let password = password.clone();
    blocking(steward, move || {
        let hashed = Argon2::default().hash_password(password.expose());
        hashed
            .map(|phc: argon2::password_hash::phc::PasswordHash| phc.to_string())
            .map_err(|error| AppError::internal(error.to_string()))
    })
    .await?
}

/// The user of this name with this password.
///
/// # Errors
/// Name or password is wrong, the user is disabled, or too many attempts failed. The first three are told alike.
pub async fn verify(steward: &Steward, name: &str, password: &Secret) -> Result<Principal, AppError> {
    let now = steward.now();
    let name = name.trim().to_lowercase();
    let asked = name.clone();
    let known = steward
        .read(move |_, tx| {
            let Some(principal) = principals::by_name(tx, &asked)?.filter(|it| it.kind == PrincipalKind::User) else {
                return Ok(None);
            };
            Ok(passwords::get(tx, principal.id)?.map(|stored| (principal, stored)))
        })
        .await?;
    let not_before =
        known.as_ref().map_or_else(|| steward.strangers().not_before(&name), |(_, stored)| stored.not_before);
    if now < not_before {
        return Err(slowed(not_before.micros_since(now)));
    }
    let phc = known.as_ref().map_or_else(|| NOBODY.to_owned(), |(_, stored)| stored.phc.clone());
    let right = if password.expose().len() > LONGEST {
        false
    } else {
        let password = password.clone();
        blocking(steward, move || matches(&phc, &password)).await?
    };
    let Some((principal, stored)) = known else {
        steward.strangers().failed(&name, now);
        return Err(wrong());
    };
    // A disabled user's right password is as wrong as any other.
    if !right || !principal.is_active(now) {
        let not_before = not_before_after(stored.failures.saturating_add(1), now);
        steward
            .store()
            .write(move |tx| passwords::failed(tx, principal.id, not_before))
            .await
            .map_err(AppError::from)?;
        return Err(wrong());
    }
    if stored.failures > 0 {
        steward.store().write(move |tx| passwords::succeeded(tx, principal.id)).await.map_err(AppError::from)?;
    }
    Ok(principal)
}

fn check_length(password: &Secret) -> Result<(), AppError> {
    let characters = password.expose_text().map_or(0, |text| text.chars().count());
    if characters < SHORTEST || password.expose().len() > LONGEST {
        let message = format!("A password has at least {SHORTEST} characters and at most {LONGEST} bytes.");
        return Err(AppError::invalid(message).at("password"));
    }
    Ok(())
}

fn matches(phc: &str, password: &Secret) -> bool {
    PasswordHash::new(phc).is_ok_and(|phc| Argon2::default().verify_password(password.expose(), &phc).is_ok())
}

/// When the next attempt is looked at, after so many failures in a row.
fn not_before_after(failures: u32, now: Timestamp) -> Timestamp {
    match wait_after(failures) {
        0 => Timestamp(0),
        seconds => now.plus_millis(i64::from(seconds) * 1_000),
    }
}

/// Failed attempts with names that have no password. They are slowed as others are, so that being slowed does not tell which names there
/// are.
#[derive(Debug, Default)]
pub(crate) struct Strangers(Mutex<HashMap<String, (u32, Timestamp)>>);

/// How many such names are remembered at a time.
const STRANGERS: usize = 10_000;

impl Strangers {
    fn not_before(&self, name: &str) -> Timestamp {
        self.0.lock().ok().and_then(|names| names.get(name).map(|(_, not_before)| *not_before)).unwrap_or_default()
    }

    fn failed(&self, name: &str, now: Timestamp) {
        let Ok(mut names) = self.0.lock() else { return };
        if names.len() >= STRANGERS {
            names.clear();
        }
        // No principal's name is that long, so nothing is told by not remembering it.
        if name.len() <= 400 {
            let (failures, not_before) = names.entry(name.to_owned()).or_default();
            *failures = failures.saturating_add(1);
            *not_before = not_before_after(*failures, now);
        }
    }
}

/// Seconds to wait after so many failures in a row: 1, 2, 4 ... once the free ones are used up.
fn wait_after(failures: u32) -> u32 {
    match failures.checked_sub(FREE_FAILURES + 1) {
        None => 0,
        Some(more) => 1_u32.checked_shl(more).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT),
    }
}

fn wrong() -> AppError {
    AppError::new(ErrorKind::NotSignedIn, ErrorCode::NotSignedIn, "The name or the password is wrong.")
}

fn slowed(micros: u64) -> AppError {
    let seconds = u32::try_from(micros.div_ceil(1_000_000)).unwrap_or(LONGEST_WAIT);
    let message = format!("Sign-in failed too often. Try again in {seconds} seconds.");
    AppError::new(ErrorKind::Busy { retry_after_seconds: seconds }, ErrorCode::SignInSlowed, message)
}

async fn blocking<T: Send + 'static>(
    steward: &Steward,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    let permit = steward.hashing().clone().acquire_owned().await.map_err(AppError::internal)?;
    spawn_blocking(move || {
        let done = work();
        drop(permit);
        done
    })
    .await
    .map_err(AppError::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nobody_is_one_that_is_really_verified() {
        let phc = PasswordHash::new(NOBODY).expect("a hash");
        assert!(phc.hash.is_some() && phc.salt.is_some());
        assert!(!matches(NOBODY, &Secret::new("password")));
        // The same cost as the hashes that are made now.
        let fresh = Argon2::default().hash_password(b"x").expect("a hash");
        assert_eq!(fresh.params.to_string(), phc.params.to_string());
    }

    #[test]
    fn waits_double_up_to_a_minute() {
        let waits: Vec<u32> = (1..=12).map(wait_after).collect();
        assert_eq!(waits, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(wait_after(u32::MAX), 60);
    }
}
