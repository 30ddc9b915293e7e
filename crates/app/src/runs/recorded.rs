//! Runs as they are written down before they are removed.

use model::FlowId;
use store::{Tx, environments, flows, journal, runs};
use uuid::Uuid;

use super::{
    detail::{ActionView, RunDetail, whole},
    list::{RunSummary, summary},
};
use crate::{AppError, Steward, directory::People};

/// A run with everything that is kept of it.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The name of its environment; empty once that is gone.
    pub environment: String,
    /// What is written down.
    pub what: Record,
}

/// What is written down of a run.
#[derive(Clone, Debug)]
pub enum Record {
    /// What people see of it.
    Shown(Box<RunDetail>, Vec<ActionView>),
    /// What is stored of it, where its flow secures something, which stays sealed; or where it cannot be shown any more, because
    /// its flow was deleted.
    Stored {
        /// What lists show. The name of a flow that is gone is not known.
        summary: Box<RunSummary>,
        /// What it started with.
        start: Vec<u8>,
        /// What it remembered.
        journal: Vec<Vec<u8>>,
    },
}

/// Reads a run to write it down. It asks for no right: what is written is for whoever operates the installation.
///
/// # Errors
/// The store's.
pub fn recorded(steward: &Steward, tx: &mut Tx<'_>, run: &runs::StoredRun) -> Result<Recorded, AppError> {
    let environment = environments::by_id(tx, run.environment)?.map(|it| it.name).unwrap_or_default();
    let what = match shown(steward, tx, run) {
        Ok(Some(shown)) => shown,
        // Where it is the database that failed, it fails here as well.
        Ok(None) | Err(_) => stored(steward, tx, run)?,
    };
    Ok(Recorded { environment, what })
}

/// Nothing where the flow secures something: what it does with that may stand in clear in what other actions made of it.
fn shown(steward: &Steward, tx: &mut Tx<'_>, run: &runs::StoredRun) -> Result<Option<Record>, AppError> {
    if steward.prepared().pinned(tx, run.flow, run.version)?.is_secure {
        return Ok(None);
    }
    let (detail, actions) = whole(steward, tx, run)?;
    Ok(Some(Record::Shown(Box::new(detail), actions)))
}

fn stored(steward: &Steward, tx: &mut Tx<'_>, run: &runs::StoredRun) -> Result<Record, AppError> {
    let flow = flows::by_key(tx, run.flow)?;
    let (id, name) = flow.map_or((FlowId(Uuid::nil()), String::new()), |flow| (flow.id, flow.name));
    let summary = Box::new(summary(tx, &mut People::at(steward.now()), run.clone(), id, name)?);
    let start = runs::start_of(tx, run.id)?.unwrap_or_default();
    Ok(Record::Stored { summary, start, journal: journal::read(tx, run.id)? })
}
