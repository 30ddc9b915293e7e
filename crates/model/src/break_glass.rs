//! Hours in which a protected environment may be changed by hand.

use serde::{Deserialize, Serialize};

use crate::{BreakGlassId, EnvironmentId, PrincipalId, Timestamp};

/// How long somebody may approve what was asked for, in microseconds: a day. Nobody agrees to what was urgent last week.
const MAY_WAIT: i64 = 24 * 60 * 60 * 1_000_000;

/// Somebody asks to change a protected environment by hand for a while, and somebody else agrees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BreakGlass {
    /// Its id.
    pub id: BreakGlassId,
    /// Where.
    pub environment: EnvironmentId,
    /// What for.
    pub reason: String,
    /// How long it lasts once it is approved.
    pub minutes: u32,
    /// Who asked.
    pub asked_by: PrincipalId,
    /// When.
    pub asked_at: Timestamp,
    /// Who agreed.
    pub approved_by: Option<PrincipalId>,
    /// When it ends by itself; nothing before it is approved.
    pub until: Option<Timestamp>,
    /// Who ended it before.
    pub ended_by: Option<PrincipalId>,
    /// When.
    pub ended_at: Option<Timestamp>,
}

impl BreakGlass {
    /// Where it stands at a time.
    pub fn state(&self, at: Timestamp) -> BreakGlassState {
        match self.until {
            _ if self.ended_at.is_some() => BreakGlassState::Ended,
            None if at.0 < self.asked_at.0 + MAY_WAIT => BreakGlassState::Asked,
            Some(until) if at < until => BreakGlassState::Open,
            _ => BreakGlassState::Ended,
        }
    }
}

/// Where break-glass stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BreakGlassState {
    /// Somebody asks, and nobody has agreed yet.
    Asked,
    /// The environment may be changed by hand.
    Open,
    /// It is over.
    Ended,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_ends_by_itself() {
        let minute = 60_000_000;
        let mut asked = BreakGlass {
            id: BreakGlassId::new(),
            environment: EnvironmentId(1),
            reason: "A certificate has expired.".to_owned(),
            minutes: 10,
            asked_by: PrincipalId::new(),
            asked_at: Timestamp(0),
            approved_by: None,
            until: None,
            ended_by: None,
            ended_at: None,
        };
        assert_eq!(asked.state(Timestamp(minute)), BreakGlassState::Asked);
        assert_eq!(asked.state(Timestamp(MAY_WAIT)), BreakGlassState::Ended, "nobody agreed within a day");
        asked.until = Some(Timestamp(11 * minute));
        assert_eq!(asked.state(Timestamp(11 * minute - 1)), BreakGlassState::Open);
        assert_eq!(asked.state(Timestamp(11 * minute)), BreakGlassState::Ended);
        asked.ended_at = Some(Timestamp(5 * minute));
        assert_eq!(asked.state(Timestamp(6 * minute)), BreakGlassState::Ended);
    }
}
