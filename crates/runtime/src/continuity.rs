//! How the flows stand, written down for each day.

use std::time::Duration;

use store::{StoreError, turns};
use tracing::error;

use crate::{runtime::Runtime, tasks};

/// How often it looks. A day's last look stays.
const EVERY: Duration = Duration::from_secs(3_600);
/// What servers take turns at.
const WORK: &str = "continuity";
/// How long a server has its turn, in milliseconds: until its next look, and a little more.
const TURN: i64 = 3_660_000;

/// Writes it down until the runtime stops. On a database that servers share, one of them does.
pub(crate) async fn record(runtime: Runtime) {
    let mut stopping = runtime.0.stopping.subscribe();
    while !runtime.is_stopping() {
        if let Err(failed) = look(&runtime).await {
            error!("How the flows stand could not be written down: {failed}");
        }
        tokio::select! {
            biased;
            () = tasks::sleep(EVERY) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}

async fn look(runtime: &Runtime) -> Result<(), app::AppError> {
    let (steward, node) = (&runtime.0.steward, runtime.node());
    if steward.store().write::<_, StoreError>(move |tx| turns::take(tx, WORK, node, TURN)).await? {
        app::continuity::risks::record(steward).await?;
    }
    Ok(())
}
