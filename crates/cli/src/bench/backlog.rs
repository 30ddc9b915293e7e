//! W2: runs that are answered before they are done. And W7: the same with many runs on file.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::{
    Bench,
    disk::Disk,
    flows,
    latency::Latencies,
    load::{Report, Requests, Until, closed, open},
    print, print_report, round,
    session::{Made, Session},
    wire::{Target, Wire},
};

pub(super) const CONNECTIONS: usize = 16;
/// How many runs are started one by one.
const ONE_BY_ONE: usize = 200;
/// How long the database has to put away what is still in its log, before the disk is measured.
const SETTLE: Duration = Duration::from_secs(3);

/// What a drain of the backlog showed.
pub(super) struct Drained {
    pub(super) report: Report,
    /// Until all runs were done.
    pub(super) seconds: f64,
}

impl Drained {
    pub(super) fn per_second(&self) -> f64 {
        self.report.answered() as f64 / self.seconds
    }

    pub(super) fn told(&self) -> Value {
        let per_second = self.per_second();
        json!({
            "runsPerSecond": per_second.round(),
            "stepsPerSecond": (per_second * 10.0).round(),
            "secondsUntilDone": round(self.seconds),
        })
    }
}

impl Bench {
    pub(super) async fn backlog(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: ten steps", &flows::ten_steps()).await?;
        let requests = Requests::post(&flow.trigger)?;
        closed(&requests, CONNECTIONS, Until::Passed(self.lasting() / 3)).await?;
        session.until_done(&flow.id).await?;

        let before = self.disk().await?;
        let drained = drain(&session, &flow, &requests, Until::Passed(self.lasting())).await?;
        let mut told = drained.told();
        if let (Some(before), Some(after)) = (before, self.disk().await?) {
            let grown = after.data.saturating_sub(before.data);
            told["bytesPerRun"] = json!(grown / drained.report.answered().max(1));
            told["logBytes"] = json!(after.log);
        }
        print_report("W2", "closed loop", CONNECTIONS, &drained.report, told);

        let rate = self.rate(drained.per_second());
        let report = open(&requests, CONNECTIONS, rate, self.lasting()).await?;
        print_report("W2", "open loop", CONNECTIONS, &report, json!({"rate": rate.round()}));
        session.until_done(&flow.id).await?;

        let (completed, accepted) = one_by_one(&session, &requests).await?;
        print("W2", "low load, POST to complete", json!({"runs": completed.count()}), completed.told());
        print("W2", "low load, POST to its answer", json!({"runs": accepted.count()}), accepted.told());
        session.delete(&flow.id).await
    }

    /// What the data takes on the disk, once it has settled, where it is known which folder it is in.
    pub(super) async fn disk(&self) -> Result<Option<Disk>> {
        let Some(folder) = &self.data else { return Ok(None) };
        tokio::time::sleep(SETTLE).await;
        Disk::of(folder).map(Some)
    }

    pub(super) async fn history(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: ten steps", &flows::ten_steps()).await?;
        let requests = Requests::post(&flow.trigger)?;
        closed(&requests, CONNECTIONS, Until::Passed(self.lasting() / 3)).await?;
        session.until_done(&flow.id).await?;
        let empty = drain(&session, &flow, &requests, Until::Passed(self.lasting())).await?;
        print_report("W7", "before filling", CONNECTIONS, &empty.report, empty.told());

        let first = one(&session, &requests, &flow).await?;
        let before = self.disk().await?;
        let filled = self.fill(&session, &flow, &requests).await?;
        let mut told = filled.told();
        if let (Some(before), Some(after)) = (before, self.disk().await?) {
            let grown = after.data.saturating_sub(before.data);
            told["bytesPerRun"] = json!(grown / filled.report.answered().max(1));
            told["logBytes"] = json!(after.log);
        }
        print_report("W7", "filling", CONNECTIONS, &filled.report, told);

        let stop = Arc::new(AtomicBool::new(false));
        let pages = [
            ("run list, first page", format!("runs?flow={}", flow.id)),
            ("run details", format!("runs/{first}")),
            ("run actions", format!("runs/{first}/actions")),
        ];
        let mut readers = Vec::new();
        for (_, path) in &pages {
            readers.push(tokio::spawn(read_meanwhile(page(&session, path)?, session.base.clone(), stop.clone())));
        }
        let full = drain(&session, &flow, &requests, Until::Passed(self.lasting())).await;
        stop.store(true, Relaxed);
        let full = full?;
        let mut told = full.told();
        told["history"] = json!(empty.report.answered() + filled.report.answered());
        told["againstBefore"] = json!(round(full.per_second() / empty.per_second()));
        print_report("W7", "after filling", CONNECTIONS, &full.report, told);
        for ((name, _), reader) in pages.iter().zip(readers) {
            let latencies = reader.await??;
            print("W7", &format!("{name}, meanwhile"), json!({"requests": latencies.count()}), latencies.told());
        }
        session.delete(&flow.id).await
    }

