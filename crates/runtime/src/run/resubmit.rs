//! Repeating a run: the same trigger outputs and the same persons, the flow's current version and connections.

use app::{
    AppError, ErrorKind, Op,
    lookup::{FlowFor, Resubmit},
    start::{self, Occasion},
};
use engine::Awaited;
use model::{ErrorCode, RunId, StartKind};
use store::runs;

use crate::runtime::Runtime;

impl Runtime {
    /// Starts a new run with what an earlier one of the flow started with. Answers the new run's id.
    ///
    /// # Errors
    /// No such run of this flow; 409 [`ErrorCode::FlowOff`]; 429 when too much is under way.
    pub async fn resubmit(&self, op: &Op, flow: FlowFor<Resubmit>, run: RunId) -> Result<RunId, AppError> {
        self.has_room(flow.flow().environment)?;
        let (steward, stored_flow) = (self.0.steward.clone(), flow.flow().clone());
        if !stored_flow.is_on {
            return Err(AppError::conflict(format!("The flow `{}` is off.", stored_flow.name))
                .with_code(ErrorCode::FlowOff)
                .with_hint("Turn the flow on, then resubmit."));
        }
        let (at, caller) = (self.0.steward.now(), op.clone());
        let pending = self
            .0
            .steward
            .store()
            .read(move |tx| {
                let not_found = || AppError::not_found(format!("run `{run}` of this flow"));
                let stored = runs::get(tx, stored_flow.environment, run)?
                    .filter(|stored| stored.flow == stored_flow.key)
                    .ok_or_else(not_found)?;
                let bytes = runs::start_of(tx, run)?.ok_or_else(not_found)?;
                let plain = steward.plain_form(stored.environment, run, &bytes)?;
                let (before, facts) = start::decode_start(&plain, run, stored.started_at)?;
                app::flows::run_only::require_own(&steward, tx, &caller, &stored_flow, facts.invoker)?;
                let occasion = Occasion {
                    kind: StartKind::Resubmit,
                    invoker: facts.invoker,
                    row_owner: facts.row_owner,
                    trigger_connection: facts.trigger_connection,
                    trigger_inputs: before.trigger_inputs,
                    trigger_outputs: before.trigger_outputs,
                    awaited: Awaited::Nobody,
                    resubmit_of: Some(run),
                };
                let start::Firing::One(mut pending) = start::prepare_run(tx, &steward, &stored_flow, occasion, at)?
                else {
                    return Ok::<_, AppError>(None);
                };
                // The persons are those of the run that is repeated, and so is the kind of start that decides about them.
                pending.facts.start = facts.start;
                let encoded = start::encode_start(&pending.start, &pending.facts);
                pending.row.start = steward.stored_form(
                    pending.prepared.is_secure,
                    stored_flow.environment,
                    pending.start.id,
                    encoded,
                )?;
                Ok(Some(*pending))
            })
            .await?;
        let pending = pending.ok_or_else(|| {
            AppError::new(
                ErrorKind::Invalid,
                ErrorCode::RunState,
                "A condition of the flow's trigger does not hold for what this run started with.",
            )
        })?;
        app::runs::record(&self.0.steward, op, "run.resubmit", &flow, run).await?;
        let id = pending.row.id;
        self.begin(pending, None).await?;
        Ok(id)
    }
}
