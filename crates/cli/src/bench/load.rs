//! Load over keep-alive connections, in two kinds.
//!
//! In the *closed* loop each connection asks again as soon as it is answered. That shows how much can be done; it says too little
//! about how long callers wait, for while the server stalls nobody asks, and what was not asked is not counted.
//!
//! In the *open* loop each request has a time at which it is to be sent, whatever became of those before it. Its latency counts from
//! that time, so a stall is charged to every request that it delayed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use tokio::{sync::Semaphore, task::JoinSet};

use super::{
    latency::Latencies,
    wire::{Target, Wire},
};

const BODY: &str = r#"{"id":"abc-123","name":"Ada","amount":42,"tags":["x","y"]}"#;
/// An open loop that is this much behind its plan is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The requests of a load.
#[derive(Clone, Debug)]
pub(super) struct Requests {
    host: String,
    /// One after the other, and then again from the first.
    all: Arc<Vec<Vec<u8>>>,
}

impl Requests {
    /// POSTs the body of the workloads to an address.
    pub(super) fn post(url: &str) -> Result<Self> {
        let target = Target::of(url)?;
        let all = Arc::new(vec![target.request("POST", "", BODY)]);
        Ok(Self { host: target.host, all })
    }

    /// Each of these requests.
    pub(super) fn each(host: &str, all: Vec<Vec<u8>>) -> Self {
        Self { host: host.to_owned(), all: Arc::new(all) }
    }

    pub(super) fn get(&self, number: u64) -> &[u8] {
        &self.all[number as usize % self.all.len()]
    }
}

/// When a closed loop ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    /// So long after it began; each connection asks at least once.
    Passed(Duration),
    /// When so many requests were answered well.
    Answered(u64),
    /// When so many requests were sent, whatever became of them.
    Sent(u64),
}

/// What a measurement saw.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) latencies: Latencies,
    /// Answers that were no 2xx.
    pub(super) failed: u64,
    /// Requests of an open loop that were not even sent when it was given up.
    pub(super) unsent: u64,
    pub(super) lasted: Duration,
}

impl Report {
    fn new() -> Result<Self> {
        Ok(Self { latencies: Latencies::new()?, failed: 0, unsent: 0, lasted: Duration::ZERO })
    }

    pub(super) fn answered(&self) -> u64 {
        self.latencies.count()
    }

    pub(super) fn per_second(&self) -> f64 {
        self.answered() as f64 / self.lasted.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    fn count(&mut self, good: bool, took: Duration) {
        if good {
            self.latencies.record(took);
        } else {
            self.failed += 1;
        }
    }

    /// Puts together what the connections saw.
    pub(super) async fn of(mut workers: JoinSet<Result<Self>>, began: Instant) -> Result<Self> {
        let mut report = Self::new()?;
        while let Some(done) = workers.join_next().await {
            let done = done??;
            report.latencies.add(&done.latencies)?;
            report.failed += done.failed;
        }
        report.lasted = began.elapsed();
        Ok(report)
    }
}

/// Asks over so many connections, over each again as soon as it is answered.
pub(super) async fn closed(requests: &Requests, connections: usize, until: Until) -> Result<Report> {
    let began = Instant::now();
    let (sent, answered) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let mut workers = JoinSet::new();
    for _ in 0..connections {
        let (requests, sent, answered) = (requests.clone(), sent.clone(), answered.clone());
        workers.spawn(async move {
            let mut report = Report::new()?;
            let mut wire = Wire::connect(&requests.host).await?;
            loop {
                let number = sent.fetch_add(1, Relaxed);
                if matches!(until, Until::Sent(most) if number >= most) {
                    return Ok(report);
                }
                let asked = Instant::now();
                let good = wire.ask(requests.get(number)).await?.is_good();
                report.count(good, asked.elapsed());
                let all = if good { answered.fetch_add(1, Relaxed) + 1 } else { answered.load(Relaxed) };
                match until {
                    Until::Passed(lasting) if began.elapsed() >= lasting => return Ok(report),
                    Until::Answered(most) if all >= most => return Ok(report),
                    _ => {}
                }
            }
        });
    }
    Report::of(workers, began).await
}

/// Asks so many times a second for so long. A request whose time has come takes the first connection that is free.
pub(super) async fn open(requests: &Requests, connections: usize, rate: f64, lasting: Duration) -> Result<Report> {
    let most = (rate * lasting.as_secs_f64()).ceil().max(1.0) as u64;
    let mut wires = Vec::new();
    for _ in 0..connections {
        wires.push(Wire::connect(&requests.host).await?);
    }
    let plan = Plan { began: Instant::now() + Duration::from_millis(10), rate, most };
    let due = Arc::new(Semaphore::new(0));
    let given_up = Arc::new(AtomicBool::new(false));
    let next = Arc::new(AtomicU64::new(0));
    let pacer = thread::spawn({
        let (due, given_up) = (due.clone(), given_up.clone());
        move || plan.pace(&due, &given_up)
    });
    let mut workers = JoinSet::new();
    for mut wire in wires {
        let (requests, due, next) = (requests.clone(), due.clone(), next.clone());
        let given_up = given_up.clone();
        workers.spawn(async move {
            let mut report = Report::new()?;
            loop {
                // Permits are handed out in the order in which they are asked for, so the request of this number gets its own.
                let number = next.fetch_add(1, Relaxed);
                if number >= most {
                    return Ok(report);
                }
                due.acquire().await?.forget();
                let intended = plan.time_of(number);
                if given_up.load(Relaxed) || intended.elapsed() > PATIENCE {
                    given_up.store(true, Relaxed);
                    report.unsent += 1;
                    continue;
                }
                let good = wire.ask(requests.get(number)).await?.is_good();
                report.count(good, intended.elapsed());
            }
        });
    }
    let report = Report::of(workers, plan.began).await;
    given_up.store(true, Relaxed);
    let _ = pacer.join();
    let mut report = report?;
    report.unsent = most - report.answered() - report.failed;
    Ok(report)
}

/// When the requests of an open loop are to be sent.
#[derive(Clone, Copy, Debug)]
struct Plan {
    began: Instant,
    /// So many a second.
    rate: f64,
    most: u64,
}

impl Plan {
    fn time_of(&self, number: u64) -> Instant {
        self.began + Duration::from_secs_f64(number as f64 / self.rate)
    }