    /// Runs the flow until so many runs are on file, and says now and then how far it is.
    async fn fill(&self, session: &Session, flow: &Made, requests: &Requests) -> Result<Drained> {
        let progress = tokio::spawn({
            let began = Instant::now();
            let history = self.history;
            async move {
                loop {
                    tokio::time::sleep(Duration::from_secs(30)).await;
                    eprintln!("filling up to {history} runs for {} s", began.elapsed().as_secs());
                }
            }
        });
        let filled = drain(session, flow, requests, Until::Answered(self.history)).await;
        progress.abort();
        filled
    }
}

/// Posts until then, and waits until all runs are done.
pub(super) async fn drain(session: &Session, flow: &Made, requests: &Requests, until: Until) -> Result<Drained> {
    let began = Instant::now();
    let report = closed(requests, CONNECTIONS, until).await?;
    session.until_done(&flow.id).await?;
    Ok(Drained { report, seconds: began.elapsed().as_secs_f64() })
}

/// Starts runs one by one, each when the one before is complete. How long each took until it was complete, and until it was accepted.
async fn one_by_one(session: &Session, requests: &Requests) -> Result<(Latencies, Latencies)> {
    let (mut completed, mut accepted) = (Latencies::new()?, Latencies::new()?);
    let host = Target::of(&session.base)?.host;
    let (mut starts, mut reads) = (Wire::connect(&host).await?, Wire::connect(&host).await?);
    for _ in 0..ONE_BY_ONE {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let began = Instant::now();
        let answer = starts.ask(requests.get(0)).await?;
        let took = began.elapsed();
        let run = answer.header("x-ms-workflow-run-id").context("the answer names its run")?;
        let request = page(session, &format!("runs/{run}"))?;
        while !has_ended(reads.ask(&request).await?.body)? {
            if began.elapsed() > Duration::from_secs(60) {
                bail!("the run {run} did not end within a minute");
            }
        }
        completed.record(began.elapsed());
        accepted.record(took);
    }
    Ok((completed, accepted))
}

fn has_ended(body: &[u8]) -> Result<bool> {
    let run: Value = serde_json::from_slice(body).context("the run is JSON")?;
    // Where a run can only be seen once it is stored, it is not there yet.
    Ok(!run["endedAt"].is_null())
}

/// Runs the flow once.
pub(super) async fn one(session: &Session, requests: &Requests, flow: &Made) -> Result<String> {
    let mut wire = Wire::connect(&Target::of(&session.base)?.host).await?;
    let run = wire.ask(requests.get(0)).await?.header("x-ms-workflow-run-id").context("the answer names its run")?;
    session.until_done(&flow.id).await?;
    Ok(run)
}

/// A request for what is in the environment.
pub(super) fn page(session: &Session, path: &str) -> Result<Vec<u8>> {
    let target = Target::of(&format!("{}{}", session.base, session.here(path)))?;
    Ok(target.request("GET", &session.authorization(), ""))
}

/// Reads the same page every tenth of a second until it is told to stop.
async fn read_meanwhile(request: Vec<u8>, base: String, stop: Arc<AtomicBool>) -> Result<Latencies> {
    let mut latencies = Latencies::new()?;
    let mut wire = Wire::connect(&Target::of(&base)?.host).await?;
    while !stop.load(Relaxed) {
        let began = Instant::now();
        let answer = wire.ask(&request).await?;
        if !answer.is_good() {
            bail!("a page that is read meanwhile: {} {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        latencies.record(began.elapsed());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(latencies)
}
