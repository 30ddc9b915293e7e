//! A server that flows call: it remembers every call, when it took place, and which process made it.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash as _, Hasher as _},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::Value;
use testkit::ports;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// A call that was made.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The idempotency key that came with it.
    pub(crate) key: String,
    /// The place in the flow, as its body says.
    pub(crate) place: String,
    /// The tag of the request that started the run.
    pub(crate) tag: String,
    /// The run.
    pub(crate) run: String,
    /// The process that made it, where the system tells.
    pub(crate) process: Option<u32>,
    /// When it came.
    pub(crate) from: Instant,
    /// When it was answered, or its caller was gone.
    pub(crate) until: Instant,
}

/// The server; it lives as long as the test.
#[derive(Clone)]
pub(crate) struct Stub {
    port: u16,
    calls: Arc<Mutex<Vec<Call>>>,
    /// Everybody who may call.
    processes: Arc<Mutex<Vec<u32>>>,
}

impl Stub {
    pub(crate) async fn start() -> Self {
        let stub = Self { port: ports::free(), calls: Arc::default(), processes: Arc::default() };
        let listener = TcpListener::bind(("127.0.0.1", stub.port)).await.expect("a free port");
        let accepting = stub.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let stub = accepting.clone();
                tokio::spawn(async move { stub.serve(stream).await });
            }
        });
        stub
    }

    /// Where to call it.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// A process that calls from now on.
    pub(crate) fn expect(&self, process: u32) {
        self.processes.lock().expect("nobody panics while holding it").push(process);
    }

    /// Every call so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().expect("nobody panics while holding it").clone()
    }

    /// Answers the calls of one connection, until its caller goes.
    async fn serve(&self, stream: TcpStream) -> Option<()> {
        let _ = stream.set_nodelay(true);
        let port = stream.peer_addr().ok()?.port();
        let process = self.caller(port).await;
        let mut stream = BufReader::new(stream);
        loop {
            let (key, body) = request(&mut stream).await?;
            let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
            let from = Instant::now();
            let is_there = tokio::select! {
                () = tokio::time::sleep(delay(&key)) => true,
                () = gone(stream.get_ref()) => false,
            };
            let (place, tag, run) = (text("place"), text("tag"), text("run"));
            let call = Call { key, place, tag, run, process, from, until: Instant::now() };
            self.calls.lock().expect("nobody panics while holding it").push(call);
            if !is_there {
                return None;
            }
            let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
            stream.write_all(answer.as_bytes()).await.ok()?;
        }
    }

    /// Which of the processes has the other end of a connection. Linux says whose socket that is.
    async fn caller(&self, port: u16) -> Option<u32> {
        let processes = self.processes.lock().expect("nobody panics while holding it").clone();
        tokio::task::spawn_blocking(move || {
            let table = fs::read_to_string("/proc/net/tcp").ok()?;
            let local = format!("0100007F:{port:04X}");
            let mut lines = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
            let inode = lines.find(|columns| columns.get(1) == Some(&local.as_str()))?.get(9)?.to_string();
            let socket = format!("socket:[{inode}]");
            processes.into_iter().rev().find(|process| {
                let files = fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten().flatten();
                files.filter_map(|file| fs::read_link(file.path()).ok()).any(|link| link.to_str() == Some(&socket))
            })
        })
        .await
        .ok()?
    }
}

/// How long an answer takes: mostly moments, and for one key in ten longer than a lease lives.
fn delay(key: &str) -> Duration {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    let dice = hasher.finish();
    Duration::from_millis(if dice.is_multiple_of(10) { 3_000 } else { 5 + dice % 100 })
}

/// The key and the body of the next request.
async fn request(stream: &mut BufReader<TcpStream>) -> Option<(String, Value)> {
    let (mut key, mut length) = (String::new(), 0);
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let Some((name, value)) = line.split_once(':') else {
            if line.trim().is_empty() {
                break;
            }
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "idempotency-key" => value.trim().clone_into(&mut key),
            "content-length" => length = value.trim().parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((key, serde_json::from_slice(&body).ok()?))
}

/// Waits until the other end is closed.
async fn gone(stream: &TcpStream) {
    // Nobody sends a second request before the first one is answered, so anything else that can be read is the end.
    while stream.peek(&mut [0]).await.is_ok_and(|count| count > 0) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
