//! What comes of an occasion: a run, one for each item of a list, none, or a trigger that failed.

use engine::ErrorInfo;
use model::{FiringStatus, Timestamp};
use store::{
    StoreError, Tx,
    firings::{self, NewFiring},
};

use super::{PendingRun, Prepared};

/// What comes of an occasion.
#[derive(Clone, Debug)]
pub enum Firing {
    /// A run.
    One(Box<PendingRun>),
    /// A run for each item of the list that the trigger splits, but for those that a condition keeps from running. Nobody can wait
    /// for their answers. At least one.
    Each(Vec<PendingRun>),
    /// No run is to start.
    Skipped(ErrorInfo),
    /// The trigger failed: the body does not fit its schema, or what it should split is no list that it can.
    Failed(ErrorInfo),
}

impl Firing {
    /// The runs to accept, all in one transaction. Where there is none, the flow's history says why.
    ///
    /// # Errors
    /// The store's.
    pub fn runs(self, tx: &mut Tx<'_>, prepared: &Prepared, at: Timestamp) -> Result<Vec<PendingRun>, StoreError> {
        let noted = match self {
            Self::One(run) => return Ok(vec![*run]),
            Self::Each(runs) => return Ok(runs),
            Self::Skipped(why) => note(prepared, FiringStatus::Skipped, why, at),
            Self::Failed(why) => note(prepared, FiringStatus::Failed, shown(prepared, why), at),
        };
        firings::insert(tx, &noted)?;
        Ok(Vec::new())
    }
}

/// What people may read of a failure: its sentence may quote what the trigger was given.
fn shown(prepared: &Prepared, why: ErrorInfo) -> ErrorInfo {
    let is_secure = prepared.flow.definition.trigger().is_some_and(|trigger| trigger.secure_outputs);
    if !is_secure {
        return why;
    }
    ErrorInfo::new(why.code, "The outputs of the trigger are secured, so what was wrong with them is not shown.")
}

/// What the history keeps of a firing without a run.
pub fn note(prepared: &Prepared, status: FiringStatus, why: ErrorInfo, at: Timestamp) -> NewFiring {
    NewFiring {
        environment: prepared.environment,
        flow: prepared.key,
        at,
        scheduled_at: None,
        status,
        code: why.code.to_string(),
        message: why.message,
    }
}

/// Why a firing starts nothing.
pub(super) fn condition_not_met(prepared: &Prepared) -> ErrorInfo {
    let name = prepared.flow.definition.trigger().map_or("", |trigger| &*trigger.name);
    ErrorInfo::new("TriggerConditionNotMet", format!("A condition of the trigger '{name}' does not hold."))
}

/// The same.
pub(super) fn nothing_to_split(prepared: &Prepared) -> ErrorInfo {
    let name = prepared.flow.definition.trigger().map_or("", |trigger| &*trigger.name);
    ErrorInfo::new("NothingToSplit", format!("The list that the trigger '{name}' splits has no items."))
}
