//! The cluster, its database, and what its flows call.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::TempDir;
use testkit::postgres;
use tokio::sync::{Mutex, MutexGuard};

use crate::{
    common::Session,
    flows,
    load::{Load, Outcome},
    member::{DATABASE, Diary, Member},
    stub::Stub,
};

/// How many servers there are.
const MEMBERS: usize = 3;
/// How many clients send requests.
const CLIENTS: u64 = 6;
/// Tests that measure whether nodes keep their leases run one after the other.
pub(crate) static ALONE: Mutex<()> = Mutex::const_new(());

/// Three servers on one PostgreSQL, and their flows.
pub(crate) struct World {
    // Servers end before the database does.
    pub(crate) members: Vec<Member>,
    pub(crate) postgres: postgres::Server,
    pub(crate) stub: Stub,
    pub(crate) flows: Flows,
    pub(crate) diary: Diary,
    pub(crate) lease: Duration,
    pub(crate) logs: PathBuf,
    trigger: String,
    _folder: TempDir,
    _alone: MutexGuard<'static, ()>,
}

/// The flows by id.
pub(crate) struct Flows {
    pub(crate) load: String,
    pub(crate) child: String,
    pub(crate) tick: String,
}

impl World {
    /// Starts everything. The nodes' logs go to a folder of that name.
    pub(crate) async fn start(name: &str, lease_seconds: u64) -> Self {
        let alone = ALONE.lock().await;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let logs = logs(name);
        let postgres = tokio::task::block_in_place(postgres::Server::start);
        postgres.url(DATABASE);
        let stub = Stub::start().await;
        let mut members: Vec<Member> = Vec::new();
        for number in 0..MEMBERS {
            let data = folder.path().join(format!("node-{number}"));
            give_key(&data);
            if let Some(first) = members.first_mut() {
                // The first one makes the demo.
                first.node.is_ready().await;
            }
            members.push(Member::start(number, &data, &logs, &postgres, &stub, lease_seconds));
        }
        for member in &mut members {
            member.node.is_ready().await;
        }
        let soul = Session::open(members[0].node.base(), "soul").await;
        let child = soul.make_flow("Child", flows::child()).await;
        let load = soul.make_flow("Load", flows::load(&stub.url(), &child)).await;
        let tick = soul.make_flow("Tick", flows::tick()).await;
        let trigger = soul.trigger(&load).await;
        let diary = Diary::new(&logs);
        let flows = Flows { load, child, tick };
        let lease = Duration::from_secs(lease_seconds);
        Self { members, postgres, stub, flows, diary, lease, logs, trigger, _folder: folder, _alone: alone }
    }

    /// Clients that start runs at all nodes.
    pub(crate) fn load(&self, seed: u64) -> Load {
        let address = |member: &Member| format!("{}{}", member.node.base(), self.trigger);
        Load::start(CLIENTS, self.members.iter().map(address).collect(), seed)
    }

    /// Stops the clients and the schedule, so that what is open can come to its end.
    pub(crate) async fn stop(&self, load: Load) -> Outcome {
        let outcome = load.stop().await;
        let tick = &self.flows.tick;
        self.session().await.post(&format!("/api/v1/environments/dev/flows/{tick}/disable"), None).await;
        outcome
    }

    /// Soul, at the first node.
    pub(crate) async fn session(&self) -> Session {
        Session::open(self.members[0].node.base(), "soul").await
    }

    /// The number of the member that a process is or was.
    pub(crate) fn member_of(&self, process: u32) -> Option<usize> {
        self.members.iter().position(|member| member.processes.contains(&process))
    }
}

/// Makes a data folder with the key that all nodes of a cluster share: they read each other's secrets.
pub(crate) fn give_key(data: &Path) {
    fs::create_dir(data).expect("a folder");
    fs::write(data.join("master.key"), [7; 32]).expect("the key is written");
}

/// The folder for what a test's nodes log, emptied.
pub(crate) fn logs(test: &str) -> PathBuf {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-logs").join(test);
    let _ = fs::remove_dir_all(&logs);
    fs::create_dir_all(&logs).expect("a folder for logs");
    logs
}

/// A number from the environment.
pub(crate) fn setting(name: &str) -> Option<u64> {
    let value = env::var_os(name)?;
    Some(value.to_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{name} is a number")))
}
