//! Flows with more and more actions, and loops over more and more items.

use anyhow::Result;
use serde_json::{Value, json};

use super::print_size;
use crate::bench::{
    Bench, extend, flows,
    load::{Requests, Until, closed},
    round,
};

const ACTIONS: [u64; 6] = [10, 20, 50, 100, 200, 500];
const ITEMS: [u64; 4] = [100, 1_000, 10_000, 100_000];
/// How many callers there are where it is measured how much can be done.
const CALLERS: usize = 16;

impl Bench {
    pub(in crate::bench) async fn long_flows(&self) -> Result<()> {
        for size in self.sizes(&ACTIONS)? {
            self.answered_runs("actions", size, &flows::steps_and_answer(size), &[1, CALLERS]).await?;
        }
        Ok(())
    }

    pub(in crate::bench) async fn long_loops(&self) -> Result<()> {
        for size in self.sizes(&ITEMS)? {
            self.answered_runs("loop", size, &flows::loop_of(size), &[1]).await?;
        }
        Ok(())
    }

    /// Runs that answer when they are complete: how long one takes, and what that is for each action or item.
    async fn answered_runs(&self, workload: &str, size: u64, definition: &Value, callers: &[usize]) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make(&format!("bench: {workload} {size}"), definition).await?;
        let requests = Requests::post(&flow.trigger)?;
        closed(&requests, 1, Until::Passed(self.lasting() / 6)).await?;
        for callers in callers {
            let before = self.processor()?;
            let report = closed(&requests, *callers, Until::Passed(self.lasting() / 2)).await?;
            let mut told = self.memory()?;
            extend(&mut told, self.processor_per_run(before, report.answered())?);
            let each = 1_000_000.0 / (report.per_second() * size as f64).max(f64::MIN_POSITIVE);
            extend(&mut told, json!({"connections": callers, "usEach": round(each)}));
            let measure = if *callers == 1 { "one caller" } else { "many callers" };
            print_size(workload, measure, size, &report, told)?;
        }
        session.delete(&flow.id).await
    }
}
