//! What the audit says of one connection: everything that anybody has done with it.

use std::{collections::BTreeSet, fs, path::Path};

use app::{
    audit::{self, Wanted},
    connections::{
        self,
        credentials::{self, NewCredentials, Rotation},
        grants,
        impact::{Asked, Choice},
        probes::{self, Verdict},
        reauthenticate::reauthenticate,
        replace::replace,
        successors,
    },
    flows::swap,
};
use model::{ConnectionAction, ConnectionId, EnvironmentId, ProbeOutcome};

use crate::world::{DATAVERSE, World, door, door_at, named, password, row_flow};

/// What was done with a connection, oldest first.
async fn activity(world: &World, id: ConnectionId) -> Vec<String> {
    let wanted =
        Wanted { environment: Some("dev".to_owned()), object: Some(format!("connection/{id}")), ..Wanted::default() };
    let entries = audit::list(&world.steward, &world.op("ada").await, wanted, None, 100).await.expect("entries");
    assert!(entries.iter().all(|entry| !entry.detail.contains("hunter2")), "{entries:?}");
    entries.into_iter().rev().map(|entry| entry.action).collect()
}

/// The actions that the use cases of connections record.
fn recorded(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            recorded(&path, found);
            continue;
        }
        let code = fs::read_to_string(&path).expect("a source");
        let quoted = code.split('"').skip(1).step_by(2).filter(|text| text.starts_with("connection."));
        found.extend(quoted.map(str::to_owned));
    }
}

#[tokio::test]
async fn everything_that_is_done_with_a_connection_is_said_of_it() {
    let world = World::new().await;
    let (steward, soul) = (&world.steward, world.op("soul").await);
    let id = connections::create(steward, &soul, "dev", door()).await.expect("made").id;
    let other = connections::create(steward, &soul, "dev", door()).await.expect("made").id;
    let through_door = row_flow("", false).replace(DATAVERSE, "shared_door");
    let flow = named(world.flow("soul", "Through the door", &through_door).await.summary.id);

    grants::set(steward, &soul, "dev", id, "sam", vec![ConnectionAction::Use]).await.expect("given");
    grants::remove(steward, &soul, "dev", id, "sam").await.expect("taken back");
    swap::swap(steward, &soul, "dev", &flow, "shared_action", Some(id)).await.expect("chosen");
    let trial = probes::begin(steward, &soul, "dev", id).await.expect("begun");
    let verdict = Verdict { outcome: ProbeOutcome::Accepted, message: String::new(), raw: String::new() };
    probes::record(steward, &soul, trial, verdict, 1).await.expect("recorded");
    successors::set(steward, &soul, "dev", id, vec!["sam".to_owned()]).await.expect("named");
    let next = |switch_at| Rotation { credentials: password("hunter2 next"), expires_at: None, switch_at, overlap: 0 };
    credentials::rotate(steward, &soul, "dev", id, next(None)).await.expect("given");
    credentials::switch(steward, &soul, "dev", id, None).await.expect("switched");
    let new = || NewCredentials {
        parameters: Some(door_at("https://door.example.org")),
        credentials: password("hunter2 new"),
        expires_at: None,
    };
    credentials::replace(steward, &soul, "dev", id, new()).await.expect("replaced");
    reauthenticate(steward, &soul, "dev", id, new(), Asked::default()).await.expect("renewed");
    let with = Choice { connection: Some(other), asked: Asked::default() };
    replace(steward, &soul, "dev", id, with).await.expect("replaced");
    connections::delete(steward, &soul, "dev", id).await.expect("deleted");

    let done = activity(&world, id).await;
    let expected = [
        "connection.create",
        "connection.share",
        "connection.unshare",
        "connection.bind",
        "connection.test",
        "connection.successors",
        "connection.credentials.rotate",
        "connection.credentials.switch",
        "connection.credentials.replace",
        "connection.reauthenticate",
        "connection.replace",
        "connection.delete",
    ];
    assert_eq!(done, expected);
    assert_eq!(activity(&world, other).await, ["connection.create", "connection.bind"]);
    let mut actions = BTreeSet::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    recorded(&sources.join("connections"), &mut actions);
    actions.extend(["connection.create", "connection.delete", "connection.bind"].map(str::to_owned));
    assert_eq!(actions, expected.map(str::to_owned).into(), "a use case that is new is tried here, too");
}

#[tokio::test]
async fn binding_a_reference_is_said_of_both_connections() {
    let world = World::new().await;
    let (steward, ada) = (&world.steward, world.op("ada").await);
    let one = connections::create(steward, &ada, "dev", door()).await.expect("made").id;
    let two = connections::create(steward, &ada, "dev", door()).await.expect("made").id;
    let reference = model::ConnectionReference {
        environment: EnvironmentId(1),
        logical_name: "contoso_door".to_owned(),
        display_name: "Door".to_owned(),
        connector: door().connector,
        connection: None,
    };
    steward.store().write(move |tx| store::references::put(tx, &reference)).await.expect("put");
    for connection in [Some(one), Some(one), Some(two), None] {
        app::references::bind(steward, &ada, "dev", "contoso_door", connection).await.expect("bound");
    }
    assert_eq!(activity(&world, one).await, ["connection.create", "connection.bind", "connection.bind"]);
    assert_eq!(activity(&world, two).await, ["connection.create", "connection.bind", "connection.bind"]);
}
