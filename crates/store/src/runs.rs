//! Runs: one row each. What a run remembers is in [`journal`](crate::journal).

use model::{EnvironmentId, FlowKey, PrincipalId, RunId, RunStatus, StartKind, Timestamp};
use uuid::Uuid;

use crate::{Hint, Param, Row, StoreError, Tx, code::Code, params};

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

fn ids(principals: &[PrincipalId]) -> Vec<u8> {
    principals.iter().flat_map(|principal| *principal.0.as_bytes()).collect()
}

/// Adds a run that `node` holds from the start.
pub fn insert(tx: &mut Tx<'_>, new: &NewRun, progress: &Progress, node: Uuid) -> Result<(), StoreError> {
    write(tx, new, progress, progress.ended_at.is_none().then_some(node))
}

/// Adds a run that waits to be claimed, now or at an instant, and hints at it.
pub fn queue(tx: &mut Tx<'_>, new: &NewRun, not_before: Option<Timestamp>) -> Result<(), StoreError> {
    let progress = Progress { wake_at: not_before, ..Progress::running() };
    write(tx, new, &progress, None)?;
    tx.hint(Hint::RunQueued(new.id));
    Ok(())
}

fn write(tx: &mut Tx<'_>, new: &NewRun, progress: &Progress, node: Option<Uuid>) -> Result<(), StoreError> {
    let acting = ids(&progress.acting);
    tx.execute(
        "INSERT INTO runs (id, environment, flow, version, start_kind, invoker, started_at, resubmit_of, status, ended_at, wake_at, code, message, acting, node, start)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            new.id,
            new.environment,
            new.flow,
            new.version,
            new.kind.code(),
            new.invoker,
            new.started_at,
            new.resubmit_of,
            progress.status.code(),
            progress.ended_at,
            progress.wake_at,
            progress.code.as_deref(),
            progress.message.as_deref(),
            (!acting.is_empty()).then_some(&acting),
            node,
            &new.start,
        ],
    )?;
    Ok(())
}

/// Moves a run on. `keep` says whether `node` goes on holding it in memory. Answers false, and changes nothing, if another node holds
/// it meanwhile: the caller's work on it is void.
pub fn advance(tx: &mut Tx<'_>, run: RunId, node: Uuid, progress: &Progress, keep: bool) -> Result<bool, StoreError> {
    let acting = ids(&progress.acting);
    let changed = tx.execute(
        "UPDATE runs SET status = ?3, ended_at = ?4, wake_at = ?5, code = ?6, message = ?7, acting = ?8, node = ?9 WHERE id = ?1 AND node = ?2",
        params![
            run,
            node,
            progress.status.code(),
            progress.ended_at,
            progress.wake_at,
            progress.code.as_deref(),
            progress.message.as_deref(),
            (!acting.is_empty()).then_some(&acting),
            (keep && progress.ended_at.is_none()).then_some(node),
        ],
    )?;
    Ok(changed == 1)
}

/// Whether `node` still holds a run.
pub fn is_held_by(tx: &mut Tx<'_>, run: RunId, node: Uuid) -> Result<bool, StoreError> {
    let held = tx.query_one("SELECT 1 FROM runs WHERE id = ?1 AND node = ?2", params![run, node], |_| Ok(()))?;
    Ok(held.is_some())
}

/// Claims runs that nobody holds and whose time has come, oldest first. Answers them with what they started with.
pub fn claim(tx: &mut Tx<'_>, node: Uuid, now: Timestamp, limit: u32) -> Result<Vec<(StoredRun, Vec<u8>)>, StoreError> {
    let due = tx.query(
        &format!(
            "SELECT {COLUMNS}, start FROM runs
             WHERE ended_at IS NULL AND node IS NULL AND (wake_at IS NULL OR wake_at <= ?1) ORDER BY id LIMIT ?2"
        ),
        params![now, limit],
        |row| Ok((read(row)?, row.blob(14)?)),
    )?;
    for (run, _) in &due {
        tx.execute("UPDATE runs SET node = ?2 WHERE id = ?1", params![run.id, node])?;
    }
    Ok(due)
}

