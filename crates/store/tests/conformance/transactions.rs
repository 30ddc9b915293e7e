//! What a transaction keeps and undoes, and what a commit tells.

use std::time::Duration;

use store::{Hint, StoreError, settings};

use crate::{
    fixture::{Fixture, HERE, is_postgres},
    things::new_run,
};

fn value(fixture: &Fixture, name: &'static str) -> Option<String> {
    fixture.block_on(fixture.store.read(move |tx| settings::get_text(tx, name))).expect("no error")
}

#[test]
fn a_work_that_fails_leaves_nothing() {
    for fixture in Fixture::on_both() {
        let failed = fixture.block_on(fixture.store.write(|tx| {
            settings::set(tx, "a", b"1")?;
            Err::<(), _>(StoreError::Busy)
        }));
        assert!(matches!(failed, Err(StoreError::Busy)));
        assert_eq!(value(&fixture, "a"), None);
    }
}

#[test]
fn a_work_that_panics_leaves_nothing_and_the_next_one_goes_on() {
    for fixture in Fixture::on_both() {
        for _ in 0..6 {
            let failed = fixture.block_on(fixture.store.write(|tx| {
                settings::set(tx, "a", b"1")?;
                assert!(settings::get(tx, "a")?.is_none(), "a panic that the test wants");
                Ok::<_, StoreError>(())
            }));
            assert!(matches!(failed, Err(StoreError::GivenUp)), "{failed:?}");
            let failed = fixture.block_on(fixture.store.read(|tx| {
                assert!(settings::get(tx, "a")?.is_some(), "a panic that the test wants");
                Ok::<_, StoreError>(())
            }));
            assert!(matches!(failed, Err(StoreError::GivenUp)), "{failed:?}");
        }
        fixture.block_on(fixture.store.write(|tx| settings::set(tx, "b", b"2"))).expect("the store goes on");
        assert_eq!((value(&fixture, "a"), value(&fixture, "b").as_deref()), (None, Some("2")));
    }
}

#[test]
fn what_is_undone_within_a_work_leaves_the_rest() {
    for fixture in Fixture::on_both() {
        let hints = fixture.store.take_hints();
        fixture
            .block_on(fixture.store.write(|tx| {
                settings::set(tx, "a", b"1")?;
                let undone = tx.nested(|tx| {
                    settings::set(tx, "a", b"2")?;
                    tx.hint(Hint::RunsDue);
                    tx.nested(|tx| settings::set(tx, "b", b"2"))?;
                    Err::<(), _>(StoreError::Busy)
                });
                assert!(matches!(undone, Err(StoreError::Busy)));
                // A statement that fails is undone as well, with what stands before it.
                let undone = tx.nested(|tx| {
                    settings::set(tx, "a", b"3")?;
                    tx.execute("INSERT INTO settings (name) VALUES ('c')", &[])?;
                    Ok::<_, StoreError>(())
                });
                assert!(undone.is_err());
                tx.nested(|tx| settings::set(tx, "d", b"4"))
            }))
            .expect("no error");
        let values = ["a", "b", "c", "d"].map(|name| value(&fixture, name));
        assert_eq!(values, [Some("1".to_owned()), None, None, Some("4".to_owned())]);
        assert!(hints.expect("nobody has taken them").try_recv().is_err(), "what was undone hints at nothing");
    }
}

#[test]
fn a_statement_that_fails_unseen_is_not_committed_half() {
    for fixture in Fixture::on_both() {
        let done = fixture.block_on(fixture.store.write(|tx| {
            settings::set(tx, "a", b"1")?;
            let _ = tx.execute("INSERT INTO settings (name) VALUES ('c')", &[]);
            Ok::<_, StoreError>(())
        }));
        // SQLite undoes the statement, and PostgreSQL takes nothing more.
        let kept = if is_postgres(&fixture.store) { None } else { Some("1".to_owned()) };
        assert_eq!(done.is_ok(), kept.is_some(), "{done:?}");
        assert_eq!(value(&fixture, "a"), kept);
        fixture.block_on(fixture.store.write(|tx| settings::set(tx, "b", b"2"))).expect("the next one goes on");
    }
}

#[test]
fn an_empty_work_is_done_and_a_reader_sees_one_state() {
    for fixture in Fixture::on_both() {
        assert_eq!(fixture.block_on(fixture.store.write(|_| Ok::<_, StoreError>(7))).expect("no error"), 7);
        let (store, other) = (fixture.store.clone(), fixture.store.clone());
        let (begun, seen) = (std::sync::mpsc::channel(), std::sync::mpsc::channel());
        let read = store.read(move |tx| {
            let before = settings::get(tx, "a")?;
            begun.0.send(()).expect("the test waits");
            seen.1.recv().expect("the test says so");
            Ok::<_, StoreError>((before, settings::get(tx, "a")?))
        });
        let write = async move {
            // The other reader of the store waits for the first, off the test's thread.
            other
                .read(move |_| begun.1.recv().map_err(|error| StoreError::corrupt("test", error)))
                .await
                .expect("it has begun");
            other.write(|tx| settings::set(tx, "a", b"1")).await.expect("no error");
            seen.0.send(()).expect("the reader waits");
        };
        let (found, ()) = fixture.block_on(async { tokio::join!(read, write) });
        assert_eq!(found.expect("no error"), (None, None));
    }
}

#[test]
fn commits_hint_and_count_what_caches_must_forget() {
    for fixture in Fixture::on_both() {
        let mut hints = fixture.store.take_hints().expect("nobody has taken them");
        assert!(fixture.store.take_hints().is_none());
        let before = fixture.store.generation();
        fixture.write(|tx| Ok(store::runs::queue(tx, &new_run(HERE, model::FlowKey(1)), None)?));
        // A moment after the work is answered.
        let heard = fixture.block_on(async { tokio::time::timeout(Duration::from_secs(5), hints.recv()).await });
        assert_eq!(heard, Ok(Some(Hint::RunsDue)));
        assert_eq!(fixture.store.generation(), before);
        fixture.write(|tx| {
            tx.one_at_a_time()?;
            tx.reconfigures();
            Ok(())
        });
        assert!(fixture.store.generation() > before, "it is counted before the work is answered");
    }
}
