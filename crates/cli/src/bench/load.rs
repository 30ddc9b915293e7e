//! Load over keep-alive connections: each posts again as soon as it is answered.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

const BODY: &str = r#"{"id":"abc-123","name":"Ada","amount":42,"tags":["x","y"]}"#;

/// What a measurement saw.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// How long each answer took, shortest first.
    times: Vec<Duration>,
    /// Answers that were no 2xx.
    pub(super) failed: usize,
    lasted: Duration,
}

impl Report {
    pub(super) fn answered(&self) -> usize {
        self.times.len()
    }

    pub(super) fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.lasted.as_secs_f64().max(f64::MIN_POSITIVE)
    }

    /// The time in milliseconds that this part of the answers stayed within.
    pub(super) fn percentile(&self, part: f64) -> f64 {
        let at = ((self.times.len() as f64 * part).ceil() as usize).clamp(1, self.times.len().max(1)) - 1;
        self.times.get(at).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    }
}

/// Posts to an address over so many connections for so long, at least once over each.
pub(super) async fn post(url: &str, connections: usize, lasting: Duration) -> Result<Report> {
    let rest = url.strip_prefix("http://").context("the load speaks plain HTTP: give an http:// address")?;
    let (host, path) = rest.split_once('/').context("the address has a path")?;
    let request = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    let began = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..connections {
        workers.spawn(work(host.to_owned(), request.clone(), began + lasting));
    }
    let mut report = Report::default();
    while let Some(done) = workers.join_next().await {
        let (times, failed) = done??;
        report.times.extend(times);
        report.failed += failed;
    }
    report.lasted = began.elapsed();
    report.times.sort_unstable();
    Ok(report)
}

async fn work(host: String, request: String, until: Instant) -> Result<(Vec<Duration>, usize)> {
    let mut stream = TcpStream::connect(&host).await.with_context(|| format!("{host} cannot be reached"))?;
    stream.set_nodelay(true)?;
    let (mut times, mut failed, mut buffer) = (Vec::new(), 0, Vec::new());
    loop {
        let sent = Instant::now();
        stream.write_all(request.as_bytes()).await?;
        if answer(&mut stream, &mut buffer).await? {
            times.push(sent.elapsed());
        } else {
            failed += 1;
        }
        if Instant::now() >= until {
            return Ok((times, failed));
        }
    }
}

/// Reads one answer to its end, and says whether it is a 2xx.
async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Result<bool> {
    buffer.clear();
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).to_ascii_lowercase();
            let length =
                head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            let Some(length) = length else { bail!("an answer without a length: {head}") };
            while buffer.len() < end + 4 + length {
                if stream.read_buf(buffer).await? == 0 {
                    bail!("the server closed the connection in the middle of an answer");
                }
            }
            return Ok(head.starts_with("http/1.1 2"));
        }
        if stream.read_buf(buffer).await? == 0 {
            bail!("the server closed the connection");
        }
    }
}
