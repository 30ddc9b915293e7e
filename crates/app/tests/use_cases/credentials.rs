//! Credentials of connections: given, rotated, switched, wiped.

use app::{
    AppError, ErrorKind,
    connections::{
        self, Credential, Health,
        credentials::{self, CredentialsView, NewCredentials, Rotation, VersionState},
    },
};
use model::{Connection, ConnectionAction, ConnectionId, EnvironmentId, ErrorCode, Timestamp};

use crate::world::{World, dataverse, door, door_at, kind, password};

const DAY: i64 = 24 * 3_600_000;

fn rotation(text: &str, switch_at: Option<Timestamp>) -> Rotation {
    Rotation { credentials: password(text), expires_at: None, switch_at, overlap: DAY }
}

fn states(view: &CredentialsView) -> Vec<(i64, VersionState)> {
    view.versions.iter().map(|it| (it.version.version, it.state)).collect()
}

/// What the next call would send.
async fn sent(world: &World, id: ConnectionId) -> String {
    let steward = world.steward.clone();
    let read = move |tx: &mut store::Tx<'_>| {
        let connection: Connection = store::connections::by_id(tx, EnvironmentId(1), id)?.expect("it is there");
        credentials::current(&steward, tx, &connection)
    };
    let used = world.steward.store().read(read).await.expect("they open");
    match used.get("password") {
        Some(Credential::Value(secret)) => secret.expose_text().expect("text").to_owned(),
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn old_and_new_open_until_the_switch_and_the_old_one_is_wiped_after_it() {
    let world = World::new().await;
    let soul = world.op("soul").await;
    let id = connections::create(&world.steward, &soul, "dev", door()).await.expect("made").id;
    let view = credentials::rotate(&world.steward, &soul, "dev", id, rotation("second", None)).await.expect("given");
    assert_eq!(states(&view), [(2, VersionState::Next), (1, VersionState::Current)]);
    assert_eq!(sent(&world, id).await, "hunter2 of the connection");

    let view = credentials::switch(&world.steward, &soul, "dev", id, None).await.expect("switched");
    assert_eq!(states(&view), [(2, VersionState::Current), (1, VersionState::Former)]);
    assert_eq!(sent(&world, id).await, "second");
    credentials::switch(&world.steward, &soul, "dev", id, Some(1)).await.expect("taken back");
    assert_eq!(sent(&world, id).await, "hunter2 of the connection");
    credentials::switch(&world.steward, &soul, "dev", id, Some(2)).await.expect("and again");

    world.pass(DAY / 1_000 + 1);
    credentials::keep(&world.steward).await.expect("kept");
    let soul = world.op("soul").await;
    let view = credentials::get(&world.steward, &soul, "dev", id).await.expect("seen");
    assert_eq!(states(&view), [(2, VersionState::Current), (1, VersionState::Wiped)]);
    let gone = credentials::switch(&world.steward, &soul, "dev", id, Some(1)).await.expect_err("refused");
    assert_eq!(gone.code, ErrorCode::SecretVersionGone);
}

#[tokio::test]
async fn a_date_makes_the_next_one_current_and_the_audit_says_so() {
    let world = World::new().await;
    let (soul, ada) = (world.op("soul").await, world.op("ada").await);
    let id = connections::create(&world.steward, &soul, "dev", door()).await.expect("made").id;
    let at = soul.at.plus_millis(DAY);
    credentials::rotate(&world.steward, &soul, "dev", id, rotation("second", Some(at))).await.expect("given");
    credentials::rotate(&world.steward, &soul, "dev", id, rotation("third", Some(at))).await.expect("instead");
    credentials::keep(&world.steward).await.expect("kept");
    assert_eq!(sent(&world, id).await, "hunter2 of the connection", "its time has not come");
    world.pass(DAY / 1_000);
    credentials::keep(&world.steward).await.expect("kept");
    assert_eq!(sent(&world, id).await, "third", "the second one was given up");
    let entries = app::audit::list(&world.steward, &ada, Default::default(), None, 100).await.expect("entries");
    let switched: Vec<_> = entries.iter().filter(|entry| entry.action == "connection.credentials.switch").collect();
    assert_eq!(switched.len(), 1);
    assert_eq!(switched[0].actor, None, "nobody did, the date came");
    assert!(!format!("{entries:?}").contains("third"));
}

#[tokio::test]
async fn where_a_connection_leads_changes_only_together_with_its_credentials() {
    let world = World::new().await;
    let (soul, ada) = (world.op("soul").await, world.op("ada").await);
    let id = connections::create(&world.steward, &soul, "dev", door()).await.expect("made").id;
    let elsewhere = NewCredentials {
        parameters: Some(door_at("https://elsewhere.example.org")),
        credentials: connections::Credentials::new(),
        expires_at: None,
    };
    // An administrator must not have a colleague's password sent to an address of his.
    let refused = credentials::replace(&world.steward, &ada, "dev", id, elsewhere.clone()).await.expect_err("refused");
    assert_eq!((refused.code, refused.path.as_deref()), (ErrorCode::CredentialsInvalid, Some("credentials.password")));
    assert_eq!(sent(&world, id).await, "hunter2 of the connection");
    credentials::rotate(&world.steward, &soul, "dev", id, rotation("second", None)).await.expect("given");
    let own = NewCredentials { credentials: password("my own"), ..elsewhere };
    let view = credentials::replace(&world.steward, &ada, "dev", id, own).await.expect("replaced");
    let wiped = [(3, VersionState::Current), (2, VersionState::Wiped), (1, VersionState::Wiped)];
    assert_eq!(states(&view), wiped, "nothing that was given for the other address is left");
}

#[tokio::test]
async fn only_who_manages_a_connection_gives_it_credentials() {
    let world = World::new().await;
    let (soul, sam) = (world.op("soul").await, world.op("sam").await);
    let id = connections::create(&world.steward, &soul, "dev", door()).await.expect("made").id;
    let rotated = credentials::rotate(&world.steward, &sam, "dev", id, rotation("mine", None)).await;
    assert_eq!(kind(rotated), ErrorKind::NotFound);
    assert_eq!(kind(credentials::get(&world.steward, &sam, "dev", id).await), ErrorKind::NotFound);
    assert_eq!(kind(credentials::switch(&world.steward, &sam, "dev", id, None).await), ErrorKind::NotFound);
}

#[tokio::test]
async fn who_may_sign_in_anew_may_not_lead_a_connection_elsewhere() {
    let world = World::new().await;
    let (soul, sam) = (world.op("soul").await, world.op("sam").await);
    let id = connections::create(&world.steward, &soul, "dev", door()).await.expect("made").id;
    let rebind = vec![ConnectionAction::Rebind];
    connections::grants::set(&world.steward, &soul, "dev", id, "sam", rebind).await.expect("given");
    let new = |address: &str| NewCredentials {
        parameters: Some(door_at(address)),
        credentials: password("of Sam"),
        expires_at: None,
    };
    let elsewhere = credentials::replace(&world.steward, &sam, "dev", id, new("https://sam.example.org")).await;
    assert_eq!(kind(elsewhere), ErrorKind::Forbidden);
    credentials::replace(&world.steward, &sam, "dev", id, new("https://door.example.org")).await.expect("replaced");
    assert_eq!(sent(&world, id).await, "of Sam");
}

#[tokio::test]
async fn only_administrators_refer_to_secrets_that_the_server_fetches() {
    let world = World::new().await;
    let (soul, ada) = (world.op("soul").await, world.op("ada").await);
    let mut new = door();
    new.credentials.insert("password".to_owned(), Credential::Reference("env:DOOR".to_owned()));
    assert_eq!(kind(connections::create(&world.steward, &soul, "dev", new.clone()).await), ErrorKind::Forbidden);
    let id = connections::create(&world.steward, &ada, "dev", new).await.expect("made").id;
    assert!(sent(&world, id).await.contains("env:DOOR"));
}

type Change = fn(&mut connections::NewConnection);

#[tokio::test]
async fn what_the_connector_does_not_ask_for_is_refused_at_its_place() {
    let world = World::new().await;
    let soul = world.op("soul").await;
    let refused = async |change: Change| -> AppError {
        let mut new = door();
        change(&mut new);
        connections::create(&world.steward, &soul, "dev", new).await.expect_err("refused")
    };
    let cases: [(Change, &str); 8] = [
        (|new| drop(new.parameters.remove("baseUrl")), "parameters.baseUrl"),
        (|new| drop(new.parameters.insert("baseUrl".into(), "door.example.org".into())), "parameters.baseUrl"),
        (|new| drop(new.parameters.insert("baseUrl".into(), "https://me:pw@door".into())), "parameters.baseUrl"),
        (|new| drop(new.parameters.insert("header".into(), "a b".into())), "parameters.header"),
        (|new| drop(new.parameters.insert("authentication".into(), "magic".into())), "parameters.authentication"),
        (|new| drop(new.parameters.insert("password".into(), "hunter2".into())), "parameters.password"),
        (|new| drop(new.credentials.remove("password")), "credentials.password"),
        (|new| drop(new.credentials.insert("pin".into(), Credential::Reference("env:X".into()))), "credentials.pin"),
    ];
    for (change, place) in cases {
        let error = refused(change).await;
        assert_eq!((error.code, error.path.as_deref()), (ErrorCode::CredentialsInvalid, Some(place)));
        assert!(!error.message.contains("hunter2"));
    }
    let mut tables = dataverse(None);
    tables.credentials = password("useless");
    let error = connections::create(&world.steward, &soul, "dev", tables).await.expect_err("refused");
    assert_eq!(error.path.as_deref(), Some("credentials.password"), "the tables take none");
}

#[tokio::test]
async fn what_is_about_to_expire_is_said() {
    let world = World::new().await;
    let soul = world.op("soul").await;
    let new = connections::NewConnection { expires_at: Some(soul.at.plus_millis(40 * DAY)), ..door() };
    let id = connections::create(&world.steward, &soul, "dev", new).await.expect("made").id;
    let mut health = Vec::new();
    for _ in 0..3 {
        let soul = world.op("soul").await;
        health.push(connections::get(&world.steward, &soul, "dev", id).await.expect("seen").health);
        world.pass(20 * DAY / 1_000);
    }
    let at = soul.at.plus_millis(40 * DAY);
    assert_eq!(health, [Health::NeverTested, Health::Expiring { at }, Health::Expired { since: at }]);
}
