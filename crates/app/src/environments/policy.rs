//! What an environment asks of shares of its flows.

use model::EnvironmentId;
use store::{StoreError, Tx, settings};

use crate::AppError;

/// The most days that a policy may say.
const MOST_DAYS: u32 = 3_650;

/// What an environment asks of shares of its flows.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct SharingPolicy {
    /// How many days a share may last; as long as one likes, where there is none.
    pub grant_days: Option<u32>,
    /// Whether a share says why it is given.
    pub reason_required: bool,
}

/// What an environment chose about shares.
pub(crate) fn sharing_policy(tx: &mut Tx<'_>, id: EnvironmentId) -> Result<SharingPolicy, StoreError> {
    let grant_days = settings::get_text(tx, &grant_days(id))?.and_then(|text| text.parse().ok());
    let reason_required = settings::get_text(tx, &reason_required(id))?.is_some();
    Ok(SharingPolicy { grant_days, reason_required })
}

/// Stores what an environment chooses about shares.
pub(super) fn set(tx: &mut Tx<'_>, id: EnvironmentId, policy: SharingPolicy) -> Result<(), AppError> {
    if policy.grant_days.is_some_and(|days| days == 0 || days > MOST_DAYS) {
        return Err(AppError::invalid(format!("A share lasts 1 to {MOST_DAYS} days.")).at("grantDays"));
    }
    super::choose(tx, &grant_days(id), policy.grant_days.map(|days| days.to_string()))?;
    super::choose(tx, &reason_required(id), policy.reason_required.then(|| "yes".to_owned()))
}

fn grant_days(id: EnvironmentId) -> String {
    format!("environment/{id}/grant_days")
}

fn reason_required(id: EnvironmentId) -> String {
    format!("environment/{id}/reason_required")
}
