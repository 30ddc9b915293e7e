//! What comes of an occasion: a run, one for each item of a list, none, or a trigger that failed.

use engine::ErrorInfo;

use super::PendingRun;

/// What comes of an occasion.
#[derive(Clone, Debug)]
pub enum Firing {
    /// A run.
    One(Box<PendingRun>),
    /// A run for each item of the list that the trigger splits, but for those that a condition keeps from running. Nobody can wait
    /// for their answers.
    Each(Vec<PendingRun>),
    /// A condition of the trigger does not hold.
    Nothing,
    /// The trigger failed: what it should split is no list that it can.
    Failed(ErrorInfo),
}

impl Firing {
    /// The runs to accept, all in one transaction.
    ///
    /// # Errors
    /// Why the trigger failed.
    pub fn runs(self) -> Result<Vec<PendingRun>, ErrorInfo> {
        match self {
            Self::One(run) => Ok(vec![*run]),
            Self::Each(runs) => Ok(runs),
            Self::Nothing => Ok(Vec::new()),
            Self::Failed(error) => Err(error),
        }
    }
}
