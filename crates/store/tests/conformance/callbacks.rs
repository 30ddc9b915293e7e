//! Actions that are called back, and calls that are owed.

use model::{EnvironmentId, FlowKey, RunId, RunStatus, Timestamp};
use store::{
    callbacks,
    callbacks::{Callback, Changes, Taken},
    errands,
    errands::Errand,
    runs,
    runs::{Progress, Save},
    triggers,
};
use uuid::Uuid;

use crate::{
    fixture::{any_room, in_store},
    things::{environment, first_save, new_run, next_save, node},
};

fn callback(run: RunId, frame: u32) -> Callback {
    Callback { run, frame, action: u16::MAX }
}

fn sleeps(run: RunId, node: Uuid, callbacks: Changes) -> Save {
    let progress = Progress { status: RunStatus::Waiting, wake_at: Some(Timestamp(i64::MAX)), ..Progress::running() };
    Save { progress, moves: true, keep: false, callbacks, ..next_save(run, node, 1) }
}

#[test]
fn the_first_call_counts_while_the_action_waits() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        let run = new_run(dev, FlowKey(1));
        let (id, waits) = (run.id, callback(run.id, u32::MAX));
        assert_eq!(callbacks::take_in(tx, &waits, b"early")?, Taken::Closed);
        let opened = Changes { opened: vec![waits, waits], ..Changes::default() };
        assert!(runs::save(tx, Save { callbacks: opened, ..first_save(run, node) })?);
        assert_eq!(runs::environment_of(tx, id)?, Some(dev));
        assert_eq!(runs::environment_of(tx, RunId::new())?, None);
        assert_eq!(callbacks::answer(tx, &waits)?, None);
        assert_eq!(callbacks::take_in(tx, &callback(id, 0), b"elsewhere")?, Taken::Closed);
        assert_eq!(callbacks::take_in(tx, &waits, b"one")?, Taken::Taken);
        assert_eq!(callbacks::take_in(tx, &waits, b"two")?, Taken::Twice);
        assert_eq!(callbacks::answer(tx, &waits)?, Some(b"one".to_vec()));
        let closed = Changes { closed: vec![waits], ..Changes::default() };
        assert!(runs::save(tx, Save { callbacks: closed, ..next_save(id, node, 1) })?);
        assert_eq!(callbacks::answer(tx, &waits)?, None);
        assert_eq!(callbacks::take_in(tx, &waits, b"late")?, Taken::Closed);
        Ok(())
    });
}

#[test]
fn whoever_is_called_back_is_due_at_once() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        for told_first in [false, true] {
            let run = new_run(dev, FlowKey(1));
            let (id, waits) = (run.id, callback(run.id, 0));
            let opened = Changes { opened: vec![waits], ..Changes::default() };
            runs::save(tx, Save { callbacks: opened, ..first_save(run, node) })?;
            let sleeps = sleeps(id, node, Changes { waits_for: vec![waits], ..Changes::default() });
            if told_first {
                callbacks::take_in(tx, &waits, b"told")?;
                assert!(runs::save(tx, sleeps)?);
            } else {
                assert!(runs::save(tx, sleeps)?);
                assert_eq!(runs::claim(tx, node, Timestamp(0), 10, any_room())?.len(), 0);
                callbacks::take_in(tx, &waits, b"told")?;
            }
            assert_eq!(runs::claim(tx, node, Timestamp(0), 10, any_room())?.len(), 1, "told first: {told_first}");
        }
        Ok(())
    });
}

#[test]
fn what_a_node_does_after_it_lost_a_run_changes_nothing() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (node, other) = (node(tx)?, node(tx)?);
        let run = new_run(dev, FlowKey(1));
        let (id, waits) = (run.id, callback(run.id, 0));
        let opened = Changes { opened: vec![waits], ..Changes::default() };
        runs::save(tx, Save { callbacks: opened, ..first_save(run, node) })?;
        let late = Changes { closed: vec![waits], errands: vec![errand(dev, 0)], ..Changes::default() };
        assert!(!runs::save(tx, Save { callbacks: late, ..next_save(id, other, 1) })?);
        assert_eq!(callbacks::take_in(tx, &waits, b"told")?, Taken::Taken);
        assert!(!errands::are_due(tx, Timestamp(i64::MAX))?);
        Ok(())
    });
}

pub(crate) fn errand(environment: EnvironmentId, due_at: i64) -> Errand {
    let (id, owner) = (Uuid::now_v7(), Uuid::now_v7());
    Errand {
        id,
        environment,
        owner,
        request: b"a request".to_vec(),
        attempt: 1,
        due_at: Timestamp(due_at),
        follows: None,
    }
}

#[test]
fn an_errand_is_taken_by_one_and_again_when_its_time_is_over() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (first, second) = (errand(dev, 10), errand(dev, 20));
        errands::insert(tx, &second)?;
        errands::insert(tx, &first)?;
        assert!(!errands::are_due(tx, Timestamp(9))?);
        assert!(errands::are_due(tx, Timestamp(10))?);
        let taken = errands::take(tx, Timestamp(30), Timestamp(100), 1)?;
        assert_eq!(taken, [Errand { due_at: Timestamp(100), ..first.clone() }]);
        let taken = errands::take(tx, Timestamp(30), Timestamp(100), 9)?;
        assert_eq!(taken, [Errand { due_at: Timestamp(100), ..second.clone() }]);
        assert_eq!(errands::take(tx, Timestamp(99), Timestamp(200), 9)?, []);
        errands::again(tx, first.id, 2, Timestamp(50))?;
        let taken = errands::take(tx, Timestamp(99), Timestamp(200), 9)?;
        assert_eq!(taken, [Errand { attempt: 2, due_at: Timestamp(200), ..first.clone() }]);
        errands::done(tx, first.id)?;
        errands::done(tx, second.id)?;
        assert!(!errands::are_due(tx, Timestamp(i64::MAX))?);
        Ok(())
    });
}

#[test]
fn an_errand_waits_for_the_one_that_it_follows() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let first = errand(dev, 20);
        let second = Errand { follows: Some(first.id), ..errand(dev, 10) };
        errands::insert(tx, &second)?;
        errands::insert(tx, &first)?;
        assert!(!errands::are_due(tx, Timestamp(10))?);
        assert_eq!(errands::take(tx, Timestamp(20), Timestamp(100), 9)?.len(), 1);
        assert_eq!(errands::take(tx, Timestamp(20), Timestamp(100), 9)?, []);
        errands::done(tx, first.id)?;
        let taken = errands::take(tx, Timestamp(20), Timestamp(100), 9)?;
        assert_eq!(taken, [Errand { due_at: Timestamp(100), ..second }]);
        Ok(())
    });
}

#[test]
fn what_a_flow_owes_is_due_when_its_trigger_goes() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let owed = errand(dev, 10);
        errands::keep(tx, FlowKey(1), &owed)?;
        assert_eq!(errands::kept(tx, FlowKey(1))?, Some(owed.id));
        triggers::remove(tx, FlowKey(2))?;
        assert!(!errands::are_due(tx, Timestamp(i64::MAX))?);
        triggers::remove(tx, FlowKey(1))?;
        triggers::remove(tx, FlowKey(1))?;
        assert_eq!(errands::kept(tx, FlowKey(1))?, None);
        let taken = errands::take(tx, Timestamp(0), Timestamp(100), 9)?;
        assert_eq!(taken, [Errand { due_at: Timestamp(100), ..owed }]);
        Ok(())
    });
}