    /// Lets each request go at its time. A thread of its own, because the timers of the async runtime only know whole milliseconds.
    fn pace(&self, due: &Semaphore, given_up: &AtomicBool) {
        let mut gone = 0;
        while gone < self.most {
            thread::sleep(self.time_of(gone).saturating_duration_since(Instant::now()));
            let passed = Instant::now().saturating_duration_since(self.began).as_secs_f64();
            let now = if given_up.load(Relaxed) { self.most } else { ((passed * self.rate) as u64 + 1).min(self.most) };
            if now > gone {
                due.add_permits((now - gone) as usize);
                gone = now;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::*;

    /// Answers one connection, and sleeps once before an answer.
    fn server(stall: Duration) -> String {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut buffer, mut answered) = ([0; 1_024], 0);
            while stream.read(&mut buffer).is_ok_and(|read| read > 0) {
                answered += 1;
                if answered == 20 {
                    thread::sleep(stall);
                }
                if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").is_err() {
                    return;
                }
            }
        });
        url
    }

    #[tokio::test]
    async fn a_stall_is_charged_to_every_request_that_it_delayed() {
        let stall = Duration::from_millis(200);
        let requests = Requests::post(&server(stall)).unwrap();
        let report = open(&requests, 1, 500.0, Duration::from_millis(600)).await.unwrap();
        assert_eq!((report.answered(), report.failed, report.unsent), (300, 0, 0));
        // A hundred of the three hundred were to be sent during the stall: the tenth of all that waited longest waited 140 ms.
        let told = report.latencies.told();
        assert!(told["p90Ms"].as_f64().unwrap() > 100.0, "{told}");

        let requests = Requests::post(&server(stall)).unwrap();
        let report = closed(&requests, 1, Until::Sent(300)).await.unwrap();
        assert_eq!(report.answered(), 300);
        let told = report.latencies.told();
        assert!(told["p90Ms"].as_f64().unwrap() < 100.0, "{told}");
    }

    #[tokio::test]
    async fn a_closed_loop_ends_as_it_is_told() {
        let requests = Requests::post(&server(Duration::ZERO)).unwrap();
        let report = closed(&requests, 1, Until::Answered(7)).await.unwrap();
        assert_eq!(report.answered(), 7);
        let requests = Requests::post(&server(Duration::ZERO)).unwrap();
        let report = closed(&requests, 1, Until::Passed(Duration::ZERO)).await.unwrap();
        assert_eq!(report.answered(), 1);
    }
}
