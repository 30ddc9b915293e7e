//! Runs: one row each. What a run remembers is in [`journal`](crate::journal).

mod claim;
pub mod limits;
mod list;
pub mod retention;
mod room;
mod save;

use model::{EnvironmentId, FlowKey, PrincipalId, RunId, RunStatus, StartKind, Timestamp};
use uuid::Uuid;

pub use self::{
    claim::{
        Claimed, claim, claim_one, count_waiting, is_to_be_cancelled, next_due, release_others, request_cancel,
        to_cancel, wake,
    },
    list::{Wanted, count_acted_as, count_ended, count_from, list, open_of, under_way},
    room::Room,
    save::{Save, save},
};
use crate::{Hint, Row, StoreError, Tx, code::Code, params};

impl Code for RunStatus {
    const WHAT: &'static str = "status of a run";
    const CODES: &'static [(Self, i64)] = &[
        (Self::Running, 0),
        (Self::Waiting, 1),
        (Self::Succeeded, 2),
        (Self::Failed, 3),
        (Self::Cancelled, 4),
        (Self::TimedOut, 5),
    ];
}

impl Code for StartKind {
    const WHAT: &'static str = "start of a run";
    const CODES: &'static [(Self, i64)] =
        &[(Self::RowChanged, 0), (Self::Button, 1), (Self::HttpRequest, 2), (Self::Recurrence, 3), (Self::Resubmit, 4)];
}

/// What makes a run.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Its id.
    pub id: RunId,
    /// Where it runs.
    pub environment: EnvironmentId,
    /// The flow.
    pub flow: FlowKey,
    /// The flow's version, to which the run is pinned.
    pub version: u32,
    /// What started it.
    pub kind: StartKind,
    /// Who caused it.
    pub invoker: Option<PrincipalId>,
    /// When it was accepted.
    pub started_at: Timestamp,
    /// The run that it repeats.
    pub resubmit_of: Option<RunId>,
    /// What it starts with, encoded.
    pub start: Vec<u8>,
}

/// Where a run stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Its status.
    pub status: RunStatus,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When it wants to go on, while nobody holds it in memory.
    pub wake_at: Option<Timestamp>,
    /// The platform's code, once it has ended.
    pub code: Option<String>,
    /// What went wrong.
    pub message: Option<String>,
    /// The principals whose identities its actions have used so far.
    pub acting: Vec<PrincipalId>,
}

impl Progress {
    /// A run between two actions.
    pub fn running() -> Self {
        Self {
            status: RunStatus::Running,
            ended_at: None,
            wake_at: None,
            code: None,
            message: None,
            acting: Vec::new(),
        }
    }
}

/// A run as it is stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredRun {
    /// Its id.
    pub id: RunId,
    /// Where it runs.
    pub environment: EnvironmentId,
    /// The flow.
    pub flow: FlowKey,
    /// The flow's version.
    pub version: u32,
    /// What started it.
    pub kind: StartKind,
    /// Who caused it.
    pub invoker: Option<PrincipalId>,
    /// When it was accepted.
    pub started_at: Timestamp,
    /// The run that it repeats.
    pub resubmit_of: Option<RunId>,
    /// Where it stands.
    pub progress: Progress,
}

/// The columns that [`read`] reads.
const COLUMNS: &str = "id, environment, flow, version, start_kind, invoker, started_at, resubmit_of, status, ended_at, wake_at, code, message, acting";

fn read(row: &Row<'_>) -> Result<StoredRun, StoreError> {
    Ok(StoredRun {
        id: RunId(row.uuid(0)?),
        environment: EnvironmentId(row.int(1)?),
        flow: FlowKey(row.int(2)?),
        version: u32::try_from(row.int(3)?).map_err(|error| StoreError::corrupt("run", error))?,
        kind: StartKind::from_code(row.int(4)?)?,
        invoker: row.opt_uuid(5)?.map(PrincipalId),
        started_at: row.time(6)?,
        resubmit_of: row.opt_uuid(7)?.map(RunId),
        progress: Progress {
            status: RunStatus::from_code(row.int(8)?)?,
            ended_at: row.opt_time(9)?,
            wake_at: row.opt_time(10)?,
            code: row.opt_text(11)?,
            message: row.opt_text(12)?,
            acting: row
                .opt_blob(13)?
                .unwrap_or_default()
                .chunks_exact(16)
                .filter_map(|id| Uuid::from_slice(id).ok().map(PrincipalId))
                .collect(),
        },
    })
}

pub(crate) fn ids(principals: &[PrincipalId]) -> Vec<u8> {
    principals.iter().flat_map(|principal| *principal.0.as_bytes()).collect()
}

/// Adds a run that waits to be claimed, now or at an instant, and hints at it.
pub fn queue(tx: &mut Tx<'_>, new: &NewRun, not_before: Option<Timestamp>) -> Result<(), StoreError> {
    let progress = Progress { wake_at: Some(not_before.unwrap_or(new.started_at)), ..Progress::running() };
    save::insert(tx, new, &progress, None)?;
    tx.hint(Hint::RunsDue);
    Ok(())
}

/// A run, within its environment.
pub fn get(tx: &mut Tx<'_>, environment: EnvironmentId, run: RunId) -> Result<Option<StoredRun>, StoreError> {
    tx.query_one(
        &format!("SELECT {COLUMNS} FROM runs WHERE id = ?1 AND environment = ?2"),
        params![run, environment],
        read,
    )
}

/// Where a run runs.
pub fn environment_of(tx: &mut Tx<'_>, run: RunId) -> Result<Option<EnvironmentId>, StoreError> {
    tx.query_one("SELECT environment FROM runs WHERE id = ?1", params![run], |row| Ok(EnvironmentId(row.int(0)?)))
}

/// What a run started with, encoded.
pub fn start_of(tx: &mut Tx<'_>, run: RunId) -> Result<Option<Vec<u8>>, StoreError> {
    tx.query_one("SELECT start FROM runs WHERE id = ?1", params![run], |row| row.blob(0))
}
