//! What is old goes, in small steps, and nothing else.

use model::{EnvironmentId, FlowKey, RunId, RunStatus, StartKind, Timestamp};
use store::{
    StoreError, Tx, child_calls,
    child_calls::ChildCall,
    journal,
    runs::{self, NewRun, Progress, Save, retention},
};
use uuid::{NoContext, Uuid};

use crate::fixture::{Fixture, HERE, NOW, in_store, stores};

const DAY: i64 = 24 * 3_600 * 1_000;

pub(crate) fn at_day(day: i64) -> Timestamp {
    NOW.plus_millis(day * DAY)
}

/// A run that started on a day, and ended on another if it did.
pub(crate) fn run(
    tx: &mut Tx<'_>,
    environment: EnvironmentId,
    began: i64,
    ended: Option<i64>,
) -> Result<RunId, StoreError> {
    let started_at = at_day(began);
    let seconds = u64::try_from(started_at.0 / 1_000_000).expect("after 1970");
    let id = RunId(Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, 0)));
    let new = NewRun {
        id,
        environment,
        flow: FlowKey(1),
        version: 1,
        kind: StartKind::Button,
        invoker: None,
        started_at,
        resubmit_of: None,
        start: vec![1, 2, 3],
    };
    let ended_at = ended.map(at_day);
    let status = if ended.is_some() { RunStatus::Succeeded } else { RunStatus::Waiting };
    runs::save(
        tx,
        Save {
            run: id,
            node: Uuid::nil(),
            new: Some(new),
            progress: Progress { status, ended_at, ..Progress::running() },
            moves: true,
            keep: false,
            segment: Some((0, vec![7; 100])),
            waits_for: Vec::new(),
            answer: None,
            callbacks: Default::default(),
            leaves: None,
        },
    )?;
    Ok(id)
}

fn ids(old: &retention::Old) -> Vec<RunId> {
    old.runs.iter().map(|run| run.id).collect()
}

#[test]
fn only_runs_that_ended_long_ago_go_and_take_everything_of_theirs_along() {
    in_store(|tx| {
        let gone = run(tx, HERE, 0, Some(0))?;
        let open = run(tx, HERE, 1, None)?;
        let ended_late = run(tx, HERE, 2, Some(30))?;
        let second = run(tx, HERE, 3, Some(3))?;
        let recent = run(tx, HERE, 12, Some(12))?;
        let old = retention::old(tx, None, at_day(10))?;
        assert_eq!((ids(&old), old.last), (vec![gone, second], Some(second)));
        assert_eq!(retention::old(tx, old.last, at_day(10))?, retention::Old::default());
        // A run that has not ended is never removed, whoever asks.
        assert_eq!(retention::remove(tx, &[gone, open, second])?, 2);
        assert_eq!(retention::remove(tx, &[gone])?, 0);
        for run in [gone, second] {
            assert_eq!(runs::get(tx, HERE, run)?, None);
            assert!(journal::read(tx, run)?.is_empty());
        }
        for run in [open, ended_late, recent] {
            assert!(runs::get(tx, HERE, run)?.is_some());
            assert_eq!(journal::read(tx, run)?.len(), 1);
        }
        assert_eq!(ids(&retention::old(tx, None, at_day(31))?), [ended_late, recent]);
        Ok(())
    });
}

#[test]
fn a_child_stays_until_its_caller_has_ended() {
    in_store(|tx| {
        let (parent, done) = (run(tx, HERE, 0, None)?, run(tx, HERE, 0, Some(1))?);
        let (child, other) = (run(tx, HERE, 1, Some(1))?, run(tx, HERE, 1, Some(1))?);
        let call = |parent| ChildCall { parent, frame: 0, action: 1, attempt: 1 };
        child_calls::insert(tx, &call(parent), child)?;
        child_calls::insert(tx, &call(done), other)?;
        child_calls::answer(tx, child, b"answer")?;
        let mut goes = ids(&retention::old(tx, None, at_day(10))?);
        goes.sort();
        let mut expected = vec![done, other];
        expected.sort();
        assert_eq!(goes, expected);
        assert_eq!(retention::remove(tx, &goes)?, 2);
        assert_eq!(child_calls::get(tx, &call(done))?, None);
        assert_eq!(child_calls::get(tx, &call(parent))?.and_then(|called| called.answer), Some(b"answer".to_vec()));
        Ok(())
    });
}

