//! Runs of an environment, newest first.

use access::{FlowAction, may};
use model::{FlowId, FlowKey, RunId, RunStatus, StartKind, Timestamp};
use store::{Tx, flows, runs};

use crate::{
    AppError, Op, Steward,
    directory::{Chip, People},
    lookup::{self, Enter, FlowName, SeeRuns},
};

/// Which runs.
#[derive(Clone, Debug, Default)]
pub struct RunsWanted {
    /// Of this flow only.
    pub flow: Option<FlowName>,
    /// With this status only.
    pub status: Option<RunStatus>,
    /// Older than this run.
    pub after: Option<RunId>,
    /// At most so many.
    pub limit: u32,
}

/// A run as lists show it.
#[derive(Clone, Debug)]
pub struct RunSummary {
    /// Its id.
    pub id: RunId,
    /// The flow's id.
    pub flow: FlowId,
    /// The flow's name.
    pub flow_name: String,
    /// The flow's version.
    pub version: u32,
    /// Where it stands.
    pub status: RunStatus,
    /// What started it.
    pub start: StartKind,
    /// Who caused it; the clock is nobody.
    pub started_by: Option<Chip>,
    /// When it was accepted.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The platform's code.
    pub code: Option<String>,
    /// What went wrong.
    pub message: Option<String>,
    /// Whose identities its actions have used.
    pub acting: Vec<Chip>,
    /// The run that it repeats.
    pub resubmit_of: Option<RunId>,
}

/// The runs that the caller may see.
///
/// # Errors
/// The caller may not know of the environment or the flow.
pub async fn list(
    steward: &Steward,
    op: &Op,
    environment: &str,
    wanted: RunsWanted,
) -> Result<Vec<RunSummary>, AppError> {
    let (environment, op) = (environment.to_owned(), op.clone());
    steward
        .read(move |_, tx| {
            let visible = visible(tx, &op, &environment, wanted.flow.as_ref())?;
            let asked = runs::Wanted {
                flows: visible.iter().map(|(key, ..)| *key).collect(),
                status: wanted.status,
                after: wanted.after,
                limit: wanted.limit.clamp(1, 1_000),
            };
            let mut people = People::at(op.at);
            let found = runs::list(tx, &asked)?;
            found
                .into_iter()
                .map(|run| {
                    let flow = visible.iter().find(|(key, ..)| *key == run.flow);
                    let (id, name) = flow.map(|(_, id, name)| (*id, name.clone())).unwrap_or_default();
                    summary(tx, &mut people, run, id, name)
                })
                .collect()
        })
        .await
}

pub(super) fn summary(
    tx: &mut Tx<'_>,
    people: &mut People,
    run: runs::StoredRun,
    flow: FlowId,
    flow_name: String,
) -> Result<RunSummary, AppError> {
    Ok(RunSummary {
        id: run.id,
        flow,
        flow_name,
        version: run.version,
        status: run.progress.status,
        start: run.kind,
        started_by: run.invoker.map(|invoker| people.chip(tx, invoker)).transpose()?,
        started_at: run.started_at,
        ended_at: run.progress.ended_at,
        code: run.progress.code,
        message: run.progress.message,
        acting: run
            .progress
            .acting
            .into_iter()
            .map(|principal| people.chip(tx, principal))
            .collect::<Result<_, _>>()?,
        resubmit_of: run.resubmit_of,
    })
}

fn visible(
    tx: &mut Tx<'_>,
    op: &Op,
    environment: &str,
    flow: Option<&FlowName>,
) -> Result<Vec<(FlowKey, FlowId, String)>, AppError> {
    if let Some(name) = flow {
        let proof = lookup::flow::<SeeRuns>(tx, op, environment, name)?;
        return Ok(vec![(proof.key(), proof.flow().id, proof.flow().name.clone())]);
    }
    let within = lookup::environment::<Enter>(tx, op, environment)?;
    let mut visible = Vec::new();
    for flow in flows::list(tx, within.id())? {
        if may(&lookup::standing(tx, op, &within, &flow)?, FlowAction::SeeRuns) {
            visible.push((flow.key, flow.id, flow.name));
        }
    }
    Ok(visible)
}
