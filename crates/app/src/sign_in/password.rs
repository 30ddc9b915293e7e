//! Passwords.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use model::{ErrorCode, Principal, PrincipalKind};
use store::{Secret, passwords, principals};
use tokio::task::spawn_blocking;

use super::{
    Visitor,
    attempts::{self, FREE_FOR_NAME},
};
use crate::{AppError, Steward, error::ErrorKind};

/// The fewest characters of a password.
pub const SHORTEST: usize = 8;
/// The most bytes of a password: hashing a megabyte would be an attack.
const LONGEST: usize = 1_024;

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
pub async fn verify(
    steward: &Steward,
    name: &str,
    password: &Secret,
    visitor: &Visitor,
) -> Result<Principal, AppError> {
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
    let attempts = steward.attempts();
    let not_before = known.as_ref().map_or_else(|| attempts.of_stranger(&name), |(_, stored)| stored.not_before);
    attempts::wait_for(not_before.max(attempts.from(visitor)), now)?;
    let phc = known.as_ref().map_or_else(|| NOBODY.to_owned(), |(_, stored)| stored.phc.clone());
    let right = if password.expose().len() > LONGEST {
        false
    } else {
        let password = password.clone();
        blocking(steward, move || matches(&phc, &password)).await?
    };
    let Some((principal, stored)) = known else {
        attempts.stranger_failed(&name, now);
        let failures = attempts.failed_from(visitor, now);
        if attempts::is_worth_telling(failures) {
            let visitor = visitor.clone();
            steward.store().write(move |tx| attempts::tell_of_address(tx, failures, &visitor, now)).await?;
        }
        return Err(wrong());
    };
    // A disabled user's right password is as wrong as any other.
    if !right || !principal.is_active(now) {
        attempts.failed_from(visitor, now);
        let (failures, visitor) = (stored.failures.saturating_add(1), visitor.clone());
        steward
            .store()
            .write(move |tx| {
                passwords::failed(tx, principal.id, attempts::not_before(failures, FREE_FOR_NAME, now))?;
                attempts::tell(tx, principal.id, failures, &visitor, now)
            })
            .await?;
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

fn wrong() -> AppError {
    AppError::new(ErrorKind::NotSignedIn, ErrorCode::NotSignedIn, "The name or the password is wrong.")
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
}
