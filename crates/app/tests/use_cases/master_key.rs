//! Another master key, and whatever happens in the middle of it.

use app::{
    AppError, Steward,
    bootstrap::{self, FirstStart},
    connections::{self, credentials},
    master_key::{Rotated, Values, rotate, verify},
};
use model::{EnvironmentId, ErrorCode};
use store::KeyRing;

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
