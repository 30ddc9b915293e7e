//! Runs and what they remember: who drives them, how far they have come.

use model::{EnvironmentId, FlowKey, PrincipalId, RunId, RunStatus, Timestamp};
use store::{
    StoreError, Tx, journal, runs,
    runs::{NewRun, Progress, Save, Wanted},
};

use crate::{
    fixture::{any_room, in_store},
    things::{NOW, environment, first_save, new_run, next_save, node, succeeded},
};

/// Queues a run that is due at an instant.
fn queued(tx: &mut Tx<'_>, environment: EnvironmentId, at: i64) -> Result<RunId, StoreError> {
    let new = new_run(environment, FlowKey(1));
    runs::queue(tx, &new, Some(Timestamp(at)))?;
    Ok(new.id)
}

#[test]
fn a_queued_run_reads_back() {
    in_store(|tx| {
        let (dev, prod) = (environment(tx, "dev")?, environment(tx, "prod")?);
        let new = NewRun { resubmit_of: Some(RunId::new()), start: vec![0, 255], ..new_run(dev, FlowKey(7)) };
        runs::queue(tx, &new, None)?;
        let run = runs::get(tx, dev, new.id)?.expect("a run");
        assert_eq!((run.flow, run.version, run.kind, run.invoker), (FlowKey(7), 1, new.kind, new.invoker));
        assert_eq!((run.started_at, run.resubmit_of), (NOW, new.resubmit_of));
        assert_eq!(run.progress, Progress { wake_at: Some(NOW), ..Progress::running() });
        assert!(runs::get(tx, prod, new.id)?.is_none(), "it is not of that environment");
        assert_eq!(runs::start_of(tx, new.id)?, Some(vec![0, 255]));
        assert_eq!(runs::start_of(tx, RunId::new())?, None);
        let again = tx.nested(|tx| runs::queue(tx, &new, None));
        assert!(again.expect_err("it is there").is_duplicate());
        Ok(())
    });
}

#[test]
fn claiming_takes_what_is_due_in_its_order() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        assert_eq!(runs::next_due(tx, &any_room())?, None);
        let later = queued(tx, dev, 30)?;
        let (second, first) = (queued(tx, dev, 20)?, queued(tx, dev, 10)?);
        assert_eq!(runs::next_due(tx, &any_room())?, Some(Timestamp(10)));
        assert!(runs::claim(tx, node, Timestamp(9), 10, any_room())?.is_empty());
        assert_eq!(runs::claim(tx, node, Timestamp(20), 1, any_room())?[0].run.id, first);
        let claimed = runs::claim(tx, node, Timestamp(20), 10, any_room())?;
        assert_eq!(claimed.len(), 1);
        let claimed = &claimed[0];
        assert_eq!((claimed.run.id, claimed.start.as_slice()), (second, b"start".as_slice()));
        assert!(!claimed.has_journal && !claimed.is_to_be_cancelled);
        assert_eq!(claimed.run.progress.wake_at, None);
        assert_eq!(runs::next_due(tx, &any_room())?, Some(Timestamp(30)));
        assert_eq!(runs::claim_one(tx, later, node)?.map(|claimed| claimed.run.id), Some(later), "before its time");
        assert!(runs::claim_one(tx, later, node)?.is_none(), "it is held");
        assert!(runs::claim_one(tx, RunId::new(), node)?.is_none());
        Ok(())
    });
}

#[test]
fn a_claim_too_small_for_all_environments_takes_what_has_waited_longest() {
    in_store(|tx| {
        let environments: Vec<_> = (0..4).map(|at| environment(tx, &format!("e{at}"))).collect::<Result<_, _>>()?;
        let node = node(tx)?;
        for (environment, at) in environments.iter().zip([40, 30, 20, 10]) {
            queued(tx, *environment, at)?;
            queued(tx, *environment, at + 100)?;
        }
        let claimed = runs::claim(tx, node, Timestamp(1_000), 2, any_room())?;
        let of: Vec<_> = claimed.iter().map(|claimed| claimed.run.environment).collect();
        assert_eq!(of, [environments[3], environments[2]]);
        Ok(())
    });
}

