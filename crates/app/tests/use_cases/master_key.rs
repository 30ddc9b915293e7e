//! Another master key, and whatever happens in the middle of it.

use std::sync::Arc;

use ::solutions::{
    Limits, Package,
    envelope::{Signer, Verdict, verify as verify_envelope},
};
use app::{
    AppError, Steward,
    bootstrap::{self, FirstStart},
    catalogue::TablesOnly,
    connections::{self, credentials},
    master_key::{Rotated, Values, rotate, verify},
    signing_key,
    solutions::ExportHow,
};
use model::{EnvironmentId, ErrorCode, Timestamp};
use store::{
    Config, KeyRing, Store,
    nodes::{self, Node},
};

use crate::world::{BUTTON, World, door};

const NEW: [u8; 32] = [9; 32];
const PASSWORD: &str = "hunter2 of the connection";

/// A world with secrets of several kinds.
async fn world() -> World {
    let world = World::new().await;
    let soul = world.op("soul").await;
    for _ in 0..3 {
        connections::create(&world.steward, &soul, "dev", door()).await.expect("made");
    }
    world.flow("soul", "One", BUTTON).await;
    world
}

fn present(world: &World) -> KeyRing {
    KeyRing::in_folder(world.folder.path()).expect("a key")
}

fn both(world: &World) -> KeyRing {
    KeyRing::new(NEW).with_formers(present(world))
}

fn under(found: &[Values], place: &str) -> Vec<(String, u64)> {
    let values = found.iter().find(|it| it.place == place).expect("a place");
    values.under.clone().into_iter().collect()
}

async fn start(steward: &Steward) -> Result<(), AppError> {
    bootstrap::start(steward, FirstStart::default()).await.map(drop)
}

/// Every password of a connection, as a call would send it.
async fn sent(steward: &Steward) -> Vec<String> {
    let keeper = steward.clone();
    let read = move |tx: &mut store::Tx<'_>| {
        let mut texts = Vec::new();
        for connection in store::connections::list(tx, EnvironmentId(1))? {
            let used = credentials::current(&keeper, tx, &connection)?;
            let Some(connections::Credential::Value(secret)) = used.get("password") else { panic!("a password") };
            texts.push(secret.expose_text().expect("text").to_owned());
        }
        Ok::<_, AppError>(texts)
    };
    steward.store().read(read).await.expect("they open")
}

/// Servers that start at once make one key, which signs the same after the master key is another one.
#[tokio::test]
async fn the_installation_signs_with_one_key() {
    let world = world().await;
    let key = async |steward: &Steward| signing_key::get(steward).await.expect("a key").public_key;
    let first = key(&world.steward).await;
    let starts = [world.with_keys(present(&world)), world.with_keys(present(&world))];
    let (one, two) = tokio::join!(start(&starts[0]), start(&starts[1]));
    one.and(two).expect("started");
    assert_eq!(key(&world.steward).await, first);
    rotate(&world.with_keys(both(&world)), &mut |_| Ok(())).await.expect("rotated");
    let (new, ada) = (world.with_keys(KeyRing::new(NEW)), world.op("ada").await);
    crate::solutions::apply(&world, &ada, "dev", crate::solutions::package("1.0.0.0"), None, None).await.expect("in");
    let signed = app::solutions::envelope(&new, &ada, "dev", "Contoso", ExportHow::default()).await.expect("signed");
    let zip = app::solutions::package(&new, &ada, "dev", "Contoso", ExportHow::default()).await.expect("a zip");
    let digest = Package::read_zip(&zip, &Limits::default()).expect("a package").digest();
    let signer = Signer { name: "us".to_owned(), key: first.parse().expect("a key") };
    let found = verify_envelope(Some(&signed), &digest, &[signer]);
    assert_eq!(found.verdict, Verdict::Valid);
    assert_eq!(found.provenance.expect("proven").source.as_deref(), Some("urn:steward:environment:dev"));
    let former = world.with_keys(present(&world));
    let refused = app::solutions::envelope(&former, &ada, "dev", "Contoso", ExportHow::default()).await;
    assert!(refused.is_err(), "the former master key does not open it");
}

#[tokio::test]
async fn a_rotation_that_is_cut_off_anywhere_leaves_everything_readable_and_is_ended_later() {
    let world = world().await;
    let credentials = "credentials of connections";
    let before = verify(&world.steward).await.expect("verified");
    assert_eq!(under(&before, credentials)[0].1, 3);
    let rotated = world.with_keys(both(&world));
    let mut cuts = 0;
    let done = loop {
        // One step further each time, and then the process is gone.
        let mut left = cuts;
        let mut told = |_| {
            left -= 1;
            if left < 0 { Err(AppError::invalid("cut off")) } else { Ok(()) }
        };
        match rotate(&rotated, &mut told).await {
            Ok(done) => break done,
            Err(error) => assert_eq!(error.message, "cut off"),
        }
        assert_eq!(sent(&rotated).await, [PASSWORD; 3]);
        assert!(verify(&rotated).await.expect("verified").iter().all(|values| values.broken == 0));
        start(&rotated).await.expect("a server starts with both keys");
        for alone in [KeyRing::new(NEW), present(&world)] {
            let refused = start(&world.with_keys(alone)).await.expect_err("one key is not enough");
            assert_eq!(refused.code, ErrorCode::MasterKey);
            assert!(refused.message.contains("rotation"), "{refused}");
        }
        cuts += 1;
    };
    assert!(cuts > 9, "{cuts}");
    assert_eq!((done.values, done.fixed), (0, 0), "the attempts before have done it all");
    let new = world.with_keys(KeyRing::new(NEW));
    start(&new).await.expect("the new key is enough");
    assert_eq!(sent(&new).await, [PASSWORD; 3]);
    let found = verify(&new).await.expect("verified");
    assert_eq!(under(&found, credentials), [(KeyRing::new(NEW).names().remove(0), 3)]);
    assert!(found.iter().all(|values| values.broken == 0 && values.under.len() <= 1));
    let refused = start(&world.with_keys(present(&world))).await.expect_err("the former key does not fit any more");
    assert_eq!(refused.code, ErrorCode::MasterKey);
    let ada = world.op("ada").await;
    let entries = app::audit::list(&new, &ada, Default::default(), None, 100).await.expect("entries");
    assert_eq!(entries.iter().filter(|entry| entry.action == "secrets.rotate").count(), 1);
    assert_eq!(rotate(&new, &mut |_| Ok(())).await.expect("again"), Rotated::default());
}

