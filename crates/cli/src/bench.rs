//! `steward bench`: measures workloads against a running server, and prints JSON.
//!
//! It makes the flows that it needs, starts them over keep-alive connections as fast as they answer, and deletes them again.

mod flows;
mod load;
mod session;
mod start;

use std::{process::ExitCode, time::Duration};

use anyhow::{Result, bail};
use load::Report;
use serde_json::{Value, json};
use session::Session;

/// Measure workloads against a running server.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// W1 (request and response), W2 (backlog), W3 (loop of 1,000), W5 (start and memory). Default: W1 W2 W3.
    #[arg(value_name = "WORKLOAD")]
    workloads: Vec<String>,
    /// The server; W5 starts servers of its own.
    #[arg(long, default_value = "http://127.0.0.1:8080", env = "STEWARD_URL")]
    url: String,
    /// Who makes the flows: somebody who may make flows in the environment.
    #[arg(long = "as", value_name = "NAME", default_value = "soul")]
    name: String,
    /// The password.
    #[arg(long, default_value = "demo", env = "STEWARD_PASSWORD", hide_env_values = true)]
    password: String,
    /// The environment.
    #[arg(short, long, default_value = "dev")]
    environment: String,
    /// How long each measurement takes.
    #[arg(long, default_value_t = 6)]
    seconds: u64,
    /// How many connections post at a time in W1; W2 uses 16.
    #[arg(long, value_delimiter = ',', default_value = "1,32")]
    connections: Vec<usize>,
}

impl Bench {
    pub(crate) fn run(self) -> Result<ExitCode> {
        crate::client::use_ring();
        let threads = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        threads.block_on(self.measure())?;
        Ok(ExitCode::SUCCESS)
    }

    async fn measure(self) -> Result<()> {
        let all = ["W1", "W2", "W3"].map(str::to_owned).to_vec();
        for workload in if self.workloads.is_empty() { all } else { self.workloads.clone() } {
            match workload.to_uppercase().as_str() {
                "W1" => self.echo().await?,
                "W2" => self.backlog().await?,
                "W3" => self.loop_of_thousand().await?,
                "W5" => start::measure().await?,
                other => bail!("There is no workload {other}; there are W1, W2, W3 and W5."),
            }
        }
        Ok(())
    }

    async fn session(&self) -> Result<Session> {
        Session::open(&self.url, &self.name, &self.password, &self.environment).await
    }

    fn lasting(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    async fn echo(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: echo", &flows::echo()).await?;
        for connections in &self.connections {
            load::post(&flow.trigger, *connections, self.lasting() / 3).await?;
            let report = load::post(&flow.trigger, *connections, self.lasting()).await?;
            print("W1", *connections, &report, json!({}));
        }
        session.delete(&flow).await
    }

    async fn backlog(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: ten steps", &flows::ten_steps()).await?;
        load::post(&flow.trigger, 16, self.lasting() / 3).await?;
        session.until_done(&flow).await?;
        let began = std::time::Instant::now();
        let report = load::post(&flow.trigger, 16, self.lasting()).await?;
        session.until_done(&flow).await?;
        let seconds = began.elapsed().as_secs_f64();
        let per_second = report.answered() as f64 / seconds;
        print(
            "W2",
            16,
            &report,
            json!({"runsPerSecond": per_second.round(), "stepsPerSecond": (per_second * 10.0).round(), "secondsUntilDone": round(seconds)}),
        );
        session.delete(&flow).await
    }

    async fn loop_of_thousand(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: loop", &flows::loop_of_thousand()).await?;
        load::post(&flow.trigger, 1, self.lasting() / 3).await?;
        let report = load::post(&flow.trigger, 1, self.lasting()).await?;
        print("W3", 1, &report, json!({}));
        session.delete(&flow).await
    }
}

fn print(workload: &str, connections: usize, report: &Report, more: Value) {
    let mut line = json!({
        "workload": workload,
        "connections": connections,
        "requests": report.answered(),
        "failed": report.failed,
        "perSecond": report.per_second().round(),
        "p50Ms": round(report.percentile(0.50)),
        "p99Ms": round(report.percentile(0.99)),
        "maxMs": round(report.percentile(1.0)),
    });
    if let (Some(line), Some(more)) = (line.as_object_mut(), more.as_object()) {
        line.extend(more.clone());
    }
    println!("{line}");
}

fn round(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}
