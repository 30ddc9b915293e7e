//! Limits of runs: never more under way than may be, and none forgotten.

use model::{EnvironmentId, FlowId, FlowKey, PrincipalId, RunId, RunStatus, Timestamp};
use store::{
    StoreError, Tx, firings,
    firings::NewFiring,
    flows,
    runs::{
        self, Save,
        limits::{self, Admission, Limit},
    },
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::{
    fixture::{HERE, NOW, Servers, any_room, in_store},
    things::{environment, flow, new_run, next_save, node, succeeded},
};

const FLOW: FlowKey = FlowKey(1);

fn end(run: RunId, node: Uuid) -> Save {
    Save { progress: succeeded(9), moves: true, segment: None, leaves: Some(FLOW), ..next_save(run, node, 0) }
}

/// The runs that can be claimed, in order.
fn claimed(tx: &mut Tx<'_>, node: Uuid) -> Result<Vec<RunId>, StoreError> {
    let found = runs::claim(tx, node, NOW, 100, any_room())?;
    let mut found: Vec<RunId> = found.into_iter().map(|claimed| claimed.run.id).collect();
    found.sort_unstable();
    Ok(found)
}

fn queued(tx: &mut Tx<'_>, dev: EnvironmentId, count: usize) -> Result<Vec<(RunId, Admission)>, StoreError> {
    (0..count)
        .map(|_| {
            let new = new_run(dev, FLOW);
            Ok((new.id, limits::enter(tx, &new, None)?))
        })
        .collect()
}

#[test]
fn runs_wait_for_their_turn_in_their_order() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        limits::set(tx, FLOW, Some(&Limit { runs: 2, waiting: 3 }))?;
        assert_eq!(limits::of(tx, FLOW)?, Some(Limit { runs: 2, waiting: 3 }));
        let all = queued(tx, dev, 6)?;
        let outcomes: Vec<_> = all.iter().map(|(_, outcome)| *outcome).collect();
        use Admission::{Admitted, Full, Waits};
        assert_eq!(outcomes, [Admitted, Admitted, Waits, Waits, Waits, Full]);
        let ids: Vec<RunId> = all.into_iter().map(|(run, _)| run).collect();
        assert!(limits::is_full(tx, FLOW)?);
        assert!(runs::get(tx, dev, ids[5])?.is_none(), "what is refused is not stored");
        assert_eq!(runs::get(tx, dev, ids[2])?.expect("a run").progress.status, RunStatus::Waiting);
        assert_eq!(claimed(tx, node)?, ids[..2]);
        assert_eq!(claimed(tx, node)?, []);
        assert!(runs::save(tx, end(ids[1], node))?);
        assert!(!runs::save(tx, end(ids[1], node))?, "it has ended once");
        assert!(!limits::is_full(tx, FLOW)?);
        assert_eq!(claimed(tx, node)?, ids[2..3]);
        // One that nobody bounds waits however many do.
        let new = new_run(dev, FLOW);
        assert_eq!(limits::queue(tx, &new, None)?, Waits);
        // One that waits and is cancelled has its end, and nobody takes its place among those under way.
        assert!(runs::request_cancel(tx, ids[3])?);
        assert_eq!(claimed(tx, node)?, [ids[3]]);
        assert!(runs::save(tx, end(ids[3], node))?);
        assert_eq!(claimed(tx, node)?, []);
        limits::set(tx, FLOW, None)?;
        assert_eq!(claimed(tx, node)?, [ids[4], new.id], "without a limit nobody waits");
        Ok(())
    });
}

#[test]
fn a_run_whose_time_has_not_come_keeps_it_while_it_waits_for_its_turn() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        limits::set(tx, FLOW, Some(&Limit { runs: 1, waiting: 1 }))?;
        let (first, later) = (new_run(dev, FLOW), new_run(dev, FLOW));
        assert_eq!(limits::enter(tx, &first, Some(node))?, Admission::Admitted);
        assert_eq!(claimed(tx, node)?, [], "it is held from the beginning");
        assert_eq!(limits::queue(tx, &later, Some(NOW.plus_millis(60_000)))?, Admission::Waits);
        assert!(runs::save(tx, end(first.id, node))?);
        assert_eq!(claimed(tx, node)?, []);
        assert_eq!(runs::next_due(tx, &any_room())?, Some(NOW.plus_millis(60_000)));
        Ok(())
    });
}