#[test]
fn each_environment_gets_its_share_of_a_claim() {
    in_store(|tx| {
        let (busy, quiet) = (environment(tx, "busy")?, environment(tx, "quiet")?);
        let node = node(tx)?;
        for at in 0..20 {
            queued(tx, busy, at)?;
        }
        for at in 100..103 {
            queued(tx, quiet, at)?;
        }
        let mut of = |limit: u32| -> Result<(usize, usize), StoreError> {
            let claimed = runs::claim(tx, node, Timestamp(1_000), limit, any_room())?;
            let quiet = claimed.iter().filter(|claimed| claimed.run.environment == quiet).count();
            Ok((claimed.len() - quiet, quiet))
        };
        assert_eq!(of(4)?, (2, 2));
        assert_eq!(of(10)?, (9, 1), "what one does not need, the other gets");
        assert_eq!(of(100)?, (9, 0));
        Ok(())
    });
}

#[test]
fn a_save_is_void_unless_the_node_holds_the_run() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (mine, other) = (node(tx)?, node(tx)?);
        let new = new_run(dev, FlowKey(1));
        let run = new.id;
        assert!(runs::save(tx, first_save(new, mine))?);
        let end = |node, number| Save { progress: succeeded(9), moves: true, ..next_save(run, node, number) };
        assert!(!runs::save(tx, next_save(run, other, 1))?);
        assert!(!runs::save(tx, end(other, 1))?);
        assert_eq!(journal::read(tx, run)?, [b"first"]);
        assert!(runs::save(tx, next_save(run, mine, 1))?);
        assert!(runs::save(tx, end(mine, 2))?);
        assert!(!runs::save(tx, end(mine, 3))?, "nobody holds a run that has ended");
        assert_eq!(journal::read(tx, run)?, [b"first".to_vec(), b"segment 1".to_vec(), b"segment 2".to_vec()]);
        assert_eq!(runs::get(tx, dev, run)?.expect("a run").progress, succeeded(9));
        assert!(runs::claim_one(tx, run, mine)?.is_none(), "it has ended");
        let unknown = Save { segment: None, ..next_save(RunId::new(), mine, 0) };
        assert!(!runs::save(tx, unknown)?);
        Ok(())
    });
}

#[test]
fn a_run_that_is_let_go_of_is_due_at_its_time() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        for (wake_at, due) in [(Some(Timestamp(50)), 50), (None, 0)] {
            let new = new_run(dev, FlowKey(1));
            let run = new.id;
            runs::save(tx, first_save(new, node))?;
            let acting = vec![PrincipalId::new(), PrincipalId::new()];
            let message = Some("größer \u{1f916}".to_owned());
            let progress = Progress {
                status: RunStatus::Waiting,
                ended_at: None,
                wake_at,
                code: Some("Waits".to_owned()),
                message,
                acting,
            };
            let sleeps = Save { progress: progress.clone(), moves: true, keep: false, ..next_save(run, node, 1) };
            assert!(runs::save(tx, sleeps)?);
            let stored = runs::get(tx, dev, run)?.expect("a run").progress;
            assert_eq!(stored, Progress { wake_at: Some(Timestamp(due)), ..progress });
            let claimed = runs::claim_one(tx, run, node)?.expect("nobody holds it");
            assert!(claimed.has_journal);
        }
        Ok(())
    });
}

#[test]
fn a_segment_is_stored_once() {
    in_store(|tx| {
        let run = RunId::new();
        journal::append(tx, run, 1, b"second")?;
        journal::append(tx, run, 0, b"first")?;
        let again = tx.nested(|tx| journal::append(tx, run, 1, b"other"));
        assert!(again.expect_err("the number is taken").is_duplicate());
        assert_eq!(journal::read(tx, run)?, [b"first".to_vec(), b"second".to_vec()]);
        assert!(journal::read(tx, RunId::new())?.is_empty());
        Ok(())
    });
}

