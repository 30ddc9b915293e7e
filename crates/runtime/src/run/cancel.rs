//! Cancelling a run.

use app::{
    AppError, Op,
    lookup::{Cancel, FlowFor},
};
use engine::Happening;
use model::{ErrorCode, RunId};
use store::runs;

use super::drive::Mail;
use crate::runtime::Runtime;

impl Runtime {
    /// Stops a run of a flow. Calls under way are not undone.
    ///
    /// # Errors
    /// No such run of this flow; 409 [`ErrorCode::RunState`] if it has ended.
    pub async fn cancel(&self, op: &Op, flow: FlowFor<Cancel>, run: RunId) -> Result<(), AppError> {
        app::runs::record(&self.0.steward, op, "run.cancel", &flow, run).await?;
        if self.mail(run, Mail::Cancel) {
            return Ok(());
        }
        let (runtime, environment, key) = (self.clone(), flow.flow().environment, flow.key());
        let claimed = self
            .0
            .steward
            .store()
            .write(move |tx| {
                let stored = runs::get(tx, environment, run)?.filter(|stored| stored.flow == key);
                let stored = stored.ok_or_else(|| AppError::not_found(format!("run `{run}` of this flow")))?;
                if stored.progress.status.is_final() {
                    let message = format!("The run {run} has ended already: {}.", stored.progress.status);
                    return Err(AppError::conflict(message).with_code(ErrorCode::RunState));
                }
                match runs::claim_one(tx, run, runtime.0.node)? {
                    Some((stored, start)) => Ok(Some(runtime.resume(tx, stored, &start)?)),
                    None => Ok(None),
                }
            })
            .await?;
        match claimed {
            Some(active) => self.drive_claimed(run, Ok(active), Happening::Cancel),
            // It came into memory meanwhile.
            None => {
                self.mail(run, Mail::Cancel);
            }
        }
        Ok(())
    }
}
