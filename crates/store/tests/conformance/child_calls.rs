//! Calls of other flows.

use model::{FlowKey, RunId, RunStatus, Timestamp};
use store::{
    child_calls,
    child_calls::{Called, ChildCall},
    runs,
    runs::{Progress, Save},
};

use crate::{
    fixture::{any_room, in_store},
    things::{environment, first_save, new_run, next_save, node, succeeded},
};

fn call(parent: RunId, attempt: u32) -> ChildCall {
    ChildCall { parent, frame: u32::MAX, action: u16::MAX, attempt }
}

#[test]
fn a_call_starts_one_run_and_takes_the_first_answer() {
    in_store(|tx| {
        let (parent, child) = (RunId::new(), RunId::new());
        let (first, second) = (call(parent, 1), call(parent, 2));
        assert_eq!(child_calls::get(tx, &first)?, None);
        child_calls::insert(tx, &first, child)?;
        let again = tx.nested(|tx| child_calls::insert(tx, &first, RunId::new()));
        assert!(again.expect_err("the call is there").is_duplicate());
        let again = tx.nested(|tx| child_calls::insert(tx, &second, child));
        assert!(again.expect_err("the run answers one call").is_duplicate());
        assert_eq!(child_calls::get(tx, &first)?, Some(Called { child, answer: None }));
        assert!(!child_calls::is_answered(tx, &first)?);
        assert_eq!(child_calls::answer(tx, child, b"one")?, Some(parent));
        assert_eq!(child_calls::answer(tx, child, b"two")?, None);
        assert_eq!(child_calls::answer(tx, RunId::new(), b"x")?, None);
        assert!(child_calls::is_answered(tx, &first)?);
        assert_eq!(child_calls::get(tx, &first)?, Some(Called { child, answer: Some(b"one".to_vec()) }));
        assert!(!child_calls::is_answered(tx, &second)?);
        Ok(())
    });
}

#[test]
fn an_answer_that_was_there_first_makes_the_waiting_run_due_at_once() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        for answered_first in [false, true] {
            let (parent, child) = (new_run(dev, FlowKey(1)), new_run(dev, FlowKey(2)));
            let waits = call(parent.id, 1);
            let (parent_id, child_id) = (parent.id, child.id);
            runs::save(tx, first_save(parent, node))?;
            runs::save(tx, first_save(child, node))?;
            child_calls::insert(tx, &waits, child_id)?;
            let answers = Save {
                progress: succeeded(9),
                moves: true,
                answer: Some(b"answer".to_vec()),
                ..next_save(child_id, node, 1)
            };
            let goes_to_sleep = Save {
                progress: Progress {
                    status: RunStatus::Waiting,
                    wake_at: Some(Timestamp(1_000)),
                    ..Progress::running()
                },
                moves: true,
                keep: false,
                waits_for: vec![waits],
                ..next_save(parent_id, node, 1)
            };
            let both = if answered_first { [answers, goes_to_sleep] } else { [goes_to_sleep, answers] };
            for save in both {
                assert!(runs::save(tx, save)?);
            }
            let stored = runs::get(tx, dev, parent_id)?.expect("a run");
            assert_eq!(stored.progress.wake_at, Some(Timestamp(0)), "answered first: {answered_first}");
            assert_eq!(runs::claim(tx, node, Timestamp(0), 10, any_room())?.len(), 1);
        }
        Ok(())
    });
}