#[test]
fn a_look_is_bounded_in_runs_and_in_bytes() {
    in_store(|tx| {
        for _ in 0..retention::BATCH + 10 {
            run(tx, HERE, 0, Some(0))?;
        }
        let old = retention::old(tx, None, at_day(1))?;
        assert_eq!(old.runs.len(), retention::BATCH);
        assert_eq!(retention::remove(tx, &ids(&old))?, retention::BATCH);
        let long = retention::old(tx, None, at_day(1))?.runs[2].id;
        for number in 1..5_000 {
            journal::append(tx, long, number, &[1])?;
        }
        assert_eq!(retention::old(tx, None, at_day(1))?.runs.len(), 2);
        let rest = retention::old(tx, Some(long), at_day(1))?;
        assert_eq!(rest.runs.len(), 7);
        Ok(())
    });
}

/// The oldest runs are found by their ids, and runs are removed by their ids, however many there are.
#[test]
fn the_primary_key_leads_to_the_oldest_runs() {
    let fixtures = Fixture::on_both().collect::<Vec<_>>();
    let looks = "SELECT id FROM runs WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT 256";
    let sqlite = fixtures[0].read(move |tx| {
        let sql = format!("EXPLAIN QUERY PLAN {looks}");
        let nil = store::Param::Uuid(Uuid::nil());
        Ok(tx.query(&sql, &[nil.clone(), nil], |row| row.text(3))?)
    });
    assert_eq!(sqlite, ["SEARCH runs USING PRIMARY KEY (id>? AND id<?)"]);
    let postgres = &fixtures[1];
    postgres.write(|tx| {
        tx.define(
            "INSERT INTO runs (id, environment, flow, version, status, start_kind, started_at, ended_at, start)
             SELECT gen_random_uuid(), 1, 1, 1, 2, 1, 0, 0, repeat('x', 200)::bytea FROM generate_series(1, 20000)",
        )?;
        Ok(())
    });
    // Numbers of the table are gathered outside of a transaction.
    postgres.write(|tx| Ok(tx.define("ANALYZE runs")?));
    let id = Uuid::from_u128(1 << 110);
    let plan = postgres.read(move |tx| {
        let sql = format!(
            "EXPLAIN {}",
            looks.replace("?1", "'00000000-0000-0000-0000-000000000000'").replace("?2", &format!("'{id}'"))
        );
        Ok(tx.query(&sql, &[], |row| row.text(0))?.join("\n"))
    });
    assert!(plan.contains("runs_pkey") && !plan.contains("Seq Scan"), "{plan}");
}

#[test]
fn the_turn_is_one_servers_until_it_runs_out() {
    for (store, _folder) in stores() {
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let turn = |node, millis| {
            let work = store.write(move |tx| store::turns::take(tx, "history", node, millis));
            crate::fixture::runtime().block_on(work).expect("no error")
        };
        assert!(turn(a, 60_000) && turn(a, 60_000));
        // A server that has the database to itself needs no turn.
        assert_eq!(turn(b, 60_000), !store.is_shared());
        assert!(turn(a, 0));
        std::thread::sleep(std::time::Duration::from_millis(5));
        assert!(turn(b, 60_000));
    }
}

#[test]
fn each_environment_has_room_in_memory_whatever_another_waits_for() {
    for fixture in Fixture::on_both() {
        fixture.write(|tx| {
            for environment in [HERE, crate::fixture::THERE] {
                let count = if environment == HERE { 50 } else { 3 };
                for _ in 0..count {
                    let id = run(tx, environment, 0, None)?;
                    runs::wake(tx, id)?;
                }
            }
            assert_eq!(runs::count_waiting(tx, at_day(0), 40)?, (40, 0));
            assert_eq!(runs::count_waiting(tx, Timestamp(-1), 100)?, (0, 53));
            let node = Uuid::from_u128(9);
            let server = store::nodes::Node {
                id: node,
                name: String::new(),
                roles: String::new(),
                version: String::new(),
                keys: String::new(),
                started_at: NOW,
                lease_until: NOW,
            };
            store::nodes::join(tx, &server, 60_000)?;
            let full = runs::Room::new(2, [(HERE, 8)].into());
            assert_eq!(runs::next_due(tx, &full)?, Some(Timestamp(0)));
            let claimed = runs::claim(tx, node, at_day(0), 2, full)?;
            assert_eq!(claimed.iter().map(|it| it.run.environment).collect::<Vec<_>>(), [crate::fixture::THERE; 2]);
            let none = runs::Room::new(0, [(HERE, 8)].into());
            assert_eq!(runs::next_due(tx, &none)?, None);
            // Alone, it gets what there is but for a fifth.
            let claimed = runs::claim(tx, node, at_day(0), 10, runs::Room::new(10, [].into()))?;
            assert_eq!(claimed.iter().filter(|it| it.run.environment == HERE).count(), 8);
            assert_eq!(store::nodes::count_held(tx, node)?, 11);
            assert_eq!(store::nodes::count_live(tx)?, 1);
            Ok(())
        });
    }
}
