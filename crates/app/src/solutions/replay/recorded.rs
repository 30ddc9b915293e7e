//! The runs that are replayed, as they were recorded.

use std::{collections::HashMap, sync::Arc};

use engine::{Start, history::RunRecord};
use model::{EnvironmentId, ErrorCode, FlowId, FlowKey, RunFacts, RunId};
use solutions::Contents;
use store::{Tx, flows, journal, runs, runs::StoredRun};

use super::{Runs, Seen};
use crate::{
    AppError, ErrorKind, Op, Steward,
    lookup::{self, SeeRuns},
    runs::history_of,
    start::{Prepared, decode_start},
};

/// How many bytes the runs of one replay may hold together, as they are stored.
const BYTES: usize = 32 << 20;
/// How many runs are looked at at a time.
const PAGE: u32 = 200;
/// How often, so that a flow of which thousands are under way is not searched through.
const PAGES: usize = 25;

/// The runs that somebody asked for.
#[derive(Debug)]
pub(crate) struct Chosen {
    /// The runs, newest first.
    pub(super) runs: Vec<Asked>,
    /// How many of the newest ended runs of all the package's flows are among them and may be seen by the caller; [`Runs::MOST`] where
    /// there are no others.
    pub(crate) covers: usize,
}

/// A run that somebody asked for.
#[derive(Debug)]
pub(super) enum Asked {
    /// It can be replayed, as far as is known before.
    Recorded(Box<Recorded>),
    /// It cannot: why, as a sentence.
    Not { run: RunId, seen: Option<Seen>, why: String },
}

/// A run as it was recorded.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) run: RunId,
    pub(super) seen: Seen,
    pub(super) prepared: Arc<Prepared>,
    pub(super) start: Start,
    pub(super) facts: RunFacts,
    pub(super) record: RunRecord,
}

/// The runs that are asked for, each with what the caller may see of it.
pub(crate) fn choose(
    steward: &Steward,
    tx: &mut Tx<'_>,
    op: &Op,
    environment: EnvironmentId,
    brought: &Contents,
    asked: &Runs,
) -> Result<Chosen, AppError> {
    let mut choosing = Choosing { steward, op, environment, bytes: 0, visible: HashMap::new() };
    let (found, covers) = match asked {
        Runs::Named(ids) => (ids.iter().rev().map(|id| (*id, None)).collect(), 0),
        Runs::Latest { count, flows } => {
            let wanted = |id: &FlowId| flows.is_empty() || flows.contains(id);
            let mut keys = Vec::new();
            for file in brought.flows.iter().filter(|file| wanted(&file.id)) {
                keys.extend(flows::by_id(tx, environment, file.id)?.map(|flow| flow.key));
            }
            let (found, is_all) = latest(tx, keys, *count)?;
            let covers = match flows.is_empty() {
                true if is_all => Runs::MOST,
                true => found.len(),
                false => 0,
            };
            (found.into_iter().map(|run| (run.id, Some(run))).collect::<Vec<_>>(), covers)
        }
    };
    let mut runs = Vec::new();
    for (id, stored) in found {
        let stored = match stored {
            Some(stored) => Some(stored),
            None => runs::get(tx, environment, id)?,
        };
        runs.push(choosing.one(tx, id, stored, brought)?);
    }
    let sees_all = runs.iter().all(|it| !matches!(it, Asked::Not { seen: None, .. }));
    Ok(Chosen { runs, covers: if sees_all { covers } else { 0 } })
}

/// The newest runs of some flows that have ended, and whether those are all.
fn latest(tx: &mut Tx<'_>, flows: Vec<FlowKey>, count: usize) -> Result<(Vec<StoredRun>, bool), AppError> {
    let mut wanted = runs::Wanted { flows, status: None, after: None, limit: PAGE };
    let (mut found, mut is_all) = (Vec::new(), false);
    for _ in 0..PAGES {
        let page = runs::list(tx, &wanted)?;
        wanted.after = page.last().map(|run| run.id);
        is_all = page.len() < PAGE as usize;
        found.extend(page.into_iter().filter(|run| run.progress.status.is_final()));
        if is_all || found.len() >= count {
            break;
        }
    }
    is_all &= found.len() <= count;
    found.truncate(count);
    Ok((found, is_all))
}

struct Choosing<'a> {
    steward: &'a Steward,
    op: &'a Op,
    environment: EnvironmentId,
    bytes: usize,
    visible: HashMap<FlowKey, Option<(FlowId, String)>>,
}

impl Choosing<'_> {
    fn one(
        &mut self,
        tx: &mut Tx<'_>,
        run: RunId,
        stored: Option<StoredRun>,
        brought: &Contents,
    ) -> Result<Asked, AppError> {
        let flow = match &stored {
            Some(stored) => self.visible(tx, stored.flow)?,
            None => None,
        };
        let (Some(stored), Some((flow, flow_name))) = (stored, flow) else {
            let why = "There is no such run here, or you may not see it.".to_owned();
            return Ok(Asked::Not { run, seen: None, why });
        };
        let seen = Seen { flow, flow_name, started_at: stored.started_at, status: stored.progress.status };
        if !stored.progress.status.is_final() {
            return Ok(Asked::Not { run, seen: Some(seen), why: "It has not ended.".to_owned() });
        }
        if !brought.flows.iter().any(|file| file.id == flow) {
            return Ok(Asked::Not { run, seen: Some(seen), why: "The package does not have its flow.".to_owned() });
        }
        let prepared = self.steward.prepared().pinned(tx, stored.flow, stored.version)?;
        let begin = runs::start_of(tx, run)?.unwrap_or_default();
        let segments = journal::read(tx, run)?;
        self.bytes += begin.len() + segments.iter().map(Vec::len).sum::<usize>();
        if self.bytes > BYTES {
            return Err(too_large(format!("hold more than {} MiB", BYTES >> 20)));
        }
        let plain = self.steward.plain_form(self.environment, run, &begin)?;
        let (start, facts) = decode_start(&plain, run, stored.started_at)?;
        let record = history_of(self.steward, &prepared, run, &segments)?;
        Ok(Asked::Recorded(Box::new(Recorded { run, seen, prepared, start, facts, record })))
    }

    /// A flow whose runs the caller may see.
    fn visible(&mut self, tx: &mut Tx<'_>, key: FlowKey) -> Result<Option<(FlowId, String)>, AppError> {
        if let Some(known) = self.visible.get(&key) {
            return Ok(known.clone());
        }
        let found = match lookup::flow_by_key::<SeeRuns>(tx, self.op, key) {
            Ok(proof) => Some((proof.flow().id, proof.flow().name.clone())),
            Err(refused) if matches!(refused.kind, ErrorKind::NotFound | ErrorKind::Forbidden) => None,
            Err(failed) => return Err(failed),
        };
        self.visible.insert(key, found.clone());
        Ok(found)
    }
}

/// More than one replay may take.
pub(super) fn too_large(how: String) -> AppError {
    let message = format!("The runs {how}, which is more than one replay may.");
    AppError::new(ErrorKind::TooLarge, ErrorCode::ReplayTooLarge, message)
        .with_hint("Replay fewer runs, or those of fewer flows.")
}
