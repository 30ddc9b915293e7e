//! Seals: a while after a run has ended, an entry of the audit log covers it.

use std::time::Duration;

use store::{StoreError, nodes, seals};
use tracing::error;

use crate::{runtime::Runtime, tasks};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(60);
/// A run is left alone for so long after it has begun, in milliseconds: its row may be committed later than that of another with a
/// younger id. What has not ended by then is sealed when it has.
const AGE: i64 = 10 * 60 * 1_000;
/// Between two seals, so that readers of the same database are not kept busy.
const BREATH: Duration = Duration::from_millis(20);

/// Seals until the runtime stops.
pub(crate) async fn keep(runtime: Runtime) {
    let mut stopping = runtime.0.stopping.subscribe();
    while !runtime.is_stopping() {
        let pause = match seal(&runtime).await {
            Ok(true) => BREATH,
            Ok(false) => EVERY,
            Err(failed) => {
                error!("Runs could not be sealed in the audit log: {failed}");
                EVERY
            }
        };
        tokio::select! {
            biased;
            _ = stopping.wait_for(|stopping| *stopping) => {}
            () = tasks::sleep(pause) => {}
        }
    }
}

/// Seals as many runs as one entry covers. Answers whether there may be more.
async fn seal(runtime: &Runtime) -> Result<bool, StoreError> {
    let (store, now) = (runtime.0.steward.store(), runtime.0.steward.now());
    let next = store.read(move |tx| {
        let now = now.min(nodes::now(tx)?);
        seals::next(tx, now.plus_millis(-AGE))
    });
    let Some(seal) = next.await? else { return Ok(false) };
    store.write(move |tx| seals::store(tx, &seal, now)).await
}
