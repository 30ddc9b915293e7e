//! Hand-over plans whose time has come.

use std::time::Duration;

use tracing::{error, info};

use crate::{runtime::Runtime, tasks};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(5);

/// Applies plans that are due until the runtime stops. Each is applied once, whichever server looks first.
pub(crate) async fn apply(runtime: Runtime) {
    let mut stopping = runtime.0.stopping.subscribe();
    while !runtime.is_stopping() {
        match app::handover::apply::apply_due(&runtime.0.steward).await {
            Ok(0) => {}
            Ok(plans) => info!(plans, "Applied {plans} hand-over plans that were due"),
            Err(failed) => error!("Hand-over plans that are due could not be applied: {failed}"),
        }
        tokio::select! {
            biased;
            () = tasks::sleep(EVERY) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}
