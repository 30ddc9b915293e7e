//! Seeing runs.

mod detail;
mod evidence;
mod list;
mod recorded;
mod sanitized;

pub use detail::{ActingView, ActionPage, ActionView, RunDetail, actions, get};
pub(crate) use detail::{Names, history_of};
pub use evidence::{AttemptView, EchoView};
pub use list::{RunSummary, RunsWanted, list};
use model::RunId;
pub use recorded::{Record, Recorded, recorded};
pub(crate) use sanitized::sanitized;
use serde_json::json;

use crate::{AppError, Op, Steward, lookup::FlowFor};

/// Records that somebody did something with a run.
///
/// # Errors
/// The store's.
pub async fn record<R>(
    steward: &Steward,
    op: &Op,
    action: &'static str,
    flow: &FlowFor<R>,
    run: RunId,
) -> Result<(), AppError> {
    let (environment, flow_id) = (flow.flow().environment, flow.flow().id);
    steward
        .change(op, action, move |_, _, _, change| {
            change.of(Some(environment), format!("run:{run}"), json!({ "flow": flow_id.to_string() }));
            Ok(())
        })
        .await
}
