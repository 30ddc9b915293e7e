//! Principals as they are shown wherever one is mentioned.

use std::collections::HashMap;

use model::{Ended, Principal, PrincipalId, PrincipalKind, Timestamp};
use store::{Tx, principals};

use crate::{AppError, Op, Steward};

/// A principal in short.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chip {
    /// Its id.
    pub id: PrincipalId,
    /// What it is.
    pub kind: PrincipalKind,
    /// Its sign-in name.
    pub name: String,
    /// What people read.
    pub display_name: String,
    /// When somebody will leave.
    pub leaves_at: Option<Timestamp>,
    /// From when on it may not act any more.
    pub expires_at: Option<Timestamp>,
    /// Why it may not act any more.
    pub ended: Option<Ended>,
}

impl Chip {
    /// A principal as it is at an instant.
    pub fn of(principal: Principal, now: Timestamp) -> Self {
        Self {
            ended: principal.ended(now),
            id: principal.id,
            kind: principal.kind,
            name: principal.name,
            display_name: principal.display_name,
            leaves_at: principal.leaves_at,
            expires_at: principal.expires_at,
        }
    }

    /// Whether it may act.
    pub fn is_active(&self) -> bool {
        self.ended.is_none()
    }

    /// For an id that the directory does not have, as in history that came from elsewhere.
    pub fn unknown(id: PrincipalId) -> Self {
        Self::of(Principal::new(id, PrincipalKind::User, id.to_string()), Timestamp::default())
    }
}

/// The chips of many ids, for a page. Every signed-in principal may ask. Ids that name nobody are left out.
pub async fn chips(steward: &Steward, op: &Op, ids: Vec<PrincipalId>) -> Result<HashMap<PrincipalId, Chip>, AppError> {
    let at = op.at;
    steward
        .read(move |_, tx| {
            let found = principals::by_ids(tx, &ids)?;
            Ok(found.into_iter().map(|principal| (principal.id, Chip::of(principal, at))).collect())
        })
        .await
}

/// Looks chips up within one transaction, each once.
pub(crate) struct People {
    now: Timestamp,
    known: HashMap<PrincipalId, Chip>,
}

impl People {
    /// As they are at an instant.
    pub(crate) fn at(now: Timestamp) -> Self {
        Self { now, known: HashMap::new() }
    }

    pub(crate) fn chip(&mut self, tx: &mut Tx<'_>, id: PrincipalId) -> Result<Chip, AppError> {
        if let Some(chip) = self.known.get(&id) {
            return Ok(chip.clone());
        }
        let found = principals::by_id(tx, id)?;
        let chip = found.map_or_else(|| Chip::unknown(id), |principal| Chip::of(principal, self.now));
        self.known.insert(id, chip.clone());
        Ok(chip)
    }

    pub(crate) fn chips(&mut self, tx: &mut Tx<'_>, ids: &[PrincipalId]) -> Result<Vec<Chip>, AppError> {
        ids.iter().map(|id| self.chip(tx, *id)).collect()
    }
}
