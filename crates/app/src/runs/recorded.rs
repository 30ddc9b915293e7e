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
    /// What people may see of it: what a flow secures is left out.
    Shown(Box<RunDetail>, Vec<ActionView>),
    /// What is stored of it, where it cannot be shown any more because its flow was deleted. What is sealed stays sealed.
    Stored {
        /// What lists show. Of a flow that is gone nothing is known.
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
    let what = match whole(steward, tx, run) {
        Ok((detail, actions)) => Record::Shown(Box::new(detail), actions),
        Err(_) => stored(tx, run)?,
    };
    Ok(Recorded { environment, what })
}

fn stored(tx: &mut Tx<'_>, run: &runs::StoredRun) -> Result<Record, AppError> {
    let flow = flows::by_key(tx, run.flow)?;
    let (id, name) = flow.map_or((FlowId(Uuid::nil()), String::new()), |flow| (flow.id, flow.name));
    let summary = Box::new(summary(tx, &mut People::default(), run.clone(), id, name)?);
    let start = runs::start_of(tx, run.id)?.unwrap_or_default();
    Ok(Record::Stored { summary, start, journal: journal::read(tx, run.id)? })
}
