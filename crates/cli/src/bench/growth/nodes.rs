//! Several servers on one database, all of which get the same number of posts.

use std::time::Instant;

use anyhow::Result;
use serde_json::json;
use tokio::task::JoinSet;

use super::print_size;
use crate::bench::{
    Bench, extend, flows,
    load::{Report, Requests, Until, closed},
    round,
    session::{Made, Session},
};

/// Posts at a time, over all servers: one to four of them can share these evenly.
const CONNECTIONS: usize = 48;
const ROUNDS: usize = 3;

impl Bench {
    pub(in crate::bench) async fn several_nodes(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: ten steps", &flows::ten_steps()).await?;
        let path = flow.trigger.strip_prefix(&session.base).unwrap_or(&flow.trigger);
        let mut all = vec![Requests::post(&flow.trigger)?];
        for node in &self.node {
            all.push(Requests::post(&format!("{}{path}", node.trim_end_matches('/')))?);
        }
        drain_all(&session, &flow, &all, self.runs / 4).await?;
        for _ in 0..ROUNDS {
            let before = self.processor()?;
            let (report, seconds) = drain_all(&session, &flow, &all, self.runs).await?;
            let mut told = json!({
                "connections": CONNECTIONS,
                "runsPerSecond": (report.answered() as f64 / seconds).round(),
                "secondsUntilDone": round(seconds),
            });
            extend(&mut told, self.processor_per_run(before, report.answered())?);
            extend(&mut told, self.memory()?);
            print_size("nodes", "backlog", all.len() as u64, &report, told)?;
        }
        session.delete(&flow.id).await
    }
}

/// Posts so many runs, to each server its share, and waits until all are done. How long that took.
async fn drain_all(session: &Session, flow: &Made, all: &[Requests], runs: u64) -> Result<(Report, f64)> {
    let (share, connections) = (runs.div_ceil(all.len() as u64), (CONNECTIONS / all.len()).max(1));
    let began = Instant::now();
    let mut posts = JoinSet::new();
    for requests in all {
        let requests = requests.clone();
        posts.spawn(async move { closed(&requests, connections, Until::Sent(share)).await });
    }
    let report = Report::of(posts, began).await?;
    session.until_done(&flow.id).await?;
    Ok((report, began.elapsed().as_secs_f64()))
}
