//! Finished runs on file: the backlog of W2, and pages of the history.

use anyhow::Result;
use serde_json::json;

use super::print_size;
use crate::bench::{
    Bench,
    backlog::{CONNECTIONS, drain, one, page},
    extend, flows,
    load::{Requests, Until, closed},
    wire::Target,
};

const USUAL: [u64; 3] = [10_000, 100_000, 1_000_000];
/// How often the backlog is drained at each size, of so many runs: a tenth of those on file, for they are on file too afterwards.
const ROUNDS: usize = 3;
const FEWEST: u64 = 3_000;
const MOST: u64 = 30_000;
const PAGES: u64 = 300;

impl Bench {
    pub(in crate::bench) async fn long_history(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: ten steps", &flows::ten_steps()).await?;
        let requests = Requests::post(&flow.trigger)?;
        let first = one(&session, &requests, &flow).await?;
        let environment = page(&session, "runs")?;
        let pages = [
            ("all runs, first page", environment),
            ("runs of a flow, first page", page(&session, &format!("runs?flow={}", flow.id))?),
            ("one run", page(&session, &format!("runs/{first}"))?),
            ("actions of a run", page(&session, &format!("runs/{first}/actions"))?),
        ];
        let host = Target::of(&session.base)?.host;
        let mut on_file = 1;
        let empty = self.disk().await?;
        for size in self.sizes(&USUAL)? {
            while on_file < size {
                // In portions, so that each is done soon.
                let portion = (size - on_file).min(200_000);
                on_file += drain(&session, &flow, &requests, Until::Answered(portion)).await?.report.answered();
            }
            let mut told = self.memory()?;
            if let (Some(empty), Some(now)) = (empty, self.disk().await?) {
                told["bytesPerRun"] = json!(now.data.saturating_sub(empty.data) / on_file);
            }
            told["connections"] = json!(CONNECTIONS);
            for _ in 0..ROUNDS {
                let before = self.processor()?;
                let runs = Until::Answered((size / 10).clamp(FEWEST, MOST));
                let drained = drain(&session, &flow, &requests, runs).await?;
                on_file += drained.report.answered();
                let mut told = told.clone();
                extend(&mut told, drained.told());
                extend(&mut told, self.processor_per_run(before, drained.report.answered())?);
                print_size("history", "backlog", size, &drained.report, told)?;
            }
            for (name, request) in &pages {
                let requests = Requests::each(&host, vec![request.clone()]);
                let report = closed(&requests, 1, Until::Sent(PAGES)).await?;
                print_size("history", name, size, &report, json!({"connections": 1}))?;
            }
        }
        session.delete(&flow.id).await
    }
}