#[tokio::test]
async fn a_rotation_needs_the_key_that_is_there() {
    let world = world().await;
    let (wrong, stranger) = (KeyRing::new(NEW), KeyRing::new(NEW).with_former([8; 32]));
    for keys in [wrong, stranger] {
        let steward = world.with_keys(keys);
        let refused = rotate(&steward, &mut |_| Ok(())).await.expect_err("refused");
        assert_eq!(refused.code, ErrorCode::MasterKey);
        assert_eq!(verify(&steward).await.expect_err("refused").code, ErrorCode::MasterKey);
    }
    start(&world.steward).await.expect("nothing has changed");
    assert_eq!(sent(&world.steward).await.len(), 3);
}

/// A value that somebody has changed ends a rotation, which can be told why, and loses nothing.
#[tokio::test]
async fn a_value_that_does_not_open_is_counted_and_named() {
    let world = world().await;
    let spoil = |tx: &mut store::Tx<'_>| {
        let first = store::connections::list(tx, EnvironmentId(1))?.remove(0).id;
        tx.execute("UPDATE connection_secrets SET sealed = ?1 WHERE connection = ?2", store::params![&b"x"[..], first])
    };
    assert_eq!(world.steward.store().write(spoil).await.expect("spoilt"), 1);
    let found = verify(&world.steward).await.expect("verified");
    assert_eq!(found.iter().map(|values| values.broken).sum::<u64>(), 1);
    assert_eq!(under(&found, "credentials of connections")[1], ("none".to_owned(), 1));
    let rotated = world.with_keys(both(&world));
    let refused = rotate(&rotated, &mut |_| Ok(())).await.expect_err("refused");
    assert!(refused.message.contains("credentials of connections"), "{refused}");
    start(&rotated).await.expect("both keys still start a server");
}

/// A server that is up, with these keys.
async fn join(store: &Store, name: &str, keys: &KeyRing, lease: i64) {
    let node = Node {
        id: uuid::Uuid::now_v7(),
        name: name.to_owned(),
        roles: "api".to_owned(),
        version: "1".to_owned(),
        keys: keys.names().join(","),
        started_at: Timestamp::now(),
        lease_until: Timestamp::now(),
    };
    store.write(move |tx| nodes::join(tx, &node, lease)).await.expect("joined");
}

/// Servers may serve meanwhile, if what they seal opens with the new key alone once all is sealed anew.
#[tokio::test(flavor = "multi_thread")]
async fn servers_that_are_up_seal_with_the_new_key_or_nothing_is_rotated() {
    let database = Config::at(&testkit::postgres::shared().fresh_url()).expect("an address");
    let store = Store::open(&database).expect("a store");
    let steward = |keys| Steward::new(store.clone(), keys, Arc::new(Timestamp::now), Arc::new(TablesOnly));
    let (old, ring) = (|| KeyRing::new([1; 32]), || KeyRing::new(NEW).with_former([1; 32]));
    start(&steward(old())).await.expect("started");
    join(&store, "gone", &old(), -1_000).await;
    join(&store, "prepared", &ring(), 60_000).await;
    join(&store, "behind", &old().with_former(NEW), 60_000).await;
    let refused = rotate(&steward(ring()), &mut |_| Ok(())).await.expect_err("one seals with the former key");
    assert_eq!(refused.code, ErrorCode::ServerWithoutKey);
    assert!(refused.message.contains("behind"), "{refused}");
    start(&steward(old())).await.expect("nothing has begun");
    store.write(|tx| tx.execute("DELETE FROM nodes WHERE name = 'behind'", &[])).await.expect("it has stopped");
    // One that starts in the middle keeps it from ending.
    let (during, mut is_first) = (store.clone(), true);
    let mut told = move |_| {
        if std::mem::take(&mut is_first) {
            let late = during.clone();
            let joins = async move { join(&late, "late", &KeyRing::new([1; 32]), 60_000).await };
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(joins));
        }
        Ok(())
    };
    let refused = rotate(&steward(ring()), &mut told).await.expect_err("it does not end");
    assert!(refused.message.contains("late"), "{refused}");
    store.write(|tx| tx.execute("DELETE FROM nodes WHERE name = 'late'", &[])).await.expect("it has stopped");
    rotate(&steward(ring()), &mut |_| Ok(())).await.expect("rotated");
    start(&steward(KeyRing::new(NEW))).await.expect("the new key is enough");
}
