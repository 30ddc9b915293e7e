//! Replaying recorded runs with the flows of a package, before it is brought in: what would have gone otherwise.
//!
//! Nobody is called and nothing is stored. The runs are read; the package is brought in and taken back, as for a plan, so that values and
//! identities are those that the environment would give; and each run is driven in memory with the answers that were recorded. Who may
//! not see what a run did learns nothing of it here either.

mod candidate;
mod recorded;
mod told;

use std::sync::Arc;

use engine::DifferenceKind;
use model::{ErrorCode, FlowId, RunId, RunStatus, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::OwnedSemaphorePermit;
use wdl::Value;

pub(crate) use self::{
    candidate::{Candidates, rehearsed},
    recorded::{Chosen, choose},
};
use super::{Mode, Read};
use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, ManageSolutions},
};

/// How long all runs of one replay may take together, in milliseconds.
const LONGEST_MS: i64 = 60_000;

/// Which runs are replayed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Runs {
    /// These.
    Named(Vec<RunId>),
    /// The newest that have ended, of the package's flows.
    Latest {
        /// How many.
        count: usize,
        /// Of these flows only, unless there are none.
        flows: Vec<FlowId>,
    },
}

impl Runs {
    /// How many runs are replayed at once.
    pub const MOST: usize = 200;

    /// The runs that somebody asks for: the newest, or some by their ids.
    ///
    /// # Errors
    /// [`ErrorCode::ReplayInvalid`]: neither or both are asked for, or too many.
    pub fn new(latest: Option<usize>, flows: Vec<FlowId>, runs: Option<Vec<RunId>>) -> Result<Self, AppError> {
        let (asked, count) = match (latest, runs) {
            (Some(count), None) => (Self::Latest { count, flows }, count),
            (None, Some(mut runs)) if flows.is_empty() => {
                runs.sort_unstable();
                runs.dedup();
                let count = runs.len();
                (Self::Named(runs), count)
            }
            _ => {
                let message = "Say either how many of the latest runs are replayed, and of which flows, or which runs.";
                return Err(AppError::new(ErrorKind::Invalid, ErrorCode::ReplayInvalid, message).at("runs"));
            }
        };
        if (1..=Self::MOST).contains(&count) {
            return Ok(asked);
        }
        let message = format!("{count} runs are asked for; 1 to {} are replayed at once.", Self::MOST);
        Err(AppError::new(ErrorKind::Invalid, ErrorCode::ReplayInvalid, message).at("runs"))
    }
}

/// What became of recorded runs with another version of their flows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// The solution's unique name.
    pub solution: String,
    /// The version in the package.
    pub version: String,
    /// The runs, newest first.
    pub runs: Vec<ReplayedRun>,
}

impl Report {
    /// How many runs would have gone as they did.
    pub fn same(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Compared { differences, .. } if differences.is_empty()))
    }

    /// How many would have gone otherwise.
    pub fn different(&self) -> usize {
        self.runs.len() - self.same() - self.not_replayed()
    }

    /// How many were not replayed.
    pub fn not_replayed(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::NotReplayed(_)))
    }

    fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.runs.iter().filter(|run| is(&run.outcome)).count()
    }
}

/// One run of a report.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ReplayedRun {
    /// Its id.
    pub run: RunId,
    /// What there is to say of it; nothing where the caller may not see it.
    pub seen: Option<Seen>,
    /// What became of it.
    pub outcome: Outcome,
}

/// A run that the caller may see.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Seen {
    /// Its flow.
    pub flow: FlowId,
    /// What people call that.
    pub flow_name: String,
    /// When it was accepted.
    pub started_at: Timestamp,
    /// How it ended.
    pub status: RunStatus,
}

/// What became of a run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// It was not replayed: why, as a sentence.
    NotReplayed(String),
    /// It was.
    Compared {
        /// How it would end; none where nobody knows.
        after: Option<RunStatus>,
        /// What differs.
        differences: Vec<Told>,
    },
}

/// What kind of difference.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// How the run or an action ended, or whether the run started.
    Status,
    /// What the caller was answered, or what an action made without a call.
    Output,
    /// A call that was made is made no more.
    EffectMissing,
    /// A call is made that was not.
    EffectExtra,
    /// A call is told something else.
    EffectChanged,
    /// A call is made as somebody else, or refused.
    Identity,
}

impl From<DifferenceKind> for Kind {
    fn from(kind: DifferenceKind) -> Self {
        match kind {
            DifferenceKind::Start | DifferenceKind::Status => Self::Status,
            DifferenceKind::Output => Self::Output,
            DifferenceKind::EffectMissing => Self::EffectMissing,
            DifferenceKind::EffectExtra => Self::EffectExtra,
            DifferenceKind::EffectChanged => Self::EffectChanged,
        }
    }
}

/// Something that differs, in words. The words name actions, members and principals, and no values.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Told {
    /// What.
    pub kind: Kind,
    /// The action; none for the run itself.
    pub action: Option<String>,
    /// The iterations that it is in, outermost first: the loop, and the number from 0.
    pub iterations: Vec<(String, u32)>,
    /// How it was; none where that may not be shown or is long.
    #[serde(skip)]
    pub before: Option<Value>,
    /// How it would be.
    #[serde(skip)]
    pub after: Option<Value>,
    /// One sentence for people.
    pub sentence: String,
}

/// Replays runs of an environment with the flows of a package.
///
/// # Errors
/// The caller may not manage solutions there; the package cannot be brought in as it is; or the runs hold more, or take longer, than
/// one replay may ([`ErrorCode::ReplayTooLarge`]).
pub async fn replay(steward: &Steward, op: &Op, environment: &str, read: Read, runs: Runs) -> Result<Report, AppError> {
    let read = Arc::new(read);
    let (asking, name, package) = (op.clone(), environment.to_owned(), read.clone());
    let room = steward.room_to_replay().await?;
    let chosen = steward
        .read(move |steward, tx| {
            let proof = lookup::environment::<ManageSolutions>(tx, &asking, &name)?;
            choose(steward, tx, &asking, proof.id(), &package.contents, &runs)
        })
        .await?;
    let (chosen, name) = (Arc::new(chosen), environment.to_owned());
    let found = chosen.clone();
    let candidates = steward
        .rehearse(op, "solution.replay", move |steward, tx, op, _| {
            let proof = lookup::environment::<ManageSolutions>(tx, op, &name)?;
            rehearsed(steward, tx, op, &proof, &read, &Mode::Upgrade.into(), &found)
        })
        .await?;
    compared(steward, room, chosen, candidates).await
}

/// Drives the runs, off the threads that drive tasks.
pub(crate) async fn compared(
    steward: &Steward,
    room: OwnedSemaphorePermit,
    chosen: Arc<Chosen>,
    candidates: Candidates,
) -> Result<Report, AppError> {
    let steward = steward.clone();
    let work = move || {
        let last = steward.now().plus_millis(LONGEST_MS);
        let mut runs = Vec::new();
        for asked in &chosen.runs {
            if steward.now() > last {
                return Err(recorded::too_large(format!("take more than {} seconds", LONGEST_MS / 1_000)));
            }
            runs.push(told::told(asked, &candidates));
        }
        let Candidates { solution, version, .. } = candidates;
        drop(room);
        Ok(Report { solution, version, runs })
    };
    tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?
}
