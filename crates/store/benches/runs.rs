//! How long SQLite takes for what every run does: to be claimed and to be stored. `cargo bench -p store`.
//!
//! Each answer comes after the commit is durable, so one by one this measures the disk; the batch shows what sharing a commit saves.

use divan::{Bencher, counter::ItemsCount};
use futures_util::future::join_all;
use model::{EnvironmentId, EnvironmentKind, FlowKey, RunId, RunStatus, StartKind, Timestamp};
use store::{
    Config, Database, Store, StoreError, environments,
    environments::NewEnvironment,
    runs::{self, NewRun, Progress, Save},
};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_700_000_000_000_000);
const NODE: Uuid = Uuid::from_u128(1);
/// About what ten small actions leave.
const START: usize = 200;
const SEGMENT: usize = 400;
const MANY: u32 = 256;

fn main() {
    divan::main();
}

#[divan::bench(args = [1, MANY], max_time = 3)]
fn save_finished_runs(bencher: Bencher<'_, '_>, count: u32) {
    let bench = Bench::new();
    let inputs = || (0..count).map(|_| finished(bench.environment)).collect::<Vec<_>>();
    bencher.counter(ItemsCount::new(count)).with_inputs(inputs).bench_local_values(|saves| bench.save(saves));
}

#[divan::bench(args = [1, MANY], max_time = 3)]
fn save_the_end_of_held_runs(bencher: Bencher<'_, '_>, count: u32) {
    let bench = Bench::new();
    let inputs = || {
        bench.queue(count);
        let ends = bench.claim(count).into_iter().map(|run| Save {
            run,
            new: None,
            moves: true,
            ..finished(bench.environment)
        });
        ends.collect::<Vec<_>>()
    };
    bencher.counter(ItemsCount::new(count)).with_inputs(inputs).bench_local_values(|saves| bench.save(saves));
}

#[divan::bench(args = [1, MANY], max_time = 3)]
fn claim_due_runs(bencher: Bencher<'_, '_>, count: u32) {
    let bench = Bench::new();
    bencher
        .counter(ItemsCount::new(count))
        .with_inputs(|| bench.queue(count))
        .bench_local_values(|()| bench.claim(count));
}

/// A new database with one environment.
struct Bench {
    store: Store,
    runtime: Runtime,
    environment: EnvironmentId,
    _folder: TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::Sqlite(folder.path().join("steward.db"));
        let store = Store::open(&Config::of(database)).expect("the store opens");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let new = NewEnvironment {
            name: "here".to_owned(),
            display_name: "Here".to_owned(),
            kind: EnvironmentKind::Dev,
            protected: false,
        };
        let made = runtime.block_on(store.write(move |tx| environments::insert(tx, &new, NOW)));
        Self { environment: made.expect("an environment"), store, runtime, _folder: folder }
    }

    /// Stores all at the same time, as the runs of a server do.
    fn save(&self, saves: Vec<Save>) {
        let held = self.runtime.block_on(join_all(saves.into_iter().map(|save| self.store.save(save))));
        assert!(held.into_iter().all(|held| held.expect("stored")));
    }

    /// Adds runs that are due.
    fn queue(&self, count: u32) {
        let environment = self.environment;
        let queued = self.store.write(move |tx| {
            (0..count).try_for_each(|_| runs::queue(tx, &new_run(RunId(Uuid::now_v7()), environment), None))
        });
        let queued: Result<(), StoreError> = self.runtime.block_on(queued);
        queued.expect("queued");
    }

    fn claim(&self, count: u32) -> Vec<RunId> {
        let claimed =
            self.store.write(move |tx| runs::claim(tx, NODE, NOW, count, runs::Room::new(u32::MAX, [].into())));
        let claimed = self.runtime.block_on(claimed).expect("claimed");
        assert_eq!(claimed.len(), count as usize);
        claimed.into_iter().map(|claimed| claimed.run.id).collect()
    }
}

fn new_run(id: RunId, environment: EnvironmentId) -> NewRun {
    NewRun {
        id,
        environment,
        flow: FlowKey(1),
        version: 1,
        kind: StartKind::HttpRequest,
        invoker: None,
        started_at: NOW,
        resubmit_of: None,
        start: vec![7; START],
    }
}

/// A run that began and ended in memory.
fn finished(environment: EnvironmentId) -> Save {
    let run = RunId(Uuid::now_v7());
    Save {
        run,
        node: NODE,
        new: Some(new_run(run, environment)),
        progress: Progress { status: RunStatus::Succeeded, ended_at: Some(NOW), ..Progress::running() },
        moves: true,
        keep: false,
        segment: Some((0, vec![7; SEGMENT])),
        waits_for: Vec::new(),
        answer: None,
        leaves: None,
    }
}
