//! `steward bench`: measures workloads against a running server, and prints JSON.
//!
//! It makes the flows that it needs, starts them over keep-alive connections, and deletes them again. How much can be done is measured in
//! a closed loop, how long callers wait in an open one: see `load`.

mod backlog;
mod disk;
mod flows;
mod growth;
mod latency;
mod load;
mod package;
mod process;
mod rows;
mod session;
mod start;
mod stub;
mod wire;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Result, bail};
use load::{Report, Requests, Until, closed, open};
use serde_json::{Value, json};
use session::Session;
use wire::Wire;

/// Measure workloads against a running server.
///
/// Each line of the output is a measurement, as JSON. `closed loop`: each connection asks again as soon as it is answered. `open loop`:
/// requests have fixed times at which they are to be sent, and their latencies count from those.
#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// W1 (request and response), W2 (backlog), W3 (loop of 1,000), W4 (20 parallel calls; start the server with `--allow-host
    /// 127.0.0.1`), W5 (start and memory), W6 (rows that start flows), W7 (W2 with a long history). `flows` makes the flows of W1 to W4
    /// and prints their addresses, for other programs. How the cost grows with: `history` (finished runs on file), `waiting` (runs that
    /// wait), `nodes` (with --node), `rows` (in a table), `actions` (of a flow), `loop` (its items); what `waiting` and `rows` make stays,
    /// so they are for servers that are thrown away. Default: W1 W2 W3.
    #[arg(value_name = "WORKLOAD")]
    workloads: Vec<String>,
    /// The server; W5 starts servers of its own.
    #[arg(long, default_value = "http://127.0.0.1:8080", env = "STEWARD_URL")]
    url: String,
    /// Who makes the flows: somebody who may make flows in the environment.
    #[arg(long = "as", value_name = "NAME", default_value = "soul")]
    name: String,
    /// Who changes rows in W6: a member of the environment with the same password.
    #[arg(long, value_name = "NAME", default_value = "sam")]
    rows_as: String,
    /// The password.
    #[arg(long, default_value = "demo", env = "STEWARD_PASSWORD", hide_env_values = true)]
    password: String,
    /// The environment.
    #[arg(short, long, default_value = "dev")]
    environment: String,
    /// How long each measurement takes.
    #[arg(long, default_value_t = 6)]
    seconds: u64,
    /// How many connections post at a time in W1; W2 and W6 use 16, W3 and W4 one.
    #[arg(long, value_delimiter = ',', default_value = "1,32")]
    connections: Vec<usize>,
    /// Requests a second in the open loops. Default: 0.7 of what the closed loop before it did.
    #[arg(long, value_name = "N")]
    rate: Option<f64>,
    /// How many rows are changed in W6.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    rows: usize,
    /// How many finished runs are on file in W7.
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    history: u64,
    /// The sizes that `history`, `waiting`, `rows`, `actions` and `loop` go through, growing.
    #[arg(long, value_name = "N", value_delimiter = ',')]
    sizes: Vec<u64>,
    /// Further servers of the same database, to which `nodes` posts as much as to the first; may be given several times.
    #[arg(long, value_name = "URL")]
    node: Vec<String>,
    /// How many runs `nodes` starts, all servers together.
    #[arg(long, value_name = "N", default_value_t = 40_000)]
    runs: u64,
    /// The servers' processes on this machine, where what they take of memory and processor time is to be told too.
    #[arg(long, value_name = "PID", value_delimiter = ',')]
    pid: Vec<u32>,
    /// The server's data folder, where W2, W7 and `history` are to tell the bytes on disk for each run.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// An empty PostgreSQL database for the servers that W5 starts (postgres://...). Without it they use SQLite.
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// A trigger to measure in W1, W3 and W4 instead of a flow that is made for it: any address that answers a POST, of another program
    /// too.
    #[arg(long, value_name = "URL")]
    trigger: Option<String>,
    /// What the flow of W4 calls. Default: a stub that this program serves on loopback.
    #[arg(long, value_name = "URL")]
    stub: Option<String>,
}

/// The part of the throughput of a closed loop at which the open loop after it goes.
const PART: f64 = 0.7;

impl Bench {
    pub(crate) fn run(self) -> Result<ExitCode> {
        crate::client::use_ring();
        let threads = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        threads.block_on(self.measure())?;
        Ok(ExitCode::SUCCESS)
    }

