//! Versions of credentials whose time has come: those that are to be used, and those that are to be wiped.

use std::time::Duration;

use app::connections::credentials;
use tracing::error;

use crate::{runtime::Runtime, tasks};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(10);

/// Switches and wipes until the runtime stops.
pub(crate) async fn keep(runtime: Runtime) {
    let mut stopping = runtime.0.stopping.subscribe();
    while !runtime.is_stopping() {
        if let Err(failed) = credentials::keep(&runtime.0.steward).await {
            error!("Credentials that are due could not be switched: {failed}");
        }
        tokio::select! {
            biased;
            () = tasks::sleep(EVERY) => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}
