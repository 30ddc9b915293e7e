//! Runs that wait: they are to cost disk, and neither memory nor the others' time.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::print_size;
use crate::bench::{
    Bench,
    backlog::{CONNECTIONS, drain},
    extend, flows,
    load::{Requests, Until, closed, open},
    round,
};

const USUAL: [u64; 3] = [1_000, 10_000, 100_000];
/// How many callers there are meanwhile.
const CALLERS: usize = 32;
/// How long a server has to let go of what it no longer needs.
const SETTLE: Duration = Duration::from_secs(3);

impl Bench {
    pub(in crate::bench) async fn waiting_runs(&self) -> Result<()> {
        let session = self.session().await?;
        let waits = session.make("bench: a long wait", &flows::long_wait()).await?;
        let echo = session.make("bench: echo", &flows::echo()).await?;
        let (starts, echoes) = (Requests::post(&waits.trigger)?, Requests::post(&echo.trigger)?);
        closed(&echoes, CALLERS, Until::Passed(self.lasting() / 3)).await?;
        // The same at all sizes: how long callers wait can only be compared at the same rate.
        let (mut waiting, mut rate) = (0, None);
        for size in self.sizes(&USUAL)? {
            if waiting < size {
                let drained = drain(&session, &waits, &starts, Until::Answered(size - waiting)).await?;
                waiting += drained.report.answered();
                let told = json!({"connections": CONNECTIONS, "runsPerSecond": drained.per_second().round()});
                print_size("waiting", "until they wait", size, &drained.report, told)?;
            }
            tokio::time::sleep(SETTLE).await;
            let mut told = self.memory()?;
            let report = closed(&echoes, CALLERS, Until::Passed(self.lasting())).await?;
            let rate = *rate.get_or_insert_with(|| self.rate(report.per_second()));
            extend(&mut told, json!({"connections": CALLERS}));
            print_size("waiting", "W1, closed loop", size, &report, told)?;
            let report = open(&echoes, CALLERS, rate, self.lasting()).await?;
            let mut told = self.memory()?;
            extend(&mut told, json!({"connections": CALLERS, "rate": round(rate), "unsent": report.unsent}));
            print_size("waiting", "W1, open loop", size, &report, told)?;
        }
        session.delete(&echo.id).await
    }
}
