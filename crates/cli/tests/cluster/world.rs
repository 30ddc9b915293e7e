//! The cluster, its database, and what its flows call.

use std::{
    env, fs,
    ops::Deref,
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
    member::{Diary, Member},
    stub::Stub,
};

/// The database that all members share.
pub(crate) const DATABASE: &str = "steward";
/// How many servers there are.
const MEMBERS: usize = 3;
/// How many clients send requests.
const CLIENTS: u64 = 6;
/// Tests that need nodes to keep their leases run one after the other.
static ALONE: Mutex<()> = Mutex::const_new(());

/// What a cluster stands on.
pub(crate) struct Ground {
    pub(crate) folder: TempDir,
    /// A copy of the binary, so that a build meanwhile does not change what is started again.
    pub(crate) program: PathBuf,
    pub(crate) logs: PathBuf,
    pub(crate) postgres: postgres::Server,
    pub(crate) stub: Stub,
    _alone: MutexGuard<'static, ()>,
}

/// Three servers on one PostgreSQL, and their flows.
pub(crate) struct World {
    // Servers end before what they stand on.
    pub(crate) members: Vec<Member>,
    pub(crate) flows: Flows,
    pub(crate) diary: Diary,
    pub(crate) lease: Duration,
    trigger: String,
    ground: Ground,
}

/// The flows by id.
pub(crate) struct Flows {
    pub(crate) load: String,
    pub(crate) child: String,
    pub(crate) tick: String,
}

impl Ground {
    /// Starts an empty database. Logs go to a folder of that name.
    pub(crate) async fn prepare(name: &str) -> Self {
        let alone = ALONE.lock().await;
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("steward");
        fs::copy(env!("CARGO_BIN_EXE_steward"), &program).expect("the binary is copied");
        let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-logs").join(name);
        let _ = fs::remove_dir_all(&logs);
        fs::create_dir_all(&logs).expect("a folder for logs");
        let postgres = tokio::task::block_in_place(postgres::Server::start);
        postgres.url(DATABASE);
        Self { folder, program, logs, postgres, stub: Stub::start().await, _alone: alone }
    }
}

impl World {
    /// Starts everything. Logs go to a folder of that name.
    pub(crate) async fn start(name: &str, lease_seconds: u64) -> Self {
        let ground = Ground::prepare(name).await;
        let mut members = vec![Member::start(0, &ground, lease_seconds)];
        // The first one makes the demo.
        members[0].node.is_ready().await;
        members.extend((1..MEMBERS).map(|number| Member::start(number, &ground, lease_seconds)));
        for member in &mut members {
            member.node.is_ready().await;
        }
        let soul = Session::open(members[0].node.base(), "soul").await;
        let child = soul.make_flow("Child", flows::child()).await;
        let load = soul.make_flow("Load", flows::load(&ground.stub.url(), &child)).await;
        let tick = soul.make_flow("Tick", flows::tick()).await;
        let trigger = soul.trigger(&load).await;
        let diary = Diary::new(&ground.logs);
        let flows = Flows { load, child, tick };
        Self { members, flows, diary, lease: Duration::from_secs(lease_seconds), trigger, ground }
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

impl Deref for World {
    type Target = Ground;

    fn deref(&self) -> &Ground {
        &self.ground
    }
}

/// A number from the environment.
pub(crate) fn setting(name: &str) -> Option<u64> {
    let value = env::var_os(name)?;
    Some(value.to_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{name} is a number")))
}
