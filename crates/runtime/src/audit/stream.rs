//! Entries of the audit log on their way to collectors.
//!
//! Each collector gets every entry, in order, at least once: how far it is stands in the store. Servers take turns.

use std::{error::Error, time::Duration};

use app::{AppError, audit};
use connectors::sink::{Record, Sink};
use store::{StoreError, settings, turns};
use tracing::warn;

use crate::{runtime::Runtime, tasks};

/// How often it looks.
const EVERY: Duration = Duration::from_secs(2);
/// How long it waits at most for a collector that does not take anything.
const LONGEST: Duration = Duration::from_secs(300);
/// How many entries are sent at a time.
const PAGE: u32 = 200;
/// How long a server has its turn if it falls silent, in milliseconds.
const TURN: i64 = 60_000;

/// Sends to one collector until the runtime stops.
pub(crate) async fn send(runtime: Runtime, mut sink: Sink) {
    let mut stopping = runtime.0.stopping.subscribe();
    let mut pause = EVERY;
    while !runtime.is_stopping() {
        match step(&runtime, &mut sink).await {
            Ok(true) => {
                pause = EVERY;
                continue;
            }
            Ok(false) => pause = EVERY,
            Err(failed) => {
                warn!("The audit log could not be sent to {}: {failed}", sink.address());
                pause = (pause * 2).min(LONGEST);
            }
        }
        tokio::select! {
            biased;
            _ = stopping.wait_for(|stopping| *stopping) => {}
            () = tasks::sleep(pause) => {}
        }
    }
}

/// Sends a page. Answers whether there may be more.
async fn step(runtime: &Runtime, sink: &mut Sink) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let (steward, node, name) = (&runtime.0.steward, runtime.node(), format!("audit.sent:{}", sink.address()));
    let (turn, cursor) = (name.clone(), name.clone());
    if !steward.store().write::<_, StoreError>(move |tx| turns::take(tx, &turn, node, TURN)).await? {
        return Ok(false);
    }
    let page = steward.store().read::<_, AppError>(move |tx| {
        let after = settings::get(tx, &cursor)?.and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
        audit::lines(tx, &store::audit::Filter::default(), after.map_or(0, i64::from_be_bytes), PAGE)
    });
    let page = page.await?;
    let Some(last) = page.last().map(|line| line.seq) else { return Ok(false) };
    let records: Vec<Record> = page
        .iter()
        .map(|line| Record { at: line.at.to_string(), kind: line.action.clone(), text: line.json() })
        .collect();
    sink.send(&records).await?;
    let sent = move |tx: &mut store::Tx<'_>| settings::keep(tx, &name, &last.to_be_bytes());
    steward.store().write::<_, StoreError>(sent).await?;
    Ok(true)
}
