//! Break-glass.

use app::break_glass::BreakGlassView as View;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Instant, principal::PrincipalChip, words::BreakGlassState};

/// A protected environment is changed by hand for a while, because one person asks and another agrees.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BreakGlassView {
    /// Its id.
    id: Uuid,
    /// What for.
    reason: String,
    /// How many minutes it lasts once it is approved.
    minutes: u32,
    /// Who asked.
    asked_by: PrincipalChip,
    /// When.
    asked_at: Instant,
    /// Who agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_by: Option<PrincipalChip>,
    /// When it ends by itself; absent before it is approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Instant>,
    /// Who ended it before.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_by: Option<PrincipalChip>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Instant>,
    /// Where it stands.
    state: BreakGlassState,
}

impl From<View> for BreakGlassView {
    fn from(view: View) -> Self {
        Self {
            id: view.asked.id.0,
            reason: view.asked.reason,
            minutes: view.asked.minutes,
            asked_by: view.asked_by.into(),
            asked_at: view.asked.asked_at.into(),
            approved_by: view.approved_by.map(PrincipalChip::from),
            until: view.asked.until.map(Instant::from),
            ended_by: view.ended_by.map(PrincipalChip::from),
            ended_at: view.asked.ended_at.map(Instant::from),
            state: view.state.into(),
        }
    }
}

/// Why an environment is to be changed by hand, and for how long.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewBreakGlass {
    /// What for: 1 to 500 characters.
    pub(crate) reason: String,
    /// How many minutes, 1 to 60.
    pub(crate) minutes: u32,
}