    async fn measure(self) -> Result<()> {
        let all = ["W1", "W2", "W3"].map(str::to_owned).to_vec();
        if let Some(trigger) = &self.trigger {
            return self.other(trigger).await;
        }
        for workload in if self.workloads.is_empty() { &all } else { &self.workloads } {
            match workload.to_uppercase().as_str() {
                "W1" => self.echo().await?,
                "W2" => self.backlog().await?,
                "W3" => self.loop_of_thousand().await?,
                "W4" => self.parallel_calls().await?,
                "W5" => start::measure(self.database_url.as_deref()).await?,
                "W6" => self.changed_rows().await?,
                "W7" => self.history().await?,
                "FLOWS" => self.flows().await?,
                "HISTORY" => self.long_history().await?,
                "WAITING" => self.waiting_runs().await?,
                "NODES" => self.several_nodes().await?,
                "ROWS" => self.many_rows().await?,
                "ACTIONS" => self.long_flows().await?,
                "LOOP" => self.long_loops().await?,
                _ => bail!("There is no workload {workload}; `steward bench --help` lists them."),
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

    /// How many requests a second the open loop sends after a closed one that did so many.
    fn rate(&self, per_second: f64) -> f64 {
        self.rate.unwrap_or(per_second * PART).max(1.0)
    }

    /// Measures what is there already.
    async fn other(&self, trigger: &str) -> Result<()> {
        for workload in &self.workloads {
            match workload.to_uppercase().as_str() {
                "W1" => {
                    for connections in &self.connections {
                        self.both_loops("W1", *connections, trigger).await?;
                    }
                }
                known @ ("W3" | "W4") => self.both_loops(known, 1, trigger).await?,
                _ => bail!("{workload} cannot be measured with a trigger; W1, W3 and W4 can."),
            }
        }
        Ok(())
    }

    async fn echo(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: echo", &flows::echo()).await?;
        for connections in &self.connections {
            self.both_loops("W1", *connections, &flow.trigger).await?;
        }
        session.delete(&flow.id).await
    }

    async fn loop_of_thousand(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: loop", &flows::loop_of(1_000)).await?;
        self.both_loops("W3", 1, &flow.trigger).await?;
        session.delete(&flow.id).await
    }

    async fn parallel_calls(&self) -> Result<()> {
        let session = self.session().await?;
        let flow = session.make("bench: parallel calls", &flows::parallel_calls(&self.stub()?)).await?;
        let measured = match may_call(&session, &flow.trigger).await {
            Ok(()) => self.both_loops("W4", 1, &flow.trigger).await,
            refused => refused,
        };
        session.delete(&flow.id).await?;
        measured
    }

    /// What flows call.
    fn stub(&self) -> Result<String> {
        self.stub.clone().map_or_else(stub::serve, Ok)
    }

    /// Makes the flows and leaves them, for load that another program makes.
    async fn flows(&self) -> Result<()> {
        let Some(stub) = &self.stub else { bail!("Give what the flow of W4 calls with --stub.") };
        let session = self.session().await?;
        let mut made = json!({"authorization": session.authorization().trim()});
        for (workload, name, definition) in [
            ("W1", "bench: echo", flows::echo()),
            ("W2", "bench: ten steps", flows::ten_steps()),
            ("W3", "bench: loop", flows::loop_of(1_000)),
            ("W4", "bench: parallel calls", flows::parallel_calls(stub)),
        ] {
            let flow = session.make(name, &definition).await?;
            let running = session.here(&format!("runs?flow={}&status=Running&limit=1", flow.id));
            made[workload] = json!({"trigger": flow.trigger, "running": format!("{}{running}", session.base)});
        }
        println!("{made}");
        Ok(())
    }

    /// Measures a trigger that answers when its run is complete: first how much, then how long.
    async fn both_loops(&self, workload: &str, connections: usize, trigger: &str) -> Result<()> {
        let requests = Requests::post(trigger)?;
        closed(&requests, connections, Until::Passed(self.lasting() / 3)).await?;
        let report = closed(&requests, connections, Until::Passed(self.lasting())).await?;
        print_report(workload, "closed loop", connections, &report, json!({}));
        let rate = self.rate(report.per_second());
        let report = open(&requests, connections, rate, self.lasting()).await?;
        print_report(workload, "open loop", connections, &report, json!({"rate": round(rate)}));
        Ok(())
    }
}

/// Starts the flow of W4 once, and says what is wrong where its calls are refused.
async fn may_call(session: &Session, trigger: &str) -> Result<()> {
    let requests = Requests::post(trigger)?;
    let mut wire = Wire::connect(&wire::Target::of(trigger)?.host).await?;
    let answer = wire.ask(requests.get(0)).await?;
    if answer.is_good() {
        return Ok(());
    }
    let (status, run) = (answer.status, answer.header("x-ms-workflow-run-id").unwrap_or_default());
    let actions = session.get(&session.here(&format!("runs/{run}/actions"))).await?;
    let mut all = actions["value"].as_array().into_iter().flatten();
    let why = all.find_map(|action| action["error"]["message"].as_str()).unwrap_or("see the run's actions");
    bail!(
        "The flow of W4 answered {status}, and its calls failed: {why}\nThe server under test must let flows call the stub: start it with \
         `steward serve --allow-host 127.0.0.1`."
    )
}

fn print_report(workload: &str, measure: &str, connections: usize, report: &Report, more: Value) {
    let mut told = json!({
        "connections": connections,
        "requests": report.answered(),
        "failed": report.failed,
        "unsent": report.unsent,
        "perSecond": report.per_second().round(),
    });
    extend(&mut told, more);
    print(workload, measure, told, report.latencies.told());
}

/// Prints a measurement as a line.
fn print(workload: &str, measure: &str, told: Value, more: Value) {
    let mut line = json!({"workload": workload, "measure": measure});
    extend(&mut line, told);
    extend(&mut line, more);
    println!("{line}");
}

fn extend(line: &mut Value, more: Value) {
    if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
        line.extend(more);
    }
}

fn round(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}
