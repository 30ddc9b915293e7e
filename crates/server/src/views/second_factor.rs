//! Second factors.

use app::{
    AppError,
    sign_in::second_factor::{Offer, Status},
};
use qrcode::{QrCode, render::svg};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Instant;

/// A code of the second factor, or a recovery code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    /// The code.
    #[schema(example = "123456")]
    pub(crate) code: String,
}

/// What is known of somebody's second factor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecondFactorView {
    /// Since when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Instant>,
    /// How many recovery codes are left.
    recovery_codes: i64,
    /// Whether the installation requires one.
    required: bool,
}

impl From<Status> for SecondFactorView {
    fn from(status: Status) -> Self {
        Self {
            since: status.since.map(Instant::from),
            recovery_codes: status.recovery_codes,
            required: status.is_required,
        }
    }
}

/// A secret for an authenticator app: shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecondFactorOffer {
    /// The secret in base 32, to be typed.
    secret: String,
    /// The same as an address.
    #[schema(example = "otpauth://totp/Steward:soul?secret=...&issuer=Steward")]
    uri: String,
    /// The address as a QR code, an SVG.
    qr: String,
}

impl TryFrom<Offer> for SecondFactorOffer {
    type Error = AppError;

    fn try_from(offer: Offer) -> Result<Self, AppError> {
        let qr = QrCode::new(offer.uri.expose()).map_err(AppError::internal)?;
        // Dark on light in every theme: that is what cameras look for.
        let qr = qr.render::<svg::Color<'_>>().min_dimensions(192, 192).build();
        let text = |secret: &store::Secret| secret.expose_text().unwrap_or_default().to_owned();
        Ok(Self { secret: text(&offer.secret), uri: text(&offer.uri), qr })
    }
}

/// Codes for somebody who has lost what makes the others: shown this once, each good once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecoveryCodes {
    /// The codes.
    recovery_codes: Vec<String>,
}

impl From<Vec<String>> for RecoveryCodes {
    fn from(recovery_codes: Vec<String>) -> Self {
        Self { recovery_codes }
    }
}
