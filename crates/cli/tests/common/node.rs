//! A server process.

use std::{
    fs::File,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use reqwest::Client;
use testkit::ports;

use super::reaper;

/// A server with the demo, which ends with the value.
pub(crate) struct Node {
    command: Command,
    process: Child,
    base: String,
}

impl Node {
    /// Starts a program, the binary or a copy of it, on a port of its own. What it prints goes to the end of the file.
    pub(crate) fn start(program: &Path, data: &Path, arguments: &[&str], log: Option<&Path>) -> Self {
        let listen = format!("127.0.0.1:{}", ports::free());
        let mut command = Command::new(program);
        command.args(["serve", "--demo", "--listen", &listen, "--data"]).arg(data).args(arguments);
        command.env_remove("RUST_LOG").stdin(Stdio::null());
        match log.map(|log| File::options().create(true).append(true).open(log).expect("a log")) {
            Some(file) => command.stdout(file.try_clone().expect("a handle")).stderr(file),
            None => command.stdout(Stdio::null()).stderr(Stdio::null()),
        };
        let process = spawn(&mut command);
        Self { command, process, base: format!("http://{listen}") }
    }

    /// Where it listens.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Its process, to be looked at.
    pub(crate) fn process(&mut self) -> &mut Child {
        &mut self.process
    }

    /// Waits until it takes requests.
    pub(crate) async fn is_ready(&mut self) {
        let client = Client::new();
        let began = Instant::now();
        loop {
            let answer = client.get(format!("{}/readyz", self.base)).timeout(Duration::from_secs(5)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            if let Some(status) = self.process.try_wait().expect("it can be asked") {
                panic!("the server at {} ended with {status} before it was ready", self.base);
            }
            assert!(began.elapsed() < Duration::from_secs(60), "the server at {} is ready within a minute", self.base);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends it without a warning: nothing is flushed, nobody is told.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("the process is there");
        self.process.wait().expect("it ends");
        reaper::forget(self.process.id());
    }

    /// Starts it as before, once it has ended.
    pub(crate) fn start_again(&mut self) {
        reaper::forget(self.process.id());
        self.process = spawn(&mut self.command);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        reaper::forget(self.process.id());
    }
}

fn spawn(command: &mut Command) -> Child {
    let process = command.spawn().expect("the server starts");
    reaper::remember(process.id());
    process
}
