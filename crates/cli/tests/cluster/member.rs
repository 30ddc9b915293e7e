//! One server of the cluster, with its own way to the database.

use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
    process::Command,
    time::Instant,
};

use testkit::{Proxy, Way};

use crate::{
    common::Node,
    stub::Stub,
    world::{DATABASE, Ground},
};

/// A server of the cluster.
pub(crate) struct Member {
    /// Its number, from 0.
    pub(crate) number: usize,
    /// Its process.
    pub(crate) node: Node,
    /// What stands between it and the database.
    pub(crate) proxy: Proxy,
    /// Every process that it has been.
    pub(crate) processes: Vec<u32>,
    /// What it calls; it tells its callers apart by their processes.
    stub: Stub,
}

impl Member {
    /// Starts one with its data below the ground's folder. What it prints goes to `node-N.log` among the logs.
    pub(crate) fn start(number: usize, ground: &Ground, lease_seconds: u64) -> Self {
        let Ground { folder, logs, postgres, stub, .. } = ground;
        let data = folder.path().join(format!("node-{number}"));
        fs::create_dir(&data).expect("a folder");
        // Nodes of a cluster read each other's secrets.
        fs::write(data.join("master.key"), [7; 32]).expect("the key is written");
        let proxy = Proxy::start(postgres.port());
        let database = postgres.address(proxy.port(), DATABASE);
        let lease = lease_seconds.to_string();
        let arguments = ["--database-url", &database, "--lease-seconds", &lease, "--allow-host", "127.0.0.1"];
        let node = Node::start(&ground.program, &data, &arguments, Some(&logs.join(format!("node-{number}.log"))));
        let mut member = Self { number, node, proxy, processes: Vec::new(), stub: stub.clone() };
        member.remember();
        member
    }

    /// Starts it again after its process has ended.
    pub(crate) fn start_again(&mut self) {
        self.node.start_again();
        self.remember();
    }

    fn remember(&mut self) {
        let process = self.node.process().id();
        self.processes.push(process);
        self.stub.expect(process);
    }

    /// Sends its process a signal.
    pub(crate) fn signal(&mut self, name: &str) {
        let process = self.node.process().id().to_string();
        let sent = Command::new("kill").args(["-s", name, &process]).status().expect("kill runs");
        assert!(sent.success(), "SIG{name} to node {}", self.number);
    }

    /// Opens, cuts or silences its way to the database.
    pub(crate) fn way(&self, way: Way) {
        self.proxy.set(way);
    }
}

/// What was done to the cluster, and when.
pub(crate) struct Diary {
    file: File,
    began: Instant,
}

impl Diary {
    pub(crate) fn new(logs: &Path) -> Self {
        let file = File::create(logs.join("chaos.log")).expect("a log");
        Self { file, began: Instant::now() }
    }

    pub(crate) fn note(&self, what: &str) {
        let _ = writeln!(&self.file, "{:8.3} {what}", self.began.elapsed().as_secs_f64());
    }
}
