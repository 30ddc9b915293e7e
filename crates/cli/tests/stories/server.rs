//! A server process with the demo, and its data folder.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::caller::Caller;

/// Everything that the server answered, for stories that look for what must not be in it.
#[derive(Clone, Default)]
pub(crate) struct Heard(Arc<Mutex<Vec<String>>>);

impl Heard {
    pub(crate) fn add(&self, text: String) {
        self.0.lock().expect("nobody panics while holding it").push(text);
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().expect("nobody panics while holding it").clone()
    }
}

/// How many runs there are when a story begins.
const DEMO_RUNS: usize = 5;

/// A server, which ends with the story.
pub(crate) struct Server {
    process: Child,
    base: String,
    folder: TempDir,
    arguments: Vec<String>,
    heard: Heard,
}

impl Server {
    /// Starts on new data.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts on new data, with more arguments.
    pub(crate) async fn start_with(arguments: &[&str]) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let process = spawn(&folder, &arguments);
        let mut server = Self { process, base: String::new(), folder, arguments, heard: Heard::default() };
        server.up().await;
        // The demo begins with a change that flows hear of; no story should be crossed by their runs.
        server.sign_in("soul").await.new_runs(&[], DEMO_RUNS).await;
        server
    }

    /// As [`Self::restart`], with other arguments from then on.
    pub(crate) async fn restart_with(&mut self, arguments: Vec<String>) {
        self.arguments = arguments;
        self.restart().await;
    }

    /// Kills it, and starts it again on the same data. Its address is another one.
    pub(crate) async fn restart(&mut self) {
        self.process.kill().expect("it can be killed");
        self.process.wait().expect("it has ended");
        self.process = spawn(&self.folder, &self.arguments);
        self.up().await;
    }

    /// Waits until it takes requests.
    async fn up(&mut self) {
        self.base = format!("http://127.0.0.1:{}", self.port().await);
        let nobody = self.nobody();
        let began = Instant::now();
        while nobody.get("/readyz").await.status != 200 {
            assert!(began.elapsed() < Duration::from_secs(30), "the server is ready within half a minute");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The port that it says it listens on.
    async fn port(&mut self) -> u16 {
        let began = Instant::now();
        loop {
            let log = self.printed();
            if let Some(rest) = log.split("Listening on http://127.0.0.1:").nth(1) {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                return digits.parse().expect("a port");
            }
            if let Some(status) = self.process.try_wait().expect("it can be asked") {
                panic!("the server ended with {status}:\n{log}");
            }
            assert!(began.elapsed() < Duration::from_secs(60), "the server listens within a minute:\n{log}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Where it listens.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Somebody who has not signed in.
    pub(crate) fn nobody(&self) -> Caller {
        Caller::nobody(&self.base, self.heard.clone())
    }

    /// Somebody of the demo.
    pub(crate) async fn sign_in(&self, name: &str) -> Caller {
        self.nobody().sign_in(name, "demo").await
    }

    /// Every body and header that it has answered so far.
    pub(crate) fn answers(&self) -> Vec<String> {
        self.heard.all()
    }

    /// What it has printed so far, on both streams.
    pub(crate) fn printed(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.folder.path().join(name)).expect("the file is there");
        read("stdout") + &read("stderr")
    }

    /// Every file of the data folder, and what it printed.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("the folder is there") {
                let path = entry.expect("an entry").path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }

    /// The most memory that it ever held, in MiB, where the system says so.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
    }

    /// Runs a command of the same binary against it, as somebody.
    pub(crate) async fn command_as(&self, who: &Caller, arguments: &[&str]) -> Output {
        let token = who.post("/api/v1/me/tokens", serde_json::json!({"name": "a command"})).await.ok();
        self.command_with(token["token"].as_str(), arguments)
    }

    /// Runs a command of the same binary against it.
    pub(crate) fn command(&self, arguments: &[&str]) -> Output {
        self.command_with(None, arguments)
    }

    fn command_with(&self, token: Option<&str>, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_steward"))
            .args(arguments)
            .env("STEWARD_URL", &self.base)
            .env_remove("STEWARD_TOKEN")
            .envs(token.map(|token| ("STEWARD_TOKEN", token)))
            .env("STEWARD_CONFIG", self.folder.path().join("no-config.toml"))
            .output()
            .expect("the binary runs")
    }
}

fn spawn(folder: &TempDir, arguments: &[String]) -> Child {
    let printed = |name: &str| File::create(folder.path().join(name)).expect("a file");
    Command::new(env!("CARGO_BIN_EXE_steward"))
        .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder.path().join("data"))
        .args(arguments)
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .stdout(printed("stdout"))
        .stderr(printed("stderr"))
        .spawn()
        .expect("the server starts")
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            println!("--- the server printed:\n{}", self.printed());
        }
    }
}