/// Claims one run, if nobody holds it and it has not ended. Its time need not have come.
pub fn claim_one(tx: &mut Tx<'_>, run: RunId, node: Uuid) -> Result<Option<(StoredRun, Vec<u8>)>, StoreError> {
    let changed = tx
        .execute("UPDATE runs SET node = ?2 WHERE id = ?1 AND node IS NULL AND ended_at IS NULL", params![run, node])?;
    if changed == 0 {
        return Ok(None);
    }
    tx.query_one(&format!("SELECT {COLUMNS}, start FROM runs WHERE id = ?1"), params![run], |row| {
        Ok((read(row)?, row.blob(14)?))
    })
}

/// Makes a run that nobody holds due now.
pub fn wake(tx: &mut Tx<'_>, run: RunId) -> Result<(), StoreError> {
    let changed =
        tx.execute("UPDATE runs SET wake_at = NULL WHERE id = ?1 AND node IS NULL AND ended_at IS NULL", params![run])?;
    if changed > 0 {
        tx.hint(Hint::RunQueued(run));
    }
    Ok(())
}

/// Lets go of all runs that nodes other than `node` hold, which were stopped or crashed. Answers how many.
pub fn release_others(tx: &mut Tx<'_>, node: Uuid) -> Result<usize, StoreError> {
    tx.execute("UPDATE runs SET node = NULL WHERE ended_at IS NULL AND node IS NOT NULL AND node <> ?1", params![node])
}

/// When the next waiting run that nobody holds is due.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    let next = tx.query_one(
        "SELECT min(coalesce(wake_at, 0)) FROM runs WHERE ended_at IS NULL AND node IS NULL",
        &[],
        |row| row.opt_time(0),
    )?;
    Ok(next.flatten())
}

/// A run, within its environment.
pub fn get(tx: &mut Tx<'_>, environment: EnvironmentId, run: RunId) -> Result<Option<StoredRun>, StoreError> {
    tx.query_one(
        &format!("SELECT {COLUMNS} FROM runs WHERE id = ?1 AND environment = ?2"),
        params![run, environment],
        read,
    )
}

/// What a run started with, encoded.
pub fn start_of(tx: &mut Tx<'_>, run: RunId) -> Result<Option<Vec<u8>>, StoreError> {
    tx.query_one("SELECT start FROM runs WHERE id = ?1", params![run], |row| row.blob(0))
}

/// Which runs to list.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Of these flows.
    pub flows: Vec<FlowKey>,
    /// With this status.
    pub status: Option<RunStatus>,
    /// Older than this run.
    pub after: Option<RunId>,
    /// At most so many.
    pub limit: u32,
}

/// Runs of some flows, newest first. Ids sort by time, so each flow's runs are read off its index.
pub fn list(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Vec<StoredRun>, StoreError> {
    let after = wanted.after.map_or(Uuid::max(), |run| run.0);
    let status = wanted.status.map_or(-1, Code::code);
    let mut found = Vec::new();
    for flow in &wanted.flows {
        found.extend(tx.query(
            &format!("SELECT {COLUMNS} FROM runs WHERE flow = ?1 AND id < ?2 AND (?3 < 0 OR status = ?3) ORDER BY id DESC LIMIT ?4"),
            &[Param::from(*flow), Param::Uuid(after), Param::Int(status), Param::from(wanted.limit)],
            read,
        )?);
    }
    found.sort_by_key(|run| std::cmp::Reverse(run.id));
    found.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// How many runs have ended, for benchmarks and metrics.
pub fn count_ended(tx: &mut Tx<'_>, flow: FlowKey) -> Result<i64, StoreError> {
    let count =
        tx.query_one("SELECT count(*) FROM runs WHERE flow = ?1 AND status >= 2", params![flow], |row| row.int(0))?;
    Ok(count.unwrap_or(0))
}
