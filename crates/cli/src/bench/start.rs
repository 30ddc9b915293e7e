//! W5: how long a start takes until a trigger answers, and how much memory an idle server holds.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::{flows, load, session::Session};

/// How often it starts.
const ROUNDS: usize = 5;

pub(super) async fn measure() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("steward-bench-{}", std::process::id()));
    let measured = rounds(&folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    let (mut starts, idle) = measured?;
    starts.sort_by(f64::total_cmp);
    println!(
        "{}",
        json!({"workload": "W5", "starts": starts.len(), "medianStartMs": super::round(starts[starts.len() / 2]), "bestStartMs": super::round(starts[0]), "idleMemoryMb": super::round(idle)})
    );
    Ok(())
}

async fn rounds(folder: &Path) -> Result<(Vec<f64>, f64)> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let url = format!("http://127.0.0.1:{port}");
    let first = Server::start(folder, port)?;
    let began = Instant::now();
    let session = loop {
        match Session::open(&url, "soul", "demo", "dev").await {
            Ok(session) => break session,
            Err(error) if began.elapsed() > Duration::from_secs(60) => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    let flow = session.make("bench: start", &flows::echo()).await?;
    drop(first);
    let (mut starts, mut idle) = (Vec::new(), 0.0);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let server = Server::start(folder, port)?;
        let answers =
            async || load::post(&flow.trigger, 1, Duration::ZERO).await.is_ok_and(|report| report.answered() == 1);
        while !answers().await {
            if began.elapsed() > Duration::from_secs(60) {
                bail!("the server did not start");
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        starts.push(began.elapsed().as_secs_f64() * 1_000.0);
        tokio::time::sleep(Duration::from_secs(3)).await;
        idle = server.memory()?;
    }
    Ok((starts, idle))
}

/// A server of this very program.
struct Server(Child);

impl Server {
    fn start(folder: &Path, port: u16) -> Result<Self> {
        let program = std::env::current_exe()?;
        let child = Command::new(program)
            .args(["serve", "--demo", "--log", "error", "--data"])
            .arg(folder)
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Self(child))
    }

    /// Resident memory in megabytes, where the system tells it.
    fn memory(&self) -> Result<f64> {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).context("memory is read from /proc")?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("the system tells the resident memory")?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kilobytes / 1_024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
