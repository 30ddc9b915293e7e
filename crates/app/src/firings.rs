//! What came of the firings of a flow's trigger. Those that started a run are told by the run, the others are kept by themselves.

use engine::ErrorInfo;
use model::{FiringStatus, RunId, RunStatus, Timestamp};
use store::{
    StoreError, Tx, firings,
    firings::StoredFiring,
    runs::{self, StoredRun, Wanted},
};
use uuid::Uuid;
use wdl::Value;

use crate::{
    AppError, Op, Steward,
    lookup::{self, FlowName, SeeRuns},
    start::decode_start,
};

/// A firing as lists show it.
#[derive(Clone, Debug)]
pub struct FiringSummary {
    /// The id of its run, or its own. They sort by time.
    pub id: Uuid,
    /// The trigger's name.
    pub trigger: String,
    /// The run that it started.
    pub run: Option<RunId>,
    /// When it fired.
    pub at: Timestamp,
    /// When the clock was to fire it, as the run's trigger says it.
    pub scheduled_time: Option<String>,
    /// What came of it.
    pub status: FiringStatus,
    /// What joins it with what others log of it.
    pub tracking_id: String,
    /// Why there is no run.
    pub error: Option<ErrorInfo>,
}

/// The firings of a flow's trigger that are older than `after`, newest first.
///
/// # Errors
/// The caller may not see the flow's runs.
pub async fn list(
    steward: &Steward,
    op: &Op,
    environment: &str,
    name: &FlowName,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<FiringSummary>, AppError> {
    let (op, environment, name) = (op.clone(), environment.to_owned(), name.clone());
    steward
        .read(move |steward, tx| {
            let proof = lookup::flow::<SeeRuns>(tx, &op, &environment, &name)?;
            let compiled = steward.compiled().current(tx, proof.flow())?;
            let trigger = compiled.trigger().map(|trigger| trigger.name.to_string()).unwrap_or_default();
            let status: Option<RunStatus> = None;
            let wanted = Wanted { flows: vec![proof.key()], status, after: after.map(RunId), limit };
            let mut found = Vec::new();
            for run in runs::list(tx, &wanted)? {
                found.push(of_run(steward, tx, &trigger, &run)?);
            }
            let without = firings::list(tx, proof.key(), after, limit)?;
            found.extend(without.into_iter().map(|firing| of_none(&trigger, firing)));
            found.sort_by_key(|firing| std::cmp::Reverse(firing.id));
            found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            Ok(found)
        })
        .await
}

fn of_run(steward: &Steward, tx: &mut Tx<'_>, trigger: &str, run: &StoredRun) -> Result<FiringSummary, StoreError> {
    let stored = runs::start_of(tx, run.id)?.unwrap_or_default();
    let plain = steward.plain_form(run.environment, run.id, &stored)?;
    let (start, _) = decode_start(&plain, run.id, run.started_at)?;
    let scheduled_time = start.trigger_inputs.get("scheduledTime").and_then(Value::as_str);
    Ok(FiringSummary {
        id: run.id.0,
        trigger: trigger.to_owned(),
        run: Some(run.id),
        at: run.started_at,
        scheduled_time: scheduled_time.map(str::to_owned),
        status: FiringStatus::Succeeded,
        tracking_id: start.tracking_id(),
        error: None,
    })
}

fn of_none(trigger: &str, StoredFiring { id, firing }: StoredFiring) -> FiringSummary {
    FiringSummary {
        id,
        trigger: trigger.to_owned(),
        run: None,
        at: firing.at,
        scheduled_time: firing.scheduled_at.map(engine::history::instant),
        status: firing.status,
        tracking_id: id.to_string(),
        error: Some(ErrorInfo::new(firing.code, firing.message)),
    }
}
