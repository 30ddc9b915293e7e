//! How people sign in to this installation.

use access::TenantAction;
use serde_json::{Value, json};
use store::{Tx, settings};

use crate::{AppError, Op, Steward, lookup};

const NAME: &str = "sign_in";

/// What administrators set about signing in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SignInSettings {
    /// Whether everybody who signs in with a password needs a second factor.
    pub requires_second_factor: bool,
    /// How many hours a session lasts.
    pub session_hours: u32,
    /// After how many minutes without a request a session ends.
    pub idle_minutes: u32,
    /// How many days a token lasts if whoever makes it does not say.
    pub token_days: u32,
    /// The most days that a token may last.
    pub longest_token_days: u32,
}

impl Default for SignInSettings {
    fn default() -> Self {
        Self {
            requires_second_factor: false,
            session_hours: 12,
            idle_minutes: 120,
            token_days: 90,
            longest_token_days: 366,
        }
    }
}

impl SignInSettings {
    fn to_value(self) -> Value {
        json!({
            "requiresSecondFactor": self.requires_second_factor,
            "sessionHours": self.session_hours,
            "idleMinutes": self.idle_minutes,
            "tokenDays": self.token_days,
            "longestTokenDays": self.longest_token_days,
        })
    }

    /// What is not there, or is no such value, is as it is at first: a later version may keep more.
    fn of_value(value: &Value) -> Self {
        let first = Self::default();
        let number = |name: &str, first: u32| {
            value[name].as_u64().and_then(|number| u32::try_from(number).ok()).unwrap_or(first)
        };
        Self {
            requires_second_factor: value["requiresSecondFactor"].as_bool().unwrap_or(first.requires_second_factor),
            session_hours: number("sessionHours", first.session_hours),
            idle_minutes: number("idleMinutes", first.idle_minutes),
            token_days: number("tokenDays", first.token_days),
            longest_token_days: number("longestTokenDays", first.longest_token_days),
        }
    }
}

/// The settings.
pub(crate) fn read(tx: &mut Tx<'_>) -> Result<SignInSettings, AppError> {
    let stored = settings::get_text(tx, NAME)?;
    let value = stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null);
    Ok(SignInSettings::of_value(&value))
}

/// The settings, for those who may see them: everybody who is signed in, because they say how long a token may last.
pub async fn get(steward: &Steward, _op: &Op) -> Result<SignInSettings, AppError> {
    steward.read(|_, tx| read(tx)).await
}

/// Changes the settings. Sessions and tokens that there are keep the end that they have, except that sessions end by the new number of
/// minutes.
///
/// # Errors
/// The caller does not administer the installation, or a number is out of bounds.
pub async fn set(steward: &Steward, op: &Op, new: SignInSettings) -> Result<(), AppError> {
    lookup::tenant(op, TenantAction::ManagePrincipals)?;
    let within = |path: &str, value: u32, most: u32| match value {
        0 => Err(AppError::invalid("At least 1.").at(path)),
        value if value > most => Err(AppError::invalid(format!("At most {most}.")).at(path)),
        _ => Ok(()),
    };
    within("sessionHours", new.session_hours, 31 * 24)?;
    within("idleMinutes", new.idle_minutes, 31 * 24 * 60)?;
    within("longestTokenDays", new.longest_token_days, 3_660)?;
    within("tokenDays", new.token_days, new.longest_token_days)?;
    steward
        .change(op, "settings.signIn", move |_, tx, _, change| {
            settings::set(tx, NAME, new.to_value().to_string().as_bytes())?;
            change.of(None, "settings/sign-in", new.to_value());
            Ok(())
        })
        .await
}
