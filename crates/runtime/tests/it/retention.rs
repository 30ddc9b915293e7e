//! The history's end: what ended long ago is archived and removed, and nothing else.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use app::{ErrorKind, FlowName, lookup, runs};
use model::{RunId, Timestamp};
use runtime::{Archive, Config};
use serde_json::json;

use crate::world::{DEV, World, button_flow};

/// A server that keeps ended runs for so long, and writes their ids down in a folder.
fn forgets(millis: u64, folder: Option<&Path>) -> Config {
    let line = |run: runs::Recorded| match run.what {
        runs::Record::Shown(detail, actions) => format!("{} {} {}", detail.summary.id, run.environment, actions.len()),
        runs::Record::Stored { summary, journal, .. } => {
            format!("{} {} stored {}", summary.id, run.environment, journal.len())
        }
    };
    Config {
        history: Some(Duration::from_millis(millis)),
        archive: folder.map(|folder| Archive { folder: folder.to_owned(), line }),
        ..Config::default()
    }
}

fn quick() -> serde_json::Value {
    button_flow(json!({"Do": {"type": "Compose", "inputs": "done", "runAfter": {}}}))
}

async fn is_there(world: &World, run: RunId) -> bool {
    world.steward.store().read(move |tx| store::runs::get(tx, DEV, run)).await.unwrap().is_some()
}

async fn all(world: &World) -> Vec<runs::RunSummary> {
    let admin = world.op("admin").await;
    runs::list(&world.steward, &admin, "dev", runs::RunsWanted { limit: 1_000, ..Default::default() }).await.unwrap()
}

/// The archive's lines by run.
fn lines(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut lines: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in fs::read_dir(folder).into_iter().flatten() {
        for line in runtime::read_archive(&file.unwrap().path()).unwrap() {
            let line = line.unwrap();
            lines.entry(line[..36].to_owned()).or_default().push(line[37..].to_owned());
        }
    }
    lines
}

#[tokio::test]
async fn what_ended_long_ago_is_archived_and_removed_and_what_waits_stays() {
    let archive = tempfile::tempdir().unwrap();
    let world = World::with(forgets(1_500, Some(archive.path()))).await;
    let id = world.flow("quick", &quick()).await;
    let waits = json!({"Wait": {"type": "Wait", "inputs": {"interval": {"count": 1, "unit": "Hour"}}, "runAfter": {}}});
    let waits = world.flow("waits", &button_flow(waits)).await;
    world.queue(id, DEV, 3, None).await;
    world.queue(waits, DEV, 2, None).await;
    let gone: Vec<RunId> = {
        let ended = |run: &&runs::RunSummary| run.flow == id && run.status.is_final();
        let mut found = Vec::new();
        for _ in 0..100 {
            found = all(&world).await.iter().filter(ended).map(|run| run.id).collect();
            if found.len() == 3 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        found
    };
    assert_eq!(gone.len(), 3, "they ended before they were removed");
    for _ in 0..1_000 {
        if world.runtime.history_counts().0 >= 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(world.runtime.history_counts(), (3, 3));
    assert!(all(&world).await.iter().all(|run| run.flow == waits));
    assert_eq!(all(&world).await.len(), 2);
    let written = lines(archive.path());
    assert_eq!(written.keys().cloned().collect::<Vec<_>>(), {
        let mut ids: Vec<String> = gone.iter().map(ToString::to_string).collect();
        ids.sort();
        ids
    });
    assert!(written.values().all(|lines| *lines == ["dev 1"]), "{written:?}");

    // A run that was removed cannot be repeated: there is none.
    let op = world.op("soul").await;
    let proof_op = op.clone();
    let ask = move |tx: &mut store::Tx<'_>| lookup::flow::<lookup::Resubmit>(tx, &proof_op, "dev", &FlowName::Id(id));
    let proof = world.steward.store().read(ask).await.unwrap();
    assert_eq!(world.runtime.resubmit(&op, proof, gone[0]).await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn a_run_whose_flow_was_deleted_is_archived_as_it_is_stored() {
    let archive = tempfile::tempdir().unwrap();
    let world = World::new().await;
    let id = world.flow("quick", &quick()).await;
    world.queue(id, DEV, 1, None).await;
    let run = world.all_ended(1).await[0].id;
    let delete = move |tx: &mut store::Tx<'_>| {
        let key = store::flows::by_id(tx, DEV, id)?.unwrap().key;
        store::flows::delete(tx, key)
    };
    world.steward.store().write(delete).await.unwrap();
    let world = world.restart_with(forgets(200, Some(archive.path()))).await;
    for _ in 0..1_000 {
        if !is_there(&world, run).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!is_there(&world, run).await);
    assert_eq!(lines(archive.path()).get(&run.to_string()), Some(&vec!["dev stored 1".to_owned()]));
}

#[tokio::test]
async fn nothing_is_removed_that_could_not_be_archived() {
    let folder = tempfile::tempdir().unwrap();
    let no_folder = folder.path().join("file");
    fs::write(&no_folder, b"in the way").unwrap();
    let world = World::with(forgets(100, Some(&no_folder))).await;
    let id = world.flow("quick", &quick()).await;
    world.queue(id, DEV, 1, None).await;
    let run = world.all_ended(1).await[0].id;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert!(is_there(&world, run).await);
    assert_eq!(world.runtime.history_counts(), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_share_the_work_and_archive_each_run_once() {
    let archive = tempfile::tempdir().unwrap();
    let world = World::new().await;
    let Some(other) = world.second(forgets(3_000, Some(archive.path()))).await else { return };
    let third = world.second(forgets(3_000, Some(archive.path()))).await.unwrap();
    let id = world.flow("quick", &quick()).await;
    world.queue(id, DEV, 900, None).await;
    let until = Timestamp::now().plus_millis(60_000);
    let removed = || other.runtime.history_counts().0 + third.runtime.history_counts().0;
    while removed() < 900 && Timestamp::now() < until {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(removed(), 900);
    assert!(all(&world).await.is_empty());
    let written = lines(archive.path());
    assert_eq!(written.len(), 900);
    assert!(written.values().all(|lines| lines.len() == 1), "nobody did the same work twice");
}

#[tokio::test]
async fn firings_without_a_run_go_with_the_runs_of_their_time() {
    let world = World::with(forgets(1_000, None)).await;
    let mut flow = quick();
    flow["properties"]["definition"]["triggers"]["manual"]["conditions"] = json!([{"expression": "@equals(1, 2)"}]);
    let id = world.flow("picky", &flow).await;
    world.queue(id, DEV, 3, None).await;
    let admin = world.op("admin").await;
    let firings =
        async || app::firings::list(&world.steward, &admin, "dev", &FlowName::Id(id), None, 10).await.unwrap().len();
    assert_eq!(firings().await, 3);
    for _ in 0..1_000 {
        if firings().await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("they are still there");
}
