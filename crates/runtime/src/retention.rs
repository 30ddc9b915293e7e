//! The history's end: runs that ended long ago are written to an archive, where there is one, and removed.
//!
//! It works in small steps. A step's runs are read by a reader, written and synced outside of any transaction, and only then removed in
//! a short one; then it pauses for a multiple of what that took, so that it never has more than a small part of the writer. Servers
//! take turns, so that they do not do the same work twice. One that dies between writing and removing has its runs written again.

mod archive;

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use app::AppError;
use model::{RunId, Timestamp};
use store::{
    StoreError, firings, nodes,
    runs::{StoredRun, retention},
    turns,
};
use tracing::{error, info};

pub use archive::{Archive, Lines, read};

use self::archive::Writer;
use crate::runtime::Runtime;

/// How often it looks, where nothing was old enough.
const AT_LEAST_EVERY: Duration = Duration::from_secs(60);
/// It begins with the oldest run again after so many looks, because some that stayed may have ended since.
const ANEW_EVERY: u32 = 60;
/// How much longer it pauses than it kept a writer busy.
const PAUSES: u32 = 9;
/// What servers take turns at.
const WORK: &str = "history";
/// How long a server has its turn if it falls silent, in milliseconds.
const TURN: i64 = 60_000;
/// How many runs are read to be archived in one transaction.
const READ_AT_A_TIME: usize = 32;
/// How many firings are removed in one transaction.
const FIRINGS: u32 = 1_000;
/// How many bytes of lines are written at a time, unless one run has more.
const WRITTEN_AT_A_TIME: usize = 8 << 20;

/// What it has done since the start.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    removed: AtomicU64,
    archived: AtomicU64,
}

/// What a step came to.
enum Step {
    /// It removed so many, which kept a writer busy for so long, and there may be more.
    Removed(usize, Duration),
    /// Nothing is old enough, or another server is at it.
    Rests,
}

