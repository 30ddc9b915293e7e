//! Cancelling a run.

use app::{
    AppError, Op,
    lookup::{Cancel, FlowFor},
};
use model::{ErrorCode, RunId};
use store::runs;

use crate::runtime::Runtime;

impl Runtime {
    /// Stops a run of a flow. Calls under way are not undone. The wish is stored with the run, and whoever holds it, or claims it next,
    /// carries it out.
    ///
    /// # Errors
    /// No such run of this flow; 409 [`ErrorCode::RunState`] if it has ended.
    pub async fn cancel(&self, op: &Op, flow: FlowFor<Cancel>, run: RunId) -> Result<(), AppError> {
        app::runs::record(&self.0.steward, op, "run.cancel", &flow, run).await?;
        let (environment, key) = (flow.flow().environment, flow.key());
        self.0
            .steward
            .store()
            .write(move |tx| {
                let stored = runs::get(tx, environment, run)?.filter(|stored| stored.flow == key);
                let stored = stored.ok_or_else(|| AppError::not_found(format!("run `{run}` of this flow")))?;
                if stored.progress.status.is_final() || !runs::request_cancel(tx, run)? {
                    let message = format!("The run {run} has ended already: {}.", stored.progress.status);
                    return Err(AppError::conflict(message).with_code(ErrorCode::RunState));
                }
                Ok(())
            })
            .await
    }
}
