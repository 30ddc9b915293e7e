//! W5: how long a start takes until a trigger answers, and how much memory an idle server holds.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use serde_json::json;

use super::{
    flows,
    load::{Requests, Until, closed},
    session::Session,
};

/// How often it starts.
const ROUNDS: usize = 5;

/// Starts servers with new data of their own: in a folder, or in the PostgreSQL database of this address, which must be empty.
pub(super) async fn measure(database: Option<&str>) -> Result<()> {
    let folder = std::env::temp_dir().join(format!("steward-bench-{}", std::process::id()));
    let measured = rounds(&folder, database).await;
    let _ = std::fs::remove_dir_all(&folder);
    let (mut starts, idle) = measured?;
    starts.sort_by(f64::total_cmp);
    println!(
        "{}",
        json!({"workload": "W5", "starts": starts.len(), "measure": "start", "medianStartMs": super::round(starts[starts.len() / 2]), "bestStartMs": super::round(starts[0]), "idleMemoryMb": super::round(idle)})
    );
    Ok(())
}

async fn rounds(folder: &Path, database: Option<&str>) -> Result<(Vec<f64>, f64)> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let url = format!("http://127.0.0.1:{port}");
    let mut first = Server::start(folder, port, database)?;
    let began = Instant::now();
    let session = loop {
        match Session::open(&url, "soul", "demo", "dev").await {
            Ok(session) => break session,
            Err(_) if first.has_ended() => bail!("the server did not start: try `steward serve` with the same options"),
            Err(error) if began.elapsed() > Duration::from_secs(60) => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    let flow = session.make("bench: start", &flows::echo()).await?;
    drop(first);
    let requests = Requests::post(&flow.trigger)?;
    let (mut starts, mut idle) = (Vec::new(), 0.0);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let server = Server::start(folder, port, database)?;
        let answers = async || closed(&requests, 1, Until::Sent(1)).await.is_ok_and(|report| report.answered() == 1);
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
    fn start(folder: &Path, port: u16, database: Option<&str>) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["serve", "--demo", "--log", "error", "--data"]).arg(folder);
        command.args(["--listen", &format!("127.0.0.1:{port}")]);
        if let Some(database) = database {
            command.args(["--database-url", database]);
        }
        Ok(Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?))
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }

    /// Resident memory in megabytes, where the system tells it.
    fn memory(&self) -> Result<f64> {
        super::process::memory_mb(self.0.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