#[test]
fn a_cancelled_run_is_due_or_its_holder_is_told() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        let waiting = queued(tx, dev, 1_000)?;
        assert!(runs::request_cancel(tx, waiting)?);
        assert!(runs::is_to_be_cancelled(tx, waiting)?);
        assert!(runs::to_cancel(tx, node)?.is_empty(), "nobody holds it");
        let claimed = runs::claim(tx, node, Timestamp(1), 10, any_room())?;
        assert!(claimed[0].is_to_be_cancelled, "it is due at once");
        assert_eq!(runs::to_cancel(tx, node)?, [waiting]);
        let end = Save { progress: succeeded(9), moves: true, ..next_save(waiting, node, 1) };
        runs::save(tx, end)?;
        assert!(runs::to_cancel(tx, node)?.is_empty());
        assert!(!runs::request_cancel(tx, waiting)?);
        assert!(!runs::request_cancel(tx, RunId::new())?);
        assert!(!runs::is_to_be_cancelled(tx, RunId::new())?);
        let held = new_run(dev, FlowKey(1));
        let held_id = held.id;
        runs::save(tx, first_save(held, node))?;
        assert!(runs::request_cancel(tx, held_id)?);
        let progress = Progress { wake_at: Some(Timestamp(1_000)), ..Progress::running() };
        runs::save(tx, Save { progress, moves: true, keep: false, ..next_save(held_id, node, 1) })?;
        assert_eq!(runs::next_due(tx, &any_room())?, Some(Timestamp(0)), "its holder let go of it before it was told");
        runs::claim_one(tx, held_id, node)?;
        let sleeping = queued(tx, dev, 1_000)?;
        runs::wake(tx, sleeping)?;
        assert_eq!(runs::next_due(tx, &any_room())?, Some(Timestamp(0)));
        Ok(())
    });
}

#[test]
fn the_only_server_lets_go_of_what_others_held_before_it() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let (former, now) = (node(tx)?, node(tx)?);
        let (one, two) = (new_run(dev, FlowKey(1)), new_run(dev, FlowKey(1)));
        let kept = two.id;
        runs::save(tx, first_save(one, former))?;
        runs::save(tx, first_save(two, now))?;
        assert_eq!(runs::release_others(tx, now)?, 1);
        assert_eq!(store::nodes::holdings(tx, now)?, [kept]);
        assert!(store::nodes::holdings(tx, former)?.is_empty());
        Ok(())
    });
}

#[test]
fn runs_are_listed_newest_first_by_flow_and_status() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        let mut made = Vec::new();
        for (number, flow) in (0..6).zip([1, 2, 3].into_iter().cycle()) {
            // Ids of one instant need not sort, so these are given.
            let id = RunId(uuid::Uuid::from_u128(u128::from_str_radix("0190", 16).expect("a number") << 112 | number));
            let new = NewRun { id, ..new_run(dev, FlowKey(flow)) };
            runs::save(tx, first_save(new, node))?;
            if number < 3 {
                let end = Save { progress: succeeded(9), moves: true, ..next_save(id, node, 1) };
                runs::save(tx, end)?;
            }
            made.push(id);
        }
        let all = Wanted { flows: vec![FlowKey(1), FlowKey(2)], status: None, after: None, limit: 10 };
        let mut ids = |wanted: &Wanted| -> Result<Vec<RunId>, StoreError> {
            Ok(runs::list(tx, wanted)?.into_iter().map(|run| run.id).collect())
        };
        assert_eq!(ids(&all)?, [made[4], made[3], made[1], made[0]]);
        assert_eq!(ids(&Wanted { limit: 3, ..all.clone() })?, [made[4], made[3], made[1]]);
        assert_eq!(ids(&Wanted { after: Some(made[3]), ..all.clone() })?, [made[1], made[0]]);
        assert_eq!(ids(&Wanted { status: Some(RunStatus::Succeeded), ..all.clone() })?, [made[1], made[0]]);
        assert_eq!(ids(&Wanted { flows: Vec::new(), ..all })?, []);
        assert_eq!(runs::count_ended(tx, FlowKey(3))?, 1);
        assert_eq!(runs::count_ended(tx, FlowKey(9))?, 0);
        assert_eq!(runs::under_way(tx, dev, FlowKey(1))?, 1);
        runs::queue(tx, &new_run(dev, FlowKey(1)), None)?;
        assert_eq!(runs::under_way(tx, dev, FlowKey(1))?, 2, "held and waiting ones");
        assert_eq!(runs::under_way(tx, dev, FlowKey(9))?, 0);
        Ok(())
    });
}

#[test]
fn any_text_can_be_what_went_wrong() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        let new = new_run(dev, FlowKey(1));
        let run = new.id;
        runs::save(tx, first_save(new, node))?;
        let progress = Progress { message: Some("a\0b".to_owned()), ..succeeded(9) };
        let end = Save { progress, moves: true, ..next_save(run, node, 1) };
        assert!(runs::save(tx, end)?);
        let message = runs::get(tx, dev, run)?.expect("a run").progress.message.expect("a message");
        assert!(["a\0b", "a\u{fffd}b"].contains(&message.as_str()), "{message:?}");
        Ok(())
    });
}