#[test]
fn a_run_that_ended_without_leaving_keeps_nobody_waiting() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let node = node(tx)?;
        limits::set(tx, FLOW, Some(&Limit { runs: 1, waiting: 1 }))?;
        let (first, second) = (new_run(dev, FLOW), new_run(dev, FLOW));
        limits::enter(tx, &first, Some(node))?;
        assert_eq!(limits::enter(tx, &second, None)?, Admission::Waits);
        assert!(runs::save(tx, Save { leaves: None, ..end(first.id, node) })?);
        assert_eq!(limits::enter(tx, &new_run(dev, FLOW), None)?, Admission::Waits);
        assert_eq!(claimed(tx, node)?, [second.id]);
        Ok(())
    });
}

#[test]
fn a_flow_that_is_deleted_has_no_limit() {
    in_store(|tx| {
        let dev = environment(tx, "dev")?;
        let key = flow(tx, dev, FlowId::default(), PrincipalId::default())?;
        limits::set(tx, key, Some(&Limit { runs: 1, waiting: 1 }))?;
        flows::delete(tx, key)?;
        assert_eq!(limits::of(tx, key)?, None);
        Ok(())
    });
}

#[test]
fn many_servers_never_have_more_under_way_than_may_be() {
    const RUNS: usize = 3;
    let servers = Servers::start();
    let node = servers.write(|tx| {
        limits::set(tx, FLOW, Some(&Limit { runs: 3, waiting: 100 }))?;
        node(tx)
    });
    let (one, two) = (servers.one.clone(), servers.two.clone());
    servers.block_on(async move {
        let mut all = JoinSet::new();
        for number in 0..40 {
            let store = if number % 2 == 0 { one.clone() } else { two.clone() };
            all.spawn(async move {
                store.write(|tx| limits::enter(tx, &new_run(HERE, FLOW), None)).await.expect("no error");
                let mut ended = 0;
                while ended == 0 {
                    let held = store.write(move |tx| claimed_one(tx, node)).await.expect("no error");
                    let Some(run) = held else {
                        tokio::task::yield_now().await;
                        continue;
                    };
                    let under_way = store.read(under_way).await.expect("no error");
                    assert!(under_way <= RUNS, "{under_way} are under way");
                    assert!(store.save(end(run, node)).await.expect("no error"));
                    ended += 1;
                }
            });
        }
        while let Some(done) = all.join_next().await {
            done.expect("it ends");
        }
        assert_eq!(one.read(under_way).await.expect("no error"), 0);
    });
}

fn claimed_one(tx: &mut Tx<'_>, node: Uuid) -> Result<Option<RunId>, StoreError> {
    Ok(runs::claim(tx, node, NOW, 1, any_room())?.first().map(|claimed| claimed.run.id))
}

/// How many runs are held.
fn under_way(tx: &mut Tx<'_>) -> Result<usize, StoreError> {
    let wanted = runs::Wanted { flows: vec![FLOW], status: Some(RunStatus::Running), after: None, limit: 100 };
    Ok(runs::list(tx, &wanted)?.len())
}

#[test]
fn firings_without_a_run_are_kept_for_a_while() {
    in_store(|tx| {
        let firing = |code: &str| NewFiring {
            environment: HERE,
            flow: FLOW,
            at: NOW,
            scheduled_at: Some(Timestamp(7)),
            status: model::FiringStatus::Skipped,
            code: code.to_owned(),
            message: "because".to_owned(),
        };
        for code in ["a", "b", "c"] {
            firings::insert(tx, &firing(code))?;
        }
        firings::insert(tx, &NewFiring { flow: FlowKey(2), ..firing("other") })?;
        let listed = firings::list(tx, FLOW, None, 2)?;
        assert_eq!(listed.iter().map(|it| it.firing.clone()).collect::<Vec<_>>(), [firing("c"), firing("b")]);
        let rest = firings::list(tx, FLOW, Some(listed[1].id), 9)?;
        assert_eq!(rest.iter().map(|it| it.firing.clone()).collect::<Vec<_>>(), [firing("a")]);
        assert_eq!(firings::oldest(tx)?, Some(NOW));
        assert_eq!(firings::remove_before(tx, NOW, 9)?, 0, "their ids tell when they were kept");
        let later = Timestamp::now().plus_millis(60_000);
        assert_eq!(firings::remove_before(tx, later, 3)?, 3);
        assert_eq!(firings::remove_before(tx, later, 3)?, 1);
        assert_eq!(firings::oldest(tx)?, None);
        Ok(())
    });
}