/// Removes what is old until the runtime stops.
pub(crate) async fn keep(runtime: Runtime) {
    let Some(history) = runtime.0.config.history else { return };
    let every = (history / 100).clamp(Duration::from_millis(100), AT_LEAST_EVERY);
    let mut keeper = Keeper { history, after: None, archive: runtime.0.config.archive.clone().map(Writer::new) };
    let (mut looks, mut removed) = (0_u32, 0);
    let mut stopping = runtime.0.stopping.subscribe();
    while !runtime.is_stopping() {
        let began = Instant::now();
        let pause = match keeper.step(&runtime).await {
            Ok(Step::Removed(count, wrote)) => {
                removed += count;
                (began.elapsed() + wrote * PAUSES).clamp(Duration::from_millis(50), AT_LEAST_EVERY)
            }
            Ok(Step::Rests) => {
                if removed > 0 {
                    info!(runs = removed, "Removed {removed} runs that ended long ago from the history");
                }
                looks = looks.wrapping_add(1);
                if looks % ANEW_EVERY == 0 {
                    keeper.after = None;
                }
                removed = 0;
                every
            }
            Err(failed) => {
                error!("Old runs could not be removed: {failed}");
                every.max(Duration::from_secs(1))
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

struct Keeper {
    history: Duration,
    /// Runs up to this one have been looked at.
    after: Option<RunId>,
    archive: Option<Writer>,
}

impl Keeper {
    async fn step(&mut self, runtime: &Runtime) -> Result<Step, AppError> {
        let (store, after, now) = (runtime.0.steward.store(), self.after, runtime.0.steward.now());
        let history = i64::try_from(self.history.as_millis()).unwrap_or(i64::MAX);
        let (before, old) = store
            .read::<_, StoreError>(move |tx| {
                // Both clocks have to agree: a clock that is wrong once would remove everything.
                let before = now.min(nodes::now(tx)?).plus_millis(-history);
                Ok((before, retention::old(tx, after, before)?))
            })
            .await?;
        let Some(mut last) = old.last else { return forget_firings(runtime, history).await };
        let (mut removed, mut wrote) = (0, Duration::ZERO);
        if !old.runs.is_empty() {
            let node = runtime.node();
            if !store.write(move |tx| turns::take(tx, WORK, node, TURN)).await? {
                return Ok(Step::Rests);
            }
            let mut ids: Vec<RunId> = old.runs.iter().map(|run| run.id).collect();
            if let Some(writer) = &mut self.archive {
                let count = writer.write(runtime, &old.runs).await?;
                if count < ids.len() {
                    ids.truncate(count);
                    last = ids.last().copied().unwrap_or(last);
                }
            }
            let work = move |tx: &mut store::Tx<'_>| {
                // Whoever lost its turn meanwhile leaves the runs to the one who has it now.
                if !turns::take(tx, WORK, node, TURN)? {
                    return Ok(0);
                }
                retention::removes_before(tx, before)?;
                retention::remove(tx, &ids)
            };
            let began = Instant::now();
            removed = store.write::<_, StoreError>(work).await?;
            wrote = began.elapsed();
            runtime.0.history.removed.fetch_add(u64::try_from(removed).unwrap_or(0), Relaxed);
        }
        self.after = Some(last);
        Ok(Step::Removed(removed, wrote))
    }
}

impl Writer {
    /// Writes runs down and syncs them. Answers how many from the first on.
    async fn write(&mut self, runtime: &Runtime, runs: &[StoredRun]) -> Result<usize, AppError> {
        let (mut lines, mut bytes) = (Vec::new(), 0);
        for some in runs.chunks(READ_AT_A_TIME) {
            let (steward, some, line) = (runtime.0.steward.clone(), some.to_vec(), self.line());
            let read = move |tx: &mut store::Tx<'_>| {
                some.iter().map(|run| app::runs::recorded(&steward, tx, run).map(line)).collect::<Result<Vec<_>, _>>()
            };
            let read: Vec<String> = runtime.0.steward.store().read::<_, AppError>(read).await?;
            bytes += read.iter().map(String::len).sum::<usize>();
            lines.extend(read);
            if bytes > WRITTEN_AT_A_TIME {
                break;
            }
        }
        let count = lines.len();
        self.append(day(runtime.0.steward.now()), lines).await.map_err(|failed| {
            AppError::internal(failed).with_hint("Look at the folder of --archive: runs stay until they are written.")
        })?;
        runtime.0.history.archived.fetch_add(u64::try_from(count).unwrap_or(0), Relaxed);
        Ok(count)
    }
}

/// Removes firings without a run that are as old as runs that are removed. There is nothing to archive of them.
async fn forget_firings(runtime: &Runtime, history: i64) -> Result<Step, AppError> {
    let (store, now) = (runtime.0.steward.store(), runtime.0.steward.now());
    let oldest = store.read::<_, StoreError>(move |tx| Ok((firings::oldest(tx)?, now.min(nodes::now(tx)?))));
    let (oldest, now) = oldest.await?;
    let before = now.plus_millis(-history);
    if oldest.is_none_or(|oldest| oldest >= before) {
        return Ok(Step::Rests);
    }
    let (node, began) = (runtime.node(), Instant::now());
    let work = move |tx: &mut store::Tx<'_>| {
        if turns::take(tx, WORK, node, TURN)? { firings::remove_before(tx, before, FIRINGS) } else { Ok(0) }
    };
    match store.write::<_, StoreError>(work).await? {
        0 => Ok(Step::Rests),
        // They are no runs, and are not counted among them.
        _ => Ok(Step::Removed(0, began.elapsed())),
    }
}

/// `2026-11-22`.
fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

impl Runtime {
    /// How many runs this start has removed from the history, and how many of them it has archived.
    pub fn history_counts(&self) -> (u64, u64) {
        (self.0.history.removed.load(Relaxed), self.0.history.archived.load(Relaxed))
    }
}
